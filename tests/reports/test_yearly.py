"""The yearly report: what the data say about a year, and nothing else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from coalition.project.loader import LoadedData
from coalition.reports import ReportError, build_yearly_report, render_report_page
from coalition.reports.membership import find_year_of_membership
from coalition.site import CoalitionIndex, Site, was_member
from support.language_sites import load, make_site

MEMBERS = """\
- {name: Ada Early, group: libraries, country: NO, since: 2019, source: "https://example.org/a"}
- {name: Bea Joins, group: libraries, country: EG, since: 2024-02, source: Letter}
- {name: Cy Leaves, group: broadcasters, since: 2020, until: 2024-03-01}
- {name: Di Passed, group: volunteers, since: 2020, died: 2024-05-02}
- {name: Ed Returns, groups: [libraries, volunteers], country: US,
   terms: [{since: 2018, until: 2024-01}, {since: 2024-04}]}
- {name: Flo Later, group: libraries, since: 2025-03}
- {name: Gil Undated, group: volunteers, country: EG}
- {name: Hal Ahead, group: libraries, since: 2020, until: 2024-11}
- name: {ar: ليلى مثال}
  id: layla
  group: volunteers
  since: 2024
"""
EVENTS = """\
- id: meeting
  title: {en: "Meeting *of* <all>", ar: اجتماع}
  kind: meeting
  start: 2024-03-04
  place: {city: Oslo, country: NO}
  organisers: [{organisation: north-shore}]
  people:
    - {member: bea-joins, role: speaker}
    - {name: Zed Guest, organisation: yewan, role: speaker}
    - {name: Yu Host}
  recording: https://video.example.org/(one)
  minutes: https://example.org/minutes
  source: Programme
- {id: cancelled, title: Cancelled meeting, kind: meeting, start: 2024-01-02, status: cancelled}
- {id: old, title: Old meeting, kind: meeting, start: 2023-12-31}
- {id: soon, title: Coming meeting, kind: webinar, start: 2024-11-02, mode: online}
- {id: next, title: Meeting of next year, kind: meeting, start: 2025-01-02}
- {id: far, title: Meeting after that, kind: meeting, start: 2026-01-02}
"""
DOCUMENTS = """\
- id: handbook
  title: Handbook of Night
  type: guidelines
  date: 2024-02
  authors: [{member: bea-joins}, {name: Zed Guest}]
  versions: [{language: en, url: "https://example.org/handbook.pdf"}]
  source: https://example.org/handbook
- {id: old-handbook, title: Old handbook, type: guidelines, date: 2023}
- {id: no-date, title: Undated handbook, type: guidelines}
"""
WORKING_GROUPS = """\
- id: lamps
  title: {en: Lamps, ar: المصابيح}
  chairs: [{member: bea-joins}, {member: cy-leaves, until: 2024-03-01}]
- {id: ends, title: Ends in the year, since: 2020, until: 2024-05}
- {id: ended, title: Ended before, since: 2020, until: 2023-12}
- {id: unknown, title: Ended at some time, status: ended}
- {id: later, title: Begins later, since: 2024-12}
"""
FILES = {
    "members": MEMBERS,
    "events": EVENTS,
    "documents": DOCUMENTS,
    "working_groups": WORKING_GROUPS,
    "conditions": "[]\n",
    "action_areas": "[]\n",
}
NEWS = {"lamps-for-all": date(2024, 5, 1), "old-news": date(2023, 5, 1)}


@pytest.fixture
def data(tmp_path: Path) -> LoadedData:
    return load(tmp_path, FILES)


@pytest.fixture
def site(data: LoadedData) -> Site:
    return make_site(data, news=NEWS)


def write_report(site: Site, year: int) -> str:
    return "\n".join(render_report_page(build_yearly_report(site, year), {}))


def read_section(report: str, title: str) -> str:
    """Return the text between a heading and the next one."""
    return report.split(f" {title}\n", 1)[1].split("\n#", 1)[0]


def test_members_at_the_end_of_the_year_and_those_who_came_and_went(data: LoadedData):
    year = find_year_of_membership(CoalitionIndex(data.coalition), 2024, date(2024, 6, 30))

    ids = {key: {row.member.id for row in rows} for key, rows in vars(year).items()}
    assert {
        "members": {"ada-early", "hal-ahead", "bea-joins", "ed-returns", "gil-undated", "layla"},
        "joined": {"bea-joins", "ed-returns", "layla"},
        "left": {"cy-leaves"},
        "died": {"di-passed"},
    } == ids


@pytest.mark.parametrize(
    ("id", "day", "expected"),
    [
        ("di-passed", date(2024, 5, 1), True),
        ("di-passed", date(2024, 5, 2), False),
        ("ed-returns", date(2024, 2, 1), False),
        ("ed-returns", date(2024, 4, 1), True),
        ("flo-later", date(2024, 6, 30), False),
        ("gil-undated", date(1990, 1, 1), True),
        ("hal-ahead", date(2024, 10, 31), True),
        ("hal-ahead", date(2024, 11, 1), False),
    ],
)
def test_somebody_is_a_member_from_the_first_day_of_a_term_to_the_day_before_its_end(
    data: LoadedData, id: str, day: date, expected: bool
):
    member = next(one for one in data.coalition.members if one.id == id)

    assert expected == was_member(member, day)


def test_the_page_is_a_draft_with_places_to_write_at_and_the_facts_of_the_year(site: Site):
    report = write_report(site, 2024)

    assert report.startswith("Title: Report for 2024\n")
    assert "\nStatus: draft\n" in report
    assert "Period: 1 January – 30 June 2024. Day of the data: 30 June 2024." in report
    assert 2 == report.count("Write the text here, in Markdown, in place of this line.")
    assert [
        "## What we did", "## Members", "### Joined in 2024", "### Left in 2024", "### In memory",
        "### Figures", "## Working groups", "## Events", "## Documents", "## News",
        "## What comes next",
    ] == [line for line in report.split("\n") if line.startswith("#")]  # fmt: skip


def test_each_entry_has_its_page_its_facts_and_its_source(site: Site):
    report = write_report(site, 2024)

    assert (
        "- [Bea Joins](../members/bea-joins/) · Egypt\n    - February 2024\n    - Source: Letter\n"
        in read_section(report, "Joined in 2024")
    )
    assert "- [Cy Leaves](../members/cy-leaves/)\n    - 1 March 2024" in report
    assert "- [Di Passed](../members/di-passed/)\n    - 2 May 2024" in report
    events = read_section(report, "Events")
    assert r"- [Meeting \*of\* &lt;all>](../events/meeting/)" in events
    assert "4 March 2024 · Meeting · Oslo · Norway" in events
    assert (
        "[Recording](https://video.example.org/%28one%29) · [Minutes](https://example.org/minutes)"
        in events
    )
    assert "Speaker: [Bea Joins](../members/bea-joins/) and Zed Guest (" in events
    assert "Participant: Yu Host" in events
    assert "Cancelled" in events and "Old meeting" not in events and "Coming" not in events
    documents = read_section(report, "Documents")
    assert (
        "February 2024 · Guidelines · [Bea Joins](../members/bea-joins/) and Zed Guest" in documents
    )
    assert "Source: [https://example.org/handbook](https://example.org/handbook)" in documents
    assert "Old" not in documents and "Undated" not in documents
    assert "- [Lamps for all](../news/lamps-for-all/)\n    - 1 May 2024" in report
    assert "Old news" not in report


def test_working_groups_are_those_of_the_year_with_those_who_chair_them(site: Site):
    groups = read_section(write_report(site, 2024), "Working groups")

    assert "Chaired by: [Bea Joins](../members/bea-joins/)\n" in groups + "\n"
    assert "Cy Leaves" not in groups
    assert "[Ends in the year](../working-groups/ends/)\n    - Ended: May 2024" in groups
    assert not any(word in groups for word in ("before", "some time", "later"))


def test_events_that_come_next_are_those_of_this_year_and_the_next(site: Site):
    coming = read_section(write_report(site, 2024), "What comes next")

    assert "Coming meeting" in coming and "Meeting of next year" in coming
    assert "after that" not in coming


def test_figures_count_a_member_in_each_group_and_say_what_is_not_known(site: Site):
    members = read_section(write_report(site, 2024), "Members")
    figures = read_section(write_report(site, 2024), "Figures")

    assert "6 members on 30 June 2024." in members
    assert "The data do not say when 1 of them joined." in members
    assert "| [Libraries](../members/group/libraries/) | 4 |" in figures
    assert "| [Volunteers](../members/group/volunteers/) | 3 |" in figures
    assert "Broadcasters" not in figures
    assert "| African States | 2 |" in figures
    assert "| In no regional group | 1 |" in figures
    assert "| Africa | 2 |\n| Americas | 1 |\n| Europe | 1 |" in figures
    assert 2 == figures.count("| Country not known | 2 |")


def test_the_year_before_has_the_members_of_its_last_day(site: Site):
    report = write_report(site, 2023)

    assert "Period: 1 January – 31 December 2023." in report
    assert "6 members on 31 December 2023." in report
    assert "Joined" not in report and "### Left" not in report
    assert "Old meeting" in report and "Old handbook" in report and "Old news" in report


def test_the_report_comes_in_each_language_of_the_site(data: LoadedData):
    report = write_report(make_site(data, "ar", news=NEWS), 2024)

    assert report.startswith("Title: تقرير عام 2024\n")
    assert "[اجتماع](../events/meeting/)" in report
    assert '<span lang="en" dir="ltr">Bea Joins</span>' in report, "it runs the other way"
    assert "[ليلى مثال](../members/layla/)" in report
    assert '<span lang="ar" dir="rtl">ليلى مثال</span>' in write_report(make_site(data), 2024)


@pytest.mark.parametrize(
    ("year", "day", "message"),
    [
        (2025, date(2024, 6, 30), "2025 has not begun: the latest date of a check or of news"),
        (1995, date(2024, 6, 30), "the data have nothing of 1995"),
        (2024, None, "nothing in the data has a date"),
    ],
)
def test_a_year_without_facts_has_no_report(
    data: LoadedData, year: int, day: date | None, message: str
):
    with pytest.raises(ReportError, match=message):
        build_yearly_report(make_site(data, day=day), year)


def test_sections_without_content_are_left_out(tmp_path: Path):
    files = FILES | {"events": "[]", "documents": "[]", "working_groups": "[]"}

    report = write_report(make_site(load(tmp_path, files)), 2024)

    assert "## What we did" in report
    assert not any(f"## {title}" in report for title in ("Events", "Documents", "News", "Working"))
