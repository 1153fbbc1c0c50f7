"""Times of day, and the names of time zones, in the languages of the site."""

from __future__ import annotations

from datetime import UTC, date, datetime
from gettext import NullTranslations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.i18n import Language, format_time_range, name_time_zone
from coalition.model import PartialDate, load_time_zone
from coalition.model.time_zones import list_time_zones

CODES = ("en", "fr", "es", "ar", "ru", "zh")


def make_language(code: str) -> Language:
    return Language(code, NullTranslations())


def moment(text: str, zone: str) -> datetime:
    """Return a local time in a zone."""
    return datetime.fromisoformat(text).replace(tzinfo=load_time_zone(zone))


def format_span(start: datetime, end: datetime | None, code: str, day: date | None = None) -> str:
    pattern, texts = format_time_range(start, end, make_language(code), day)
    return pattern.format(*texts)


@pytest.mark.parametrize(
    ("zone", "day", "names"),
    [
        (
            "America/New_York",
            "2024-11-09",
            (
                "Eastern Standard Time (New York)",
                "heure normale de l’Est nord-américain (New York)",
                "hora estándar oriental (Nueva York)",
                "التوقيت الرسمي الشرقي لأمريكا الشمالية (نيويورك)",
                "Восточная Америка, стандартное время (Нью-Йорк)",
                "北美东部标准时间（纽约）",
            ),
        ),
        (
            "Africa/Nairobi",
            "2024-07-09",
            (
                "East Africa Time (Nairobi)",
                "heure normale d’Afrique de l’Est (Nairobi)",
                "hora de África oriental (Nairobi)",
                "توقيت شرق أفريقيا (نيروبي)",
                "Восточная Африка (Найроби)",
                "东部非洲时间（内罗毕）",
            ),
        ),
    ],
)
def test_a_time_zone_is_named_as_people_say_it(zone: str, day: str, names: tuple[str, ...]):
    start = moment(f"{day}T10:00", zone)

    assert names == tuple(name_time_zone(start, None, make_language(code)) for code in CODES)


@pytest.mark.parametrize(
    ("zone", "start", "end", "name"),
    [
        ("Europe/Paris", "2026-07-09T10:00", None, "Central European Summer Time (Paris)"),
        # Summer time ends while the event takes place
        ("Europe/Paris", "2026-10-25T01:00", "2026-10-25T04:00", "Central European Time (Paris)"),
        ("Asia/Kolkata", "2026-07-09T10:00", None, "India Standard Time (Kolkata)"),
        ("Europe/Kyiv", "2026-07-09T10:00", None, "Eastern European Summer Time (Kyiv)"),
        ("US/Eastern", "2026-01-09T10:00", None, "Eastern Standard Time (New York)"),
        ("UTC", "2026-07-09T10:00", None, "UTC"),
        # The names of CLDR would be wrong: clocks are set back in winter, or were different then
        ("Europe/Dublin", "2026-07-09T10:00", None, "UTC+01:00 (Dublin)"),
        ("Africa/Casablanca", "2026-07-09T10:00", None, "UTC+01:00 (Casablanca)"),
        ("Europe/Moscow", "2012-07-09T10:00", None, "UTC+04:00 (Moscow)"),
    ],
)
def test_a_name_is_right_for_the_moment(zone: str, start: str, end: str | None, name: str):
    last = moment(end, zone) if end else None

    assert name == name_time_zone(moment(start, zone), last, make_language("en"))


@given(
    st.sampled_from(list_time_zones()),
    st.datetimes(datetime(1973, 1, 1), datetime(2090, 1, 1)),
    st.sampled_from([*CODES, "de", "fa", "pt_BR", "zh_Hant"]),
)
def test_every_time_zone_has_a_name_in_every_language(zone: str, local: datetime, code: str):
    start = local.replace(tzinfo=load_time_zone(zone))

    name = name_time_zone(start, None, make_language(code))

    assert name.strip("()（） ")
    assert "None" not in name


@pytest.mark.parametrize(
    ("start", "end", "code", "expected"),
    [
        ("2026-03-09T09:05", None, "en", "09:05"),
        ("2026-03-09T14:30", "2026-03-09T16:00", "en", "14:30–16:00"),
        ("2026-03-09T14:30", "2026-03-09T16:00", "ar", "14:30–16:00"),
        ("2026-03-09T14:30", "2026-03-09T14:30", "en", "14:30"),
        ("2026-03-31T22:00", "2026-04-01T01:00", "en",
         "31 March 2026, 22:00 – 1 April 2026, 01:00"),
        ("2026-03-31T22:00", "2026-04-01T01:00", "fr",
         "31 mars 2026, 22:00 – 1er avril 2026, 01:00"),
        ("2026-03-31T22:00", "2026-04-01T01:00", "zh",
         "2026年3月31日 22:00 – 2026年4月1日 01:00"),
    ],
)  # fmt: skip
def test_a_span_of_time_repeats_no_day(start: str, end: str | None, code: str, expected: str):
    last = datetime.fromisoformat(end).replace(tzinfo=UTC) if end else None

    span = format_span(datetime.fromisoformat(start).replace(tzinfo=UTC), last, code)

    # English and French have narrow spaces around the dash
    assert expected == span.replace("\u2009", " ").replace("\u202f", " ")


def test_a_time_on_another_day_than_that_of_the_page_has_its_day():
    evening = datetime(2026, 3, 8, 23, 30, tzinfo=UTC)

    assert "8 March 2026, 23:30" == format_span(evening, None, "en", date(2026, 3, 9))


def test_a_time_that_is_shown_twice_is_a_span_from_the_first_to_the_second():
    first = moment("2026-10-25T02:30", "Europe/Paris")

    assert "02:30–02:30" == format_span(first, first.replace(fold=1), "en")


@pytest.mark.parametrize(
    ("code", "day", "expected"),
    [
        ("en", date(2024, 11, 9), "Saturday, 9 November 2024"),
        ("fr", date(2024, 11, 1), "vendredi 1er novembre 2024"),
        ("fr", date(2024, 11, 11), "lundi 11 novembre 2024"),
        ("ar", date(2024, 11, 9), "السبت، 9 نوفمبر 2024"),
        ("zh", date(2024, 11, 9), "2024年11月9日星期六"),
    ],
)
def test_a_day_has_its_day_of_the_week(code: str, day: date, expected: str):
    assert expected == make_language(code).format_weekday_date(day).replace("\u202f", " ")


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (PartialDate(2024, 3, 1), PartialDate(2024, 3, 3), "1er–3 mars 2024"),
        (PartialDate(2024, 4, 29), PartialDate(2024, 5, 1), "29 avril – 1er mai 2024"),
        (PartialDate(2024, 3, 11), PartialDate(2024, 3, 21), "11–21 mars 2024"),
    ],
)
def test_french_ranges_have_ordinals(first: PartialDate, last: PartialDate, expected: str):
    text = make_language("fr").format_date_range(first, last)

    assert expected == text.replace("\u2009", " ").replace("\u202f", " ")
