"""Build the JSON Schema of a data file: records, their keys, and the values of these."""

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
"""The newest draft that all versions of the YAML language server support."""

DEPENDENCY_KEY = "$comment"
"""Keyword that marks a definition as generated from the data."""

LANGUAGE_VARIETY_PATTERN = "[a-z]{2,3}_[A-Za-z0-9_]+"
"""Pattern for codes such as `pt_BR`: there are too many for an enum."""

EXAMPLES_KEY = "if"
"""Keyword that holds the examples: in an `if`, text editors show them but do not offer them as
completions, so that an example is never taken for a fact. An `if` alone validates nothing."""

REFERENCE_PATHS: dict[str, str] = {
    collection.kind: f"data/{collection.file}.yaml" for collection in RAW_COLLECTIONS
}
COALITION_PATH = "data/coalition.yaml"

LIST_HINT = "write a list, as in '[one, two]'"
ENTRIES_HINT = "begin each entry with '- ', or write [] if there is none"


class SchemaBuilder:
    """Builds one schema; adds shared definitions when they are first referenced.

    `data_files` collects the files of `data/` that the schema takes ids or languages from.
    """

    def __init__(self, allowed_values: AllowedValues) -> None:
        self.allowed_values = allowed_values
        self.data_files: set[str] = set()
        self.definitions: dict[str, JsonSchema] = {}

    def build_schema(self, file: str) -> JsonSchema:
        """Build the schema of one of the files in DATA_FILES."""
        header = {"$schema": JSON_SCHEMA_DIALECT, "$comment": "Written by: python3 tasks.py schema"}
        collection = next(
            (
                collection
                for collection in RAW_COLLECTIONS
                if collection.file == file and not collection.key
            ),
            None,
        )
        if collection is None:
            return header | self._build_record(CoalitionFile) | {"definitions": self.definitions}
        entries = _list_schema(
            self._add_definition(
                format_record_name(collection.record), self._build_record(collection.record)
            ),
            ENTRIES_HINT,
        )
        return header | entries | {"definitions": self.definitions}

    def _build_record(self, record: type[Record]) -> JsonSchema:
        """Build the schema of a record, which allows no additional keys."""
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
        """Build the schema of the value of a key, with description and examples."""
        nested = get_nested_record(key)
        if nested is not None:
            value = self._add_definition(format_record_name(nested), self._build_record(nested))
            return describe_key(key.description) | (
                _list_schema(value, ENTRIES_HINT, key) if key.is_list else value
            )
        kind = get_value_kind(key.type_hint)
        example_values: JsonSchema = {}
        if not kind.reference_kind:
            example_values = {
                EXAMPLES_KEY: {
                    "examples": list(
                        map(_to_json_value, examples.get_example_values(record, key.name))
                    )
                }
            }
        if key.is_list:
            return (
                describe_key(key.description, LIST_HINT)
                | example_values
                | self._build_list(kind, key)
            )
        return (
            describe_key(key.description, kind.hint)
            | example_values
            | self._build_single_value(kind, key)
        )

    def _build_single_value(self, kind: ValueKind, key: RecordKey) -> JsonSchema:
        """Build the schema of a single value, with the limits of a number if there are any."""
        if kind.reference_kind:
            value, tolerated = self._build_enum(kind), self._build_tolerated(kind)
            either = {"anyOf": [value, exclude_from_completion(tolerated)]} if tolerated else value
            return self._add_definition(kind.name, self._build_dependency_comment(kind) | either)
        bounds = {"minimum": key.minimum, "maximum": key.maximum}
        limits = {name: bound for name, bound in bounds.items() if bound is not None}
        return self._build_value(kind) | limits

    def _build_value(self, kind: ValueKind) -> JsonSchema:
        """Build the schema of a value that is not a reference."""
        return (
            self._build_text(kind)
            if kind.is_translatable
            else _with_error_message(kind.schema, kind.hint)
        )

    def _build_list(self, kind: ValueKind, key: RecordKey) -> JsonSchema:
        """Build the schema of a list of values.

        Tolerated values are an alternative for the whole list: as an alternative for each item, the
        language server would offer wrong completions.
        """
        tolerated, dependency = self._build_tolerated(kind), self._build_dependency_comment(kind)
        value = self._build_enum(kind) if kind.reference_kind else self._build_value(kind)
        if kind.reference_kind and not dependency:
            value = self._add_definition(kind.name, value)
        schema = _list_schema(value, LIST_HINT, key)
        if tolerated:
            del schema["items"]
            either = [
                {"items": value},
                exclude_from_completion({"items": {"anyOf": [value, tolerated]}}),
            ]
            schema["anyOf"] = either
        return self._add_definition(kind.plural, dependency | schema) if dependency else schema

    def _build_enum(self, kind: ValueKind) -> JsonSchema:
        """Build an enum of the allowed values of a reference; any text if they are unknown."""
        names = (
            self.allowed_values.names.get(kind.reference_kind, {}) if kind.reference_kind else {}
        )
        if not names:
            return build_scalar_schema(r"\S", kind.hint)
        ids = [resolve_yaml_scalar(id) for id in names]
        type_schema = {"type": "string"} if all(isinstance(id, str) for id in ids) else {}
        enum = {"enum": ids, "enumDescriptions": list(names.values())}
        return _with_error_message(type_schema | enum, kind.hint)

    def _build_dependency_comment(self, kind: ValueKind) -> JsonSchema:
        """Build the comment that names the file a definition depends on; empty if none."""
        if kind.reference_kind not in REFERENCE_PATHS:
            return {}
        return {DEPENDENCY_KEY: self._add_data_file(REFERENCE_PATHS[kind.reference_kind])}

    def _build_tolerated(self, kind: ValueKind) -> JsonSchema | None:
        """Build a schema for valid values that are not offered: varieties, quoted numbers."""
        if kind.reference_kind == "language":
            return {"type": "string", "pattern": f"^{LANGUAGE_VARIETY_PATTERN}$"}
        names = (
            self.allowed_values.names.get(kind.reference_kind, {}) if kind.reference_kind else {}
        )
        quoted_ids = [id for id in names if resolve_yaml_scalar(id) != id]
        return {"enum": quoted_ids} if quoted_ids else None

    def _build_text(self, kind: ValueKind) -> JsonSchema:
        """Build the schema of a translatable text: one text, or one per language."""
        is_name = kind is get_value_kind(Name)
        name = "names by language" if is_name else "texts by language"
        by_language = self._add_definition(name, self._build_translations(is_name))
        return {"anyOf": [*build_scalar_schema(r"\S", kind.hint)["anyOf"], by_language]}

    def _build_translations(self, is_name: bool) -> JsonSchema:
        """Build a mapping of language to text; in texts, the default language is required."""
        line = self._add_definition(LINE_KIND.name, LINE_KIND.schema)
        site_languages = self.allowed_values.languages
        codes = "|".join([*sorted(list_languages()), LANGUAGE_VARIETY_PATTERN])
        return {
            DEPENDENCY_KEY: self._add_data_file(COALITION_PATH),
            "type": "object",
            "properties": {
                code: {"description": get_language_name(code)} | line for code in site_languages
            },
            "patternProperties": {f"^(?:{codes})$": line},
            "additionalProperties": False,
            "minProperties": 1,
            "required": [] if is_name else list(site_languages[:1]),
        }

    def _add_definition(self, name: str, schema: JsonSchema) -> JsonSchema:
        name = name.replace(" ", "-").lower()
        self.definitions.setdefault(name, schema)
        return {"$ref": f"#/definitions/{name}"}

    def _add_data_file(self, file: str) -> str:
        self.data_files.add(file)
        return f"Follows from {file}"


def resolve_yaml_scalar(text: str) -> str | int | float | bool:
    """Return the value of an unquoted scalar in the YAML 1.2 core schema."""
    if re.fullmatch("true|True|TRUE|false|False|FALSE", text):
        return text.lower() == "true"
    if re.fullmatch("[-+]?[0-9]+", text):
        return int(text)
    if re.fullmatch("0x[0-9a-fA-F]+|0o[0-7]+", text):
        return int(text, 0)
    number = re.fullmatch(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", text)
    return float(text) if number and math.isfinite(float(text)) else text


def strip_backticks(text: str) -> str:
    """Return a description from the model on one line, without Markdown backticks."""
    return " ".join(text.replace("`", "").split())


def describe_key(description: str, hint: str = "") -> JsonSchema:
    """Build the description of a key: its meaning, and what to write."""
    parts = [f"{capitalize_first(strip_backticks(part))}." for part in (description, hint) if part]
    return {"description": "\n\n".join(parts)}


def _list_schema(items: JsonSchema, message: str, key: RecordKey | None = None) -> JsonSchema:
    limits = {"minItems": key.minimum, "maxItems": key.maximum} if key else {}
    defined = {name: limit for name, limit in limits.items() if limit is not None}
    return {"type": "array", "errorMessage": capitalize_first(message), "items": items} | defined


def _with_error_message(schema: JsonSchema, hint: str) -> JsonSchema:
    """Add an error message, unless the alternatives of the schema have their own."""
    return schema if "anyOf" in schema else schema | {"errorMessage": capitalize_first(hint)}


def _to_json_value(node: YamlNode) -> PlainData | int | float | bool:
    """Convert a node to plain data by the rules of YAML 1.2."""
    if isinstance(node, YamlSequence):
        return [_to_json_value(item) for item in node.items]
    if isinstance(node, YamlMapping):
        return {key.text: _to_json_value(value) for key, value in node.entries}
    return node.text if node.is_quoted else resolve_yaml_scalar(node.text)
