"""Questions for the keys of an entry, derived from the fields of its record class."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Set
from dataclasses import dataclass, replace

from coalition.editing.entry_kinds import EntryKind
from coalition.editing.short_forms import ShortForm, find_short_form
from coalition.editing.workspace import Workspace
from coalition.model import (
    Entry,
    IsoDate,
    Member,
    RecordKey,
    ReferenceKind,
    ValueKind,
    get_value_kind,
    list_keys,
)
from coalition.project import GROUPS

UNASKED_KEYS = {
    "affiliations", "died", "former_ids", "former_names", "groups", "id", "photo_focus", "terms",
}  # fmt: skip
"""Keys without a question: an id is only asked for if none follows from the name, a new entry has
no former ids, and only who has seen the square portrait knows whether it needs another focus. The
others have a short form that is asked for, as `group`, or are seldom known of somebody new.
"""

RARE_KEYS = frozenset({
    "action_areas", "areas", "authors", "bio", "context", "coordinators", "ended", "events",
    "image", "image_alt", "image_credit", "kind", "languages", "links", "logo", "number", "orcid",
    "partner", "people", "photo", "pronouns", "ror", "short", "since", "sort", "until", "wikidata",
})  # fmt: skip
"""Optional keys that few new entries have; asked for only on request."""

TODAY_ANSWER = "today"
"""An answer that means today's date."""


@dataclass(frozen=True)
class Question:
    """The question for one key of an entry, or for `place.city`, a key of a record within it.

    `reference_kind` is the kind of thing that the answer refers to, if any; `choices` are the
    possible answers of an enumeration. `is_list` allows several values, separated by commas;
    `is_translatable` allows a text in each language. The answer to a question with a `short_form`
    is a list of records.
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
    short_form: ShortForm | None = None

    @property
    def top_key(self) -> str:
        """The key of the entry that holds the value: `place` of `place.city`."""
        return self.key.partition(".")[0]


def select_questions(workspace: Workspace, kind: EntryKind) -> tuple[Question, ...]:
    """Return the questions in the order to ask them: required, usual and rare keys, the source.

    What is required may depend on the coalition, as the stakeholder group of a member does.
    """
    required = list_required_keys(workspace, kind)
    questions = [
        replace(question, is_required=question.key in required)
        for question in iter_questions(kind)
        if question.key not in _list_unasked_keys(workspace, kind)
    ]
    return tuple(sorted(questions, key=lambda question: _question_rank(kind, question)))


def list_required_keys(workspace: Workspace, kind: EntryKind) -> frozenset[str]:
    """Return the keys that a new entry needs in this coalition."""
    keys = {question.key for question in iter_questions(kind) if question.is_required}
    if kind.record is Member and workspace.reader.context.requires_group:
        keys.add("group")
    return frozenset(keys)


def is_rare(kind: EntryKind, question: Question) -> bool:
    """Return whether to ask a question only on request."""
    if question.is_required or question.key in Entry.model_fields:
        return False
    if kind.usual_keys:
        return question.key not in kind.usual_keys
    return question.key in RARE_KEYS


def _list_unasked_keys(workspace: Workspace, kind: EntryKind) -> Set[str]:
    if kind.record is Member and not workspace.raw_entries(GROUPS):
        return UNASKED_KEYS | {"group"}
    return UNASKED_KEYS


def _question_rank(kind: EntryKind, question: Question) -> tuple[int, int]:
    if question.is_required:
        return 0, 0
    if question.key in Entry.model_fields:
        return 3, 0
    if is_rare(kind, question):
        return 2, 0
    return 1, kind.usual_keys.index(question.key) if kind.usual_keys else 0


def iter_questions(kind: EntryKind) -> Iterator[Question]:
    """Yield the question for each key of an entry that one answer can give, in key order."""
    for key in list_keys(kind.record):
        if key.name in kind.excluded_keys:
            continue
        for question in _iter_key_questions(key):
            yield (
                replace(question, is_required=True) if key.name in kind.required_keys else question
            )


def _iter_key_questions(key: RecordKey, prefix: str = "") -> Iterator[Question]:
    """Yield the question for a key, or those for the keys of the single record that it holds."""
    if key.kind:
        yield _make_question(key, key.kind, prefix)
    elif key.record and key.is_list:
        if short_form := find_short_form(key.record):
            yield Question(
                f"{prefix}{key.name}",
                key.description,
                key.is_required and not prefix,
                short_form.example,
                is_list=True,
                short_form=short_form,
            )
    elif key.record:
        for inner in list_keys(key.record):
            yield from _iter_key_questions(inner, f"{prefix}{key.name}.")


def format_today() -> str:
    """Return today's date in ISO 8601, as date fields expect it."""
    return datetime.date.today().isoformat()


def _make_question(key: RecordKey, value_kind: ValueKind, prefix: str) -> Question:
    return Question(
        f"{prefix}{key.name}",
        key.description,
        key.is_required and not prefix,
        value_kind.example,
        value_kind.reference_kind,
        value_kind.choices,
        key.is_list,
        value_kind.is_translatable,
        TODAY_ANSWER if value_kind is get_value_kind(IsoDate) else "",
    )
