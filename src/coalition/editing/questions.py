"""What is asked for an entry: taken from the fields of its record."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from coalition.editing.entry_kinds import EntryKind
from coalition.model import field_types
from coalition.model.field_types import Kind
from coalition.model.records import Entry, Record

REFERENCES: dict[object, Kind] = {
    field_types.GroupId: "group",
    field_types.OrganisationId: "organisation",
    field_types.ActionAreaId: "action area",
    field_types.GoalId: "goal",
    field_types.CountryCode: "country",
    field_types.LanguageCode: "language",
}
"""The types that name something else, with the kind of what they name."""

EXAMPLES: dict[object, str] = {
    field_types.Id: "open-education",
    field_types.Url: "https://example.org/page",
    field_types.Email: "name [at] example.org",
    field_types.Orcid: "0000-0002-1825-0097",
    field_types.Colour: "#C5192D",
    field_types.Image: "given-name-family-name.jpg",
    field_types.Day: "2026-03-09",
    field_types.Moment: "2026, 2026-03 or 2026-03-09",
    field_types.Flag: "true",
    field_types.Number: "4",
    field_types.CountryCode: "NO or Norway",
    field_types.LanguageCode: "fr or French",
}
"""What a value of a type may look like."""

NOT_ASKED = {"id", "former_ids"}
"""The id is asked for where none can be made; nobody who is new has had another one."""

LESS_USUAL = frozenset(
    {"action_areas", "bio", "languages", "orcid", "photo", "since", "until", "sort", "context"}
)
"""What few new entries say: asked for only where somebody wants to say more."""

TODAY = "today"
"""Stands for the day of the change among the answers."""


@dataclass(frozen=True)
class Question:
    """One key of an entry, as it is asked for.

    `kind` is what the answer refers to, `choices` all that it can be if that is little. `listed`
    answers may have several values, and `spoken` ones may be given in several languages.
    """

    key: str
    about: str
    required: bool
    example: str = ""
    kind: Kind | None = None
    choices: tuple[str, ...] = ()
    listed: bool = False
    spoken: bool = False
    default: str = ""


def questions(kind: EntryKind) -> tuple[Question, ...]:
    """What is asked for an entry: required keys first, then the usual ones, the source last."""
    asked = [question for question in every_question(kind) if question.key not in NOT_ASKED]
    return tuple(sorted(asked, key=_turn))


def _turn(question: Question) -> int:
    if question.required:
        return 0
    if question.key in Entry.model_fields:
        return 3
    return 2 if question.key in LESS_USUAL else 1


def every_question(kind: EntryKind) -> Iterator[Question]:
    """Each key of an entry as a question, in the order in which entries have them."""
    hints = get_type_hints(kind.record, include_extras=True)
    for key in kind.order:
        yield _question(kind.record, key, hints[key])


def today() -> str:
    """The day of today, as fields have it."""
    return datetime.date.today().isoformat()


def _question(record: type[Record], key: str, hint: object) -> Question:
    field = record.model_fields[key]
    kind = _bare(hint)
    listed = get_origin(kind) is tuple
    if listed:
        kind = get_args(kind)[0]
    return Question(
        key,
        field.description or key,
        field.is_required(),
        EXAMPLES.get(kind, ""),
        REFERENCES.get(kind),
        tuple(map(str, get_args(kind))) if get_origin(kind) is Literal else (),
        listed,
        isinstance(kind, type) and issubclass(kind, field_types.Text),
        TODAY if kind == field_types.Day else "",
    )


def _bare(hint: Any) -> Any:  # noqa: ANN401 - a type, in any of typing's forms
    """The type without `| None` and without what only translators need to know."""
    parts = [part for part in get_args(hint) if part is not NoneType]
    if get_origin(hint) is not Annotated and len(parts) == 1 and NoneType in get_args(hint):
        return _bare(parts[0])
    inner = parts[0] if parts else None
    if (
        get_origin(hint) is Annotated
        and isinstance(inner, type)
        and issubclass(inner, field_types.Text)
    ):
        return inner
    return hint
