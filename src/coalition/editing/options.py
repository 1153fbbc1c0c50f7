"""What was given on the command line, or in a form -> an entry, or all that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from coalition.diagnostics.diagnostic import DataError
from coalition.editing import new_ids, values
from coalition.editing.entry_kinds import EntryKind
from coalition.editing.errors import EditError
from coalition.editing.questions import every_question, today
from coalition.editing.values import value_of
from coalition.editing.workspace import Desk
from coalition.editing.yaml.file import Entry
from coalition.project.raw_entries import Plain

FLAGS = (
    "name", "title", "text", "date", "group", "organisation", "country", "role", "url", "language",
    "of", "source", "checked",
)  # fmt: skip
"""The keys that have an option of their own; every other one is given as `--set key=value`."""


def settings(pairs: Iterable[str]) -> dict[str, str]:
    """The keys and values in texts such as `city=Oslo`. Raises EditError where one has no `=`."""
    found: dict[str, str] = {}
    for pair in pairs:
        key, sign, value = pair.partition("=")
        if not sign or not key.strip():
            raise EditError(f"--set {pair} says no value", "write it as in '--set city=Oslo'")
        found[key.strip()] = value
    return found


def entry_of(desk: Desk, kind: EntryKind, given: Mapping[str, str]) -> Entry:
    """The entry that the values make; `name.fr` is the name in French. Raises EditError."""
    asked = {question.key: question for question in every_question(kind)}
    entry: Entry = {}
    for path, typed in given.items():
        key, _, language = path.partition(".")
        question = asked.get(key)
        if question is None or (language and not question.spoken):
            raise EditError(f"{kind.a_name} has no key '{path}'", f"it has {', '.join(asked)}")
        value: Plain = value_of(question, typed, desk)
        if language:
            value = {language: str(value)}
        entry[key] = _merged(desk, entry.get(key), value)
    return entry


def missing(kind: EntryKind, entry: Entry) -> list[str]:
    """The options that are still needed."""
    return [
        _option(question.key)
        for question in every_question(kind)
        if question.required and question.key not in entry and question.key != "id"
        if not (kind.name == "news" and question.key == "date")
    ]


def completed(desk: Desk, kind: EntryKind, entry: Entry) -> Entry:
    """The entry with what follows from it: its id, and the day if it says a source."""
    full = dict(entry)
    if new_ids.is_written(kind) and "id" not in full:
        if not (id := new_ids.proposed_id(desk, kind, full)):
            raise EditError("no id can be made from this name", "give one with --set id=...")
        full["id"] = id
    if "checked" in kind.order and "source" in full:
        full.setdefault("checked", today())
    if kind.name == "news":
        full.setdefault("date", today())
    return {key: full[key] for key in kind.order if key in full}


def refuse_wrong(desk: Desk, kind: EntryKind, entry: Entry) -> None:
    """Raise DataError with all that `check` would say of an entry."""
    if found := values.problems(desk, kind, entry):
        raise DataError(found)


def _merged(desk: Desk, before: Plain | None, value: Plain) -> Plain:
    """Texts in several languages together; one without a language is in the first one."""
    if before is None:
        return value
    both = [one if isinstance(one, dict) else {desk.language: one} for one in (before, value)]
    return {**both[0], **both[1]}


def _option(key: str) -> str:
    return f"--{key}" if key in FLAGS else f"--set {key}=..."
