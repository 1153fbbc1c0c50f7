"""Days as spreadsheet programs write them into CSV files: `31.12.2026`, `31/12/2026`, `12/31/2026`.

Which of two numbers is the month depends on the computer that wrote the file. The other cells of
the column may tell; if they do not, nobody knows.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from typing import Literal

DateOrder = Literal["day first", "month first", "unknown", "mixed"]
"""How the days of a column are written, as far as its cells tell; `mixed` if in both ways."""

_TIME = r"(?:[ T,]+([0-9]{1,2})[:.h]([0-9]{2})(?:[:.][0-9]{2}(?:[.,][0-9]+)?)?\s*([AaPp][Mm])?)?"
_YEAR_FIRST = re.compile(
    rf"([0-9]{{4}})\s?([./-])\s?([0-9]{{1,2}})\s?\2\s?([0-9]{{1,2}})\.?{_TIME}"
)
_YEAR_LAST = re.compile(rf"([0-9]{{1,2}})\s?([./-])\s?([0-9]{{1,2}})\s?\2\s?([0-9]{{4}}){_TIME}")
_MONTH = re.compile(r"([0-9]{1,2})[./-]([0-9]{4})")
_YEAR_MONTH = re.compile(r"([0-9]{4})[./-]([0-9]{1,2})")
_NOON = 12


def list_readings(text: str) -> tuple[str, ...]:
    """Return what a cell may mean, in ISO 8601: two days if day and month may be exchanged.

    A text that is no day, or in ISO 8601 already, is returned as it is. With two readings, the
    first has the day first.
    """
    if match := _YEAR_FIRST.fullmatch(text):
        days = [_format_day(match[1], match[3], match[4])]
    elif match := _YEAR_LAST.fullmatch(text):
        first, separator, second, year = match[1], match[2], match[3], match[4]
        days = [_format_day(year, second, first)]
        if separator != "." and first != second:  # points are German, Russian ...: day first
            days.append(_format_day(year, first, second))
    else:
        return (_read_month(text) or text,)
    readings = tuple(f"{day}{_format_time(*match.groups()[4:])}" for day in days if day)
    return readings or (text,)


def find_date_order(texts: Iterable[str]) -> DateOrder:
    """Return how the days of a column are written, from those in which one number is above 12."""
    orders = set()
    for text in texts:
        match = _YEAR_LAST.fullmatch(text)
        if match and match[2] != "." and len(list_readings(text)) == 1 and match[1] != match[3]:
            orders.add("day first" if int(match[1]) > _NOON else "month first")
    if len(orders) > 1:
        return "mixed"
    if not orders:
        return "unknown"
    return "day first" if "day first" in orders else "month first"


def _format_day(year: str, month: str, day: str) -> str:
    try:
        return datetime.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""


def _format_time(hour: str | None, minute: str | None, half: str | None) -> str:
    """Return the time after a day; midnight is how programs write a day without a time."""
    if not hour or not minute:
        return ""
    number = int(hour)
    if half and 1 <= number <= _NOON:
        number = number % _NOON + (_NOON if half.lower() == "pm" else 0)
    return f" {number:02}:{minute}" if (number, minute) != (0, "00") else ""


def _read_month(text: str) -> str:
    match = _MONTH.fullmatch(text)
    year, month = (match[2], match[1]) if match else ("", "")
    if match := _YEAR_MONTH.fullmatch(text):
        year, month = match[1], match[2]
    return f"{year}-{int(month):02}" if year and 1 <= int(month) <= _NOON else ""
