"""Times of day and the names of time zones in each language, by CLDR as Babel ships it.

Times have 24 hours in every language, as CLDR's pattern `Hm` writes them.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global
from babel.dates import format_skeleton

from coalition.i18n.locale import Language

_REFERENCE_YEAR = 2025
"""A year in which zones keep the time that CLDR's present names are about."""


def format_time(moment: datetime, language: Language) -> str:
    """Format the time of day: "14:30"."""
    return format_skeleton("Hm", moment.replace(tzinfo=None), locale=language.locale)


def format_day_time(moment: datetime, language: Language) -> str:
    """Format a day and a time of day: "9 March 2026, 14:30"."""
    pattern = str(language.locale.datetime_formats["medium"])
    return pattern.format(format_time(moment, language), language.format_date(moment.date()))


def format_time_range(
    start: datetime, end: datetime | None, language: Language, day: date | None = None
) -> tuple[str, tuple[str, ...]]:
    """Return a span of time as a pattern such as "{0}–{1}", and the texts of both ends.

    The ends are times alone if both are on `day`, by default that of the start; else each has its
    day. There is only one if the end is not known, or is the start.
    """
    ends = [start] if end is None or _is_same(start, end) else [start, end]
    if all(moment.date() == (day or start.date()) for moment in ends):
        pattern, format_end = "{0}–{1}", format_time
    else:
        pattern, format_end = str(language.locale.interval_formats[None]), format_day_time
    texts = tuple(format_end(moment, language) for moment in ends)
    return pattern if len(ends) > 1 else "{0}", texts


def _is_same(first: datetime, second: datetime) -> bool:
    """Return whether two times are the same moment, even if clocks show it twice."""
    return first.astimezone(UTC) == second.astimezone(UTC)


def name_time_zone(start: datetime, end: datetime | None, language: Language) -> str:
    """Return the name of the zone of `start`: "Eastern Standard Time (New York)".

    The name says whether it is summer time, unless that begins or ends in between. Where CLDR
    has no name that is right for the moment, it is the difference from UTC.
    """
    assert isinstance(start.tzinfo, ZoneInfo), "times of the data are in a zone of the database"
    key = start.tzinfo.key
    if key == "UTC":
        return key
    zone, locale = _find_cldr_zone(key), str(language.locale)
    variant = "daylight" if start.dst() else "standard"
    if end and end.utcoffset() != start.utcoffset():
        variant = "generic"
    name = _list_zone_names(zone, locale).get(variant) if _has_usual_offset(start) else None
    city = language.locale.time_zones.get(zone, {}).get("city") or _get_city(key)
    pattern: str = language.locale.zone_formats["fallback"]
    return pattern % {"0": city, "1": name or format_utc_offset(start)}


def format_utc_offset(moment: datetime) -> str:
    """Format the difference from UTC: "UTC+05:30"."""
    offset = moment.utcoffset() or timedelta()
    minutes = round(abs(offset).total_seconds() / 60)
    sign = "−" if offset < timedelta() else "+"
    return f"UTC{sign}{minutes // 60:02}:{minutes % 60:02}"


@cache
def _find_cldr_zone(key: str) -> str:
    """Return the name under which CLDR has a zone: it keeps former ones, such as Asia/Calcutta."""
    aliases, zones = get_global("zone_aliases"), get_global("meta_zones")
    former = (old for old, new in aliases.items() if new == key)
    names = (aliases.get(key), key, *former)
    return next((name for name in names if name and name in zones), key)


@cache
def _list_zone_names(zone: str, locale: str) -> dict[str, str]:
    """Return the long names of a zone by variant: those of its metazone, or its own."""
    data = Locale.parse(locale)
    metazone = data.meta_zones.get(get_global("meta_zones").get(zone), {})
    own = data.time_zones.get(zone, {})
    return {**metazone.get("long", {}), **own.get("long", {})}


def _has_usual_offset(moment: datetime) -> bool:
    """Return whether CLDR's names are right for a moment.

    They are about the present rules of a zone, and wrong for one that sets its clocks back for a
    part of the year instead of forward, such as Casablanca.
    """
    usual = [datetime(_REFERENCE_YEAR, month, 15, tzinfo=moment.tzinfo) for month in range(1, 13)]
    sets_back = any(_get_dst(one) < timedelta() for one in (*usual, moment))
    return not sets_back and _get_standard_offset(moment) == _get_standard_offset(usual[0])


def _get_standard_offset(moment: datetime) -> timedelta:
    return (moment.utcoffset() or timedelta()) - _get_dst(moment)


def _get_dst(moment: datetime) -> timedelta:
    return moment.dst() or timedelta()


def _get_city(key: str) -> str:
    """Return the city in the name of a zone, as it is called now: New York for US/Eastern."""
    name: str = get_global("zone_aliases").get(key, key)
    return name.rpartition("/")[2].replace("_", " ")
