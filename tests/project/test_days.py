"""Days in front matter and in `data/`: one parser, so that what the check accepts can be built."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown
from pelican.utils import get_date

from coalition.diagnostics.errors import DataError
from coalition.model.field_types import parse_iso_date
from coalition.project.project import load_project
from coalition.sources import front_matter
from support.projects import PROJECT

LANTERN = PROJECT / "tests" / "data" / "coalitions" / "lantern"

NOT_DAYS = (
    "2026-1-5",
    "2026-01-5",
    "20260105",
    "2026-W01-1",
    "2026-01-05T00:00",
    "0000-01-01",
    "10000-01-01",
    "2026-02-29",
    "2026-13-01",
    "5 January 2026",
    "٢٠٢٦-٠١-٠٥",
    "２０２６-01-05",
    "2026-01-05\u00a0",
    "-2026-01-05",
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A sound project whose texts a test may change."""
    shutil.copytree(LANTERN, tmp_path, dirs_exist_ok=True)
    shutil.copytree(PROJECT / "theme", tmp_path / "theme")
    return tmp_path


def names(project: Path) -> list[str]:
    """The names of all problems of a project."""
    try:
        load_project(project)
    except DataError as error:
        return [problem.rule for problem in error.diagnostics]
    return []


def write_news(project: Path, *lines: str) -> None:
    head = "Title: A lamp\nSummary: It was lit.\n"
    file = project / "content/news/a-lamp.en.md"
    file.write_text(head + "\n".join(lines) + "\n\nThe lamp.\n", encoding="utf-8")


@pytest.mark.parametrize("key", ["Date", "Modified", "Checked"])
@pytest.mark.parametrize("text", NOT_DAYS)
def test_the_check_refuses_each_day_that_the_build_could_not_read(
    project: Path, key: str, text: str
):
    others = [] if key == "Date" else ["Date: 2026-01-05"]
    write_news(project, *others, f"{key}: {text}")

    assert ["invalid-date"] == names(project)


@pytest.mark.parametrize("text", NOT_DAYS)
def test_dates_in_the_data_are_read_by_the_same_parser(text: str):
    assert parse_iso_date(text) is None


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2024-02-29", "9999-12-31"])
def test_the_first_and_the_last_year_are_days(project: Path, day: str):
    write_news(project, f"Date: {day}", f"Modified: {day}", f"Checked: {day}")

    assert [] == names(project)
    assert date.fromisoformat(day) == parse_iso_date(day)


@given(st.dates())
def test_pelican_reads_each_day_as_the_check_does(day: date):
    assert day == parse_iso_date(str(day)) == get_date(str(day)).date()


@pytest.mark.parametrize("before", ["_key: x", "1st: x", "-: x", "Summary: x\n\tChecked: y"])
def test_no_key_of_a_head_reaches_pelican_unseen(project: Path, before: str):
    """Python-Markdown's keys may begin with a digit, `_` or `-`, and it expands tabs."""
    write_news(project, "Date: 2026-01-05", before, "Checked: 2026-1-5")

    assert "invalid-date" in names(project)


@given(st.text(st.sampled_from("aZ09_-: \t.x"), max_size=30))
def test_a_head_ends_where_that_of_python_markdown_ends(line: str):
    """Every key that `meta` finds below a title is an entry, or the line is refused."""
    lines = ("Title: x", line, "Checked: y")
    converter = Markdown(extensions=["meta"])
    converter.convert("\n".join(lines))
    found = set(converter.Meta)  # type: ignore[attr-defined]

    assert front_matter.is_continuation_line(line) or found == {
        entry.key.lower() for entry in front_matter.parse_front_matter(lines)
    }
