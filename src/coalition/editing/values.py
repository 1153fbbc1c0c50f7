"""What somebody typed -> the value of a key, with everything that `check` would say of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from coalition.diagnostics import Diagnostic
from coalition.editing.choices import Choices
from coalition.editing.entry_kinds import EntryKind
from coalition.editing.questions import TODAY_ANSWER, Question, format_today
from coalition.editing.workspace import Workspace
from coalition.editing.yaml import dump
from coalition.editing.yaml.file import EntryValues
from coalition.i18n import get_language_codes
from coalition.project import (
    PLACEHOLDER_ID,
    PlainData,
    RawCollection,
    RawEntry,
    check_duplicate_values,
    check_missing_images,
    check_raw_entries,
    explain_validation_errors,
    read_raw_entries,
    to_plain_data,
)
from coalition.sources import (
    SourceText,
    YamlDocument,
    YamlSequence,
    find_forbidden_characters,
    parse_yaml,
)

_LANGUAGE_PREFIX = re.compile(r"([a-z]{2,3}(?:_[A-Za-z]+)*)[:：]\s*(.+)", re.S)
_QUOTED = re.compile(r"""'[^']+'|"[^"]+\"""")
_LIST_SEPARATOR = re.compile("[,،，、;]")

ANSWER_PATH = "answer"
"""The file that problems with an answer name."""


def parse_answer(question: Question, answer: str, workspace: Workspace) -> PlainData:
    """The value that was typed: names become ids, 'fr: ...' a text in French, 'a, b' a list."""
    answer = answer.strip()
    if question.is_list:
        parts = (part.strip() for part in _LIST_SEPARATOR.split(answer))
        return [_resolve_reference(question, part, workspace) for part in parts if part]
    found = _LANGUAGE_PREFIX.fullmatch(answer) if question.is_translatable else None
    if found and found[1] in get_language_codes():
        return {found[1]: found[2]}
    if answer == TODAY_ANSWER:
        return format_today()
    if question.example and _QUOTED.fullmatch(answer):  # a colour is written so in a file
        answer = answer[1:-1]
    return _resolve_reference(question, answer, workspace)


def _resolve_reference(question: Question, answer: str, workspace: Workspace) -> str:
    if question.reference_kind is None:
        return answer
    return Choices(question.reference_kind, workspace).match(answer) or answer


def validate_entry(
    workspace: Workspace, kind: EntryKind, entry: EntryValues, keys: Iterable[str] = ()
) -> list[Diagnostic]:
    """What is wrong with these keys of a new entry, or with all of it, in the words of `check`.

    What is missing is told only where no `keys` are given. Entries of the files are not looked at,
    except for what they have in common with this one: names, ids, and what is part of what.
    """
    found = validate_entry_alone(workspace, kind, entry, keys)
    if kind.collection and not found:
        document = _parse_entry(entry)
        found += _check_consistency(workspace, kind.collection, document)
        found += check_missing_images([document], workspace.root / "content" / "images")
    return sorted(set(found))


def validate_entry_alone(
    workspace: Workspace, kind: EntryKind, entry: EntryValues, keys: Iterable[str] = ()
) -> list[Diagnostic]:
    """The same of an entry for itself, which may stand in its file already."""
    if hidden := _find_refused_characters(entry):
        return hidden
    document = _parse_entry(entry)
    if document.root is None:
        return list(document.diagnostics)
    return sorted({*document.diagnostics, *_validate_record(workspace, kind, document, set(keys))})


def make_raw_entry(workspace: Workspace, kind: EntryKind, entry: EntryValues) -> RawEntry:
    """The entry as a draft, with the id that it will have."""
    assert kind.collection is not None
    return _read_raw_entry(workspace, kind.collection, _parse_entry(entry))


def _parse_entry(entry: EntryValues) -> YamlDocument:
    return parse_yaml("\n".join(dump.format_entry_lines(entry)).encode(), ANSWER_PATH)


def _find_refused_characters(entry: EntryValues) -> list[Diagnostic]:
    """Characters that no file can hold or no page show."""
    inner = [value.values() if isinstance(value, dict) else [value] for value in entry.values()]
    lines = [line for values in inner for value in values for line in str(value).split("\n")]
    return list(find_forbidden_characters(SourceText(ANSWER_PATH, tuple(lines))))


def _validate_record(
    workspace: Workspace, kind: EntryKind, document: YamlDocument, keys: set[str]
) -> Iterable[Diagnostic]:
    assert isinstance(document.root, YamlSequence)
    node = document.root.items[0]
    given: Any = to_plain_data(node)
    if kind.collection and kind.collection.has_generated_ids:
        given.setdefault(
            "id", _read_raw_entry(workspace, kind.collection, document).id or PLACEHOLDER_ID
        )
    try:
        kind.record.model_validate(given, context=workspace.reader.context)
    except ValidationError as invalid:
        errors = invalid.errors(include_url=False, include_input=False)
        meant = [error for error in errors if not keys or keys & _error_keys(error)]
        yield from explain_validation_errors(
            meant, document, node, kind.record, workspace.reader.suggestions
        )


def _error_keys(error: ErrorDetails) -> set[str]:
    """The key that an error is about: in its path, or named by what looked at the whole entry."""
    return {str(step) for step in error["loc"][:1]} or {error.get("ctx", {}).get("key", "")}


def _check_consistency(
    workspace: Workspace, collection: RawCollection[Any], document: YamlDocument
) -> Iterable[Diagnostic]:
    entries = (*workspace.raw_entries(collection), _read_raw_entry(workspace, collection, document))
    found = [*check_raw_entries(entries), *check_duplicate_values(document)]
    return (problem for problem in found if problem.location.file == ANSWER_PATH)


def _read_raw_entry(
    workspace: Workspace, collection: RawCollection[Any], document: YamlDocument
) -> RawEntry:
    alone = replace(collection, key="") if collection.key else collection
    found = read_raw_entries(alone, document, workspace.default_language)
    assert found
    return found[0]
