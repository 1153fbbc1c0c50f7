"""The keys of a record as editors meet them: what the model says, without pydantic's words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from pydantic.fields import FieldInfo

from coalition.model import Coalition, Entry, Record
from coalition.model import records as model
from coalition.project import RAW_COLLECTIONS


@dataclass(frozen=True)
class RecordKey:
    """One key of a record.

    `kind` is a kind of value from `fields`, a record, or a Literal of words. Where `is_list` is
    set, the key holds a list of such. `least` and `most` are the bounds of a number, or how many
    there may be of a list; None where there is none.
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
    """The keys of a record: its own first, then those that every entry has."""
    hints = get_type_hints(record, include_extras=True)
    made = {(shelf.record, shelf.id_key) for shelf in RAW_COLLECTIONS if shelf.has_generated_ids}
    own_first = sorted(record.model_fields.items(), key=lambda item: is_shared_key(record, item[0]))
    return tuple(
        _make_key(field.alias or name, field, hints[name], (record, name) in made)
        for name, field in own_first
    )


def is_shared_key(record: type[Record], key: str) -> bool:
    """Whether `key` is one that every entry has, and no key of this record alone."""
    return record is not Entry and issubclass(record, Entry) and key in Entry.model_fields


def get_nested_record(key: RecordKey) -> type[Record] | None:
    """The record that a key holds, or a list of it; None where it holds another kind of value."""
    return (
        key.type_hint
        if isinstance(key.type_hint, type) and issubclass(key.type_hint, Record)
        else None
    )


def list_records() -> tuple[type[Record], ...]:
    """Every record that an editor can write, in the order of the model."""
    kinds = (kind for kind in vars(model).values() if isinstance(kind, type))
    found = [
        kind for kind in kinds if issubclass(kind, Record) and kind.__module__ == model.__name__
    ]
    return tuple(kind for kind in found if kind not in {Record, Entry, Coalition})


def format_record_name(record: type[Record]) -> str:
    """What a record is called: `MailingList` is a mailing list."""
    return "".join(f" {sign.lower()}" if sign.isupper() else sign for sign in record.__name__)[1:]


def _make_key(name: str, field: FieldInfo, hint: object, is_made: bool) -> RecordKey:
    inner, is_list = _unwrap_type(hint)
    bounds = dict(_iter_bounds(field))
    return RecordKey(
        name=name,
        description=field.description or "",
        is_required=field.is_required() and not is_made,
        type_hint=inner,
        is_list=is_list,
        minimum=bounds.get("least"),
        maximum=bounds.get("most"),
    )


def _unwrap_type(hint: object) -> tuple[object, bool]:
    """The kind of value in a type, and whether there is a list of it."""
    if get_origin(hint) is tuple:
        return get_args(hint)[0], True
    parts = [part for part in get_args(hint) if part is not type(None)]
    if get_origin(hint) is not Annotated and len(parts) == 1 and len(get_args(hint)) > 1:
        return _unwrap_type(parts[0])
    return hint, False


def _iter_bounds(field: FieldInfo) -> Iterator[tuple[str, int]]:
    for limit in field.metadata:
        for side, names in (("least", ("ge", "min_length")), ("most", ("le", "max_length"))):
            for name in names:
                if (bound := getattr(limit, name, None)) is not None:
                    yield side, bound
