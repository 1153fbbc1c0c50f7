"""What is asked for an entry: taken from the fields of its record."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from coalition.editing.entry_kinds import EntryKind
from coalition.model import (
    ActionAreaId,
    Colour,
    CountryCode,
    Email,
    Entry,
    Flag,
    GoalId,
    GroupId,
    Id,
    ImageName,
    IsoDate,
    IsoPartialDate,
    LanguageCode,
    Number,
    Orcid,
    OrganisationId,
    Record,
    ReferenceKind,
    Text,
    Url,
)

REFERENCE_KINDS: dict[object, ReferenceKind] = {
    GroupId: "group",
    OrganisationId: "organisation",
    ActionAreaId: "action area",
    GoalId: "goal",
    CountryCode: "country",
    LanguageCode: "language",
}
"""The types that name something else, with the kind of what they name."""

ANSWER_EXAMPLES: dict[object, str] = {
    Id: "open-education",
    Url: "https://example.org/page",
    Email: "name [at] example.org",
    Orcid: "0000-0002-1825-0097",
    Colour: "#C5192D",
    ImageName: "given-name-family-name.jpg",
    IsoDate: "2026-03-09",
    IsoPartialDate: "2026, 2026-03 or 2026-03-09",
    Flag: "true",
    Number: "4",
    CountryCode: "NO or Norway",
    LanguageCode: "fr or French",
}
"""What a value of a type may look like."""

UNASKED_KEYS = {"id", "former_ids"}
"""The id is asked for where none can be made; nobody who is new has had another one."""

RARE_KEYS = frozenset(
    {"action_areas", "bio", "languages", "orcid", "photo", "since", "until", "sort", "context"}
)
"""What few new entries say: asked for only where somebody wants to say more."""

TODAY_ANSWER = "today"
"""Stands for the day of the change among the answers."""


@dataclass(frozen=True)
class Question:
    """One key of an entry, as it is asked for.

    `kind` is what the answer refers to, `choices` all that it can be if that is little. `listed`
    answers may have several values, and `spoken` ones may be given in several languages.
    """

    key: str
    description: str
    is_required: bool
    example: str = ""
    reference_kind: ReferenceKind | None = None
    choices: tuple[str, ...] = ()
    is_list: bool = False
    is_translatable: bool = False
    default: str = ""


def select_questions(kind: EntryKind) -> tuple[Question, ...]:
    """What is asked for an entry: required keys first, then the usual ones, the source last."""
    asked = [question for question in iter_questions(kind) if question.key not in UNASKED_KEYS]
    return tuple(sorted(asked, key=_question_rank))


def _question_rank(question: Question) -> int:
    if question.is_required:
        return 0
    if question.key in Entry.model_fields:
        return 3
    return 2 if question.key in RARE_KEYS else 1


def iter_questions(kind: EntryKind) -> Iterator[Question]:
    """Each key of an entry as a question, in the order in which entries have them."""
    hints = get_type_hints(kind.record, include_extras=True)
    for key in kind.key_order:
        yield _make_question(kind.record, key, hints[key])


def format_today() -> str:
    """The day of today, as fields have it."""
    return datetime.date.today().isoformat()


def _make_question(record: type[Record], key: str, hint: object) -> Question:
    field = record.model_fields[key]
    kind = _unwrap_type(hint)
    listed = get_origin(kind) is tuple
    if listed:
        kind = get_args(kind)[0]
    return Question(
        key,
        field.description or key,
        field.is_required(),
        ANSWER_EXAMPLES.get(kind, ""),
        REFERENCE_KINDS.get(kind),
        tuple(map(str, get_args(kind))) if get_origin(kind) is Literal else (),
        listed,
        isinstance(kind, type) and issubclass(kind, Text),
        TODAY_ANSWER if kind == IsoDate else "",
    )


def _unwrap_type(hint: Any) -> Any:  # noqa: ANN401 - a type, in any of typing's forms
    """The type without `| None` and without what only translators need to know."""
    parts = [part for part in get_args(hint) if part is not NoneType]
    if get_origin(hint) is not Annotated and len(parts) == 1 and NoneType in get_args(hint):
        return _unwrap_type(parts[0])
    inner = parts[0] if parts else None
    if get_origin(hint) is Annotated and isinstance(inner, type) and issubclass(inner, Text):
        return inner
    return hint
