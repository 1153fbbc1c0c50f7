"""Contradictions are reported, and dates that may all be true are not."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coalition.rules.contradictions import check_contradictions
from coalition.rules.repeated_people import check_repeated_people
from support.projects import INVENTED
from support.rules import load

DAY = datetime.date(2024, 5, 2)
DAYS = st.dates(datetime.date(2015, 1, 1), datetime.date(2024, 1, 1))
PRECISIONS = st.sampled_from([4, 7, 10])


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of `lantern`."""
    shutil.copytree(INVENTED / "lantern", tmp_path / "lantern")
    return tmp_path / "lantern"


def report(project: Path, groups: str) -> list[tuple[int, str]]:
    """Return line and message of each warning about contradictions and repeated people."""
    (project / "data/working_groups.yaml").write_text(groups, "utf-8")
    data = load(project).data
    assert data
    found = [*check_contradictions(data, DAY), *check_repeated_people(data)]
    return [(one.location.line, str(one.message)) for one in found]


def test_the_group_in_the_documentation_has_none(project: Path):
    groups = """\
- id: lamps
  title: Lamps
  status: active
  since: 2024-03
  chairs:
    - {member: siraj, since: 2024-03}
    - {member: layla-mithal, since: 2024}
"""
    assert [] == report(project, groups)


def test_terms_at_both_ends_of_the_group_are_no_contradiction(project: Path):
    groups = """\
- id: lamps
  title: Lamps
  status: ended
  since: 2019-03-15
  until: 2020-02
  chairs:
    - {member: siraj, since: 2019, until: 2020}
    - {organisation: yewan, since: 2019-03, until: 2020-02-29}
  members:
    - {member: layla-mithal, since: 2020-02-29}
"""
    assert [] == report(project, groups)


def test_a_group_that_ended_at_an_unknown_time_asks_for_the_end_of_its_chairs(project: Path):
    groups = """\
- id: lamps
  title: Lamps
  status: ended
  chairs:
    - {member: siraj, since: 2019}
    - {organisation: yewan}
"""
    expected = "the working group has ended, but this chair's term has no 'until'"
    assert [(5, expected)] == report(project, groups)


@pytest.mark.parametrize(
    ("first", "second", "is_repeated"),
    [
        ("", "", True),
        ("since: 2019, until: 2020", "since: 2020", False),
        ("since: 2019, until: 2020-06", "since: 2020", False),
        ("since: 2019, until: 2021", "since: 2020", True),
        ("since: 2021", "since: 2019, until: 2020", False),
        ("until: 2020", "since: 2021", False),
        ("until: 2020", "until: 2021", True),
    ],
)
def test_somebody_may_be_in_a_list_twice_if_the_terms_do_not_overlap(
    project: Path, first: str, second: str, is_repeated: bool
):
    items = [
        f"    - {{{', '.join(filter(None, ['member: siraj', term]))}}}" for term in (first, second)
    ]
    groups = "\n".join(["- id: lamps", "  title: Lamps", "  members:", *items, ""])

    assert is_repeated == bool(report(project, groups))


def test_a_member_who_is_an_organisation_is_recognised_under_both_names(project: Path):
    members = project / "data/members.yaml"
    text = members.read_text("utf-8") + "- {organisation: radio-qamar, group: libraries}\n"
    members.write_text(text, "utf-8")
    groups = """\
- id: lamps
  title: Lamps
  chairs: [{member: radio-qamar}]
  members: [{organisation: radio-qamar}]
"""
    expected = "'radio-qamar' chairs the group, see line 3, and need not be listed here"
    assert [(4, expected)] == report(project, groups)


@given(st.lists(DAYS, min_size=4, max_size=4), st.lists(PRECISIONS, min_size=4, max_size=4))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
def test_a_term_within_the_time_of_its_group_is_never_reported(
    project: Path, days: list[datetime.date], precisions: list[int]
):
    start, since, until, end = (
        day.isoformat()[:precision] for day, precision in zip(sorted(days), precisions, strict=True)
    )
    groups = f"- {{id: lamps, title: Lamps, since: {start}, until: {end}"
    if since > until:  # a day in a year, as from 2019-05-01 to 2019
        return
    groups += f", chairs: [{{organisation: yewan, since: {since}, until: {until}}}]}}\n"
    if start > end:
        return

    assert [] == report(project, groups)


@pytest.mark.parametrize(
    ("before", "after"), [("2018", "2019"), ("2018-12", "2019"), ("2019-05-01", "2019-06")]
)
def test_a_date_before_each_day_of_the_other_is_reported(project: Path, before: str, after: str):
    groups = f"""\
- id: lamps
  title: Lamps
  since: {after}
  members: [{{organisation: yewan, since: {before}}}]
"""
    expected = f"'since: {before}' is before the working group began ({after})"
    assert [(4, expected)] == report(project, groups)
