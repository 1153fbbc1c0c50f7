"""Time zones in calendars: a program that knows no zone finds the same moments as the IANA data."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar, Timezone

from coalition.model import load_time_zone
from coalition.model.time_zones import list_time_zones
from coalition.site.files.vtimezone import build_vtimezone

ODD_ZONES = (
    "Africa/Cairo", "Africa/Casablanca", "America/Nuuk", "America/Sao_Paulo", "America/St_Johns",
    "Antarctica/Troll", "Asia/Gaza", "Asia/Kathmandu", "Asia/Tehran", "Australia/Lord_Howe",
    "Europe/Dublin", "Europe/Istanbul", "Pacific/Apia", "Pacific/Chatham",
)  # fmt: skip
"""Zones that set clocks back in winter, or by half an hour, gave up summer time, or lost a day."""

zones = st.sampled_from(ODD_ZONES) | st.sampled_from(
    [name for name in list_time_zones() if name != "UTC"]
)
moments = st.datetimes(datetime(1975, 1, 1), datetime(2037, 12, 31), timezones=st.just(UTC))


def read_back(vtimezone: Timezone) -> Timezone:
    """Return the zone as a program reads it from a file."""
    calendar = Calendar()
    calendar.add_component(vtimezone)
    (timezone,) = Calendar.from_ical(calendar.to_ical()).timezones
    return timezone


def find_offset(timezone: Timezone, local: datetime) -> timedelta:
    """Return the offset of a local time by section 3.6.5 of RFC 5545: that of the last onset."""
    onsets = []
    for observance in timezone.subcomponents:
        others = observance.get("RDATE")
        lists = others if isinstance(others, list) else [others] if others else []
        times = [observance.DTSTART, *(leaf.dt for one in lists for leaf in one.dts)]
        onsets += [(time, observance.TZOFFSETTO) for time in times]
    _, offset = max(onset for onset in onsets if onset[0] <= local)
    return offset


def is_shown_twice(local: datetime, zone: ZoneInfo) -> bool:
    offsets = {local.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1)}
    return len(offsets) > 1


@given(zones, moments)
@example("Europe/Dublin", datetime(2024, 1, 15, 12, tzinfo=UTC))
@example("Africa/Casablanca", datetime(2024, 3, 20, 12, tzinfo=UTC))
@example("America/Sao_Paulo", datetime(2018, 11, 4, 3, 30, tzinfo=UTC))
@example("Asia/Tehran", datetime(2022, 9, 21, 19, 0, tzinfo=UTC))
def test_local_times_have_the_offset_of_the_zone(name: str, moment: datetime):
    zone = load_time_zone(name)
    local = moment.replace(microsecond=0).astimezone(zone)
    timezone = read_back(build_vtimezone(name, [local]))

    if not is_shown_twice(local.replace(tzinfo=None), zone):
        assert local.utcoffset() == find_offset(timezone, local.replace(tzinfo=None, fold=0))


@given(zones, moments)
def test_the_library_makes_the_same_zone_of_it(name: str, moment: datetime):
    zone = load_time_zone(name)
    local = moment.replace(microsecond=0).astimezone(zone)
    rebuilt = read_back(build_vtimezone(name, [local])).to_tz(lookup_tzid=False)

    if not is_shown_twice(local.replace(tzinfo=None), zone):
        assert moment.replace(microsecond=0) == local.replace(tzinfo=rebuilt).astimezone(UTC)


@given(zones, st.integers(1975, 2037))
@example("Africa/Casablanca", 2026)
@example("Europe/Dublin", 2026)
@example("Asia/Tehran", 2022)
@example("America/Sao_Paulo", 2018)
@example("Australia/Lord_Howe", 2026)
def test_each_quarter_of_an_hour_around_a_change_is_right(name: str, year: int):
    zone = load_time_zone(name)
    timezone = read_back(build_vtimezone(name, [datetime(year, 7, 1, tzinfo=zone)]))
    for day in find_days_of_changes(zone, year):
        for quarter in range(-12, 24 * 4 + 12):
            local = (day + timedelta(minutes=15 * quarter)).astimezone(zone)
            naive = local.replace(tzinfo=None, fold=0)
            if local.year == year and not is_shown_twice(naive, zone):
                assert local.utcoffset() == find_offset(timezone, naive), local


def find_days_of_changes(zone: ZoneInfo, year: int) -> list[datetime]:
    """Return the days of a year in UTC in which the clocks of a zone are set."""
    start = datetime(year, 1, 1, tzinfo=UTC)
    days = [start + timedelta(days=day) for day in range(366)]
    offsets = [day.astimezone(zone).utcoffset() for day in days]
    return [day for day, now, then in zip(days, offsets, offsets[1:], strict=False) if now != then]


@given(zones, st.lists(moments, min_size=2, max_size=4))
def test_all_events_of_a_zone_share_its_rules(name: str, times: list[datetime]):
    zone = load_time_zone(name)
    local_times = [time.replace(microsecond=0).astimezone(zone) for time in times]
    timezone = read_back(build_vtimezone(name, local_times))

    for local in local_times:
        if not is_shown_twice(local.replace(tzinfo=None), zone):
            assert local.utcoffset() == find_offset(timezone, local.replace(tzinfo=None, fold=0))


@pytest.mark.parametrize(("minute", "offset"), [(59, timedelta(hours=1)), (60, timedelta(hours=2))])
def test_summer_time_begins_at_the_minute(minute: int, offset: timedelta):
    zone = load_time_zone("Europe/Paris")
    local = (datetime(2024, 3, 31, 0, tzinfo=UTC) + timedelta(minutes=minute)).astimezone(zone)
    timezone = read_back(build_vtimezone("Europe/Paris", [local]))

    assert offset == local.utcoffset() == find_offset(timezone, local.replace(tzinfo=None))
    assert [datetime(2024, 3, 31, 2)] == [one.DTSTART for one in timezone.daylight]


def test_only_the_years_of_events_are_described():
    zone = load_time_zone("Europe/Paris")
    events = [datetime(2012, 6, 20, tzinfo=zone), datetime(2030, 6, 20, tzinfo=zone)]
    text = build_vtimezone("Europe/Paris", events).to_ical().decode()

    assert "20120325T020000" in text
    assert "20300331T020000" in text
    assert "2020" not in text
    assert len(text) < 700


def test_a_zone_without_changes_has_one_rule():
    zone = load_time_zone("Asia/Tokyo")
    timezone = build_vtimezone("Asia/Tokyo", [datetime(2024, 7, 1, tzinfo=zone)])

    (observance,) = timezone.subcomponents
    assert (timedelta(hours=9), "JST") == (observance.TZOFFSETTO, observance["TZNAME"])


def test_years_in_a_row_share_their_rules():
    zone = load_time_zone("Asia/Tokyo")
    events = [datetime(year, 7, 1, tzinfo=zone) for year in (2023, 2024, 2030)]

    assert 1 == len(build_vtimezone("Asia/Tokyo", events).subcomponents)


def test_rules_that_changed_between_years_begin_with_the_later_one():
    """In Istanbul, summer time stayed in 2016."""
    zone = load_time_zone("Europe/Istanbul")
    events = [datetime(year, 7, 1, tzinfo=zone) for year in (2010, 2020)]
    last = build_vtimezone("Europe/Istanbul", events).subcomponents[-1]

    assert (timedelta(hours=2), timedelta(hours=3)) == (last.TZOFFSETFROM, last.TZOFFSETTO)
    assert datetime(2020, 1, 1) == last.DTSTART + (last.TZOFFSETTO - last.TZOFFSETFROM)
