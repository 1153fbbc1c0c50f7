"""What somebody typed -> the value of a key, with everything that `check` would say of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from coalition.diagnostics.diagnostic import Problem
from coalition.editing.choices import Choices
from coalition.editing.entry_kinds import EntryKind
from coalition.editing.questions import TODAY, Question, today
from coalition.editing.workspace import Desk
from coalition.editing.yaml import dump
from coalition.editing.yaml.file import Entry
from coalition.i18n.locale import language_codes
from coalition.project import consistency
from coalition.project.loader import NO_ID
from coalition.project.raw_entries import Draft, Plain, Shelf, drafts, plain
from coalition.project.validation_messages import problems_of
from coalition.sources.text import Text, refused_characters
from coalition.sources.yaml_parser import Document, Sequence, parse

_IN_LANGUAGE = re.compile(r"([a-z]{2,3}(?:_[A-Za-z]+)*)[:：]\s*(.+)", re.S)
_QUOTED = re.compile(r"""'[^']+'|"[^"]+\"""")
_COMMA = re.compile("[,،，、;]")

SHOWN = "answer"
"""The file that problems with an answer name."""


def value_of(question: Question, typed: str, desk: Desk) -> Plain:
    """The value that was typed: names become ids, 'fr: ...' a text in French, 'a, b' a list."""
    typed = typed.strip()
    if question.listed:
        parts = (part.strip() for part in _COMMA.split(typed))
        return [_chosen(question, part, desk) for part in parts if part]
    found = _IN_LANGUAGE.fullmatch(typed) if question.spoken else None
    if found and found[1] in language_codes():
        return {found[1]: found[2]}
    if typed == TODAY:
        return today()
    if question.example and _QUOTED.fullmatch(typed):  # a colour is written so in a file
        typed = typed[1:-1]
    return _chosen(question, typed, desk)


def _chosen(question: Question, typed: str, desk: Desk) -> str:
    if question.kind is None:
        return typed
    return Choices(question.kind, desk).exact(typed) or typed


def problems(desk: Desk, kind: EntryKind, entry: Entry, keys: Iterable[str] = ()) -> list[Problem]:
    """What is wrong with these keys of a new entry, or with all of it, in the words of `check`.

    What is missing is told only where no `keys` are given. Entries of the files are not looked at,
    except for what they have in common with this one: names, ids, and what is part of what.
    """
    found = problems_alone(desk, kind, entry, keys)
    if kind.shelf and not found:
        document = _document(entry)
        found += _between_entries(desk, kind.shelf, document)
        found += consistency.missing_images([document], desk.root / "content" / "images")
    return sorted(set(found))


def problems_alone(
    desk: Desk, kind: EntryKind, entry: Entry, keys: Iterable[str] = ()
) -> list[Problem]:
    """The same of an entry for itself, which may stand in its file already."""
    if hidden := _hidden(entry):
        return hidden
    document = _document(entry)
    if document.root is None:
        return list(document.problems)
    return sorted({*document.problems, *_of_record(desk, kind, document, set(keys))})


def draft_of(desk: Desk, kind: EntryKind, entry: Entry) -> Draft:
    """The entry as a draft, with the id that it will have."""
    assert kind.shelf is not None
    return _draft(desk, kind.shelf, _document(entry))


def _document(entry: Entry) -> Document:
    return parse("\n".join(dump.entry_lines(entry)).encode(), SHOWN)


def _hidden(entry: Entry) -> list[Problem]:
    """Characters that no file can hold or no page show."""
    inner = [value.values() if isinstance(value, dict) else [value] for value in entry.values()]
    lines = [line for values in inner for value in values for line in str(value).split("\n")]
    return list(refused_characters(Text(SHOWN, tuple(lines))))


def _of_record(
    desk: Desk, kind: EntryKind, document: Document, keys: set[str]
) -> Iterable[Problem]:
    assert isinstance(document.root, Sequence)
    node = document.root.items[0]
    given: Any = plain(node)
    if kind.shelf and kind.shelf.makes_ids:
        given.setdefault("id", _draft(desk, kind.shelf, document).id or NO_ID)
    try:
        kind.record.model_validate(given, context=desk.reader.known)
    except ValidationError as invalid:
        errors = invalid.errors(include_url=False, include_input=False)
        meant = [error for error in errors if not keys or keys & _keys_of(error)]
        yield from problems_of(meant, document, node, kind.record, desk.reader.suggestions)


def _keys_of(error: ErrorDetails) -> set[str]:
    """The key that an error is about: in its path, or named by what looked at the whole entry."""
    return {str(step) for step in error["loc"][:1]} or {error.get("ctx", {}).get("key", "")}


def _between_entries(desk: Desk, shelf: Shelf[Any], document: Document) -> Iterable[Problem]:
    entries = (*desk.drafts(shelf), _draft(desk, shelf, document))
    found = [*consistency.inconsistencies(entries), *consistency.repeated_values(document)]
    return (problem for problem in found if problem.place.file == SHOWN)


def _draft(desk: Desk, shelf: Shelf[Any], document: Document) -> Draft:
    alone = replace(shelf, key="") if shelf.key else shelf
    found = drafts(alone, document, desk.language)
    assert found
    return found[0]
