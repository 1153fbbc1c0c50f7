"""The base classes of all records, and the parts that several kinds of records have."""

from __future__ import annotations

from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

from coalition.diagnostics import Message
from coalition.model.field_types import IsoDate, PartialDate, PlainText, Url
from coalition.model.text_types import Text
from coalition.model.value_kinds import invalid


class Record(BaseModel):
    """Base class of all records: frozen, and without unknown keys.

    With `has_generated_ids`, an entry without an id gets one from its name before validation.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    has_generated_ids: ClassVar[bool] = False

    @classmethod
    def yaml_fields(cls) -> dict[str, FieldInfo]:
        """Map each key that the YAML may have to its field, in the order of the class."""
        return {field.alias or name: field for name, field in cls.model_fields.items()}


class Entry(Record):
    """Base class of records with a source and the date when they were last checked against it."""

    source: PlainText | None = Field(
        None,
        description="Source of the entry: a text, or one web address, which becomes a link",
    )
    checked: IsoDate | None = Field(
        None, description="Day on which the entry was last compared with its source"
    )


class Link(Record):
    """A page on another site that is useful to visitors."""

    title: Text = Field(description="Title of the page")
    url: Url = Field(description="Its address")


def is_before(first: PartialDate, second: PartialDate) -> bool:
    """Return whether a date is certainly before another one.

    A year is not before a month in it: `2019` is not before `2019-05`.
    """
    contains = str(second).startswith(str(first))
    return first.first_day < second.first_day and not contains


def ensure_date_order(
    start_key: str, start: PartialDate | None, end_key: str, end: PartialDate | None
) -> None:
    """Raise `dates-reversed` if the end is before the start."""
    if start and end and is_before(end, start):
        message = Message(
            "'%(end_key)s' (%(end)s) is earlier than '%(start_key)s' (%(start)s)",
            end_key=end_key,
            end=end,
            start_key=start_key,
            start=start,
        )
        raise invalid("dates-reversed", message, Message("correct one of the two"), key=end_key)


def ensure_only_one(record: Record, first_key: str, second_key: str) -> None:
    """Raise `conflicting-keys` if two keys that exclude each other are both given."""
    if getattr(record, first_key) and getattr(record, second_key):
        message = _explain_conflict(first_key, second_key)
        raise invalid("conflicting-keys", message, Message("keep one of the two"), key=second_key)


def ensure_one_form(record: Record, short_key: str, list_key: str) -> None:
    """Raise `conflicting-keys` if a value is given both by itself and in a list."""
    if getattr(record, short_key) and getattr(record, list_key):
        hint = Message(
            "write it in '%(list)s', with the others, and delete this line", list=list_key
        )
        message = _explain_conflict(short_key, list_key)
        raise invalid("conflicting-keys", message, hint, key=short_key)


def _explain_conflict(first_key: str, second_key: str) -> Message:
    return Message(
        "'%(first)s' and '%(second)s' cannot both be given", first=first_key, second=second_key
    )
