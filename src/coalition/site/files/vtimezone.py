"""Time zones in iCalendar (RFC 5545, section 3.6.5): VTIMEZONE for the years of some events.

`icalendar.Timezone.from_tzinfo` is not used: it gives the onset of summer time by the clocks that
were set forward, and not by those before, as the RFC asks for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

import icalendar

from coalition.model import load_time_zone

_STEP = timedelta(days=1)
"""Less than the time between two changes of a zone."""

_PRECISION = timedelta(seconds=1)


class Rules(NamedTuple):
    """What the clocks of a zone show for some time.

    `offset` is how much they are ahead of UTC, `name` what the zone is called then, such as `CET`.
    """

    offset: timedelta
    name: str
    is_summer_time: bool


class Onset(NamedTuple):
    """When other rules begin: the time in the clocks before, whose offset was `offset_from`."""

    local: datetime
    offset_from: timedelta
    rules: Rules


def build_vtimezone(zone: str, moments: Iterable[datetime]) -> icalendar.Timezone:
    """Return the rules of a zone in the years of `moments`: those that events in it need."""
    years = sorted({moment.year for moment in moments})
    by_rules: dict[tuple[timedelta, Rules], list[datetime]] = {}
    for onset in _iter_onsets(load_time_zone(zone), years):
        by_rules.setdefault((onset.offset_from, onset.rules), []).append(onset.local)
    vtimezone = icalendar.Timezone()
    vtimezone.add("TZID", zone)
    for (offset_from, rules), times in by_rules.items():
        vtimezone.add_component(_build_observance(offset_from, rules, times))
    return vtimezone


def _build_observance(
    offset_from: timedelta, rules: Rules, times: list[datetime]
) -> icalendar.TimezoneStandard | icalendar.TimezoneDaylight:
    is_summer_time = rules.is_summer_time
    observance = icalendar.TimezoneDaylight() if is_summer_time else icalendar.TimezoneStandard()
    first, *others = times
    observance.add("DTSTART", first)
    if others:
        observance.add("RDATE", others)
    observance.add("TZOFFSETFROM", offset_from)
    observance.add("TZOFFSETTO", rules.offset)
    observance.add("TZNAME", rules.name)
    return observance


def _iter_onsets(zone: ZoneInfo, years: Iterable[int]) -> Iterator[Onset]:
    """Yield the rules at the start of the years, if they are others than before, and each change.

    Those at the start of a year need not have begun on that day, but no event is earlier.
    """
    current: Rules | None = None
    for year in years:
        new_year = datetime(year, 1, 1, tzinfo=zone).astimezone(UTC)
        rules = _get_rules(new_year, zone)
        if rules != current:
            offset_from = current.offset if current else rules.offset
            yield Onset(_to_clocks(new_year, offset_from), offset_from, rules)
        end = datetime(year + 1, 1, 1, tzinfo=zone).astimezone(UTC)
        for moment, before, after in _iter_changes(zone, new_year, end):
            yield Onset(_to_clocks(moment, before.offset), before.offset, after)
        current = _get_rules(end - _PRECISION, zone)


def _iter_changes(
    zone: ZoneInfo, start: datetime, end: datetime
) -> Iterator[tuple[datetime, Rules, Rules]]:
    """Yield each change of the rules from `start` to `end` in UTC, with those before and after."""
    last = end - _PRECISION
    steps = (start + _STEP * day for day in range((last - start) // _STEP + 1))
    for earlier, later in pairwise([*steps, last]):
        before, after = _get_rules(earlier, zone), _get_rules(later, zone)
        if before != after:
            yield _find_change(zone, earlier, later), before, after


def _find_change(zone: ZoneInfo, earlier: datetime, later: datetime) -> datetime:
    """Return the second at which the rules change between two moments, by bisection."""
    before = _get_rules(earlier, zone)
    while later - earlier > _PRECISION:
        middle = earlier + (later - earlier) // 2
        middle = middle.replace(microsecond=0)
        if _get_rules(middle, zone) == before:
            earlier = middle
        else:
            later = middle
    return later


def _get_rules(moment: datetime, zone: ZoneInfo) -> Rules:
    local = moment.astimezone(zone)
    offset, saving = local.utcoffset() or timedelta(), local.dst() or timedelta()
    return Rules(offset, local.tzname() or "", saving > timedelta())


def _to_clocks(moment: datetime, offset: timedelta) -> datetime:
    return (moment + offset).replace(tzinfo=None)
