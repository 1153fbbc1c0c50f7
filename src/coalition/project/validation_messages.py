"""Pydantic's errors -> problems at the place where the editor wrote it, in the editor's words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from coalition.diagnostics.diagnostic import Place, Problem
from coalition.model.field_types import Kind
from coalition.model.records import CoalitionFile, Entry, Record
from coalition.project.raw_entries import Steps, find, is_nothing
from coalition.project.slugs import folded, made_id
from coalition.project.suggestions import Suggestions
from coalition.sources.locator import Locator
from coalition.sources.yaml_parser import Document, Mapping, Node, Scalar, Sequence

LONGEST_VALUE = 300
"""Lines of a value in which the part that an error is about is looked for."""

KEY_STEP = "[key]"
"""Pydantic's last step to an error in a key itself, where the keys are languages."""

MISSING_KEY, UNKNOWN_KEY = "missing", "extra_forbidden"
"""Pydantic's names for a key that is not there, and for one that is there too much."""


@dataclass(frozen=True)
class Words:
    """A problem's name, message and hint; `place` only where it is not the one of the value."""

    name: str
    message: str
    hint: str = ""
    place: Place | None = None


@dataclass(frozen=True)
class Case:
    """One error and what stands where it points.

    `record` is the kind of record that the error is in, and `field` the field if it has one.
    `key` is the key that leads to `node`, and `line` the text of the line where that begins.
    `context` is what the error itself knows.
    """

    error: str
    steps: Steps
    context: dict[str, Any]
    record: type[Record]
    field: FieldInfo | None
    key: Scalar | None
    node: Node
    line: str

    @property
    def last(self) -> str:
        """The key or language that the error is about."""
        return str(self.steps[-1]) if self.steps else ""


def problems_of(
    errors: Iterable[ErrorDetails],
    document: Document,
    node: Node,
    record: type[Record],
    suggestions: Suggestions,
) -> Iterator[Problem]:
    """The problems for the errors that pydantic found in `node` when reading it as a `record`.

    A key that is missing because it is misspelt is told once, where it is misspelt.
    """
    cases = [_case(error, document, node, record) for error in errors]
    unknown = [case for case in cases if case.error == UNKNOWN_KEY]
    misspelt = {(*case.steps[:-1], _meant_key(case, suggestions)) for case in unknown}
    for case in cases:
        if case.error == MISSING_KEY and case.steps in misspelt:
            continue
        words = _words(case, suggestions)
        place = _part_meant(case, document) or words.place or case.node.place
        yield document.problem(place, words.name, words.message, words.hint)


def _part_meant(case: Case, document: Document) -> Place | None:
    """The place of the part of a value that the error is about; None where it is all of it."""
    needles = case.context.get("needles")
    if not needles:
        return None
    first = case.node.place.line - 1
    lines = document.lines[first : first + LONGEST_VALUE]
    found = Locator(lines).find(needles.split("\n"))
    return Place(document.file, first + found[0], *found[1:]) if found else None


def _noun(record: type[Record]) -> str:
    """What an editor calls an entry of this kind."""
    if record is CoalitionFile:
        return "file"
    return re.sub(r"(?<!^)(?=[A-Z])", " ", record.__name__).lower()


def _a_noun(record: type[Record]) -> str:
    word = _noun(record)
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"


def _case(error: ErrorDetails, document: Document, node: Node, record: type[Record]) -> Case:
    steps = error["loc"]
    inner, field = _owner(record, steps)
    key, found = find(node, steps)
    line = document.lines[(key or found).place.line - 1]
    return Case(error["type"], steps, error.get("ctx", {}), inner, field, key, found, line)


def _owner(record: type[Record], steps: Steps) -> tuple[type[Record], FieldInfo | None]:
    """The innermost record on the way, and the last field on it."""
    field: FieldInfo | None = None
    inner: type[Record] | None = record
    for step in steps:
        if isinstance(step, int):
            continue
        if field is not None:
            inner = _record_in(field.annotation)
            if inner is None:
                break
            record = inner
        field = record.model_fields.get(step)
        if field is None:
            break
    return record, field


def _record_in(annotation: object) -> type[Record] | None:
    """The record that a field holds one or more of."""
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return annotation
    return next((found for part in get_args(annotation) if (found := _record_in(part))), None)


def _words(case: Case, suggestions: Suggestions) -> Words:
    if case.error == MISSING_KEY:
        return _missing_key(case)
    if case.error == UNKNOWN_KEY:
        return _unknown_key(case, suggestions)
    if case.last == KEY_STEP and case.key:
        return _own_words(case, suggestions, case.key.place)
    if is_nothing(case.node):
        return _empty_value(case)
    if "message" in case.context:
        return _own_words(case, suggestions, _place_of(case))
    return TRANSLATIONS.get(case.error, _unreadable)(case)


def _own_words(case: Case, suggestions: Suggestions, place: Place) -> Words:
    """The words of `fields.refusal`, with what the editor may have meant."""
    context, hint = case.context, case.context["hint"]
    if "kind" in context:
        kind: Kind = context["kind"]
        hint = suggestions.hint(kind, context["value"])
    elif case.error == "invalid-id" and (made := made_id(context.get("value", ""))):
        hint = f"did you mean '{made}'?"
    return Words(case.error, context["message"], hint, place)


def _place_of(case: Case) -> Place:
    """The key that the error names, where it looked at the whole entry."""
    if "key" in case.context:
        return find(case.node, (case.context["key"],))[1].place
    if case.error == "missing-default-language" and case.key:
        return case.key.place
    return case.node.place


def _missing_key(case: Case) -> Words:
    about = f" ({_small(case.field.description)})" if case.field and case.field.description else ""
    message = f"this {_noun(case.record)} has no '{case.last}'{about}"
    inner = _record_in(case.field.annotation) if case.field else None
    hint = f"add a line '{case.last}: ...'"
    if inner is not None:
        keys = ", ".join(
            f"'{key}'" for key, field in inner.model_fields.items() if field.is_required()
        )
        hint = f"add a line '{case.last}:' and below it, indented, {keys}"
    return Words("missing-key", message, hint, _first_key(case.node))


def _first_key(node: Node) -> Place:
    if isinstance(node, Mapping) and node.entries:
        return node.entries[0][0].place
    return node.place


def _unknown_key(case: Case, suggestions: Suggestions) -> Words:
    near = _meant_key(case, suggestions)
    hint = (
        f"did you mean '{near}'?" if near else f"the keys here are: {', '.join(_keys(case.record))}"
    )
    message = f"{_a_noun(case.record)} has no key '{case.last}'"
    return Words("unknown-key", message, hint, case.key.place if case.key else None)


def _meant_key(case: Case, suggestions: Suggestions) -> str:
    return suggestions.nearest(case.last, _key_words(case.record))


@cache
def _key_words(record: type[Record]) -> dict[str, str]:
    """The keys of a record as `suggestions.nearest` compares them."""
    return {folded(key): key for key in record.model_fields}


def _keys(record: type[Record]) -> list[str]:
    """The keys of a record, its own first, then those that every entry has."""
    return sorted(record.model_fields, key=lambda key: key in Entry.model_fields)


def _empty_value(case: Case) -> Words:
    if case.key is None:
        message, hint = "there is nothing here", "write the entry, or delete the '-' before it"
        return Words("empty-value", message, hint)
    own = case.record.model_fields.get(case.key.text)
    hint = "write it behind the colon"
    if not own or not own.is_required():
        hint += ", or leave the line out"
    if re.search(r":\s+#", case.line):
        hint += "; what stands behind '#' is a remark, unless it is in quotes"
    return Words("empty-value", f"nothing is written for '{case.key.text}'", hint, case.key.place)


def _not_a_list(case: Case) -> Words:
    message = f"this should be a list, not {_kind(case.node)}"
    if not isinstance(case.node, Scalar):
        return Words("wrong-kind", message, "begin each entry with '- '")
    short = len(case.node.text) <= 40 and "\n" not in case.node.text
    hint = f"write [{case.node.text}]" if short else "write each value on a line behind '- '"
    return Words("wrong-kind", message, hint)


def _not_an_entry(case: Case) -> Words:
    record = (_record_in(case.field.annotation) if case.field else None) or case.record
    keys = [key for key in _keys(record) if record.model_fields[key].is_required()]
    example = next(key for key in [*keys, *_keys(record)] if key != "id")
    message = f"{_a_noun(record)} should stand here, not {_kind(case.node)}"
    if record is CoalitionFile:
        message = f"this file should be keys with their values, not {_kind(case.node)}"
    return Words("wrong-kind", message, f"write its keys and values, as in '{example}: ...'")


def _not_in_choice(case: Case) -> Words:
    hint = f"write {case.context['expected']}"
    if not isinstance(case.node, Scalar):
        return Words("wrong-kind", f"this should be one text, not {_kind(case.node)}", hint)
    return Words("not-in-choice", f"'{case.last}' cannot be '{case.node.text[:60]}'", hint)


def _too_small(case: Case) -> Words:
    return Words("out-of-range", "this number is too small", f"the least is {case.context['ge']}")


def _too_large(case: Case) -> Words:
    return Words("out-of-range", "this number is too large", f"the most is {case.context['le']}")


def _empty_list(case: Case) -> Words:
    return Words("empty-list", f"the list '{case.last}' is empty", "write at least one entry")


def _unreadable(case: Case) -> Words:
    hint = "compare it with an entry that works"
    return Words("wrong-kind", f"this cannot be the value of '{case.last}'", hint)


TRANSLATIONS: dict[str, Callable[[Case], Words]] = {
    "tuple_type": _not_a_list,
    "model_type": _not_an_entry,
    "literal_error": _not_in_choice,
    "greater_than_equal": _too_small,
    "less_than_equal": _too_large,
    "too_short": _empty_list,
}
"""Pydantic's own errors that a value can have here."""


def _kind(node: Node) -> str:
    if isinstance(node, Scalar):
        return "a text"
    return "a list" if isinstance(node, Sequence) else "an entry with keys"


def _small(sentence: str) -> str:
    """The sentence as it stands inside another one."""
    return sentence if sentence[1:2].isupper() else sentence[:1].lower() + sentence[1:]
