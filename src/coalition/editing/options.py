"""Build an entry from the values of command-line options or form fields, and validate it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from coalition.diagnostics import DataError
from coalition.editing import new_ids
from coalition.editing.choices import Choices
from coalition.editing.entry_kinds import EntryKind
from coalition.editing.errors import EditError
from coalition.editing.questions import (
    Question,
    format_today,
    iter_questions,
    list_required_keys,
)
from coalition.editing.values import parse_answer, validate_entry
from coalition.editing.workspace import Workspace
from coalition.editing.yaml.file import EntryValues
from coalition.model import Record, list_keys
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
    """Return the entry with these values, by the path of each key.

    A path is a key (`name`), a key of a record within the entry (`place.city`), or either with a
    language (`name.fr`, `place.city.fr`). Raises EditError if the kind has no such key, or if one
    answer cannot give its value.
    """
    questions = {question.key: question for question in iter_questions(kind)}
    entry: EntryValues = {}
    for path, answer in raw_values.items():
        question, language = _find_question(kind, questions, path)
        question = _choose_list_form(workspace, questions, question, answer)
        value: PlainData = parse_answer(question, answer, workspace)
        if language:
            value = {language: str(value)}
        before = get_value(entry, question.key)
        set_value(entry, question.key, _merge_languages(workspace, before, value))
    return entry


def get_value(entry: EntryValues, path: str) -> PlainData | None:
    """Return the value of a key, or of a key of a record within the entry (`place.city`)."""
    value: PlainData | None = entry
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value


def set_value(entry: EntryValues, path: str, value: PlainData) -> None:
    """Set a key, or a key of a record within the entry, which is copied and made if need be."""
    key, _, rest = path.partition(".")
    if not rest:
        entry[key] = value
        return
    inner = entry.get(key)
    record: EntryValues = dict(inner) if isinstance(inner, dict) else {}
    set_value(record, rest, value)
    entry[key] = record


def list_missing_options(workspace: Workspace, kind: EntryKind, entry: EntryValues) -> list[str]:
    """Return the options that are required and still missing, such as `--name`."""
    required = list_required_keys(workspace, kind)
    missing = [
        _format_option(question.key)
        for question in iter_questions(kind)
        if question.key in required and question.key not in entry and question.key != "id"
        if not (kind.name == "news" and question.key == "date")
        if not (question.key == "group" and "groups" in entry)
    ]
    if needs_time_zone(entry):
        missing.append(_format_option("timezone"))
    return missing


def needs_time_zone(entry: EntryValues) -> bool:
    """Return whether the time of an event is given, but not its time zone."""
    return "timezone" not in entry and len(str(entry.get("start", "")).strip()) > len("2026-03-09")


def with_defaults(
    workspace: Workspace,
    kind: EntryKind,
    entry: EntryValues,
    other_new_ids: Collection[str] = (),
) -> EntryValues:
    """Return the entry in key order, with its id, and today's date where one is expected.

    `other_new_ids` are those of entries that are added together with this one. Raises EditError if
    no id can be made from the name.
    """
    completed = dict(entry)
    if new_ids.is_id_written(kind) and "id" not in completed:
        id = new_ids.propose_id(workspace, kind, completed, other_new_ids=other_new_ids)
        if not id:
            noun = "title" if kind.name_key == "title" else "name"
            raise EditError(f"no id can be made from this {noun}", "give one with --set id=...")
        completed["id"] = id
    if "checked" in kind.key_order and "source" in completed:
        completed.setdefault("checked", format_today())
    if kind.name == "news":
        completed.setdefault("date", format_today())
    return sort_keys(kind.record, completed)


def ensure_valid_entry(workspace: Workspace, kind: EntryKind, entry: EntryValues) -> None:
    """Raise DataError with every error that `check` would report for the new entry."""
    if diagnostics := validate_entry(workspace, kind, entry):
        raise DataError(diagnostics)


def _find_question(
    kind: EntryKind, questions: Mapping[str, Question], path: str
) -> tuple[Question, str]:
    """Return the question for a path, and the language at its end, if any. Raises EditError."""
    if path in questions:
        return questions[path], ""
    key, _, language = path.rpartition(".")
    if key in questions and questions[key].is_translatable:
        return questions[key], language
    raise _explain_unknown_key(kind, questions, path)


def _explain_unknown_key(
    kind: EntryKind, questions: Mapping[str, Question], path: str
) -> EditError:
    """Return the error for a path that has no question: it is none, or it needs several lines."""
    if path in kind.excluded_keys:
        return EditError(
            f"'{path}' is about a person, and this member is an organisation",
            "its own facts belong into data/organisations.yaml",
        )
    inner = [key for key in questions if key.startswith(f"{path}.")]
    if inner:
        message = f"'{path}' has several keys"
        return EditError(message, f"give {' or '.join(f'--set {key}=...' for key in inner)}")
    lines = _list_example_lines(kind.record, path.split("."))
    if lines:
        example = " / ".join(lines)
        message = f"'{path}' cannot be written in one line"
        return EditError(message, f"add it to data/{kind.file}.yaml afterwards, as in {example}")
    return EditError(
        f"{kind.name_with_article} has no key '{path}'", f"it has {', '.join(questions)}"
    )


def _list_example_lines(record: type[Record], path: list[str]) -> list[str]:
    """Return the lines of YAML that say what a list of records is made of; empty for none."""
    key = next((one for one in list_keys(record) if one.name == path[0]), None)
    if key is None or key.record is None:
        return []
    if len(path) > 1:
        lines = _list_example_lines(key.record, path[1:])
        return [f"{path[0]}:", *lines] if lines else []
    names = [inner.name for inner in list_keys(key.record)]
    return [f"{path[0]}:", *(f"{'- ' if not n else ''}{name}: ..." for n, name in enumerate(names))]


def _choose_list_form(
    workspace: Workspace, questions: Mapping[str, Question], question: Question, answer: str
) -> Question:
    """Return the question for `groups` if an answer for `group` names several."""
    several = questions.get(f"{question.key}s")
    if (
        question.reference_kind == "group"
        and several
        and is_list_of_choices(workspace, several, answer)
    ):
        return several
    return question


def is_list_of_choices(workspace: Workspace, question: Question, answer: str) -> bool:
    """Return whether an answer names several things that there are, and not one."""
    assert question.reference_kind
    choices = Choices(question.reference_kind, workspace)
    if choices.match(answer.strip()):
        return False
    value = parse_answer(question, answer, workspace)
    return len(value) > 1 and all(id in choices.names_by_id for id in value)


def sort_keys(record: type[Record], values: Mapping[str, PlainData]) -> EntryValues:
    """Return the values in key order, those of records within as well."""
    ordered: EntryValues = {}
    for key in list_keys(record):
        if key.name not in values:
            continue
        value = values[key.name]
        if key.record and isinstance(value, dict):
            value = sort_keys(key.record, value)
        elif key.record and isinstance(value, list):
            value = [sort_keys(key.record, item) for item in value]
        ordered[key.name] = value
    return ordered


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
