"""Terms of members: their order, what ends them, and profile links that are given twice."""

from __future__ import annotations

import datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from coalition.model.field_types import PartialDate, ValidationContext
from coalition.model.records.base import is_before
from coalition.model.records.people import Member

CONTEXT = ValidationContext("en", requires_group=False)


def make_member(**values: object) -> Member:
    return Member.model_validate({"id": "ada", "name": "Ada Example", **values}, context=CONTEXT)


def list_rules(**values: object) -> list[str]:
    """Return the rules that a member with these values violates."""
    try:
        make_member(**values)
    except ValidationError as error:
        return [one["type"] for one in error.errors()]
    return []


def write(date: datetime.date, parts: int) -> str:
    """Write a date as a year, a month or a day."""
    return "-".join(date.isoformat().split("-")[:parts])


DATES = st.builds(
    write,
    st.dates(datetime.date(1990, 1, 1), datetime.date(2040, 12, 31)),
    st.sampled_from((1, 2, 3)),
)


@given(st.lists(st.dates(), min_size=2, max_size=8, unique=True), st.booleans())
def test_terms_in_the_order_of_time_are_valid(days: list[datetime.date], is_open: bool):
    days.sort()
    ends = [(str(a), str(b)) for a, b in pairwise(days)][::2]
    terms: list[dict[str, Any]] = [{"since": since, "until": until} for since, until in ends]
    if is_open:
        del terms[-1]["until"]

    assert [] == list_rules(terms=terms)
    if len(terms) > 1:
        assert ["overlapping-terms"] == list_rules(terms=terms[::-1])


@given(st.lists(DATES, min_size=4, max_size=4))
def test_a_term_begins_after_the_one_before_it_has_ended(dates: list[str]):
    first = {"since": dates[0], "until": dates[1]}
    second = {"since": dates[2], "until": dates[3]}
    rules = list_rules(terms=[first, second])

    if dates[1] <= dates[2] and dates[0] <= dates[1] and dates[2] <= dates[3]:
        assert [] == rules
    elif dates[2][:4] < dates[1][:4] or dates[1][:4] < dates[0][:4] or dates[3][:4] < dates[2][:4]:
        assert rules


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ([{"since": "2020", "until": "2021"}, {"since": "2021"}], []),
        ([{"since": "2020", "until": "2022-03"}, {"since": "2022"}], []),
        ([{"until": "2019"}, {"since": "2020"}], []),
        ([{"since": "2020"}, {"since": "2022"}], ["overlapping-terms"]),
        ([{"since": "2020", "until": "2021"}, {"until": "2022"}], ["overlapping-terms"]),
        ([{"since": "2020", "until": "2022-03"}, {"since": "2022-02"}], ["overlapping-terms"]),
        ([{"since": "2022", "until": "2023"}, {"since": "2020"}], ["overlapping-terms"]),
    ],
)
def test_where_terms_overlap(terms: list[dict[str, str]], expected: list[str]):
    assert expected == list_rules(terms=terms)


@given(DATES, DATES)
def test_of_two_dates_at_most_one_is_before_the_other(first: str, second: str):
    one, other = (
        PartialDate(*map(int, first.split("-"))),
        PartialDate(*map(int, second.split("-"))),
    )

    assert not (is_before(one, other) and is_before(other, one))
    assert not is_before(one, one)
    assert is_before(one, other) == (first < second and not second.startswith(first))


def test_dying_ends_the_last_term():
    terms = [{"since": "2010", "until": "2012"}, {"since": "2020", "until": "2030"}]
    member = make_member(terms=terms, died="2024-02-11")

    assert ["2012", "2024-02-11"] == [str(term.until) for term in member.all_terms]
    assert member.is_former(datetime.date(2024, 2, 12))
    assert "2022" == str(make_member(until="2022", died="2024-02-11").all_terms[0].until)
    assert () == make_member(died="2024-02-11").all_terms


@pytest.mark.parametrize("since", ["2024-02-12", "2024-03", "2025"])
def test_nobody_dies_before_they_join(since: str):
    assert ["dates-reversed"] == list_rules(since=since, died="2024-02-11")
    assert ["dates-reversed"] == list_rules(terms=[{"since": since}], died="2024-02-11")
    assert [] == list_rules(since="2024", died="2024-02-11")


@pytest.mark.parametrize(
    ("url", "is_same"),
    [
        ("https://social.example.org/@ada", True),
        ("http://www.Social.example.org/@ada/", True),
        ("https://social.example.org/@Ada", False),
        ("https://social.example.org/@ada?page=2", False),
        ("https://other.example.org/@ada", False),
    ],
)
def test_a_profile_link_is_given_once(url: str, is_same: bool):
    expected = ["duplicate-value"] if is_same else []
    first = {"kind": "mastodon", "url": "https://social.example.org/@ada"}

    assert expected == list_rules(links=[first, {"title": "Ada", "url": url}])
    assert expected == list_rules(url=url, links=[first])


@pytest.mark.parametrize(
    "values",
    [
        {"group": "a", "groups": ["b"]},
        {"since": "2020", "terms": [{"since": "2022"}]},
        {"until": "2020", "terms": [{"since": "2022"}]},
        {"organisation": "a", "affiliations": [{"organisation": "b"}]},
        {"role": "Reader", "affiliations": [{"organisation": "b"}]},
    ],
)
def test_a_value_is_given_in_its_short_form_or_in_a_list(values: dict[str, object]):
    assert ["conflicting-keys"] == list_rules(**values)
