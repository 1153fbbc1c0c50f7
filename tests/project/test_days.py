"""Dates in front matter and `data/`: one parser, so that dates that pass the check can be built."""

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

INVALID_DATES = (
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
    "-2026-01-05",
)
FOREIGN_DIGITS = ("٢٠٢٦-٠١-٠٥", "２０２６-01-05", "2026‑01‑05")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A valid project whose texts a test may change."""
    shutil.copytree(LANTERN, tmp_path, dirs_exist_ok=True)
    shutil.copytree(PROJECT / "theme", tmp_path / "theme")
    return tmp_path


def list_rules_and_lines(root: Path) -> list[tuple[str, int]]:
    """Return rule and line of all diagnostics of a project."""
    try:
        load_project(root)
    except DataError as error:
        return [(diagnostic.rule, diagnostic.location.line) for diagnostic in error.diagnostics]
    return []


def list_rules(root: Path) -> list[str]:
    return [rule for rule, _ in list_rules_and_lines(root)]


def write_news(root: Path, *lines: str) -> None:
    first_lines = "Title: A lamp\nSummary: It was lit.\n"
    file = root / "content/news/a-lamp.en.md"
    file.write_text(first_lines + "\n".join(lines) + "\n\nThe lamp.\n", encoding="utf-8")


@pytest.mark.parametrize("text", INVALID_DATES)
def test_the_check_rejects_each_date_that_the_build_could_not_read(root: Path, text: str):
    write_news(root, f"Date: {text}", f"Modified: {text}", f"Checked: {text}")

    assert [("invalid-date", line) for line in (3, 4, 5)] == list_rules_and_lines(root)


@pytest.mark.parametrize("text", FOREIGN_DIGITS)
def test_the_check_names_digits_and_hyphens_of_other_kinds(root: Path, text: str):
    write_news(root, f"Date: {text}", f"Modified: {text}", f"Checked: {text}")

    assert [("look-alike-character", line) for line in (3, 4, 5)] == list_rules_and_lines(root)


def test_blanks_of_any_kind_after_a_day_are_ignored(root: Path):
    write_news(root, "Date: 2026-01-05\u00a0", "Checked: 2026-01-05 ")

    assert [] == list_rules(root)


@pytest.mark.parametrize("text", [*INVALID_DATES, *FOREIGN_DIGITS, "2026-01-05\u00a0"])
def test_dates_in_the_data_are_read_by_the_same_parser(text: str):
    assert parse_iso_date(text) is None


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2024-02-29", "9999-12-31"])
def test_the_first_and_the_last_year_are_days(root: Path, day: str):
    write_news(root, f"Date: {day}", f"Modified: {day}", f"Checked: {day}")

    assert [] == list_rules(root)
    assert date.fromisoformat(day) == parse_iso_date(day)


@given(st.dates())
def test_pelican_reads_each_day_as_the_check_does(day: date):
    assert day == parse_iso_date(str(day)) == get_date(str(day)).date()


@pytest.mark.parametrize("line", ["_key: x", "1st: x", "-: x", "Summary: x\n\tChecked: y"])
def test_no_front_matter_key_reaches_pelican_unchecked(root: Path, line: str):
    """Python-Markdown's keys may start with a digit, `_` or `-`, and it expands tabs."""
    write_news(root, "Date: 2026-01-05", line, "Checked: 2026-1-5")

    assert "invalid-date" in list_rules(root)


@given(st.text(st.sampled_from("aZ09_-: \t.x"), max_size=30))
def test_front_matter_contains_that_of_python_markdown(line: str):
    """Every key that `meta` finds after a title is a field, or the line is rejected."""
    lines = ("Title: x", line, "Checked: y")
    converter = Markdown(extensions=["meta"])
    converter.convert("\n".join(lines))
    keys = set(converter.Meta)  # type: ignore[attr-defined]

    assert front_matter.is_continuation_line(line) or keys <= {
        entry.key.lower() for entry in front_matter.parse_front_matter(lines)
    }
