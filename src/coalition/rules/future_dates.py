"""Rule `future-date`: days that have not come yet, in the data and in published texts.

Pages state such dates as facts, and nothing on the site waits for the current date: a member with
`since` is listed at once, and an article is published whatever its `Date`. The end of a term and a
deadline may be fixed in advance, and events are announced before they take place.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

from coalition.diagnostics import Diagnostic, Location, Message
from coalition.model import Member, PartialDate, Record, Term, has_come, parse_iso_date
from coalition.project import DATE_KEYS, LoadedData, MarkdownFile
from coalition.rules.dates import iter_dates, may_be_ahead
from coalition.sources import parse_front_matter

RULE_NAME = "future-date"


def check_future_dates(
    data: LoadedData, files: Iterable[MarkdownFile], today: datetime.date
) -> Iterator[Diagnostic]:
    """Yield warnings about dates after `today`; a draft may have one."""
    for item in iter_dates(data):
        record, key, value = item.record, item.key, item.value
        if not may_be_ahead(item) and not has_come(value, today):
            message, hint = _explain(record, key, value, today)
            yield item.make_warning(RULE_NAME, message, hint)
    for file in files:
        if file.published:
            yield from _check_front_matter(file, today)


def _explain(
    record: Record, key: str, value: datetime.date | PartialDate, today: datetime.date
) -> tuple[str, str]:
    if key == "checked":
        message = Message("'%(key)s: %(day)s' has not come yet", key=key, day=value)
        return message, _check_date_hint(key, today)
    if key == "since" and (isinstance(record, Member) or type(record) is Term):
        message = Message(
            "'%(key)s: %(day)s' has not come yet, but the member is listed from now on",
            key=key,
            day=value,
        )
    else:
        message = Message(
            "'%(key)s: %(day)s' has not come yet, and pages state it as a fact", key=key, day=value
        )
    return message, Message("correct it, or leave it out until then")


def _check_date_hint(key: str, today: datetime.date) -> Message:
    return Message("write the date of the check, as in '%(key)s: %(today)s'", key=key, today=today)


def _check_front_matter(file: MarkdownFile, today: datetime.date) -> Iterator[Diagnostic]:
    for entry in parse_front_matter(file.lines):
        key = entry.key.capitalize()
        day = parse_iso_date(entry.value) if key in DATE_KEYS else None
        if day is None or has_come(day, today):
            continue
        message = Message("'%(key)s: %(day)s' has not come yet", key=key, day=day)
        hint = _check_date_hint(key, today)
        if key != "Checked":
            message = Message(
                "'%(key)s: %(day)s' has not come yet, but the text is published now",
                key=key,
                day=day,
            )
            hint = Message("correct it, or add a line 'Status: draft' until then")
        location = Location(file.display_path, entry.line, entry.column, len(entry.value))
        yield Diagnostic(location, RULE_NAME, message, hint, entry.source_line, "warning")
