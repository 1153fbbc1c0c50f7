"""The keys of a record as editors see them, without reference to pydantic."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from coalition.model.records import Entry, Record
from coalition.model.value_kinds import ValueKind, get_value_kind


@dataclass(frozen=True)
class RecordKey:
    """One key of a record, with the `kind` of its value, or the `record` that it holds.

    With `is_list`, the key holds a list of such values or records.
    """

    name: str
    description: str
    is_required: bool
    is_list: bool
    kind: ValueKind | None
    record: type[Record] | None


@cache
def list_keys(record: type[Record]) -> tuple[RecordKey, ...]:
    """Return the keys of a record: its own first, then those that every entry has."""
    hints = get_type_hints(record, include_extras=True)
    keys = []
    for name, field in record.model_fields.items():
        value_type, is_list = _unwrap_type(hints[name])
        is_record = isinstance(value_type, type) and issubclass(value_type, Record)
        key = RecordKey(
            name=field.alias or name,
            description=field.description or "",
            is_required=field.is_required() and not (name == "id" and record.has_generated_ids),
            is_list=is_list,
            kind=None if is_record else get_value_kind(value_type),
            record=value_type if is_record else None,
        )
        keys.append(key)
    return tuple(sorted(keys, key=lambda key: is_shared_key(record, key.name)))


def is_shared_key(record: type[Record], key: str) -> bool:
    """Return whether `key` is one that every entry has."""
    return record is not Entry and issubclass(record, Entry) and key in Entry.model_fields


def format_record_name(record: type[Record]) -> str:
    """Return the name of a record in prose: `MailingList` becomes "mailing list"."""
    return "".join(f" {char.lower()}" if char.isupper() else char for char in record.__name__)[1:]


def _unwrap_type(hint: Any) -> tuple[Any, bool]:  # noqa: ANN401 - a type, in any form
    """Strip `tuple[...]` and `| None` from a type; return the rest and whether it is a list."""
    if get_origin(hint) is tuple:
        return get_args(hint)[0], True
    parts = [part for part in get_args(hint) if part is not type(None)]
    if get_origin(hint) is not Annotated and len(parts) < len(get_args(hint)):
        return _unwrap_type(parts[0])
    return hint, False
