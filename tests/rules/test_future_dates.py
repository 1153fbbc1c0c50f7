"""Dates in the future are warnings, alike in all keys, in the check and in a build."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.build.publish import find_future_dates
from coalition.diagnostics.diagnostic import Diagnostic
from coalition.model.field_types import PartialDate, has_come
from coalition.project.loader import load_coalition_data
from coalition.project.translated_files import read_markdown_files
from coalition.rules.future_dates import check_future_dates
from coalition.rules.runner import collect_warnings
from support.projects import PROJECT
from support.rules import load

LANTERN = PROJECT / "tests" / "data" / "coalitions" / "lantern"
TODAY = datetime.date(2024, 6, 1)
LONG_AGO = datetime.date(1, 1, 1)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A valid project, to be changed."""
    return shutil.copytree(LANTERN, tmp_path / "lantern")


def edit(root: Path, file: str, old: str, new: str) -> None:
    path = root / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def find(root: Path, today: datetime.date = TODAY) -> list[Diagnostic]:
    data = load_coalition_data(root / "data")
    files = read_markdown_files(root / "content", data.coalition.default_language)
    return sorted(check_future_dates(data, files, today))


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("data/members.yaml", "since: 2018-11", "since: {}"),
        ("data/members.yaml", "until: 2020", "died: {}"),
        ("data/members.yaml", "checked: 2024-05-02", "checked: {}"),
        ("data/organisations.yaml", "checked: 2023-12-31", "checked: {}"),
        ("data/coalition.yaml", "established: 2018-11", "established: {}"),
        ("data/coalition.yaml", "adopted: 2017", "adopted: {}"),
        ("data/coalition.yaml", "until: 2021-06-22", "until: {}"),
        ("data/coalition.yaml", "date: 2018-11", "date: {}"),
        ("data/coalition.yaml", "\nchecked: 2024-05-02", "\nchecked: {}"),
        ("content/news/lamps-for-all.en.md", "Date: 2023-10-12", "Date: {}"),
        ("content/news/lamps-for-all.en.md", "Summary:", "Modified: {}\nSummary:"),
        ("content/pages/about.en.md", "Checked: 2024-05-02", "Checked: {}"),
    ],
)
def test_each_key_is_judged_alike(root: Path, file: str, old: str, new: str):
    assert [] == find(root)

    edit(root, file, old, new.format("2024-06-02"))
    assert [] == find(root)  # it has come in other time zones

    edit(root, file, new.format("2024-06-02"), new.format("2024-06-03"))
    (diagnostic,) = find(root)

    line = diagnostic.location.line
    assert ("future-date", "warning", file) == (
        diagnostic.rule,
        diagnostic.severity,
        diagnostic.location.file,
    )
    assert diagnostic.excerpt == (root / file).read_text("utf-8").splitlines()[line - 1]
    assert "2024-06-03" in diagnostic.excerpt
    assert diagnostic in collect_warnings(load(root), TODAY)
    assert [diagnostic] == find_future_dates(root, TODAY)
    assert [] == find(root, datetime.date(2024, 6, 2))


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("data/members.yaml", "until: 2020", "until: 2024-08-01"),
        ("data/members.yaml", "until: 2020", "terms: [{until: 2020}, {since: 2021, until: 2025}]"),
        (
            "data/members.yaml",
            "organisation: boat-library",
            "affiliations: [{organisation: boat-library, until: 2025}]",
        ),
        (
            "data/coalition.yaml",
            "bodies:",
            "offices: [{role: chair, member: siraj, until: 2025}]\nbodies:",
        ),
    ],
)
def test_the_end_of_a_term_may_be_fixed_in_advance(root: Path, file: str, old: str, new: str):
    edit(root, file, old, new)

    assert [] == find(root)


def test_a_term_that_begins_in_the_future_is_a_warning_about_the_member(root: Path):
    edit(root, "data/members.yaml", "until: 2020", "terms: [{until: 2020}, {since: 2025}]")

    (diagnostic,) = find(root)

    assert (
        "'since: 2025' has not come yet, but the member is listed from now on" == diagnostic.message
    )


def test_a_draft_may_have_any_date(root: Path):
    edit(
        root,
        "content/news/lamps-for-all.en.md",
        "Date: 2023-10-12",
        "Date: 2099-01-01\nStatus: draft",
    )

    assert [] == find(root)


def test_every_date_in_the_data_is_found(root: Path):
    """Seen from the first day of all, each date is in the future: as many as the files have."""
    dates = [
        line
        for file in (root / "data").glob("*.yaml")
        for line in file.read_text("utf-8").splitlines()
        if line.strip(" -").split(":")[0] in {"adopted", "checked", "date", "established", "since"}
        or (line.strip().startswith("until:") and file.name == "coalition.yaml")  # of a milestone
    ]

    found = [item for item in find(root, LONG_AGO) if item.location.file.startswith("data/")]

    assert len(dates) == len(found) > 10


def test_a_checked_date_in_the_future_is_one_warning(root: Path):
    edit(root, "data/members.yaml", "checked: 2024-05-02", "checked: 2034-05-02")

    rules = [item.rule for item in collect_warnings(load(root), TODAY)]

    assert ["future-date", "missing-backlink"] == sorted(rules)


def test_a_build_of_data_that_cannot_be_read_has_no_warnings(tmp_path: Path):
    assert [] == find_future_dates(tmp_path, TODAY)


@given(st.dates(), st.dates())
def test_a_day_has_come_on_the_day_before_it_and_ever_after(
    day: datetime.date, today: datetime.date
):
    expected = day.toordinal() <= today.toordinal() + 1

    assert (
        expected
        == has_come(day, today)
        == has_come(PartialDate(day.year, day.month, day.day), today)
    )
    assert has_come(PartialDate(day.year), today) or not has_come(day, today)
