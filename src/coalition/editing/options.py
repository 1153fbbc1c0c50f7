"""Build an entry from the values of command-line options or form fields, and validate it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from coalition.diagnostics import DataError
from coalition.editing import new_ids
from coalition.editing.entry_kinds import EntryKind
from coalition.editing.errors import EditError
from coalition.editing.questions import format_today, iter_questions
from coalition.editing.values import parse_answer, validate_entry
from coalition.editing.workspace import Workspace
from coalition.editing.yaml.file import EntryValues
from coalition.project import PlainData

KEYS_WITH_OPTIONS = (
    "name", "title", "text", "date", "group", "organisation", "country", "role", "url", "language",
    "of", "source", "checked",
)  # fmt: skip
"""The keys with a command-line option; all others are set with `--set key=value`."""


def parse_set_options(pairs: Iterable[str]) -> dict[str, str]:
    """Parse pairs such as `city=Oslo`. Raises EditError if one has no key or no `=`."""
    values: dict[str, str] = {}
    for pair in pairs:
        key, separator, value = pair.partition("=")
        if not separator or not key.strip():
            raise EditError(f"--set {pair} says no value", "write it as in '--set city=Oslo'")
        values[key.strip()] = value
    return values


def build_entry(
    workspace: Workspace, kind: EntryKind, raw_values: Mapping[str, str]
) -> EntryValues:
    """Return the entry with these values, by key or, as `name.fr`, by key and language.

    Raises EditError if the kind has no such key.
    """
    questions = {question.key: question for question in iter_questions(kind)}
    entry: EntryValues = {}
    for path, answer in raw_values.items():
        key, _, language = path.partition(".")
        question = questions.get(key)
        if question is None or (language and not question.is_translatable):
            raise EditError(
                f"{kind.name_with_article} has no key '{path}'", f"it has {', '.join(questions)}"
            )
        value: PlainData = parse_answer(question, answer, workspace)
        if language:
            value = {language: str(value)}
        entry[key] = _merge_languages(workspace, entry.get(key), value)
    return entry


def list_missing_options(kind: EntryKind, entry: EntryValues) -> list[str]:
    """Return the options that are required and still missing, such as `--name`."""
    return [
        _format_option(question.key)
        for question in iter_questions(kind)
        if question.is_required and question.key not in entry and question.key != "id"
        if not (kind.name == "news" and question.key == "date")
    ]


def with_defaults(workspace: Workspace, kind: EntryKind, entry: EntryValues) -> EntryValues:
    """Return the entry in key order, with its id, and today's date where one is expected.

    Raises EditError if no id can be made from the name.
    """
    completed = dict(entry)
    if new_ids.is_id_written(kind) and "id" not in completed:
        if not (id := new_ids.propose_id(workspace, kind, completed)):
            raise EditError("no id can be made from this name", "give one with --set id=...")
        completed["id"] = id
    if "checked" in kind.key_order and "source" in completed:
        completed.setdefault("checked", format_today())
    if kind.name == "news":
        completed.setdefault("date", format_today())
    return {key: completed[key] for key in kind.key_order if key in completed}


def ensure_valid_entry(workspace: Workspace, kind: EntryKind, entry: EntryValues) -> None:
    """Raise DataError with every error that `check` would report for the new entry."""
    if diagnostics := validate_entry(workspace, kind, entry):
        raise DataError(diagnostics)


def _merge_languages(workspace: Workspace, before: PlainData | None, value: PlainData) -> PlainData:
    """Merge two values of a key by language; a text without one is in the default language."""
    if before is None:
        return value
    merged: dict[str, PlainData] = {}
    for texts in (before, value):
        merged |= texts if isinstance(texts, dict) else {workspace.default_language: texts}
    return merged


def _format_option(key: str) -> str:
    return f"--{key}" if key in KEYS_WITH_OPTIONS else f"--set {key}=..."
