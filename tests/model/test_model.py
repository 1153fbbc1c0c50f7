"""Field types: which values are valid and what they become; and properties of records."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from coalition.model import field_types
from coalition.model.field_types import PartialDate, ValidationContext
from coalition.model.records import Goal, Group, Member, compute_contrast
from coalition.model.text_types import LocalizedText, MarkdownText, Name, Text

T = TypeVar("T")

CONTEXT = ValidationContext(
    "en",
    {
        "group": frozenset({"libraries"}),
        "country": frozenset({"NO"}),
        "language": frozenset({"en", "fr", "ar"}),
    },
)


def validate(field_type: type[T], value: object) -> T:
    return TypeAdapter(field_type).validate_python(value, context=CONTEXT)


def list_error_types(field_type: type, value: object) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        validate(field_type, value)
    return [error["type"] for error in caught.value.errors()]


@pytest.mark.parametrize(
    ("field_type", "value", "expected"),
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
        (field_types.OrganisationId, "anything", "anything"),  # no organisations in the context
    ],
)
def test_a_valid_value_is_converted(field_type: type, value: str, expected: object):
    assert expected == validate(field_type, value)


@pytest.mark.parametrize(
    ("field_type", "value", "rule"),
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
def test_an_invalid_value_is_rejected_with_the_rule(field_type: type, value: object, rule: str):
    assert [rule] == list_error_types(field_type, value)


@given(st.text() | st.recursive(st.text(), lambda inner: st.lists(inner, max_size=2)))
def test_any_value_is_converted_or_rejected_with_a_message(value: object):
    for field_type in (
        field_types.Url,
        field_types.EditUrl,
        field_types.Email,
        field_types.Orcid,
        field_types.IsoDate,
        field_types.IsoPartialDate,
    ):
        try:
            validate(field_type, value)
        except ValidationError as error:
            assert error.errors()[0]["ctx"]["message"]


def test_a_message_quotes_only_the_beginning_of_a_long_value():
    with pytest.raises(ValidationError) as caught:
        validate(field_types.Url, "x" * 1000)

    assert f"'{'x' * 60}…' is not a web address" == caught.value.errors()[0]["msg"]


def test_one_text_is_in_the_default_language():
    text = validate(Text, "Night")

    assert ("Night", LocalizedText("Night", "en")) == (text.default_text, text.localize("ar"))


def test_a_text_in_several_languages_is_localized():
    text = validate(Text, {"ar": "ليل", "en": "Night"})

    assert LocalizedText("ليل", "ar") == text.localize("ar")
    assert LocalizedText("Night", "en") == text.localize("fr")
    assert [LocalizedText("ليل", "ar"), LocalizedText("Night", "en")] == list(text.all())


def test_a_name_without_one_in_the_default_language_keeps_its_own():
    name = validate(Name, {"fr": "Lumière", "ar": "نور"})

    assert LocalizedText("Lumière", "fr") == name.localize("en")


def test_a_markdown_text_is_read_as_a_text():
    assert "*Night*" == validate(MarkdownText, "*Night*").default_text


def test_partial_dates_are_ordered_and_written_as_exactly_as_they_are_known():
    dates = [PartialDate(2024, 2, 29), PartialDate(2023), PartialDate(2024, 2)]

    assert ["2023", "2024-02", "2024-02-29"] == [
        str(partial_date) for partial_date in sorted(dates)
    ]
    assert date(2024, 2, 1) == PartialDate(2024, 2).first_day


@pytest.mark.parametrize(
    ("since", "until"), [("2019", "2019-05"), ("2019-05", "2019"), ("2019-05", "2019-05")]
)
def test_a_time_within_itself_is_not_reversed(since: str, until: str):
    entry = {"id": "ada", "name": "Ada", "group": "libraries", "since": since, "until": until}

    assert validate(Member, entry).is_former(None)


def test_a_member_is_a_former_one_only_if_the_data_says_when_they_left():
    assert not validate(Member, {"id": "ada", "name": "Ada", "group": "libraries"}).is_former(None)


def test_records_cannot_be_changed():
    group = validate(Group, {"id": "libraries", "name": "Libraries"})

    with pytest.raises(ValidationError):
        group.id = "pirates"


def test_the_id_of_a_goal_is_its_number():
    goal = {"number": "04", "title": "Education", "colour": "#C5192D", "ink": "white"}

    assert "4" == validate(Goal, goal).id


@pytest.mark.parametrize(
    ("colour", "other", "ratio"),
    [("#000000", "#FFFFFF", 21), ("#FFFFFF", "#FFFFFF", 1), ("#767676", "#FFFFFF", 4.54)],
)
def test_contrast_is_computed_as_wcag_defines_it(colour: str, other: str, ratio: float):
    assert ratio == pytest.approx(compute_contrast(colour, other), abs=0.005)
    assert compute_contrast(colour, other) == compute_contrast(other, colour)
