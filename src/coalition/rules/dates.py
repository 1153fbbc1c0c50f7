"""Every date in the data, with the record that it belongs to and its place in the file."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace

from coalition.diagnostics import Diagnostic
from coalition.model import ConditionSet, Member, PartialDate, Record, SecurityContact, Term
from coalition.project import RAW_COLLECTIONS, LoadedData, get_child
from coalition.sources import YamlDocument, YamlNode, YamlSequence


@dataclass(frozen=True)
class DateInData:
    """A date; `record` is the innermost one that it belongs to, `key` its key there."""

    document: YamlDocument
    record: Record
    key: str
    value: datetime.date | PartialDate
    node: YamlNode

    def make_warning(self, rule: str, message: str, hint: str) -> Diagnostic:
        """Return a warning about this date."""
        diagnostic = self.document.diagnostic_at(self.node.location, rule, message, hint)
        return replace(diagnostic, severity="warning")


def is_end_of_term(item: DateInData) -> bool:
    """Return whether a date is the end of a term, which may be fixed in advance."""
    return item.key == "until" and isinstance(item.record, Member | Term)


def is_expiry(item: DateInData) -> bool:
    """Return whether a date is the day from which something is no longer to be relied on."""
    return item.key == "expires" and isinstance(item.record, SecurityContact)


def may_be_ahead(item: DateInData) -> bool:
    """Return whether a date may be fixed in advance: an end of a term, a deadline or an expiry."""
    is_deadline = item.key == "deadline" and isinstance(item.record, ConditionSet)
    return is_deadline or is_expiry(item) or is_end_of_term(item)


def iter_dates(data: LoadedData) -> Iterator[DateInData]:
    """Yield every date in the data, file by file."""
    coalition = data.documents["coalition"]
    assert coalition.root, "the coalition is valid"
    yield from _iter_dates(coalition, data.coalition, coalition.root)
    for collection in RAW_COLLECTIONS:
        if not collection.key:  # lists in data/coalition.yaml are part of its record
            records = getattr(data.coalition, collection.field)
            for entry, record in zip(data.raw_entries[collection], records, strict=True):
                yield from _iter_dates(entry.document, record, entry.node)


def _iter_dates(document: YamlDocument, record: Record, node: YamlNode) -> Iterator[DateInData]:
    """Yield the dates of a record and of the records in it."""
    for name, field in type(record).model_fields.items():
        value, child = getattr(record, name), get_child(node, field.alias or name)
        if child is None:
            continue
        if isinstance(value, datetime.date | PartialDate):
            yield DateInData(document, record, name, value, child)
        elif isinstance(value, Record):
            yield from _iter_dates(document, value, child)
        elif isinstance(value, tuple) and isinstance(child, YamlSequence):
            for item, item_node in zip(value, child.items, strict=True):
                if isinstance(item, Record):
                    yield from _iter_dates(document, item, item_node)
