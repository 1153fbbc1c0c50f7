"""Describe the keys of a record without reference to pydantic: types, limits, descriptions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from pydantic.fields import FieldInfo

from coalition.model import Entry, Record
from coalition.project import RAW_COLLECTIONS


@dataclass(frozen=True)
class RecordKey:
    """One key of a record.

    `type_hint` is a type from `model/field_types.py`, a record, or a Literal; with `is_list`, the
    type of the items. `minimum` and `maximum` limit a number or the length of a list.
    """

    name: str
    description: str
    is_required: bool
    type_hint: Any
    is_list: bool
    minimum: int | None
    maximum: int | None


@cache
def list_keys(record: type[Record]) -> tuple[RecordKey, ...]:
    """Return the keys of a record: its own first, then those that every entry has."""
    hints = get_type_hints(record, include_extras=True)
    generated_ids = {
        (collection.record, collection.id_key)
        for collection in RAW_COLLECTIONS
        if collection.has_generated_ids
    }
    own_first = sorted(record.model_fields.items(), key=lambda item: is_shared_key(record, item[0]))
    return tuple(
        _make_key(field.alias or name, field, hints[name], (record, name) in generated_ids)
        for name, field in own_first
    )


def is_shared_key(record: type[Record], key: str) -> bool:
    """Return whether `key` is one that every entry has."""
    return record is not Entry and issubclass(record, Entry) and key in Entry.model_fields


def get_nested_record(key: RecordKey) -> type[Record] | None:
    """Return the record that a key holds, alone or in a list; None for other kinds of value."""
    return (
        key.type_hint
        if isinstance(key.type_hint, type) and issubclass(key.type_hint, Record)
        else None
    )


def format_record_name(record: type[Record]) -> str:
    """Return the name of a record in prose: `MailingList` becomes "mailing list"."""
    return "".join(f" {char.lower()}" if char.isupper() else char for char in record.__name__)[1:]


def _make_key(name: str, field: FieldInfo, hint: object, is_generated: bool) -> RecordKey:
    value_type, is_list = _unwrap_type(hint)
    bounds = dict(_iter_bounds(field))
    return RecordKey(
        name=name,
        description=field.description or "",
        is_required=field.is_required() and not is_generated,
        type_hint=value_type,
        is_list=is_list,
        minimum=bounds.get("minimum"),
        maximum=bounds.get("maximum"),
    )


def _unwrap_type(hint: object) -> tuple[object, bool]:
    """Strip `tuple[...]` and `| None` from a type; return the rest and whether it is a list."""
    if get_origin(hint) is tuple:
        return get_args(hint)[0], True
    parts = [part for part in get_args(hint) if part is not type(None)]
    if get_origin(hint) is not Annotated and len(parts) == 1 and len(get_args(hint)) > 1:
        return _unwrap_type(parts[0])
    return hint, False


def _iter_bounds(field: FieldInfo) -> Iterator[tuple[str, int]]:
    for limit in field.metadata:
        for side, names in (("minimum", ("ge", "min_length")), ("maximum", ("le", "max_length"))):
            for name in names:
                if (bound := getattr(limit, name, None)) is not None:
                    yield side, bound
