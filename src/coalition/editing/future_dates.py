"""Say which dates of a new entry have not come yet; the check warns of them as well."""

from __future__ import annotations

import datetime

from coalition.editing.yaml.file import EntryValues
from coalition.model import has_come, parse_partial_date

DATE_KEYS = ("checked", "date", "established", "since")
"""Keys of entries and texts whose values are dates, and facts: an end may be fixed in advance."""


def describe_future_dates(entry: EntryValues, today: datetime.date) -> str:
    """Return a remark for the end of a message; empty if all dates of a valid entry have come."""
    future = [
        f"'{key}: {value}'"
        for key, value in entry.items()
        if key in DATE_KEYS and not has_come(parse_partial_date(value), today)
    ]
    if not future:
        return ""
    verb = "has" if len(future) == 1 else "have"
    return f"; {' and '.join(future)} {verb} not come yet, and nothing on the site waits for it"
