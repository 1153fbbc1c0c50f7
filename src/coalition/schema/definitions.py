"""The parts of a JSON Schema: records, their keys, the kinds of value and what they may name."""

from __future__ import annotations

import math
import re

from coalition.model import CoalitionFile, Name, Record
from coalition.project import RAW_COLLECTIONS, PlainData
from coalition.schema import examples
from coalition.schema.allowed_values import AllowedValues, get_language_name, list_languages
from coalition.schema.fields import RecordKey, format_record_name, get_nested_record, list_keys
from coalition.schema.kinds import (
    LINE_KIND,
    JsonSchema,
    ValueKind,
    build_scalar_schema,
    capitalize_first,
    exclude_from_completion,
    get_value_kind,
)
from coalition.sources import YamlMapping, YamlNode, YamlSequence

JSON_SCHEMA_DIALECT = "http://json-schema.org/draft-07/schema#"
"""The newest one that all versions of the YAML language server know."""

DEPENDENCY_KEY = "$comment"
"""The key by which a part says that it follows from the data."""

LANGUAGE_VARIETY_PATTERN = "[a-z]{2,3}_[A-Za-z0-9_]+"
"""Codes such as `pt_BR`, which are too many to list."""

EXAMPLES_KEY = "if"
"""Where examples stand: there they are shown and never proposed, so that nobody takes one by chance
for a fact. An `if` alone asks for nothing."""

REFERENCE_PATHS: dict[str, str] = {
    shelf.kind: f"data/{shelf.file}.yaml" for shelf in RAW_COLLECTIONS
}
COALITION_PATH = "data/coalition.yaml"

LIST_HINT = "write a list, as in '[one, two]'"
ENTRIES_HINT = "begin each entry with '- ', or write [] if there is none"


class SchemaBuilder:
    """The parts of one schema, each made when it is first asked for.

    `follows` collects the files of `data/` whose ids stand in the schema.
    """

    def __init__(self, allowed_values: AllowedValues) -> None:
        self.allowed_values = allowed_values
        self.data_files: set[str] = set()
        self.definitions: dict[str, JsonSchema] = {}

    def build_schema(self, file: str) -> JsonSchema:
        """The schema of one of the five files."""
        head = {"$schema": JSON_SCHEMA_DIALECT, "$comment": "Written by: python3 tasks.py schema"}
        shelf = next(
            (shelf for shelf in RAW_COLLECTIONS if shelf.file == file and not shelf.key), None
        )
        if shelf is None:
            return head | self._build_record(CoalitionFile) | {"definitions": self.definitions}
        entries = _list_schema(
            self._add_definition(
                format_record_name(shelf.record), self._build_record(shelf.record)
            ),
            ENTRIES_HINT,
        )
        return head | entries | {"definitions": self.definitions}

    def _build_record(self, record: type[Record]) -> JsonSchema:
        """A record: the keys that it has, and no others."""
        keys = list_keys(record)
        return {
            "title": format_record_name(record).capitalize(),
            "description": strip_backticks(record.__doc__ or ""),
            "type": "object",
            "properties": {key.name: self._build_property(record, key) for key in keys},
            "required": [key.name for key in keys if key.is_required],
            "additionalProperties": False,
        }

    def _build_property(self, record: type[Record], key: RecordKey) -> JsonSchema:
        """What stands behind a key, with its description and its examples."""
        inner = get_nested_record(key)
        if inner is not None:
            value = self._add_definition(format_record_name(inner), self._build_record(inner))
            return describe_key(key.description) | (
                _list_schema(value, ENTRIES_HINT, key) if key.is_list else value
            )
        of = get_value_kind(key.type_hint)
        shown: JsonSchema = {}
        if not of.reference_kind:
            shown = {
                EXAMPLES_KEY: {
                    "examples": list(
                        map(_to_json_value, examples.get_example_values(record, key.name))
                    )
                }
            }
        if key.is_list:
            return describe_key(key.description, LIST_HINT) | shown | self._build_list(of, key)
        return describe_key(key.description, of.hint) | shown | self._build_single_value(of, key)

    def _build_single_value(self, of: ValueKind, key: RecordKey) -> JsonSchema:
        """A single value, within the bounds of a number if it has any."""
        if of.reference_kind:
            value, also = self._build_enum(of), self._build_tolerated(of)
            either = {"anyOf": [value, exclude_from_completion(also)]} if also else value
            return self._add_definition(of.name, self._build_dependency_comment(of) | either)
        bounds = {"minimum": key.minimum, "maximum": key.maximum}
        given = {name: bound for name, bound in bounds.items() if bound is not None}
        return self._build_value(of) | given

    def _build_value(self, of: ValueKind) -> JsonSchema:
        """A value that stands for itself."""
        return (
            self._build_text(of) if of.is_translatable else _with_error_message(of.schema, of.hint)
        )

    def _build_list(self, of: ValueKind, key: RecordKey) -> JsonSchema:
        """A list of values.

        What is let pass without being proposed is tried for the whole list: inside it, the language
        server would propose nonsense.
        """
        also, follows = self._build_tolerated(of), self._build_dependency_comment(of)
        value = self._build_enum(of) if of.reference_kind else self._build_value(of)
        if of.reference_kind and not follows:
            value = self._add_definition(of.name, value)
        schema = _list_schema(value, LIST_HINT, key)
        if also:
            del schema["items"]
            either = [
                {"items": value},
                exclude_from_completion({"items": {"anyOf": [value, also]}}),
            ]
            schema["anyOf"] = either
        return self._add_definition(of.plural, follows | schema) if follows else schema

    def _build_enum(self, of: ValueKind) -> JsonSchema:
        """A value that names one of the things that there are."""
        names = self.allowed_values.names.get(of.reference_kind, {}) if of.reference_kind else {}
        if not names:
            return build_scalar_schema(r"\S", of.hint)
        ids = [resolve_yaml_scalar(id) for id in names]
        texts = {"type": "string"} if all(isinstance(id, str) for id in ids) else {}
        named = {"enum": ids, "enumDescriptions": list(names.values())}
        return _with_error_message(texts | named, of.hint)

    def _build_dependency_comment(self, of: ValueKind) -> JsonSchema:
        """What says that a part follows from the data; empty if it does not."""
        if of.reference_kind not in REFERENCE_PATHS:
            return {}
        return {DEPENDENCY_KEY: self._add_data_file(REFERENCE_PATHS[of.reference_kind])}

    def _build_tolerated(self, of: ValueKind) -> JsonSchema | None:
        """What is let pass but not proposed: varieties of languages, numbers in quotes."""
        if of.reference_kind == "language":
            return {"type": "string", "pattern": f"^{LANGUAGE_VARIETY_PATTERN}$"}
        names = self.allowed_values.names.get(of.reference_kind, {}) if of.reference_kind else {}
        in_quotes = [id for id in names if resolve_yaml_scalar(id) != id]
        return {"enum": in_quotes} if in_quotes else None

    def _build_text(self, of: ValueKind) -> JsonSchema:
        """A text: one alone, or one for each language."""
        is_name = of is get_value_kind(Name)
        name = "names by language" if is_name else "texts by language"
        by_language = self._add_definition(name, self._build_translations(is_name))
        return {"anyOf": [*build_scalar_schema(r"\S", of.hint)["anyOf"], by_language]}

    def _build_translations(self, is_name: bool) -> JsonSchema:
        """A text for each language; the site's first has to be among them, if it is no name."""
        line = self._add_definition(LINE_KIND.name, LINE_KIND.schema)
        site = self.allowed_values.languages
        codes = "|".join([*sorted(list_languages()), LANGUAGE_VARIETY_PATTERN])
        return {
            DEPENDENCY_KEY: self._add_data_file(COALITION_PATH),
            "type": "object",
            "properties": {code: {"description": get_language_name(code)} | line for code in site},
            "patternProperties": {f"^(?:{codes})$": line},
            "additionalProperties": False,
            "minProperties": 1,
            "required": [] if is_name else list(site[:1]),
        }

    def _add_definition(self, name: str, schema: JsonSchema) -> JsonSchema:
        name = name.replace(" ", "-").lower()
        self.definitions.setdefault(name, schema)
        return {"$ref": f"#/definitions/{name}"}

    def _add_data_file(self, file: str) -> str:
        self.data_files.add(file)
        return f"Follows from {file}"


def resolve_yaml_scalar(text: str) -> str | int | float | bool:
    """What YAML 1.2 reads where `text` stands without quotes."""
    if re.fullmatch("true|True|TRUE|false|False|FALSE", text):
        return text.lower() == "true"
    if re.fullmatch("[-+]?[0-9]+", text):
        return int(text)
    if re.fullmatch("0x[0-9a-fA-F]+|0o[0-7]+", text):
        return int(text, 0)
    number = re.fullmatch(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", text)
    return float(text) if number and math.isfinite(float(text)) else text


def strip_backticks(text: str) -> str:
    """A text from the model without the signs of Markdown, on one line."""
    return " ".join(text.replace("`", "").split())


def describe_key(description: str, hint: str = "") -> JsonSchema:
    """What an editor reads of a key: what it means, and what to write."""
    parts = [f"{capitalize_first(strip_backticks(part))}." for part in (description, hint) if part]
    return {"description": "\n\n".join(parts)}


def _list_schema(items: JsonSchema, message: str, key: RecordKey | None = None) -> JsonSchema:
    limits = {"minItems": key.minimum, "maxItems": key.maximum} if key else {}
    given = {name: limit for name, limit in limits.items() if limit is not None}
    return {"type": "array", "errorMessage": capitalize_first(message), "items": items} | given


def _with_error_message(schema: JsonSchema, hint: str) -> JsonSchema:
    """The schema with what to show under a red line, unless its parts have their own."""
    return schema if "anyOf" in schema else schema | {"errorMessage": capitalize_first(hint)}


def _to_json_value(node: YamlNode) -> PlainData | int | float | bool:
    """The node as YAML 1.2 reads it."""
    if isinstance(node, YamlSequence):
        return [_to_json_value(item) for item in node.items]
    if isinstance(node, YamlMapping):
        return {key.text: _to_json_value(value) for key, value in node.entries}
    return node.text if node.is_quoted else resolve_yaml_scalar(node.text)
