"""Filters and functions of templates for events: their words, days and times.

A day is written as in the event's time zone. Times are followed by those in UTC, since a zone alone
says little to people elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from coalition.i18n import Language, format_time_range, name_time_zone
from coalition.model import DayTime, Event, PartialDate, load_time_zone
from coalition.site.event_labels import (
    label_event_kind,
    label_event_mode,
    label_event_role,
    label_event_status,
)

_LAST_ZONE = timedelta(hours=12)
"""How far the last time zone is behind UTC: there, a day ends twelve hours later."""


@dataclass(frozen=True)
class EventTimes:
    """The times of an event: in its zone, which has a name, and in UTC unless that is the zone."""

    local: Markup
    zone: str
    utc: Markup


@dataclass(frozen=True)
class EventClock:
    """What the script of the page compares with the clock of the visitor, in ISO 8601.

    `start` and `end` are days, or times in UTC; `end` is empty if it is not known. At `over`, the
    event is over everywhere. `offset` is how many minutes its clocks are ahead of UTC; None if only
    its days are known.
    """

    start: str
    end: str
    over: str
    offset: int | None = None


def install_event_filters(environment: Environment) -> None:
    """Add the filters and functions to `environment`."""
    environment.filters.update(
        event_kind=_make_filter(label_event_kind),
        event_mode=_make_filter(label_event_mode),
        event_role=_make_filter(label_event_role),
        event_status=_make_filter(label_event_status),
    )
    environment.globals.update(
        event_clock=build_event_clock, event_date=_event_date, event_times=_event_times
    )


def _make_filter(label: Callable[[str, Language], str]) -> Callable[[Context, str], str]:
    @pass_context
    def apply(context: Context, value: str) -> str:
        return label(value, _get_language(context))

    return apply


def _get_language(context: Context) -> Language:
    language: Language = context["site"].language
    return language


@pass_context
def _event_date(context: Context, event: Event, weekday: bool = False) -> Markup:
    """Return the day of an event as a <time>, or its days; with `weekday`, also that of one day."""
    language = _get_language(context)
    if event.last_day != event.start.day:
        return escape(format_event_days(event, language))
    text = format_event_days(event, language)
    if weekday:
        text = language.format_weekday_date(event.start.day)
    return _mark_time(event.start.day.isoformat(), text)


def format_event_days(event: Event, language: Language) -> str:
    """Format the day of an event, or the days from the first to the last."""
    return language.format_date_range(_make_date(event.start), _make_date(event.end or event.start))


def _make_date(moment: DayTime) -> PartialDate:
    return PartialDate(moment.day.year, moment.day.month, moment.day.day)


@pass_context
def _event_times(context: Context, event: Event) -> EventTimes | None:
    """Return the times of an event; None if only its days are known."""
    language, start, end = _get_language(context), event.starts_at, event.ends_at
    if start is None:
        return None
    zone = name_time_zone(start, end, language)
    utc = Markup()
    if zone != "UTC":
        utc_end = end.astimezone(UTC) if end else None
        utc = _mark_times(start.astimezone(UTC), utc_end, language, start.date())
    return EventTimes(_mark_times(start, end, language, start.date()), zone, utc)


def _mark_times(start: datetime, end: datetime | None, language: Language, day: date) -> Markup:
    """Return a span of time, each end in a <time>."""
    pattern, texts = format_time_range(start, end, language, day)
    moments = [start, end or start]
    ends = [
        _mark_time(format_iso_time(moment), text)
        for moment, text in zip(moments, texts, strict=False)
    ]
    times = Markup(escape(pattern)).format(*ends)
    if any(character.isspace() for character in pattern):  # a long one, which may be broken there
        return times
    return Markup('<span class="event-hours">{}</span>').format(times)


def _mark_time(machine_readable: str, text: str) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(machine_readable, text)


def format_iso_time(moment: datetime) -> str:
    """Return a time with its offset in ISO 8601; in UTC if the offset has seconds, as long ago."""
    offset = moment.utcoffset() or timedelta()
    if offset.total_seconds() % 60:
        moment = moment.astimezone(UTC)
    text = moment.isoformat(timespec="minutes")
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text


def build_event_clock(event: Event) -> EventClock:
    """Return when an event begins and ends, for the script."""
    start, end = event.starts_at, event.ends_at
    if start is None or event.timezone is None:
        last_day = event.last_day.isoformat() if event.end else ""
        over = _get_midnight_after(event.last_day) + _LAST_ZONE
        return EventClock(event.start.day.isoformat(), last_day, _format_utc(over))
    over = end or _get_midnight_after(event.last_day, event.timezone)
    offset = (start.utcoffset() or timedelta()).total_seconds() // 60
    return EventClock(
        _format_utc(start), _format_utc(end) if end else "", _format_utc(over), int(offset)
    )


def _get_midnight_after(day: date, zone: str = "UTC") -> datetime:
    """Return the end of a day in a zone; its last minute if there is no day after it."""
    if day == date.max:
        return datetime.combine(day, time(11, 59), UTC)
    return datetime.combine(day + timedelta(days=1), time(), load_time_zone(zone))


def _format_utc(moment: datetime) -> str:
    return format_iso_time(moment.astimezone(UTC))
