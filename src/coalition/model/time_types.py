"""Pydantic types for days with a time of day, and for time zones."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Annotated

from pydantic import BeforeValidator

from coalition.diagnostics import Message
from coalition.model.field_types import (
    PlainText,
    ensure_string,
    explain_invalid_date,
    parse_iso_date,
)
from coalition.model.time_hints import DAY_TIME_HINT, explain_invalid_day_time
from coalition.model.time_zones import (
    TIME_ZONE_HINT,
    list_time_zones,
    load_time_zone,
    suggest_time_zone,
)
from coalition.model.value_kinds import TextKind, ValueKind, invalid

_DAY_TIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ]\s*((?:[01][0-9]|2[0-3]):[0-5][0-9])(?::00)?)?"
)
_YEARS_WITH_TIMES = range(1900, 3000)
"""Years in which a time of day is accepted: earlier ones had no time zones."""


@dataclass(frozen=True, order=True)
class DayTime:
    """A day, with the local time of day if it is known."""

    day: datetime.date
    time: datetime.time | None = None

    def __str__(self) -> str:
        return f"{self.day} {self.time:%H:%M}" if self.time else str(self.day)

    @property
    def has_time(self) -> bool:
        """Whether the time of day is known."""
        return self.time is not None

    def to_datetime(self, zone: str, *, second: bool = False) -> datetime.datetime:
        """Return it as a time in the zone; midnight if the time of day is not known.

        Of a time that the clocks show twice, when summer time ends, it is the first, or the second.
        Convert times to UTC before you compare them: Python ignores which of the two it is.
        """
        return datetime.datetime.combine(
            self.day,
            (self.time or datetime.time()).replace(fold=int(second)),
            load_time_zone(zone),
        )

    def find_shown_time(self, zone: str) -> DayTime:
        """Return the time that clocks in the zone show at this time.

        It is another one if the clocks skip it, when summer time begins.
        """
        local = self.to_datetime(zone)
        shown = local.astimezone(datetime.UTC).astimezone(local.tzinfo)
        return DayTime(shown.date(), shown.time().replace(fold=0))


TimeZoneName = Annotated[
    PlainText,
    TextKind(
        "[time zone](#times)",
        TIME_ZONE_HINT,
        description=Message("a time zone"),
        example="Africa/Nairobi",
        rule="unknown-time-zone",
        pattern=r"[A-Za-z0-9_+/-]+",
        is_valid=lambda value: value in list_time_zones(),
        suggest=suggest_time_zone,
    ),
]
"""The name of a time zone in the IANA database."""


def _parse_day_time(value: object) -> DayTime:
    text = str(ensure_string(value)).strip()
    match = _DAY_TIME.fullmatch(text)
    if not match:
        raise invalid("invalid-date", *explain_invalid_day_time(text))
    day = parse_iso_date(match[1])
    if day is None:
        raise invalid("invalid-date", *explain_invalid_date(match[1]))
    if match[2] is None:
        return DayTime(day)
    if day.year not in _YEARS_WITH_TIMES:
        message = Message("a time of day has no meaning in the year %(year)s", year=day.year)
        raise invalid("invalid-date", message, Message("correct the year, or write the day only"))
    return DayTime(day, datetime.time.fromisoformat(match[2]))


IsoDayTime = Annotated[
    DayTime,
    BeforeValidator(_parse_day_time),
    ValueKind(
        "[day or time](#times)",
        DAY_TIME_HINT,
        plural="[days or times](#times)",
        example="2026-03-09 14:30",
        schema={
            "type": "string",
            "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ]\s*(?:[01][0-9]|2[0-3]):[0-5][0-9]"
            "(?::00)?)?$",
        },
    ),
]
"""A day, or a day and a local time of day."""
