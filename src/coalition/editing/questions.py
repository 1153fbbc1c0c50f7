"""Questions for the keys of an entry, derived from the fields of its record class."""

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
"""The field types that refer to something, with the kind of what they refer to."""

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
"""An example answer for each field type."""

UNASKED_KEYS = {"id", "former_ids"}
"""Keys without a question: an id is only asked for if none follows from the name, and a new
entry has no former ids.
"""

RARE_KEYS = frozenset(
    {"action_areas", "bio", "languages", "orcid", "photo", "since", "until", "sort", "context"}
)
"""Optional keys that few new entries have; asked for only on request."""

TODAY_ANSWER = "today"
"""An answer that means today's date."""


@dataclass(frozen=True)
class Question:
    """The question for one key of an entry.

    `reference_kind` is the kind of thing that the answer refers to, if any; `choices` are the
    possible answers of an enumeration. `is_list` allows several values, separated by commas;
    `is_translatable` allows a text in each language.
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
    """Return the questions in the order to ask them: required, usual and rare keys, the source."""
    questions = [q for q in iter_questions(kind) if q.key not in UNASKED_KEYS]
    return tuple(sorted(questions, key=_question_rank))


def _question_rank(question: Question) -> int:
    if question.is_required:
        return 0
    if question.key in Entry.model_fields:
        return 3
    return 2 if question.key in RARE_KEYS else 1


def iter_questions(kind: EntryKind) -> Iterator[Question]:
    """Yield the question for each key of an entry, in key order."""
    hints = get_type_hints(kind.record, include_extras=True)
    for key in kind.key_order:
        yield _make_question(kind.record, key, hints[key])


def format_today() -> str:
    """Return today's date in ISO 8601, as date fields expect it."""
    return datetime.date.today().isoformat()


def _make_question(record: type[Record], key: str, hint: object) -> Question:
    field = record.model_fields[key]
    item_type = _unwrap_type(hint)
    is_list = get_origin(item_type) is tuple
    if is_list:
        item_type = get_args(item_type)[0]
    return Question(
        key,
        field.description or key,
        field.is_required(),
        ANSWER_EXAMPLES.get(item_type, ""),
        REFERENCE_KINDS.get(item_type),
        tuple(map(str, get_args(item_type))) if get_origin(item_type) is Literal else (),
        is_list,
        isinstance(item_type, type) and issubclass(item_type, Text),
        TODAY_ANSWER if item_type == IsoDate else "",
    )


def _unwrap_type(hint: Any) -> Any:  # noqa: ANN401 - a type, in any of typing's forms
    """Strip `| None`, and the metadata of an annotated `Text`."""
    parts = [part for part in get_args(hint) if part is not NoneType]
    if get_origin(hint) is not Annotated and len(parts) == 1 and NoneType in get_args(hint):
        return _unwrap_type(parts[0])
    inner = parts[0] if parts else None
    if get_origin(hint) is Annotated and isinstance(inner, type) and issubclass(inner, Text):
        return inner
    return hint
