"""Rules report what is valid but possibly stale or forgotten, as warnings.

Each folder in `data/warnings/` is named after a rule and holds files that overwrite those of the
coalition `lantern`, and the expected report, as `data/problems/` does for errors.
"""

from __future__ import annotations

import datetime
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.diagnostics.diagnostic import Diagnostic, Location
from coalition.diagnostics.text import format_diagnostics
from coalition.project.project import Project
from coalition.rules import runner
from coalition.rules.staleness import ReviewInterval
from support.projects import PROJECT
from support.rules import load

DATA = PROJECT / "tests" / "data"
WARNINGS = DATA / "warnings"
COALITIONS = DATA / "coalitions"
TODAY = datetime.date(2024, 6, 1)


def load_example(example: Path, root: Path) -> Project:
    """Load `lantern` without Markdown files, after copying the files of an example over it."""
    shutil.copytree(COALITIONS / "lantern" / "data", root / "data")
    for file in example.iterdir():
        if file.is_dir():
            shutil.copytree(file, root / "content" / file.name)
        elif file.suffix == ".yaml":
            shutil.copyfile(file, root / "data" / file.name)
    return load(root)


def warnings_after_edit(root: Path, file: str, old: str, new: str) -> tuple[Diagnostic, ...]:
    """Return the warnings about `lantern` after one change in one file."""
    project = root / "lantern"
    shutil.copytree(COALITIONS / "lantern", project)
    path = project / "data" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")
    return runner.collect_warnings(load(project), TODAY)


def summarize(diagnostics: tuple[Diagnostic, ...]) -> list[tuple[str, int, str]]:
    return [
        (diagnostic.location.file, diagnostic.location.line, diagnostic.rule)
        for diagnostic in diagnostics
    ]


MEMBERS = "data/members.yaml"
GOAL_7 = ("data/sdgs.yaml", 6, "missing-backlink")
"""The only warning about `lantern`: none of its areas names goal 7."""


@pytest.mark.parametrize("example", sorted(WARNINGS.iterdir()), ids=lambda example: example.name)
def test_each_example_gives_exactly_the_expected_report(example: Path, tmp_path: Path):
    diagnostics = runner.collect_warnings(load_example(example, tmp_path), TODAY)

    expected = example / "expected.txt"
    if os.environ.get("WRITE_EXPECTED"):
        expected.write_text(format_diagnostics(diagnostics) + "\n", encoding="utf-8")
    assert expected.read_text(encoding="utf-8") == format_diagnostics(diagnostics) + "\n"
    assert example.name.split(".")[0] in {diagnostic.rule for diagnostic in diagnostics}


@pytest.mark.parametrize("example", sorted(WARNINGS.iterdir()), ids=lambda example: example.name)
def test_each_diagnostic_is_a_warning_with_its_source_line(example: Path, tmp_path: Path):
    for diagnostic in runner.collect_warnings(load_example(example, tmp_path), TODAY):
        assert "warning" == diagnostic.severity
        file = diagnostic.location.file
        is_media = file.startswith(("content/files/", "content/images/"))
        lines = [""] if is_media else (tmp_path / file).read_text(encoding="utf-8").splitlines()
        assert lines[diagnostic.location.line - 1] == diagnostic.excerpt
        assert diagnostic.message
        assert diagnostic.hint


def test_data_and_pages_are_due_a_year_after_their_review_and_not_a_day_before(tmp_path: Path):
    shutil.copytree(COALITIONS / "minimal", tmp_path, dirs_exist_ok=True)
    member = "- name: {}\n  group: gardiens\n  source: Minutes\n  checked: 2023-03-01\n"
    (tmp_path / MEMBERS).write_text(member.format("Ada") + member.format("Bea"), encoding="utf-8")
    with (tmp_path / "data/coalition.yaml").open("a", encoding="utf-8") as file:
        file.write("source: Minutes\nchecked: 2023-03-01\n")
    page = "Title: About\nChecked: 2023-03-01\n\nText.\n"
    (tmp_path / "content/pages/about.fr.md").write_text(page, encoding="utf-8")
    project = load(tmp_path)

    due = runner.collect_warnings(project, datetime.date(2024, 3, 2))

    for day in (datetime.date(2023, 3, 1), datetime.date(2024, 3, 1)):
        assert () == runner.collect_warnings(project, day)
    assert [
        ("content/pages/about.fr.md", 2, "not-confirmed"),
        ("data/coalition.yaml", 17, "not-confirmed"),
        (MEMBERS, 4, "not-confirmed"),
        (MEMBERS, 8, "not-confirmed"),
    ] == summarize(due)


def test_a_coalition_without_any_date_gets_no_warnings():
    assert () == runner.collect_warnings(load(COALITIONS / "minimal"), datetime.date(2040, 1, 1))


def test_the_interval_is_set_in_the_data(tmp_path: Path):
    change = ("review_every_months: 6", "review_every_months: 5")
    older = [("data/organisations.yaml", 29, "not-confirmed"), GOAL_7]

    assert [GOAL_7] == summarize(runner.collect_warnings(load(COALITIONS / "lantern"), TODAY))
    assert older == summarize(warnings_after_edit(tmp_path, "coalition.yaml", *change))


def test_locations_are_the_same_in_files_from_windows(tmp_path: Path):
    example = WARNINGS / "not-confirmed"
    unix, windows = tmp_path / "unix", tmp_path / "windows"
    expected = runner.collect_warnings(load_example(example, unix), TODAY)
    load_example(example, windows)
    for file in windows.rglob("*.yaml"):
        text = file.read_text(encoding="utf-8").replace("\n", "\r\n").rstrip()
        file.write_text("\ufeff" + text, encoding="utf-8", newline="")

    assert expected == runner.collect_warnings(load(windows), TODAY)


def test_an_entry_in_braces_is_found_at_its_name(tmp_path: Path):
    old = "- name: Zoë\n  country: CN\n  group: volunteers\n"
    new = "- {group: volunteers, name: 'Zoë', source: Minutes}\n"

    diagnostics = warnings_after_edit(tmp_path, "members.yaml", old, new)

    locations = [
        diagnostic.location for diagnostic in diagnostics if diagnostic.location.file == MEMBERS
    ]
    assert [Location(MEMBERS, 81, 29, 5)] == locations


@pytest.mark.parametrize(
    ("checked", "months", "last_good"),
    [
        ("2023-11-22", 12, "2024-11-22"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2023-08-31", 6, "2024-02-29"),
        ("2023-12-31", 1, "2024-01-31"),
        ("2014-05-01", 120, "2024-05-01"),
    ],
)
def test_a_period_ends_with_the_same_day_of_its_last_month(
    checked: str, months: int, last_good: str
):
    day, last = datetime.date.fromisoformat(checked), datetime.date.fromisoformat(last_good)

    assert not ReviewInterval(last, months).is_expired(day)
    assert ReviewInterval(last + datetime.timedelta(days=1), months).is_expired(day)


@given(st.dates(), st.dates(), st.integers(1, 120))
def test_a_longer_period_never_ends_earlier(checked: datetime.date, today: datetime.date, n: int):
    if ReviewInterval(today, n).is_expired(checked):
        assert checked < today
    else:
        assert not ReviewInterval(today, n + 1).is_expired(checked)


def test_a_day_that_is_tomorrow_here_may_be_today_elsewhere(tmp_path: Path):
    old = "source: https://etoile.example.org/conseil\n  checked: 2023-12-31"

    diagnostics = warnings_after_edit(
        tmp_path, "organisations.yaml", old, old.replace("2023-12-31", "2024-06-02")
    )

    assert [GOAL_7] == summarize(diagnostics)


def test_members_may_be_missing_where_there_are_none_at_all(tmp_path: Path):
    shutil.copytree(COALITIONS / "lantern" / "data", tmp_path / "data")
    (tmp_path / "data/members.yaml").write_text("[]\n")

    assert [GOAL_7] == summarize(runner.collect_warnings(load(tmp_path), TODAY))


def test_an_organisation_has_the_members_of_its_parts(tmp_path: Path):
    member = "organisation: north-shore\n  country: NO\n  group: libraries\n  url"

    diagnostics = warnings_after_edit(tmp_path, "members.yaml", member, "group: libraries\n  url")

    assert [GOAL_7] == summarize(diagnostics)  # the Boat Library is part of it and has one


def test_goals_that_no_area_names_are_no_gap_where_areas_name_none(tmp_path: Path):
    shutil.copytree(COALITIONS / "lantern" / "data", tmp_path / "data")
    file = tmp_path / "data/action_areas.yaml"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(line for line in lines if "goals:" not in line), encoding="utf-8")

    assert () == runner.collect_warnings(load(tmp_path), TODAY)


def test_one_member_abroad_says_nothing_of_an_organisation_s_country(tmp_path: Path):
    diagnostics = warnings_after_edit(
        tmp_path, "organisations.yaml", 'country: "NO"', "country: SE"
    )

    assert [GOAL_7] == summarize(diagnostics)


def test_the_same_files_and_the_same_day_give_the_same_warnings(tmp_path: Path):
    project = load_example(WARNINGS / "missing-backlink", tmp_path)

    first = runner.collect_warnings(project, TODAY)

    assert first == runner.collect_warnings(load(tmp_path), TODAY)
    assert sorted(first) == list(first)
    assert [replace(diagnostic, severity="warning") for diagnostic in first] == list(first)


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("Project #1", [(MEMBERS, 57, "cut-text")]),
        ("Head #OER", [(MEMBERS, 57, "cut-text")]),
        ("Head # of the night", []),
        ("Head   # asked twice", []),
        ("'Project #1'", []),
        ("'Project' #1", []),
        ("Project#1", []),
    ],
)
def test_a_text_that_a_comment_cuts_is_reported(
    role: str, expected: list[tuple[str, int, str]], tmp_path: Path
):
    warnings = warnings_after_edit(tmp_path, "members.yaml", "Mayor for the night", role)

    assert expected == [item for item in summarize(warnings) if item[2] == "cut-text"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("partner: true", "partner: true", []),
        ("  partner: true\n", "", ["school"]),
    ],
)
def test_partners_and_organisations_that_are_members_need_no_people(
    old: str, new: str, expected: list[str], tmp_path: Path
):
    shutil.copytree(COALITIONS / "alliance", tmp_path, dirs_exist_ok=True)
    file = tmp_path / "data/organisations.yaml"
    file.write_text(file.read_text("utf-8").replace(old, new, 1), "utf-8")

    warnings = runner.collect_warnings(load(tmp_path), TODAY)

    assert expected == [
        warning.message.split("'")[1] for warning in warnings if warning.rule == "no-members"
    ]
