"""Pydantic's errors -> problems at the place where the editor wrote it, in the editor's words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from coalition.diagnostics import Diagnostic, Location
from coalition.model import CoalitionFile, Entry, Record, Redirect, ReferenceKind
from coalition.project.raw_entries import NodePath, find_node, is_null
from coalition.project.slugs import normalize_name, slugify
from coalition.project.suggestions import Suggestions
from coalition.sources import (
    TextLocator,
    YamlDocument,
    YamlMapping,
    YamlNode,
    YamlScalar,
    YamlSequence,
)

MAX_SEARCHED_LINES = 300
"""Lines of a value in which the part that an error is about is looked for."""

KEY_LOC = "[key]"
"""Pydantic's last step to an error in a key itself, where the keys are languages."""

MISSING_KEY_TYPE, UNKNOWN_KEY_TYPE = "missing", "extra_forbidden"
"""Pydantic's names for a key that is not there, and for one that is there too much."""


@dataclass(frozen=True)
class ErrorMessage:
    """A problem's name, message and hint; `place` only where it is not the one of the value."""

    name: str
    message: str
    hint: str = ""
    location: Location | None = None


@dataclass(frozen=True)
class LocatedError:
    """One error and what stands where it points.

    `record` is the kind of record that the error is in, and `field` the field if it has one.
    `key` is the key that leads to `node`, and `line` the text of the line where that begins.
    `context` is what the error itself knows.
    """

    error_type: str
    loc: NodePath
    context: dict[str, Any]
    record: type[Record]
    field: FieldInfo | None
    key: YamlScalar | None
    node: YamlNode
    line_text: str

    @property
    def last_key(self) -> str:
        """The key or language that the error is about."""
        return str(self.loc[-1]) if self.loc else ""


def explain_validation_errors(
    errors: Iterable[ErrorDetails],
    document: YamlDocument,
    node: YamlNode,
    record: type[Record],
    suggestions: Suggestions,
) -> Iterator[Diagnostic]:
    """The problems for the errors that pydantic found in `node` when reading it as a `record`.

    A key that is missing because it is misspelt is told once, where it is misspelt.
    """
    cases = [_locate_error(error, document, node, record) for error in errors]
    unknown = [case for case in cases if case.error_type == UNKNOWN_KEY_TYPE]
    misspelt = {(*case.loc[:-1], _guess_key(case, suggestions)) for case in unknown}
    for case in cases:
        if case.error_type == MISSING_KEY_TYPE and case.loc in misspelt:
            continue
        words = _explain_error(case, suggestions)
        place = _locate_part(case, document) or words.location or case.node.location
        yield document.diagnostic_at(place, words.name, words.message, words.hint)


def _locate_part(case: LocatedError, document: YamlDocument) -> Location | None:
    """The place of the part of a value that the error is about; None where it is all of it."""
    needles = case.context.get("needles")
    if not needles:
        return None
    first = case.node.location.line - 1
    lines = document.lines[first : first + MAX_SEARCHED_LINES]
    found = TextLocator(lines).find(needles.split("\n"))
    return Location(document.file, first + found[0], *found[1:]) if found else None


def _record_noun(record: type[Record]) -> str:
    """What an editor calls an entry of this kind."""
    if record is CoalitionFile:
        return "file"
    return re.sub(r"(?<!^)(?=[A-Z])", " ", record.__name__).lower()


def _noun_with_article(record: type[Record]) -> str:
    word = _record_noun(record)
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"


def _locate_error(
    error: ErrorDetails, document: YamlDocument, node: YamlNode, record: type[Record]
) -> LocatedError:
    steps = error["loc"]
    inner, field = _find_owner(record, steps)
    key, found = find_node(node, steps)
    line = document.lines[(key or found).location.line - 1]
    return LocatedError(error["type"], steps, error.get("ctx", {}), inner, field, key, found, line)


def _find_owner(record: type[Record], steps: NodePath) -> tuple[type[Record], FieldInfo | None]:
    """The innermost record on the way, and the last field on it."""
    field: FieldInfo | None = None
    inner: type[Record] | None = record
    for step in steps:
        if isinstance(step, int):
            continue
        if field is not None:
            inner = _find_nested_record(field.annotation)
            if inner is None:
                break
            record = inner
        field = record.yaml_fields().get(step)
        if field is None:
            break
    return record, field


def _find_nested_record(annotation: object) -> type[Record] | None:
    """The record that a field holds one or more of."""
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return annotation
    return next(
        (found for part in get_args(annotation) if (found := _find_nested_record(part))), None
    )


def _explain_error(case: LocatedError, suggestions: Suggestions) -> ErrorMessage:
    if case.error_type == MISSING_KEY_TYPE:
        return _explain_missing_key(case)
    if case.error_type == UNKNOWN_KEY_TYPE:
        return _explain_unknown_key(case, suggestions)
    if case.last_key == KEY_LOC and case.key:
        return _explain_custom_error(case, suggestions, case.key.location)
    if is_null(case.node):
        return _explain_empty_value(case)
    if "message" in case.context:
        return _explain_custom_error(case, suggestions, _custom_error_location(case))
    return ERROR_EXPLAINERS.get(case.error_type, _explain_other_error)(case)


def _explain_custom_error(
    case: LocatedError, suggestions: Suggestions, place: Location
) -> ErrorMessage:
    """The words of `fields.refusal`, with what the editor may have meant."""
    context, hint = case.context, case.context["hint"]
    if "kind" in context:
        kind: ReferenceKind = context["kind"]
        hint = suggestions.suggest(kind, context["value"])
    elif case.error_type == "invalid-id" and (made := slugify(context.get("value", ""))):
        hint = f"did you mean '{made}'?"
    return ErrorMessage(case.error_type, context["message"], hint, place)


def _custom_error_location(case: LocatedError) -> Location:
    """The key that the error names, where it looked at the whole entry."""
    if "key" in case.context:
        return find_node(case.node, (case.context["key"],))[1].location
    if case.error_type == "missing-default-language" and case.key:
        return case.key.location
    return case.node.location


def _explain_missing_key(case: LocatedError) -> ErrorMessage:
    about = (
        f" ({_lowercase_first(case.field.description)})"
        if case.field and case.field.description
        else ""
    )
    message = f"this {_record_noun(case.record)} has no '{case.last_key}'{about}"
    inner = _find_nested_record(case.field.annotation) if case.field else None
    hint = f"add a line '{case.last_key}: ...'"
    if inner is not None:
        keys = ", ".join(
            f"'{key}'" for key, field in inner.yaml_fields().items() if field.is_required()
        )
        hint = f"add a line '{case.last_key}:' and below it, indented, {keys}"
    return ErrorMessage("missing-key", message, hint, _first_key_location(case.node))


def _first_key_location(node: YamlNode) -> Location:
    if isinstance(node, YamlMapping) and node.entries:
        return node.entries[0][0].location
    return node.location


def _explain_unknown_key(case: LocatedError, suggestions: Suggestions) -> ErrorMessage:
    near = _guess_key(case, suggestions)
    hint = (
        f"did you mean '{near}'?"
        if near
        else f"the keys here are: {', '.join(_sort_keys(case.record))}"
    )
    message = f"{_noun_with_article(case.record)} has no key '{case.last_key}'"
    return ErrorMessage("unknown-key", message, hint, case.key.location if case.key else None)


def _guess_key(case: LocatedError, suggestions: Suggestions) -> str:
    renamed = _RENAMED_KEYS.get(case.record, {}).get(case.last_key)
    return renamed or suggestions.find_closest(case.last_key, _index_keys(case.record))


_RENAMED_KEYS: Mapping[type[Record], Mapping[str, str]] = {
    CoalitionFile: {
        "moved": "redirects", "dates": "milestones", "confirm_every": "review_every_months",
    },
    Redirect: {"was": "from", "now": "to"},
}  # fmt: skip
"""Keys under their former names, which are not spelled like the ones that replaced them."""


@cache
def _index_keys(record: type[Record]) -> dict[str, str]:
    """The keys of a record as `suggestions.nearest` compares them."""
    return {normalize_name(key): key for key in record.yaml_fields()}


def _sort_keys(record: type[Record]) -> list[str]:
    """The keys of a record, its own first, then those that every entry has."""
    return sorted(record.yaml_fields(), key=lambda key: key in Entry.model_fields)


def _explain_empty_value(case: LocatedError) -> ErrorMessage:
    if case.key is None:
        message, hint = "there is nothing here", "write the entry, or delete the '-' before it"
        return ErrorMessage("empty-value", message, hint)
    own = case.record.yaml_fields().get(case.key.text)
    hint = "write it behind the colon"
    if not own or not own.is_required():
        hint += ", or leave the line out"
    if re.search(r":\s+#", case.line_text):
        hint += "; what stands behind '#' is a remark, unless it is in quotes"
    return ErrorMessage(
        "empty-value", f"nothing is written for '{case.key.text}'", hint, case.key.location
    )


def _explain_not_a_list(case: LocatedError) -> ErrorMessage:
    message = f"this should be a list, not {_describe_node(case.node)}"
    if not isinstance(case.node, YamlScalar):
        return ErrorMessage("wrong-type", message, "begin each entry with '- '")
    short = len(case.node.text) <= 40 and "\n" not in case.node.text
    hint = f"write [{case.node.text}]" if short else "write each value on a line behind '- '"
    return ErrorMessage("wrong-type", message, hint)


def _explain_not_an_entry(case: LocatedError) -> ErrorMessage:
    record = (_find_nested_record(case.field.annotation) if case.field else None) or case.record
    keys = [key for key in _sort_keys(record) if record.yaml_fields()[key].is_required()]
    example = next(key for key in [*keys, *_sort_keys(record)] if key != "id")
    message = f"{_noun_with_article(record)} should stand here, not {_describe_node(case.node)}"
    if record is CoalitionFile:
        message = f"this file should be keys with their values, not {_describe_node(case.node)}"
    return ErrorMessage("wrong-type", message, f"write its keys and values, as in '{example}: ...'")


def _explain_not_in_choice(case: LocatedError) -> ErrorMessage:
    hint = f"write {case.context['expected']}"
    if not isinstance(case.node, YamlScalar):
        return ErrorMessage(
            "wrong-type", f"this should be one text, not {_describe_node(case.node)}", hint
        )
    return ErrorMessage(
        "not-in-choice", f"'{case.last_key}' cannot be '{case.node.text[:60]}'", hint
    )


def _explain_too_small(case: LocatedError) -> ErrorMessage:
    return ErrorMessage(
        "out-of-range", "this number is too small", f"the least is {case.context['ge']}"
    )


def _explain_too_large(case: LocatedError) -> ErrorMessage:
    return ErrorMessage(
        "out-of-range", "this number is too large", f"the most is {case.context['le']}"
    )


def _explain_empty_list(case: LocatedError) -> ErrorMessage:
    return ErrorMessage(
        "empty-list", f"the list '{case.last_key}' is empty", "write at least one entry"
    )


def _explain_other_error(case: LocatedError) -> ErrorMessage:
    hint = "compare it with an entry that works"
    return ErrorMessage("wrong-type", f"this cannot be the value of '{case.last_key}'", hint)


ERROR_EXPLAINERS: dict[str, Callable[[LocatedError], ErrorMessage]] = {
    "tuple_type": _explain_not_a_list,
    "model_type": _explain_not_an_entry,
    "literal_error": _explain_not_in_choice,
    "greater_than_equal": _explain_too_small,
    "less_than_equal": _explain_too_large,
    "too_short": _explain_empty_list,
}
"""Pydantic's own errors that a value can have here."""


def _describe_node(node: YamlNode) -> str:
    if isinstance(node, YamlScalar):
        return "a text"
    return "a list" if isinstance(node, YamlSequence) else "an entry with keys"


def _lowercase_first(sentence: str) -> str:
    """The sentence as it stands inside another one."""
    return sentence if sentence[1:2].isupper() else sentence[:1].lower() + sentence[1:]
