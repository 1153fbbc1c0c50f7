"""Parse an answer into the value of a key, and validate new entries as `check` would."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
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
    list_image_names,
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
"""The file name in diagnostics about an answer."""


def parse_answer(question: Question, answer: str, workspace: Workspace) -> PlainData:
    """Parse an answer: names become ids, `fr: ...` a text in French, `a, b` a list.

    Raises EditError for an answer in a short form that names what there is not.
    """
    answer = answer.strip()
    if question.short_form:
        return question.short_form.parse(workspace, answer)
    if question.is_list:
        parts = (part.strip() for part in _LIST_SEPARATOR.split(answer))
        return [_resolve_reference(question, part, workspace) for part in parts if part]
    match = _LANGUAGE_PREFIX.fullmatch(answer) if question.is_translatable else None
    if match and match[1] in get_language_codes():
        return {match[1]: match[2]}
    if answer == TODAY_ANSWER:
        return format_today()
    if question.example and _QUOTED.fullmatch(answer):  # YAML files have quotes around colours
        answer = answer[1:-1]
    return _resolve_reference(question, answer, workspace)


def format_answer(question: Question, value: PlainData) -> str:
    """Return the answer that `parse_answer` makes this value from; empty if no single one does."""
    if question.short_form and isinstance(value, list):
        return question.short_form.format(value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        texts = [f"{code}: {text}" for code, text in value.items()]
        return texts[0] if len(texts) == 1 else ""
    return str(value)


def _resolve_reference(question: Question, answer: str, workspace: Workspace) -> str:
    if question.reference_kind is None:
        return answer
    return Choices(question.reference_kind, workspace).match(answer) or answer


def validate_entry(
    workspace: Workspace,
    kind: EntryKind,
    entry: EntryValues,
    keys: Iterable[str] = (),
    replaced: RawEntry | None = None,
) -> list[Diagnostic]:
    """Return what `check` would report for these keys of a new entry, or for all of it.

    Missing keys are reported only without `keys`. The existing entries are not validated, except
    for conflicts with the new one, which may replace one of them: names, ids, and `part_of`.
    """
    diagnostics = validate_entry_alone(workspace, kind, entry, keys)
    if kind.collection and not diagnostics:
        document = _parse_entry(entry)
        diagnostics += _check_consistency(workspace, kind.collection, document, replaced)
        used_names = list_image_names(file.document for file in workspace.files.values())
        diagnostics += check_missing_images(
            [document], workspace.root / "content" / "images", used_names, with_misnamed=True
        )
    return sorted(set(diagnostics))


def validate_entry_alone(
    workspace: Workspace, kind: EntryKind, entry: EntryValues, keys: Iterable[str] = ()
) -> list[Diagnostic]:
    """Validate an entry without comparing it with others; it may be in its file already."""
    if diagnostics := _find_refused_characters(entry):
        return diagnostics
    document = _parse_entry(entry)
    if document.root is None:
        return list(document.diagnostics)
    return sorted({*document.diagnostics, *_validate_record(workspace, kind, document, set(keys))})


@dataclass(frozen=True)
class CheckedEntry:
    """An entry of several that are to be written together, and the errors that it has alone.

    `raw_entry` and `document` are None if it cannot be read. `path` is the file of its diagnostics.
    """

    path: str
    diagnostics: tuple[Diagnostic, ...]
    document: YamlDocument | None = None
    raw_entry: RawEntry | None = None


def check_entry(
    workspace: Workspace, kind: EntryKind, entry: EntryValues, path: str
) -> CheckedEntry:
    """Validate an entry alone; its diagnostics name `path` as their file."""
    assert kind.collection
    if diagnostics := _find_refused_characters(entry):
        return CheckedEntry(path, tuple(diagnostics))
    document = _parse_entry(entry, path)
    if document.root is None:
        return CheckedEntry(path, document.diagnostics)
    diagnostics = [*document.diagnostics, *_validate_record(workspace, kind, document, set())]
    raw_entry = _read_raw_entry(workspace, kind.collection, document)
    return CheckedEntry(path, tuple(sorted(diagnostics)), document, raw_entry)


def find_conflicts(
    workspace: Workspace,
    kind: EntryKind,
    entries: Iterable[CheckedEntry],
    replaced: Iterable[RawEntry],
) -> list[Diagnostic]:
    """Return what is wrong with valid entries next to each other, and next to the existing ones.

    `replaced` are those that they take the place of. Reports pictures that are missing, too.
    """
    ids = set(map(id, replaced))
    others = [one for one in workspace.raw_entries(kind.collection) if id(one) not in ids]
    checked = [one for one in entries if one.document and one.raw_entry]
    raw_entries = [one.raw_entry for one in checked if one.raw_entry]
    documents = [one.document for one in checked if one.document]
    used_names = list_image_names(file.document for file in workspace.files.values())
    diagnostics = [
        *check_raw_entries((*others, *raw_entries)),
        *(one for document in documents for one in check_duplicate_values(document)),
        *check_missing_images(
            documents, workspace.root / "content" / "images", used_names, with_misnamed=True
        ),
    ]
    paths = {one.path for one in checked}
    return sorted({one for one in diagnostics if one.location.file in paths})


def make_raw_entry(workspace: Workspace, kind: EntryKind, entry: EntryValues) -> RawEntry:
    """Return the unvalidated entry, with the id that it will have."""
    assert kind.collection is not None
    return _read_raw_entry(workspace, kind.collection, _parse_entry(entry))


def _parse_entry(entry: EntryValues, path: str = ANSWER_PATH) -> YamlDocument:
    return parse_yaml("\n".join(dump.format_entry_lines(entry)).encode(), path)


def _find_refused_characters(entry: EntryValues) -> list[Diagnostic]:
    """Find characters that YAML files cannot contain or pages cannot display."""
    lines = [line for text in _iter_texts(entry) for line in text.split("\n")]
    return list(find_forbidden_characters(SourceText(ANSWER_PATH, tuple(lines))))


def _iter_texts(value: PlainData) -> Iterator[str]:
    """Yield all texts of a value, at any depth."""
    if isinstance(value, str):
        yield value
        return
    for item in value.values() if isinstance(value, dict) else value:
        yield from _iter_texts(item)


def _validate_record(
    workspace: Workspace, kind: EntryKind, document: YamlDocument, keys: set[str]
) -> Iterable[Diagnostic]:
    assert isinstance(document.root, YamlSequence)
    node = document.root.items[0]
    data: Any = to_plain_data(node)
    if kind.collection and kind.collection.has_generated_ids:
        generated_id = _read_raw_entry(workspace, kind.collection, document).id
        data.setdefault("id", generated_id or PLACEHOLDER_ID)
    try:
        kind.record.model_validate(data, context=workspace.reader.context)
    except ValidationError as invalid:
        errors = invalid.errors(include_url=False, include_input=False)
        selected = [error for error in errors if not keys or keys & _error_keys(error)]
        yield from explain_validation_errors(
            selected, document, node, kind.record, workspace.reader.suggestions
        )


def _error_keys(error: ErrorDetails) -> set[str]:
    """Return the key that an error concerns: from its path, or from a validator's context."""
    return {str(step) for step in error["loc"][:1]} or {error.get("ctx", {}).get("key", "")}


def _check_consistency(
    workspace: Workspace,
    collection: RawCollection[Any],
    document: YamlDocument,
    replaced: RawEntry | None,
) -> Iterable[Diagnostic]:
    others = [entry for entry in workspace.raw_entries(collection) if entry is not replaced]
    entries = (*others, _read_raw_entry(workspace, collection, document))
    diagnostics = [*check_raw_entries(entries), *check_duplicate_values(document)]
    return (diagnostic for diagnostic in diagnostics if diagnostic.location.file == ANSWER_PATH)


def _read_raw_entry(
    workspace: Workspace, collection: RawCollection[Any], document: YamlDocument
) -> RawEntry:
    # the answer is a list at the top of its document, even if that of the file is below a key
    collection = replace(collection, key="") if collection.key else collection
    raw_entries = read_raw_entries(collection, document, workspace.default_language)
    assert raw_entries
    return raw_entries[0]
