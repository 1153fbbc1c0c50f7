"""Translate pydantic's errors into diagnostics that editors understand, with line and column."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple, get_args

from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from coalition.diagnostics import Diagnostic, Location, Message, quote_value
from coalition.i18n import get_language_codes
from coalition.look_alikes import find_look_alike, replace_look_alikes
from coalition.model import (
    CoalitionFile,
    CountryName,
    Entry,
    Member,
    Record,
    Redirect,
    ReferenceKind,
    ValueKind,
)
from coalition.project.raw_entries import NodePath, find_node, get_child, is_null
from coalition.project.slugs import normalize_name, slugify, transliterate
from coalition.project.suggestions import Suggestions
from coalition.sources import (
    TextLocator,
    YamlDocument,
    YamlMapping,
    YamlNode,
    YamlScalar,
    YamlSequence,
    explain_unindented_key,
)
from coalition.writing_systems import find_language_of_letters

MAX_SEARCHED_LINES = 300
"""Number of lines of a value that are searched for the part that an error is about."""

KEY_LOC = "[key]"
"""Last step of pydantic's `loc` for an error in a key itself, where keys are languages."""

MISSING_KEY_TYPE, UNKNOWN_KEY_TYPE = "missing", "extra_forbidden"
"""Pydantic's error types for a missing and an unknown key."""

EMPTY_LIST_TYPE = "too_short"
"""Pydantic's error type for a list with too few entries: the model needs one at most."""


class NounPhrases(NamedTuple):
    """What messages call an entry: with "this" and with an indefinite article."""

    this: Message
    indefinite: Message


NOUN_PHRASES: Mapping[str, NounPhrases] = {
    "ActionArea": NounPhrases(Message("this action area"), Message("an action area")),
    "Affiliation": NounPhrases(Message("this affiliation"), Message("an affiliation")),
    "Body": NounPhrases(Message("this body"), Message("a body")),
    "CatalogueNumber": NounPhrases(Message("this catalogue number"), Message("a catalogue number")),
    "CoalitionFile": NounPhrases(Message("this file"), Message("a file")),
    "Condition": NounPhrases(Message("this condition"), Message("a condition")),
    "ConditionSet": NounPhrases(Message("this condition set"), Message("a condition set")),
    "Contact": NounPhrases(Message("this contact"), Message("a contact")),
    "CountryName": NounPhrases(Message("this country name"), Message("a country name")),
    "Definition": NounPhrases(Message("this definition"), Message("a definition")),
    "Document": NounPhrases(Message("this document"), Message("a document")),
    "DocumentLicence": NounPhrases(Message("this document licence"), Message("a document licence")),
    "DocumentVersion": NounPhrases(Message("this version"), Message("a version")),
    "Event": NounPhrases(Message("this event"), Message("an event")),
    "Goal": NounPhrases(Message("this goal"), Message("a goal")),
    "Group": NounPhrases(Message("this group"), Message("a group")),
    "Identifiers": NounPhrases(Message("this entry"), Message("an entry")),
    "Instrument": NounPhrases(Message("this instrument"), Message("an instrument")),
    "Licence": NounPhrases(Message("this licence"), Message("a licence")),
    "Link": NounPhrases(Message("this link"), Message("a link")),
    "MailingList": NounPhrases(Message("this mailing list"), Message("a mailing list")),
    "Member": NounPhrases(Message("this member"), Message("a member")),
    "MenuItem": NounPhrases(Message("this menu item"), Message("a menu item")),
    "Milestone": NounPhrases(Message("this milestone"), Message("a milestone")),
    "Office": NounPhrases(Message("this office"), Message("an office")),
    "Organisation": NounPhrases(Message("this organisation"), Message("an organisation")),
    "Participant": NounPhrases(Message("this participant"), Message("a participant")),
    "Party": NounPhrases(Message("this party"), Message("a party")),
    "Place": NounPhrases(Message("this place"), Message("a place")),
    "ProfileLink": NounPhrases(Message("this profile link"), Message("a profile link")),
    "Redirect": NounPhrases(Message("this redirect"), Message("a redirect")),
    "RemovedAddress": NounPhrases(Message("this removed address"), Message("a removed address")),
    "Repository": NounPhrases(Message("this repository"), Message("a repository")),
    "SecurityContact": NounPhrases(Message("this security contact"), Message("a security contact")),
    "Term": NounPhrases(Message("this term"), Message("a term")),
    "TermHolder": NounPhrases(Message("this entry"), Message("an entry")),
    "WorkingGroup": NounPhrases(Message("this working group"), Message("a working group")),
}
"""What messages call an entry, by the name of its class."""


@dataclass(frozen=True)
class ErrorMessage:
    """Rule, message and hint of a diagnostic; `location` only if it is not the value's."""

    rule: str
    message: str
    hint: str = ""
    location: Location | None = None


@dataclass(frozen=True)
class LocatedError:
    """A pydantic error with the YAML node that it is about.

    `record` is the innermost record class that the error is in, `field` its field if there is one.
    `key` is the key that `node` is the value of, `line_text` the line where these begin. `context`
    is pydantic's `ctx`. `has_id` says whether the entry has an id written.
    """

    error_type: str
    loc: NodePath
    context: dict[str, Any]
    record: type[Record]
    field: FieldInfo | None
    key: YamlScalar | None
    node: YamlNode
    line_text: str
    has_id: bool

    @property
    def last_key(self) -> str:
        """The last step of `loc`: the key or language that the error is about."""
        return str(self.loc[-1]) if self.loc else ""


def explain_validation_errors(
    errors: Iterable[ErrorDetails],
    document: YamlDocument,
    node: YamlNode,
    record: type[Record],
    suggestions: Suggestions,
) -> Iterator[Diagnostic]:
    """Yield diagnostics for the errors of validating `node` as a `record`.

    A key that is missing because it is misspelt is reported once, where it is misspelt.
    """
    located_errors = [_locate_error(error, document, node, record) for error in errors]
    unindented = _find_unindented_keys(located_errors, node)
    located_errors = [error for error in located_errors if error.loc not in unindented]
    located_errors = _drop_false_empty_lists(located_errors)
    for key, owner in unindented.values():
        if key and owner:
            message, hint = explain_unindented_key(key.text, owner.text)
            yield document.diagnostic_at(key.location, "bad-indentation", message, hint)
    unknown = [located for located in located_errors if located.error_type == UNKNOWN_KEY_TYPE]
    misspelt = {(*located.loc[:-1], _guess_key(located, suggestions)) for located in unknown}
    for located in located_errors:
        if located.error_type == MISSING_KEY_TYPE and located.loc in misspelt:
            continue
        explanation = _explain_error(located, suggestions)
        location = _locate_part(located, document) or explanation.location or located.node.location
        yield document.diagnostic_at(
            location, explanation.rule, explanation.message, explanation.hint
        )


_KeyAndOwner = tuple[YamlScalar, YamlScalar] | tuple[None, None]


def _find_unindented_keys(
    errors: Sequence[LocatedError], node: YamlNode
) -> dict[NodePath, _KeyAndOwner]:
    """Return the errors that are due to keys in the column of the key that they belong to.

    By `loc`; the first such key of each owner comes with that owner, which has no value.
    """
    unknown = {error.loc for error in errors if error.error_type == UNKNOWN_KEY_TYPE}
    found: dict[NodePath, _KeyAndOwner] = {}
    for error in errors:
        if error.key is None or error.key.text not in error.loc or not is_null(error.node):
            continue
        path = error.loc[: error.loc.index(error.key.text)]  # a text's path ends in its language
        field = error.record.yaml_fields().get(error.key.text)
        own: list[YamlScalar] = []
        for key in _list_keys_below(find_node(node, path)[1], error.key) if field else ():
            if key.text not in _list_nested_keys(field) or (*path, key.text) not in unknown:
                break
            own.append(key)
        if own and own[0].location.column == error.key.location.column:
            found[error.loc] = own[0], error.key
            found |= {(*path, key.text): (None, None) for key in own}
    return found


def _list_keys_below(node: YamlNode, owner: YamlScalar) -> list[YamlScalar]:
    """Return the keys of a mapping that follow `owner`."""
    keys = [key for key, _ in node.entries] if isinstance(node, YamlMapping) else []
    return keys[keys.index(owner) + 1 :] if owner in keys else []


def _list_nested_keys(field: FieldInfo | None) -> frozenset[str]:
    """Return the keys that the value of a field may have: of a record, or languages of a text."""
    nested = _find_nested_record(field.annotation) if field else None
    return frozenset(nested.yaml_fields()) if nested else get_language_codes()


def _locate_part(error: LocatedError, document: YamlDocument) -> Location | None:
    """Return the location of the part of a value that the error is about; None for all of it."""
    needles = error.context.get("needles")
    if not needles:
        return None
    start = error.node.location.line - 1
    lines = document.lines[start : start + MAX_SEARCHED_LINES]
    match = TextLocator(lines).find(needles.split("\n"))
    return Location(document.file, start + match[0], *match[1:]) if match else None


def _drop_false_empty_lists(errors: Sequence[LocatedError]) -> list[LocatedError]:
    """Leave out that a list is empty where its entries are invalid: pydantic counts valid ones."""
    return [
        error
        for error in errors
        if error.error_type != EMPTY_LIST_TYPE
        or not any(other.loc[: len(error.loc)] == error.loc for other in errors if other != error)
    ]


def _locate_error(
    error: ErrorDetails, document: YamlDocument, node: YamlNode, record: type[Record]
) -> LocatedError:
    path = error["loc"]
    owner, field = _find_owner(record, path)
    key, target = find_node(node, path)
    line = document.lines[(key or target).location.line - 1]
    has_id = get_child(node, "id") is not None
    context = error.get("ctx", {})
    return LocatedError(error["type"], path, context, owner, field, key, target, line, has_id)


def _find_owner(record: type[Record], path: NodePath) -> tuple[type[Record], FieldInfo | None]:
    """Return the innermost record class on the path, and the last field."""
    field: FieldInfo | None = None
    nested: type[Record] | None = record
    for step in path:
        if isinstance(step, int):
            continue
        if field is not None:
            nested = _find_nested_record(field.annotation)
            if nested is None:
                break
            record = nested
        field = record.yaml_fields().get(step)
        if field is None:
            break
    return record, field


def _find_nested_record(annotation: object) -> type[Record] | None:
    """Return the record class that a field holds one or more of."""
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return annotation
    return next(
        (nested for part in get_args(annotation) if (nested := _find_nested_record(part))), None
    )


def _explain_error(error: LocatedError, suggestions: Suggestions) -> ErrorMessage:
    if error.error_type == MISSING_KEY_TYPE:
        return _explain_missing_key(error)
    if error.error_type == UNKNOWN_KEY_TYPE:
        return _explain_unknown_key(error, suggestions)
    if error.last_key == KEY_LOC and error.key:
        return _explain_custom_error(error, suggestions, error.key.location)
    if is_null(error.node):
        return _explain_empty_value(error, suggestions)
    return _explain_look_alike(error, suggestions) or _explain_value(error, suggestions)


def _explain_value(error: LocatedError, suggestions: Suggestions) -> ErrorMessage:
    if "message" in error.context:
        return _explain_custom_error(error, suggestions, _custom_error_location(error))
    if error.error_type == "tuple_type":
        return _explain_not_a_list(error, suggestions)
    return ERROR_EXPLAINERS.get(error.error_type, _explain_other_error)(error)


_PLAIN_RULES = frozenset({
    "invalid-address", "invalid-colour", "invalid-date", "invalid-email", "invalid-id",
    "invalid-image", "invalid-orcid", "invalid-path", "literal_error", "wrong-type",
})  # fmt: skip
"""Rules of values that consist of basic Latin letters, digits and signs of ASCII."""


def _explain_look_alike(error: LocatedError, suggestions: Suggestions) -> ErrorMessage | None:
    """Explain a value that is only wrong because of a character that looks like another one."""
    node = error.node
    found = find_look_alike(node.text) if isinstance(node, YamlScalar) else None
    if found is None or not isinstance(node, YamlScalar) or "\n" in node.text:
        return None
    plain, kind = replace_look_alikes(node.text), error.context.get("kind")
    if kind:
        is_meant = suggestions.is_known(kind, plain)
    elif error.error_type == "tuple_type":
        is_meant = plain.startswith("[")
    else:
        is_meant = error.error_type in _PLAIN_RULES
    if not is_meant:
        return None
    location = node.location
    column = location.column + found.index + node.is_quoted
    return ErrorMessage(
        "look-alike-character",
        found.message,
        Message("write %(plain)s", plain=plain if plain.startswith("[") else quote_value(plain)),
        Location(location.file, location.line, column),
    )


def _explain_custom_error(
    error: LocatedError, suggestions: Suggestions, location: Location
) -> ErrorMessage:
    """Return the message of a `field_types.invalid` error, with a suggestion as hint."""
    context, hint = error.context, error.context["hint"]
    if "kind" in context:
        kind: ReferenceKind = context["kind"]
        is_named_here = error.record is CountryName and kind == "country"
        hint = (
            suggestions.suggest_named_country(context["value"])
            if is_named_here
            else suggestions.suggest(kind, context["value"], error.record.yaml_fields())
        )
    elif error.error_type == "invalid-id" and (slug := slugify(context.get("value", ""))):
        hint = Message("did you mean '%(slug)s'?", slug=slug)
    elif error.error_type == "wrong-script":
        hint = _suggest_language(error, suggestions)
    elif error.error_type == "empty-value" and error.key and _is_needed(error, suggestions):
        hint = _suggest_value(error, error.key.text, suggestions)
    elif context.get("missing") == "group":
        hint = suggestions.list_groups(hint)
    return ErrorMessage(error.error_type, context["message"], hint, location)


def _suggest_language(error: LocatedError, suggestions: Suggestions) -> Message:
    """Return the hint for a text that is not in the letters of its language."""
    node = find_node(error.node, (error.context["key"],))[1]
    text = node.text if isinstance(node, YamlScalar) else ""
    language = find_language_of_letters(text, suggestions.languages[1:]) or "ar"
    hint = Message(
        "put it on a separate line after its language's code, as in '%(language)s: ...'",
        language=language,
    )
    is_name = error.record.has_generated_ids and len(error.loc) == 1 and error.last_key == "name"
    if is_name and not error.has_id and not transliterate(text):
        return Message(
            "%(hint)s; and add a line 'id: ...', in small letters a to z, digits and hyphens",
            hint=hint,
        )
    return hint


def _custom_error_location(error: LocatedError) -> Location:
    """Return the location of the value that an error on a whole entry names, else of all."""
    if "key" in error.context:
        path: NodePath = (error.context["key"],)
        if "index" in error.context:
            path += (int(error.context["index"]),)
        return find_node(error.node, path)[1].location
    if error.error_type == "missing-default-language" and error.key:
        return error.key.location
    return error.node.location


def _explain_missing_key(error: LocatedError) -> ErrorMessage:
    entry = NOUN_PHRASES[error.record.__name__].this
    message = Message("%(entry)s has no '%(key)s'", entry=entry, key=error.last_key)
    if error.field and error.field.description:
        message = Message(
            "%(entry)s has no '%(key)s' (%(description)s)",
            entry=entry,
            key=error.last_key,
            description=_lowercase_first(error.field.description),
        )
    nested = _find_nested_record(error.field.annotation) if error.field else None
    hint = Message("add a line '%(key)s: ...'", key=error.last_key)
    if nested is not None:
        keys = ", ".join(
            f"'{key}'" for key, field in nested.yaml_fields().items() if field.is_required()
        )
        hint = Message(
            "add a line '%(key)s:' and below it, indented, %(keys)s",
            key=error.last_key,
            keys=keys,
        )
    return ErrorMessage("missing-key", message, hint, _first_key_location(error.node))


def _first_key_location(node: YamlNode) -> Location:
    if isinstance(node, YamlMapping) and node.entries:
        return node.entries[0][0].location
    return node.location


def _explain_unknown_key(error: LocatedError, suggestions: Suggestions) -> ErrorMessage:
    match = _guess_key(error, suggestions)
    hint = (
        Message("did you mean '%(match)s'?", match=match)
        if match
        else Message("the keys here are: %(keys)s", keys=", ".join(_sort_keys(error.record)))
    )
    message = Message(
        "%(entry)s has no key '%(key)s'",
        entry=NOUN_PHRASES[error.record.__name__].indefinite,
        key=error.last_key,
    )
    return ErrorMessage("unknown-key", message, hint, error.key.location if error.key else None)


def _guess_key(error: LocatedError, suggestions: Suggestions) -> str:
    renamed = _RENAMED_KEYS.get(error.record, {}).get(error.last_key)
    return renamed or suggestions.find_closest(error.last_key, _index_keys(error.record))


_RENAMED_KEYS: Mapping[type[Record], Mapping[str, str]] = {
    CoalitionFile: {
        "moved": "redirects", "dates": "milestones", "confirm_every": "review_every_months",
    },
    Redirect: {"was": "from", "now": "to"},
}  # fmt: skip
"""Former key -> current key, for renamed keys whose spelling is not similar."""


@cache
def _index_keys(record: type[Record]) -> dict[str, str]:
    """Map the keys of a record, normalised for comparison, to themselves."""
    return {normalize_name(key): key for key in record.yaml_fields()}


def _sort_keys(record: type[Record]) -> list[str]:
    """Return the keys of a record, its own before those that all entries share."""
    return sorted(record.yaml_fields(), key=lambda key: key in Entry.model_fields)


def _explain_empty_value(error: LocatedError, suggestions: Suggestions) -> ErrorMessage:
    if error.key is None:
        message, hint = (
            Message("this entry is empty"),
            Message("write the entry, or delete the '-' before it"),
        )
        return ErrorMessage("empty-value", message, hint)
    hint = _suggest_value(error, error.key.text, suggestions)
    if re.search(r":\s+#", error.line_text):
        hint = Message("%(hint)s; text after '#' is a comment, unless it is in quotes", hint=hint)
    return ErrorMessage(
        "empty-value",
        Message("'%(key)s' has no value", key=error.key.text),
        hint,
        error.key.location,
    )


def _suggest_value(error: LocatedError, key: str, suggestions: Suggestions) -> Message:
    """Return the hint for a key without a value."""
    if error.record is Member and key == "name":
        return Message(
            "write the member's name after the colon; only where an organisation is itself the"
            " member, leave the line out and name the organisation"
        )
    if error.record is Member and key == "group" and suggestions.requires_group:
        return suggestions.list_groups(Message("write it after the colon"))
    if _is_needed(error, suggestions):
        return Message("write it after the colon")
    return Message("write it after the colon, or leave the line out")


def _is_needed(error: LocatedError, suggestions: Suggestions) -> bool:
    """Return whether an entry would be wrong, or mean something else, without this key."""
    key = error.key.text if error.key else ""
    if error.record is Member and (
        key == "name" or (key == "group" and suggestions.requires_group)
    ):
        return True
    field = error.record.yaml_fields().get(key)
    return field is not None and field.is_required()


def _explain_not_a_list(error: LocatedError, suggestions: Suggestions) -> ErrorMessage:
    message = Message("this should be a list, not %(node)s", node=_describe_node(error.node))
    if not isinstance(error.node, YamlScalar):
        return ErrorMessage("wrong-type", message, Message("begin each entry with '- '"))
    is_short = len(error.node.text) <= 40 and "\n" not in error.node.text
    items, hint = replace_look_alikes(error.node.text), ""
    if is_short and (kind := _find_reference_kind(error.field)):
        items = suggestions.suggest_list(kind, items)
        hint = "" if items else suggestions.suggest(kind, error.node.text)
    if hint:
        hint = Message("%(hint)s; put it in brackets, as in [...]", hint=hint)
    elif is_short:
        hint = Message("write [%(items)s]", items=items)
    else:
        hint = Message("write each value on its own line after '- '")
    return ErrorMessage("wrong-type", message, hint)


def _find_reference_kind(annotation: object) -> ReferenceKind | None:
    """Return what a field, or the items of its list, refer to; None if to nothing."""
    if isinstance(annotation, FieldInfo):
        return _find_reference_kind((annotation.annotation, *annotation.metadata))
    if isinstance(annotation, ValueKind):
        return annotation.reference_kind
    parts = annotation if isinstance(annotation, tuple) else get_args(annotation)
    return next((kind for part in parts if (kind := _find_reference_kind(part))), None)


def _explain_not_an_entry(error: LocatedError) -> ErrorMessage:
    record = (_find_nested_record(error.field.annotation) if error.field else None) or error.record
    keys = [key for key in _sort_keys(record) if record.yaml_fields()[key].is_required()]
    example = next(key for key in [*keys, *_sort_keys(record)] if key != "id")
    message = Message(
        "%(entry)s is expected here, not %(node)s",
        entry=NOUN_PHRASES[record.__name__].indefinite,
        node=_describe_node(error.node),
    )
    if record is CoalitionFile:
        message = Message(
            "this file should be keys with their values, not %(node)s",
            node=_describe_node(error.node),
        )
    return ErrorMessage(
        "wrong-type",
        message,
        Message("write its keys and values, as in '%(example)s: ...'", example=example),
    )


def _explain_not_in_choice(error: LocatedError) -> ErrorMessage:
    hint = Message("write %(choices)s", choices=_format_choices(error.context["expected"]))
    if not isinstance(error.node, YamlScalar):
        return ErrorMessage(
            "wrong-type",
            Message("this should be one text, not %(node)s", node=_describe_node(error.node)),
            hint,
        )
    return ErrorMessage(
        "not-in-choice",
        Message(
            "'%(key)s' cannot be '%(text)s'",
            key=error.last_key,
            text=error.node.text[:60],
        ),
        hint,
    )


def _explain_too_small(error: LocatedError) -> ErrorMessage:
    return ErrorMessage(
        "out-of-range",
        Message("this number is too small"),
        Message("the least is %(limit)s", limit=error.context["ge"]),
    )


def _explain_too_large(error: LocatedError) -> ErrorMessage:
    return ErrorMessage(
        "out-of-range",
        Message("this number is too large"),
        Message("the most is %(limit)s", limit=error.context["le"]),
    )


def _explain_empty_list(error: LocatedError) -> ErrorMessage:
    return ErrorMessage(
        "empty-list",
        Message("the list '%(key)s' is empty", key=error.last_key),
        Message("write at least one entry"),
    )


def _explain_other_error(error: LocatedError) -> ErrorMessage:
    hint = Message("compare it with an entry that works")
    return ErrorMessage(
        "wrong-type",
        Message("this cannot be the value of '%(key)s'", key=error.last_key),
        hint,
    )


ERROR_EXPLAINERS: dict[str, Callable[[LocatedError], ErrorMessage]] = {
    "model_type": _explain_not_an_entry,
    "literal_error": _explain_not_in_choice,
    "greater_than_equal": _explain_too_small,
    "less_than_equal": _explain_too_large,
    EMPTY_LIST_TYPE: _explain_empty_list,
}
"""By error type: explainers of pydantic's built-in errors that these models can raise."""


def _describe_node(node: YamlNode) -> Message:
    if isinstance(node, YamlScalar):
        return Message("a text")
    return Message("a list") if isinstance(node, YamlSequence) else Message("an entry with keys")


def _format_choices(expected: str) -> str:
    """Return the choices that pydantic lists, as in `'draft' or 'published'`."""
    choices, separator, last = expected.rpartition(" or ")
    if not separator:
        return last
    return Message("%(choices)s or %(last)s", choices=choices, last=last)


def _lowercase_first(sentence: str) -> str:
    """Return a sentence as part of another one; initialisms keep their capitals."""
    return sentence if sentence[1:2].isupper() else sentence[:1].lower() + sentence[1:]
