"""Pydantic types for days with a time of day, and for time zones.

Time zones are those of the IANA database in the package `tzdata`, not those of the machine: a site
has to show the same times wherever it is built.
"""

from __future__ import annotations

import datetime
import importlib.resources
import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator

from coalition.diagnostics import Message, quote_value
from coalition.model.field_types import (
    PlainText,
    ensure_string,
    explain_invalid_date,
    parse_iso_date,
)
from coalition.model.value_kinds import TextKind, ValueKind, invalid

_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_OFFSET = re.compile(r"(?:Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2})$")
_DAY_TIME_HINT = Message(
    "write a day, or a day and a time of 24 hours, as in '2026-03-09' or '2026-03-09 14:30'"
)


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

    def to_datetime(self, zone: str) -> datetime.datetime:
        """Return it as a time in the zone; midnight if the time of day is not known.

        Of a time that the clocks show twice, when summer time ends, it is the first.
        """
        return datetime.datetime.combine(
            self.day, self.time or datetime.time(), load_time_zone(zone)
        )

    def exists_in(self, zone: str) -> bool:
        """Return whether clocks in the zone show this time: some is skipped for summer time."""
        local = self.to_datetime(zone)
        shown = local.astimezone(datetime.UTC).astimezone(local.tzinfo)
        return shown.replace(tzinfo=None) == local.replace(tzinfo=None)


@cache
def list_time_zones() -> tuple[str, ...]:
    """Return the names of all time zones, such as `Asia/Tokyo`."""
    names = importlib.resources.files("tzdata").joinpath("zones").read_text("utf-8").split()
    return tuple(name for name in names if "/" in name or name == "UTC")


@cache
def load_time_zone(name: str) -> ZoneInfo:
    """Return the time zone of this name, which `list_time_zones` has."""
    folder = importlib.resources.files("tzdata.zoneinfo")
    with folder.joinpath(*name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


@cache
def find_only_time_zone(country: str) -> str:
    """Return the time zone of a country, by its code; empty if it has several, or is unknown."""
    table = importlib.resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text("utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    zones = [row[2] for row in rows if row[0] == country]
    return zones[0] if len(zones) == 1 else ""


def _suggest_time_zone(value: str) -> str:
    """Return the hint for a text that is not a time zone: by its city, or by its letters."""
    names = {name.rpartition("/")[2].replace("_", " ").lower(): name for name in list_time_zones()}
    names |= {name.lower(): name for name in list_time_zones()}
    key = value.strip().lower()
    if matches := get_close_matches(key, names, n=1, cutoff=0.8):
        return Message("did you mean '%(match)s'?", match=names[matches[0]])
    return _TIME_ZONE_HINT


_TIME_ZONE_HINT = Message("write continent and city, as in 'Africa/Nairobi', or 'UTC'")

TimeZoneName = Annotated[
    PlainText,
    TextKind(
        "[time zone](#times)",
        _TIME_ZONE_HINT,
        description=Message("a time zone"),
        example="Africa/Nairobi",
        rule="unknown-time-zone",
        pattern=r"[A-Za-z0-9_+/-]+",
        is_valid=lambda value: value in list_time_zones(),
        suggest=_suggest_time_zone,
    ),
]
"""The name of a time zone in the IANA database."""


def _parse_day_time(value: object) -> DayTime:
    text = str(ensure_string(value)).strip()
    day_text, time_text = text[:10], text[10:]
    day = parse_iso_date(day_text)
    if day is None:
        if re.match("[0-9]{4}-[0-9]{2}-[0-9]{2}", day_text):
            raise invalid("invalid-date", *explain_invalid_date(day_text))
        message = Message("%(text)s is not a day", text=quote_value(text))
        raise invalid("invalid-date", message, _DAY_TIME_HINT)
    if not time_text:
        return DayTime(day)
    if _OFFSET.search(time_text):
        message = Message("the time %(text)s has an offset", text=quote_value(text))
        hint = Message(
            "write the local time only, as in '%(day)s 14:30', and a line 'timezone: ...' with the"
            " zone of the place, or 'timezone: UTC'",
            day=day,
        )
        raise invalid("invalid-date", message, hint)
    match = re.fullmatch(rf"[T ]\s*{_TIME.pattern}(?::00)?", time_text)
    if not match:
        message = Message("%(text)s is not a day and a time", text=quote_value(text))
        raise invalid("invalid-date", message, _DAY_TIME_HINT)
    return DayTime(day, datetime.time(int(match[1]), int(match[2])))


IsoDayTime = Annotated[
    DayTime,
    BeforeValidator(_parse_day_time),
    ValueKind(
        "[day or time](#times)",
        _DAY_TIME_HINT,
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
