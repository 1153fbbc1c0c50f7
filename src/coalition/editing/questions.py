"""Questions for the keys of an entry, derived from the fields of its record class."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from coalition.editing.entry_kinds import EntryKind
from coalition.model import (
    Entry,
    IsoDate,
    RecordKey,
    ReferenceKind,
    ValueKind,
    get_value_kind,
    list_keys,
)

UNASKED_KEYS = {"id", "former_ids", "former_names", "photo_focus"}
"""Keys without a question: an id is only asked for if none follows from the name, a new entry has
no former ids, and only who has seen the square portrait knows whether it needs another focus.
"""

RARE_KEYS = frozenset({
    "action_areas", "bio", "context", "died", "ended", "groups", "kind", "languages", "logo",
    "number", "orcid", "partner", "photo", "pronouns", "ror", "short", "since", "sort", "until",
    "wikidata",
})  # fmt: skip
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
    """Yield the question for each key of an entry that holds no other records, in key order."""
    return (_make_question(key, key.kind) for key in list_keys(kind.record) if key.kind)


def format_today() -> str:
    """Return today's date in ISO 8601, as date fields expect it."""
    return datetime.date.today().isoformat()


def _make_question(key: RecordKey, value_kind: ValueKind) -> Question:
    return Question(
        key.name,
        key.description,
        key.is_required,
        value_kind.example,
        value_kind.reference_kind,
        value_kind.choices,
        key.is_list,
        value_kind.is_translatable,
        TODAY_ANSWER if value_kind is get_value_kind(IsoDate) else "",
    )
