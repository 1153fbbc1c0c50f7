"""Rule `future-date`: days that have not come yet, in the data and in published texts.

Pages state such dates as facts, and nothing on the site waits for the current date: a member with
`since` is listed at once, and an article is published whatever its `Date`. An end (`until`) may be
fixed in advance, and events are announced before they take place.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import replace

from coalition.diagnostics import Diagnostic, Location, Message
from coalition.model import Member, PartialDate, Record, has_come, parse_iso_date
from coalition.project import DATE_KEYS, RAW_COLLECTIONS, LoadedData, MarkdownFile, get_child
from coalition.sources import YamlDocument, YamlNode, YamlSequence, parse_front_matter

RULE_NAME = "future-date"


def check_future_dates(
    data: LoadedData, files: Iterable[MarkdownFile], today: datetime.date
) -> Iterator[Diagnostic]:
    """Yield warnings about dates after `today`; a draft may have one."""
    for document, record, node in _iter_records(data):
        for key, value, date_node in _iter_dates(record, node):
            if not has_come(value, today):
                message, hint = _explain(record, key, value, today)
                diagnostic = document.diagnostic_at(date_node.location, RULE_NAME, message, hint)
                yield replace(diagnostic, severity="warning")
    for file in files:
        if file.published:
            yield from _check_front_matter(file, today)


def _iter_records(data: LoadedData) -> Iterator[tuple[YamlDocument, Record, YamlNode]]:
    """Yield every record that may have dates, with its document and its node."""
    coalition = data.documents["coalition"]
    assert coalition.root, "the coalition is valid"
    yield coalition, data.coalition, coalition.root
    for collection in RAW_COLLECTIONS:
        if not collection.key:  # lists in data/coalition.yaml are part of its record
            records = getattr(data.coalition, collection.field)
            for entry, record in zip(data.raw_entries[collection], records, strict=True):
                yield entry.document, record, entry.node


def _iter_dates(
    record: Record, node: YamlNode
) -> Iterator[tuple[str, datetime.date | PartialDate, YamlNode]]:
    """Yield key, value and node of each date in a record that is a fact, and in its records."""
    for name, field in type(record).model_fields.items():
        value, child = getattr(record, name), get_child(node, field.alias or name)
        if child is None:
            continue
        if isinstance(value, datetime.date | PartialDate):
            if name != "until":
                yield name, value, child
        elif isinstance(value, Record):
            yield from _iter_dates(value, child)
        elif isinstance(value, tuple) and isinstance(child, YamlSequence):
            for item, item_node in zip(value, child.items, strict=True):
                if isinstance(item, Record):
                    yield from _iter_dates(item, item_node)


def _explain(
    record: Record, key: str, value: datetime.date | PartialDate, today: datetime.date
) -> tuple[str, str]:
    if key == "checked":
        message = Message("'%(key)s: %(day)s' has not come yet", key=key, day=value)
        return message, _check_date_hint(key, today)
    if key == "since" and isinstance(record, Member):
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
