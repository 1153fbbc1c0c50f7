"""Kinds of value: what documentation, questions and JSON Schemas say about the type of a field.

A kind is an annotation of the type, next to its validators:

    Colour = Annotated[PlainText, TextKind("colour", "colours", ...), AfterValidator(str.upper)]

The JSON Schemas are for editors with the YAML language server. It reads YAML 1.2, in which `4` is a
number and `true` a boolean, while the loader reads every scalar as text. So a schema accepts these
types wherever the loader accepts any text, but never offers them as completions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from typing import Annotated, Any, Literal, LiteralString, get_args, get_origin

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError
from pydantic_core.core_schema import no_info_after_validator_function

from coalition.diagnostics import Message, quote_value

JsonSchema = dict[str, Any]
"""A JSON Schema as plain Python data."""

ReferenceKind = Literal[
    "group", "organisation", "action area", "goal", "country", "language", "member",
    "working group", "event",
]  # fmt: skip

KIND_NOUNS: Mapping[str, Message] = {
    "group": Message("group"),
    "organisation": Message("organisation"),
    "action area": Message("action area"),
    "goal": Message("goal"),
    "country": Message("country"),
    "language": Message("language"),
    "member": Message("member"),
    "working group": Message("working group"),
    "event": Message("event"),
    "document": Message("document"),
    "condition set": Message("set of conditions"),
}
"""What messages call the kinds of references and of entries."""

KIND_PLURALS: Mapping[str, Message] = {
    "group": Message("groups"),
    "organisation": Message("organisations"),
    "action area": Message("action areas"),
    "goal": Message("goals"),
    "member": Message("members"),
    "working group": Message("working groups"),
    "event": Message("events"),
    "document": Message("documents"),
    "condition set": Message("sets of conditions"),
}
"""What messages call several entries of a kind."""


def invalid(
    rule: LiteralString, message: str, hint: str = "", **context: str
) -> PydanticCustomError:
    """Make a pydantic error for `rule`; its context has `message`, `hint` and `context`.

    The message comes formatted and is passed as a value: pydantic would replace any `{...}` in it.
    In `context`, `key` names the key that is wrong if a whole entry was validated, `index` the
    entry of its list, and `needles` are strings to search for in the value, one per line, if only
    a part of it is wrong.
    """
    return PydanticCustomError(rule, "{message}", {**context, "hint": hint, "message": message})


@dataclass(frozen=True, eq=False)
class ValueKind:
    """One kind of value.

    `name` is Markdown, for tables; `plural` is needed where it is irregular. `hint` is an
    imperative that says what to write, `example` a typical answer to a question. `schema` describes
    the value as YAML 1.2 reads it.
    """

    name: str
    hint: str
    plural: str = ""
    _: KW_ONLY
    example: str = ""
    schema: Mapping[str, Any] = field(default_factory=dict)
    choices: tuple[str, ...] = ()
    reference_kind: ReferenceKind | None = None
    is_translatable: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "plural", self.plural or make_plural(self.name))

    @property
    def plain_name(self) -> str:
        """The name without Markdown."""
        return re.sub(r"\[|\]\([^)]*\)|`", "", self.name)

    def build_schema(self) -> JsonSchema:
        """Build the JSON Schema of a value, with the hint as its error message.

        Where a number is accepted as text, a boolean is too. It is accepted by an `if` in a single
        alternative, so that editors see no type to complete and offer neither true nor false.
        """
        schema = {**self.schema, "errorMessage": capitalize_first(self.hint)}
        if "number" in schema.get("type", ()):
            return {"anyOf": [{"if": {"type": "boolean"}, "else": schema}]}
        return schema

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchema:
        """Replace the JSON Schema that pydantic makes of the type; keep the limits of a number."""
        inner: Any = core_schema.get("schema", {})
        bounds = {"minimum": inner.get("ge"), "maximum": inner.get("le")}
        limits = {name: bound for name, bound in bounds.items() if bound is not None}
        return self.build_schema() | limits


@dataclass(frozen=True, eq=False, kw_only=True)
class TextKind(ValueKind):
    """A kind of text with a form: `pattern`, and `is_valid` for what a pattern cannot express.

    As an annotation it validates that, too; any other text is an error of `rule`. `description` is
    what messages call it, with its article. `suggest` may return a better hint for it.
    """

    description: Message
    pattern: str
    rule: LiteralString
    is_valid: Callable[[str], bool] = bool
    suggest: Callable[[str], str] | None = None

    def build_schema(self) -> JsonSchema:
        """Build a schema with the pattern, which ignores blanks at both ends as the loader does."""
        schema = {"type": "string", "pattern": rf"^\s*(?:{self.pattern})\s*$"}
        return schema | super().build_schema()

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Validate the form after the validators that come before this annotation."""
        return no_info_after_validator_function(self._validate, handler(source))

    def _validate(self, value: str) -> str:
        if re.fullmatch(self.pattern, value) and self.is_valid(value):
            return value
        hint = self.suggest(value) if self.suggest else self.hint
        raise invalid(
            self.rule,
            Message("%(value)s is not %(kind)s", value=quote_value(value), kind=self.description),
            hint,
        )


def get_value_kind(type_hint: Any) -> ValueKind:  # noqa: ANN401 - a type, in any form
    """Return the kind of a type in the model that is not a record."""
    if get_origin(type_hint) is Literal:
        choices = tuple(map(str, get_args(type_hint)))
        label = " or ".join(f"`{choice}`" for choice in choices)
        hint = "write " + " or ".join(f"'{choice}'" for choice in choices)
        return ValueKind(label, hint, choices=choices)
    if get_origin(type_hint) is Annotated:
        kinds = [one for one in type_hint.__metadata__ if isinstance(one, ValueKind)]
        return kinds[-1] if kinds else get_value_kind(get_args(type_hint)[0])
    kind: ValueKind = type_hint.value_kind
    return kind


def make_plural(noun: str) -> str:
    """Return the plural of a noun, which may be a Markdown link."""
    word, bracket, link = noun.partition("](")
    ending = "ies" if word.endswith("y") else "es" if word.endswith("s") else "s"
    return word.removesuffix("y") + ending + bracket + link


def add_article(noun: str) -> str:
    """Return a noun after "a" or "an", by its first letter."""
    return f"an {noun}" if noun[0] in "aeiouAEIO" else f"a {noun}"


def capitalize_first(text: str) -> str:
    """Return `text` with its first letter in upper case."""
    return text[:1].upper() + text[1:]
