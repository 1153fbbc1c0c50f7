"""What was given on the command line, or in a form -> an entry, or all that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from coalition.diagnostics import DataError
from coalition.editing import new_ids, values
from coalition.editing.entry_kinds import EntryKind
from coalition.editing.errors import EditError
from coalition.editing.questions import format_today, iter_questions
from coalition.editing.values import parse_answer
from coalition.editing.workspace import Workspace
from coalition.editing.yaml.file import EntryValues
from coalition.project import PlainData

KEYS_WITH_OPTIONS = (
    "name", "title", "text", "date", "group", "organisation", "country", "role", "url", "language",
    "of", "source", "checked",
)  # fmt: skip
"""The keys that have an option of their own; every other one is given as `--set key=value`."""


def parse_set_options(pairs: Iterable[str]) -> dict[str, str]:
    """The keys and values in texts such as `city=Oslo`. Raises EditError where one has no `=`."""
    found: dict[str, str] = {}
    for pair in pairs:
        key, sign, value = pair.partition("=")
        if not sign or not key.strip():
            raise EditError(f"--set {pair} says no value", "write it as in '--set city=Oslo'")
        found[key.strip()] = value
    return found


def build_entry(
    workspace: Workspace, kind: EntryKind, raw_values: Mapping[str, str]
) -> EntryValues:
    """The entry that the values make; `name.fr` is the name in French. Raises EditError."""
    asked = {question.key: question for question in iter_questions(kind)}
    entry: EntryValues = {}
    for path, typed in raw_values.items():
        key, _, language = path.partition(".")
        question = asked.get(key)
        if question is None or (language and not question.is_translatable):
            raise EditError(
                f"{kind.name_with_article} has no key '{path}'", f"it has {', '.join(asked)}"
            )
        value: PlainData = parse_answer(question, typed, workspace)
        if language:
            value = {language: str(value)}
        entry[key] = _merge_languages(workspace, entry.get(key), value)
    return entry


def list_missing_options(kind: EntryKind, entry: EntryValues) -> list[str]:
    """The options that are still needed."""
    return [
        _format_option(question.key)
        for question in iter_questions(kind)
        if question.is_required and question.key not in entry and question.key != "id"
        if not (kind.name == "news" and question.key == "date")
    ]


def with_defaults(workspace: Workspace, kind: EntryKind, entry: EntryValues) -> EntryValues:
    """The entry with what follows from it: its id, and the day if it says a source."""
    full = dict(entry)
    if new_ids.is_id_written(kind) and "id" not in full:
        if not (id := new_ids.propose_id(workspace, kind, full)):
            raise EditError("no id can be made from this name", "give one with --set id=...")
        full["id"] = id
    if "checked" in kind.key_order and "source" in full:
        full.setdefault("checked", format_today())
    if kind.name == "news":
        full.setdefault("date", format_today())
    return {key: full[key] for key in kind.key_order if key in full}


def ensure_valid_entry(workspace: Workspace, kind: EntryKind, entry: EntryValues) -> None:
    """Raise DataError with all that `check` would say of an entry."""
    if found := values.validate_entry(workspace, kind, entry):
        raise DataError(found)


def _merge_languages(workspace: Workspace, before: PlainData | None, value: PlainData) -> PlainData:
    """Texts in several languages together; one without a language is in the first one."""
    if before is None:
        return value
    both = [
        one if isinstance(one, dict) else {workspace.default_language: one}
        for one in (before, value)
    ]
    return {**both[0], **both[1]}


def _format_option(key: str) -> str:
    return f"--{key}" if key in KEYS_WITH_OPTIONS else f"--set {key}=..."
