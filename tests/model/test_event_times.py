"""Times of events: zones, summer time, and what they are in UTC."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from coalition.model import Event, load_time_zone
from coalition.model.field_types import ValidationContext
from coalition.model.time_hints import explain_invalid_day_time
from coalition.model.time_zones import find_time_zone, list_time_zones, suggest_time_zone

UTC = datetime.UTC
PARIS = "Europe/Paris"
moments = st.datetimes(datetime.datetime(1973, 1, 1), datetime.datetime(2090, 1, 1)).map(
    lambda moment: moment.replace(second=0, microsecond=0, fold=0, tzinfo=UTC)
)
"""Minutes in UTC. Until 1972, the offsets of some zones have seconds."""

zones = st.sampled_from(list_time_zones())
minutes = st.integers(0, 3 * 24 * 60).map(lambda number: datetime.timedelta(minutes=number))


def make_event(**fields: str | None) -> Event:
    """Return an event with these values, validated as the keys of an entry are."""
    entry: dict[str, Any] = {"id": "example", "title": "Example", "kind": "meeting", **fields}
    given_fields = {key: value for key, value in entry.items() if value is not None}
    return Event.model_validate(given_fields, context=ValidationContext("en"))


def show(moment: datetime.datetime, zone: str) -> str:
    """Return what clocks in a zone show at a moment."""
    return format(moment.astimezone(load_time_zone(zone)), "%Y-%m-%d %H:%M")


@given(moments, zones)
def test_a_time_is_one_of_the_moments_at_which_clocks_show_it(moment: datetime.datetime, zone: str):
    event = make_event(start=show(moment, zone), timezone=zone)

    assert event.starts_at is not None
    start = event.starts_at.astimezone(UTC)
    assert show(start, zone) == show(moment, zone)
    assert start <= moment, "of two moments, it is the first"
    assert start == moment or moment.astimezone(load_time_zone(zone)).fold == 1


@given(moments, minutes, zones)
@example(datetime.datetime(2026, 10, 25, 0, 45, tzinfo=UTC), datetime.timedelta(minutes=30), PARIS)
def test_an_event_that_ends_after_it_begins_is_accepted_and_ends_after_it_begins(
    moment: datetime.datetime, duration: datetime.timedelta, zone: str
):
    event = make_event(start=show(moment, zone), end=show(moment + duration, zone), timezone=zone)

    assert event.starts_at is not None
    assert event.ends_at is not None
    assert event.ends_at.astimezone(UTC) >= event.starts_at.astimezone(UTC)
    assert show(moment + duration, zone) == show(event.ends_at, zone)


@given(moments, minutes, zones)
def test_an_event_that_ends_before_it_begins_is_refused(
    moment: datetime.datetime, duration: datetime.timedelta, zone: str
):
    gap = duration + datetime.timedelta(hours=25)  # longer than any change of the clocks

    with pytest.raises(ValidationError, match="is earlier than"):
        make_event(start=show(moment, zone), end=show(moment - gap, zone), timezone=zone)


@pytest.mark.parametrize(
    ("start", "end", "utc"),
    [
        ("2026-03-09 14:30", "2026-03-09 16:00", ("13:30", "15:00")),
        ("2026-07-09 14:30", "2026-07-09 16:00", ("12:30", "14:00")),
        ("2026-03-29 01:30", "2026-03-29 03:30", ("00:30", "01:30")),  # summer time begins
        ("2026-10-25 01:30", "2026-10-25 03:30", ("23:30", "02:30")),  # it ends
        ("2026-10-25 02:15", "2026-10-25 02:45", ("00:15", "00:45")),  # both times are shown twice
        ("2026-10-25 02:45", "2026-10-25 02:15", ("00:45", "01:15")),  # the end is the second one
    ],
)
def test_summer_time_is_taken_into_account(start: str, end: str, utc: tuple[str, str]):
    event = make_event(start=start, end=end, timezone=PARIS)

    assert event.starts_at is not None
    assert event.ends_at is not None
    assert utc == (show(event.starts_at, "UTC")[-5:], show(event.ends_at, "UTC")[-5:])


@pytest.mark.parametrize(
    ("start", "timezone", "message"),
    [
        ("2026-03-29 02:30", PARIS, "skip 02:30"),
        ("2026-03-08 02:00", "America/New_York", "skip 02:00"),
        ("2011-12-30 12:00", "Pacific/Apia", "skip 12:00"),  # Samoa left a whole day out
        ("1899-03-09 14:30", PARIS, "no meaning in the year 1899"),
        ("9999-12-31 23:59", "America/New_York", "no meaning in the year 9999"),
        ("0001-01-01 00:00", "Asia/Tokyo", "no meaning in the year 1"),
    ],
)
def test_a_time_that_there_is_not_is_refused(start: str, timezone: str, message: str):
    with pytest.raises(ValidationError, match=message):
        make_event(start=start, timezone=timezone)


@given(st.text(max_size=30) | st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}.{0,12}", fullmatch=True))
@example("0000-00-00 99:99")
@example("9999-12-31 24:00")
@example("2026-03-09 ٣")
def test_any_text_is_a_day_or_is_refused_with_a_hint(text: str):
    try:
        event = make_event(start=text, timezone="UTC" if ":" in text else None)
    except ValidationError as error:
        assert all(one["ctx"]["hint"] for one in error.errors() if "ctx" in one)
    else:
        assert event.last_day == event.start.day


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("2026-03-09 2:30 pm", "2026-03-09 14:30"),
        ("2026-03-09 12:00 am", "2026-03-09 00:00"),
        ("2026-03-09 12 noon", "or '2026-03-09 14:30'"),
        ("2026-12-31 24:00", "2027-01-01 00:00"),
        ("2026-3-9", "2026-03-09"),
        ("2026.03.09 9.05", "2026-03-09 09:05"),
        ("٢٠٢٦-٠٣-٠٩ ١٤:٣٠", "2026-03-09 14:30"),
        ("2026-03-09 14:30-05:00", "a line 'timezone: ...'"),
        ("2026-03-09 14:30-16:00", "a line 'end: ...'"),
        ("2026-03-09 14:30 Nairobi", "timezone: Africa/Nairobi"),
        ("2026-03", "write the day, too"),
        ("2:30 pm", "write the day before it"),
    ],
)
def test_hints_say_what_to_write_instead(text: str, suggestion: str):
    _, hint = explain_invalid_day_time(text)

    assert suggestion in hint


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("CET", "Europe/Paris"),
        ("Paris", "Europe/Paris"),
        ("Tokio", "Asia/Tokyo"),
        ("são paulo", "America/Sao_Paulo"),
        ("Berlin, Germany", "Europe/Berlin"),
        ("Nairobi time", "Africa/Nairobi"),
        ("Kenya", "Africa/Nairobi"),
        ("Z", "UTC"),
        ("Middle Earth", None),
        ("x" * 100_000, None),
    ],
)
def test_a_time_zone_is_found_by_what_people_call_it(text: str, zone: str | None):
    assert zone == find_time_zone(text)


def test_offsets_and_abbreviations_are_no_time_zones():
    assert not {"EST", "CET", "GMT", "Etc/GMT+3"} & set(list_time_zones())
    assert "offset" in suggest_time_zone("UTC+3")
    assert "offset" in suggest_time_zone("-05:30")
    assert "several time zones" in suggest_time_zone("Brazil")


def test_every_suggested_time_zone_exists():
    assert {find_time_zone(name) for name in ("UTC", "EST", "IST", "WIB")} <= set(list_time_zones())
    for name in list_time_zones():
        assert load_time_zone(name).key == name
