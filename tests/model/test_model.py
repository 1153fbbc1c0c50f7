"""What a value of each kind may be, and what a record answers."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from coalition.model import field_types
from coalition.model.field_types import (
    LocalizedText,
    MarkdownText,
    Name,
    PartialDate,
    Text,
    ValidationContext,
)
from coalition.model.records import Goal, Group, Member, compute_contrast

T = TypeVar("T")

KNOWN = ValidationContext(
    "en",
    {
        "group": frozenset({"libraries"}),
        "country": frozenset({"NO"}),
        "language": frozenset({"en", "fr", "ar"}),
    },
)


def read(kind: type[T], value: object) -> T:
    return TypeAdapter(kind).validate_python(value, context=KNOWN)


def refused(kind: type, value: object) -> list[str]:
    with pytest.raises(ValidationError) as raised:
        read(kind, value)
    return [error["type"] for error in raised.value.errors()]


@pytest.mark.parametrize(
    ("kind", "value", "meant"),
    [
        (field_types.PlainText, "  Ada  ", "Ada"),
        (field_types.PlainText, "null", "null"),
        (field_types.Id, "open-education-4", "open-education-4"),
        (field_types.Url, "https://example.org/a?b=1&c=%20#d", "https://example.org/a?b=1&c=%20#d"),
        (field_types.Url, "http://localhost:8000/", "http://localhost:8000/"),
        (field_types.Url, "https://例え.example/@ada", "https://例え.example/@ada"),
        (field_types.Email, "ada@example.org", "ada [at] example.org"),
        (field_types.Email, "ada.b+c [at] lists.example.org", "ada.b+c [at] lists.example.org"),
        (field_types.Orcid, "0000-0002-1825-0097", "0000-0002-1825-0097"),
        (field_types.Orcid, "https://orcid.org/0000-0002-1694-233X", "0000-0002-1694-233X"),
        (field_types.Colour, "#c5192d", "#C5192D"),
        (field_types.ImageName, "IMG_1-a.jpeg", "IMG_1-a.jpeg"),
        (field_types.IsoDate, "2024-02-29", date(2024, 2, 29)),
        (field_types.IsoPartialDate, "2024", PartialDate(2024)),
        (field_types.IsoPartialDate, "2024-02", PartialDate(2024, 2)),
        (field_types.IsoPartialDate, "2024-02-29", PartialDate(2024, 2, 29)),
        (field_types.Flag, "true", True),
        (field_types.Flag, "false", False),
        (field_types.Number, "010", 10),
        (field_types.CountryCode, "NO", "NO"),
        (field_types.OrganisationId, "anything", "anything"),  # no organisations were read
    ],
)
def test_a_good_value_is_read_as_meant(kind: type, value: str, meant: object):
    assert meant == read(kind, value)


@pytest.mark.parametrize(
    ("kind", "value", "name"),
    [
        (field_types.PlainText, " ", "empty-value"),
        (field_types.PlainText, ["Ada"], "wrong-type"),
        (field_types.PlainText, {"en": "Ada"}, "wrong-type"),
        (field_types.Id, "Open", "invalid-id"),
        (field_types.Id, "../up", "invalid-id"),
        (field_types.Id, "a--b", "invalid-id"),
        (field_types.Id, "-a", "invalid-id"),
        (field_types.Id, "a b", "invalid-id"),
        (field_types.Id, "é", "invalid-id"),
        (field_types.Id, "x" * 65, "invalid-id"),
        (field_types.Id, "com1", "invalid-id"),
        (field_types.Url, "javascript:alert(1)", "invalid-address"),
        (field_types.Url, "//example.org", "invalid-address"),
        (field_types.Url, "https://", "invalid-address"),
        (field_types.Url, "https://example.org:99999/", "invalid-address"),
        (field_types.Url, 'https://example.org/"onclick=', "invalid-address"),
        (field_types.Url, "https://good.example@evil.example/", "invalid-address"),
        (field_types.Email, "ada", "invalid-email"),
        (field_types.Email, "ada@example", "invalid-email"),
        (field_types.Email, "a@b@example.org", "invalid-email"),
        (field_types.Orcid, "0000-0002-1825-0098", "invalid-orcid"),
        (field_types.SitePath, "/_redirects/", "invalid-path"),
        (field_types.SitePath, f"/{'x' * 101}/", "invalid-path"),
        (field_types.Colour, "C5192D", "invalid-colour"),
        (field_types.ImageName, ".jpg", "invalid-image"),
        (field_types.ImageName, "..\\ada.jpg", "invalid-image"),
        (field_types.ImageName, "ada.html", "invalid-image"),
        (field_types.IsoDate, "2023-02-29", "invalid-date"),
        (field_types.IsoDate, "0000-01-01", "invalid-date"),
        (field_types.IsoDate, "٢٠٢٤-٠٢-٢٩", "invalid-date"),
        (field_types.IsoPartialDate, "2024-1", "invalid-date"),
        (field_types.IsoPartialDate, "2024-00", "invalid-date"),
        (field_types.Flag, "True", "wrong-type"),
        (field_types.Number, "-1", "wrong-type"),
        (field_types.Number, "4.0", "wrong-type"),
        (field_types.Number, "٤", "wrong-type"),
        (field_types.CountryCode, "no", "unknown-country"),
        (field_types.LanguageCode, "de", "unknown-language"),
        (field_types.GroupId, "pirates", "unknown-reference"),
        (Text, ["a"], "wrong-type"),
        (Text, {"fr": "a"}, "missing-default-language"),
        (Text, {"en": "a", "de": "b"}, "unknown-language"),
        (Text, {"en": {"en": "a"}}, "wrong-type"),
        (Name, {}, "missing-default-language"),
    ],
)
def test_a_value_that_is_not_of_its_kind_is_refused_by_name(kind: type, value: object, name: str):
    assert [name] == refused(kind, value)


@given(st.text() | st.recursive(st.text(), lambda inner: st.lists(inner, max_size=2)))
def test_whatever_a_value_is_each_kind_reads_it_or_refuses_it(value: object):
    for kind in (
        field_types.Url,
        field_types.EditUrl,
        field_types.Email,
        field_types.Orcid,
        field_types.IsoDate,
        field_types.IsoPartialDate,
    ):
        try:
            read(kind, value)
        except ValidationError as error:
            assert error.errors()[0]["ctx"]["message"]


def test_a_message_quotes_only_the_beginning_of_a_long_value():
    with pytest.raises(ValidationError) as raised:
        read(field_types.Url, "x" * 1000)

    assert f"'{'x' * 60}…' is not a web address" == raised.value.errors()[0]["msg"]


def test_one_text_is_in_the_default_language():
    text = read(Text, "Night")

    assert ("Night", LocalizedText("Night", "en")) == (text.default_text, text.localize("ar"))


def test_a_text_in_several_languages_answers_in_the_one_asked_for():
    text = read(Text, {"ar": "ليل", "en": "Night"})

    assert LocalizedText("ليل", "ar") == text.localize("ar")
    assert LocalizedText("Night", "en") == text.localize("fr")
    assert [LocalizedText("ليل", "ar"), LocalizedText("Night", "en")] == list(text.all())


def test_a_name_without_one_in_the_default_language_keeps_its_own():
    name = read(Name, {"fr": "Lumière", "ar": "نور"})

    assert LocalizedText("Lumière", "fr") == name.localize("en")


def test_a_markdown_text_is_read_as_a_text():
    assert "*Night*" == read(MarkdownText, "*Night*").default_text


def test_partial_dates_are_ordered_and_written_as_exactly_as_they_are_known():
    dates = [PartialDate(2024, 2, 29), PartialDate(2023), PartialDate(2024, 2)]

    assert ["2023", "2024-02", "2024-02-29"] == [str(moment) for moment in sorted(dates)]
    assert date(2024, 2, 1) == PartialDate(2024, 2).first_day


@pytest.mark.parametrize(
    ("since", "until"), [("2019", "2019-05"), ("2019-05", "2019"), ("2019-05", "2019-05")]
)
def test_a_time_within_itself_is_not_reversed(since: str, until: str):
    entry = {"id": "ada", "name": "Ada", "group": "libraries", "since": since, "until": until}

    assert read(Member, entry).former


def test_a_member_is_a_former_one_only_if_the_data_says_when_they_left():
    assert not read(Member, {"id": "ada", "name": "Ada", "group": "libraries"}).former


def test_records_cannot_be_changed():
    group = read(Group, {"id": "libraries", "name": "Libraries"})

    with pytest.raises(ValidationError):
        group.id = "pirates"


def test_a_goal_is_known_by_its_number():
    goal = {"number": "04", "title": "Education", "colour": "#C5192D", "ink": "white"}

    assert "4" == read(Goal, goal).id


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#FFFFFF", 21), ("#FFFFFF", "#FFFFFF", 1), ("#767676", "#FFFFFF", 4.54)],
)
def test_contrast_is_counted_as_the_accessibility_guidelines_do(one: str, other: str, ratio: float):
    assert ratio == pytest.approx(compute_contrast(one, other), abs=0.005)
    assert compute_contrast(one, other) == compute_contrast(other, one)
