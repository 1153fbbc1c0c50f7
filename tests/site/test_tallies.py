"""What figures count, and when there is enough to count."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.model import Member
from coalition.model.field_types import PartialDate, ValidationContext, to_partial_date
from coalition.site import was_member
from coalition.site.tallies import (
    CategoryTally,
    MembershipTally,
    YearTally,
    list_tallies,
    tally_membership,
    tally_regions,
    tally_un_groups,
)
from support.language_sites import load, make_site
from support.site_objects import load_sites

SITE = load_sites("meadow")["en"]
TALLIES = {tally.id: tally for tally in SITE.tallies}
DAY = date(2024, 5, 2)


def get_counts(id: str) -> dict[object, int]:
    tally = TALLIES[id]  # type: ignore[index]
    assert isinstance(tally, CategoryTally | YearTally | MembershipTally)
    return dict(tally.counts)


def make_member(**keys: object) -> Member:
    data = {"id": "ada", "name": "Ada Sample", **keys}
    return Member.model_validate(data, context=ValidationContext("en", {}, requires_group=False))


def test_a_coalition_with_enough_of_everything_has_every_figure():
    assert [
        "members-by-group",
        "members-by-region",
        "members-by-un-group",
        "members-over-years",
        "organisations-by-kind",
        "events-by-year",
        "events-by-mode",
        "documents-by-year",
        "documents-by-type",
        "documents-by-language",
        "goals-by-area",
    ] == list(TALLIES)


def test_a_member_of_two_groups_counts_in_both_and_once_in_the_total():
    tally = TALLIES["members-by-group"]

    assert {"mowers": 6, "grazers": 4, "keepers": 2} == get_counts("members-by-group")
    assert isinstance(tally, CategoryTally)
    assert (12, 1) == (tally.total, tally.unknown), "12 current members, one without a group"


def test_former_members_do_not_count():
    assert 13 == len(SITE.coalition.members)
    assert {"019": 2, "142": 3, "002": 2, "150": 3, "009": 1} == get_counts("members-by-region")


def test_countries_in_several_regional_groups_count_in_each_and_others_in_none():
    tally = tally_un_groups(["TR", "NO", "US", None, ""])

    assert {"asia-pacific": 1, "western-european-other": 2} == dict(tally.counts)
    assert (5, 1, 2) == (tally.total, tally.outside, tally.unknown)


def test_a_country_without_a_region_counts_as_not_known():
    tally = tally_regions(["NO", "QX", None])

    assert ({"150": 1}, 3, 2) == (dict(tally.counts), tally.total, tally.unknown)


def test_events_that_do_not_take_place_are_left_out():
    tally = TALLIES["events-by-year"]

    assert isinstance(tally, YearTally)
    assert 11 == len(SITE.coalition.events)
    assert (10, 1) == (sum(tally.counts.values()), tally.left_out)
    assert 2025 not in tally.counts


def test_documents_without_a_date_or_a_version_count_as_not_known():
    years, languages = TALLIES["documents-by-year"], TALLIES["documents-by-language"]

    assert isinstance(years, YearTally)
    assert isinstance(languages, CategoryTally)
    assert (6, 1) == (years.total, years.unknown)
    assert (6, 1) == (languages.total, languages.unknown)
    assert {"en": 3, "fr": 1, "ar": 2, "zh": 2} == get_counts("documents-by-language")


def test_members_over_the_years_are_those_at_the_end_of_each_year():
    tally = TALLIES["members-over-years"]

    assert isinstance(tally, MembershipTally)
    assert (12, 1) == (tally.dated, tally.undated)
    assert {2016: 3, 2019: 7, 2020: 6, 2024: 11} == {
        year: tally.counts[year] for year in (2016, 2019, 2020, 2024)
    }


# The rules for when there is enough


@pytest.mark.parametrize(
    ("counts", "total", "unknown", "expected"),
    [
        ({"a": 4, "b": 1}, 5, 0, True),
        ({"a": 3, "b": 1}, 4, 0, False),
        ({"a": 50}, 50, 0, False),
        ({"a": 3, "b": 2}, 10, 5, True),
        ({"a": 3, "b": 2}, 11, 6, False),
        ({}, 0, 0, False),
        ({"a": 4, "b": 4}, 4, 0, False),  # four entries in two categories each
    ],
)
def test_a_figure_needs_two_categories_five_known_entries_and_half_of_all(
    counts: dict[str, int], total: int, unknown: int, expected: bool
):
    years = dict(enumerate(counts.values(), 2020))

    assert expected == CategoryTally("members-by-group", counts, total, unknown=unknown).is_enough
    assert expected == YearTally("events-by-year", years, total, unknown).is_enough


@pytest.mark.parametrize(
    ("dated", "undated", "years", "expected"),
    [(5, 0, 2, True), (4, 0, 2, False), (5, 0, 1, False), (6, 2, 2, True), (6, 3, 2, False)],
)
def test_members_over_the_years_need_three_of_four_dates(
    dated: int, undated: int, years: int, expected: bool
):
    counts = dict.fromkeys(range(2020, 2020 + years), dated)

    assert expected == MembershipTally(counts, DAY, dated, undated).is_enough


AREAS = "- {id: a, title: A, goals: [%s]}\n- {id: b, title: B, goals: [%s]}\n"
GOALS = "".join(
    f"- {{number: {number}, title: G{number}, colour: '#C5192D', ink: white}}\n"
    for number in (1, 2, 3)
)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [("1, 2", "1, 2, 3", True), ("1, 2", "1, 2", False), ("", "1, 2, 3", False)],
)
def test_a_matrix_needs_two_areas_two_goals_and_five_pairs(
    tmp_path: Path, first: str, second: str, expected: bool
):
    files = {"action_areas": AREAS % (first, second), "sdgs": GOALS, "members": "[]\n"}
    files |= dict.fromkeys(
        ("organisations", "events", "documents", "working_groups", "conditions"), "[]\n"
    )
    site = make_site(load(tmp_path, files, "minimal"), "fr")

    assert expected == ("goals-by-area" in {tally.id for tally in list_tallies(site.index)})


def test_without_a_day_of_the_data_there_is_no_last_year():
    site = load_sites("meadow")["en"]
    index = type(site.index)(site.coalition, None)

    assert "members-over-years" not in {tally.id for tally in list_tallies(index)}


# Members over the years are the same as asking for each day

DAYS = st.dates(date(2015, 1, 1), date(2027, 12, 31))


@st.composite
def draw_dates(draw: st.DrawFn) -> PartialDate:
    day = draw(DAYS)
    full = to_partial_date(day)
    return draw(st.sampled_from([full, PartialDate(day.year), PartialDate(day.year, day.month)]))


@st.composite
def draw_members(draw: st.DrawFn) -> Member:
    """Return a member with up to two terms, in the order of time, who may have died."""
    moments = sorted(draw(st.lists(DAYS, min_size=1, max_size=4, unique=True)))
    starts, ends = moments[::2], moments[1::2]
    terms: list[dict[str, object]] = [{"since": str(start)} for start in starts]
    for term, end in zip(terms, ends, strict=False):
        term["until"] = str(end)
    died = draw(st.none() | st.just(str(moments[-1] + timedelta(days=40))))
    return make_member(terms=terms, **({"died": died} if died else {}))


@given(st.lists(draw_members(), max_size=6), DAYS)
def test_each_year_has_those_who_were_members_at_its_end(members: Sequence[Member], day: date):
    tally = tally_membership(members, day)

    for year, count in tally.counts.items():
        end = min(date(year, 12, 31), day)
        assert sum(was_member(member, end) for member in members) == count
    assert day.year == max(tally.counts)
    assert list(tally.counts) == sorted(tally.counts)
    assert (len(members), 0) == (tally.dated, tally.undated)


@given(draw_dates())
def test_a_term_that_begins_on_an_uncertain_day_begins_with_it(since: PartialDate):
    member = make_member(since=str(since))
    tally = tally_membership([member], DAY)

    assert was_member(member, DAY) == bool(tally.counts[DAY.year])


def test_who_joined_and_left_within_a_year_is_in_no_year():
    tally = tally_membership([make_member(since="2020-02", until="2020-09")], DAY)

    assert {2020: 0, 2024: 0} == dict(tally.counts)


def test_members_without_a_first_date_are_not_counted():
    members = [make_member(), make_member(until="2020"), make_member(since="2020")]
    tally = tally_membership(members, DAY)

    assert (1, 2) == (tally.dated, tally.undated)
    assert 1 == tally.counts[2024]
