"""What is wrong with a text that is not a day or a time, and what to write instead."""

from __future__ import annotations

import datetime
import re
import unicodedata

from coalition.diagnostics import Message, quote_value
from coalition.model.field_types import explain_invalid_date
from coalition.model.time_zones import find_time_zone

DAY_TIME_HINT = Message(
    "write a day, or a day and a time of 24 hours, as in '2026-03-09' or '2026-03-09 14:30'"
)

_DAY = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})(?![0-9])\s*[T,]?\s*(.*)")
_MONTH = re.compile(r"([0-9]{4})(?:[-/.]([0-9]{1,2}))?")
_TIME = re.compile(
    r"([0-9]{1,2})(?:\s*[:.hH]\s*([0-9]{2})|([0-9]{2}))?(?::[0-9]{2}(?:[.,][0-9]+)?)?"
    r"(?:\s*(?:h|uhr|часов))?(?:\s*([ap])\.?m\b\.?)?",
    re.I,
)
_RANGE = re.compile(r"(?:-|–|—|\bto\b|\buntil\b)\s*(?=[0-9])")
_OFFSET = re.compile(r"[+\-\u2212][0-9]|(?i:z$|utc|gmt)|\(?[A-Z]{2,5}\)?$")
_NOON = 12
_HOURS = 24
_MINUTES = 60


def explain_invalid_day_time(text: str) -> tuple[Message, Message]:
    """Return message and hint for a text that is not a day, or a day and a time."""
    plain = _normalize(text)
    match = _DAY.fullmatch(plain)
    if not match:
        return _explain_without_day(text, plain)
    year, _, month, day_of_month, rest = match.groups()
    try:
        day = datetime.date(int(year), int(month), int(day_of_month))
    except ValueError:
        message, hint = explain_invalid_date(f"{year}-{int(month):02}-{int(day_of_month):02}")
        return Message("%(message)s", message=message), Message("%(hint)s", hint=hint)
    if not rest:
        message = Message("%(text)s is not a day", text=quote_value(text))
        return message, Message("write '%(suggestion)s'", suggestion=day)
    return _explain_time(text, day, rest)


def _explain_without_day(text: str, plain: str) -> tuple[Message, Message]:
    if _TIME.fullmatch(plain) and not plain.isdigit():
        message = Message("%(text)s is a time without a day", text=quote_value(text))
        return message, Message("write the day before it, as in '2026-03-09 14:30'")
    message = Message("%(text)s is not a day", text=quote_value(text))
    if _MONTH.fullmatch(plain):
        return message, Message(
            "write the day, too, as in '2026-03-09': events are listed by their days"
        )
    return message, DAY_TIME_HINT


def _explain_time(text: str, day: datetime.date, rest: str) -> tuple[Message, Message]:
    """Return message and hint for what follows a day."""
    message = Message("%(text)s is not a day and a time", text=quote_value(text))
    match = _TIME.match(rest)
    if _RANGE.match(rest):
        hint = Message(
            "write the first day here, '%(day)s', and the last one in a line 'end: ...'", day=day
        )
    elif not match:
        hint = DAY_TIME_HINT
    elif moment := _read_time(day, match):
        return _explain_remainder(text, moment, rest[match.end() :].strip())
    else:
        hint = Message("write hours from 00 to 23 and minutes from 00 to 59, as in 14:30")
    return message, hint


def _explain_remainder(text: str, moment: str, remainder: str) -> tuple[Message, Message]:
    """Return message and hint for what follows a time that has been read as `moment`."""
    hint = DAY_TIME_HINT
    if not remainder:
        hint = Message("write '%(suggestion)s'", suggestion=moment)
    elif _RANGE.match(remainder) and not _is_negative_offset(text, moment, remainder):
        hint = Message(
            "write '%(suggestion)s' here, and the end in a line 'end: ...'", suggestion=moment
        )
    elif _OFFSET.match(remainder) or find_time_zone(remainder.strip("() "), similar=False):
        return _explain_zone(text, moment, remainder)
    return Message("%(text)s is not a day and a time", text=quote_value(text)), hint


def _is_negative_offset(text: str, moment: str, remainder: str) -> bool:
    """Return whether '-05:00' after a time is an offset, and not when the event ends."""
    match = re.fullmatch("-([0-9]{2}):?([0-9]{2})", remainder)
    is_iso = re.search("[0-9]T[0-9]", text) is not None
    return bool(match and (is_iso or f"{match[1]}:{match[2]}" <= moment[-5:]))


def _read_time(day: datetime.date, match: re.Match[str]) -> str | None:
    """Return the day and the time that `_TIME` found; None if there is no such time."""
    hour, minute = int(match[1]), int(match[2] or match[3] or 0)
    if match[4]:
        if not 1 <= hour <= _NOON:
            return None
        hour = hour % _NOON + (_NOON if match[4].lower() == "p" else 0)
    if (hour, minute) == (_HOURS, 0) and day < datetime.date.max:
        return f"{day + datetime.timedelta(days=1)} 00:00"
    return f"{day} {hour:02}:{minute:02}" if hour < _HOURS and minute < _MINUTES else None


def _explain_zone(text: str, moment: str, zone_text: str) -> tuple[Message, Message]:
    """Return message and hint for a time with an offset or a zone."""
    zone = find_time_zone(zone_text.strip("() "))
    if zone:
        message = Message("the time %(text)s has a time zone", text=quote_value(text))
        return message, Message(
            "write the local time only, '%(moment)s', and the zone of the place in a line of its"
            " own, as in 'timezone: %(zone)s'",
            moment=moment,
            zone=zone,
        )
    message = Message("the time %(text)s has an offset", text=quote_value(text))
    return message, Message(
        "write the local time only, '%(moment)s', and a line 'timezone: ...' with the zone of the"
        " place",
        moment=moment,
    )


def _normalize(text: str) -> str:
    """Return `text` with ASCII digits, colons and hyphens instead of those of other scripts."""
    plain = unicodedata.normalize("NFKC", text)
    digits = (str(unicodedata.decimal(one, one)) for one in plain)
    return " ".join("".join(digits).replace("‐", "-").replace("‑", "-").split())
