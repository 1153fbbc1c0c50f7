"""Generate the JSON Schema of a data file with pydantic, in a form that suits text editors.

Pydantic's schema describes data that programs exchange. This one is for the YAML language server:
draft 07 with its extensions `errorMessage` and `enumDescriptions`, the ids in the data as allowed
values, and no completion that is a guess (a default, an example, `null`). It accepts all that the
loader accepts, and rejects most of what it rejects for its form.
"""

from __future__ import annotations

import math
import re
from dataclasses import replace

from pydantic.json_schema import CoreRef, GenerateJsonSchema
from pydantic_core import core_schema

from coalition.model import (
    PLAIN_TEXT_SCHEMA,
    CoalitionFile,
    JsonSchema,
    Record,
    RecordKey,
    RemovedAddress,
    Text,
    ValueKind,
    capitalize_first,
    format_record_name,
    list_keys,
)
from coalition.project import RAW_COLLECTIONS, REMOVED_FILE, PlainData
from coalition.schema.allowed_values import AllowedValues, get_language_name, list_languages
from coalition.schema.examples import get_example_values
from coalition.sources import YamlMapping, YamlNode, YamlSequence

DEPENDENCY_KEY = "$comment"
"""Keyword of the definitions that are generated from the data; its value names the file."""

DATA_FILES_BY_REFERENCE: dict[str, str] = {
    collection.kind: f"data/{collection.file}.yaml" for collection in RAW_COLLECTIONS
}

LANGUAGE_VARIETY_PATTERN = "[a-z]{2,3}_[A-Za-z0-9_]+"
"""Pattern for codes such as `pt_BR`: there are too many for an enum."""

LIST_HINT = "Write a list, as in '[one, two]'"
ENTRIES_HINT = "Begin each entry with '- ', or write [] if there is none"


def generate_schema(file: str, allowed_values: AllowedValues) -> JsonSchema:
    """Generate the schema of a file in `data/`, given its name without extension."""
    records = {one.file: one.record for one in RAW_COLLECTIONS if not one.key}
    records[REMOVED_FILE] = RemovedAddress
    record = records.get(file, CoalitionFile)
    schema = _SchemaGenerator(allowed_values).generate(record.__pydantic_core_schema__)
    definitions = schema.pop("$defs", {})
    if record is not CoalitionFile:
        schema = {"type": "array", "errorMessage": ENTRIES_HINT, "items": schema}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",  # the newest that the server knows
        "$comment": "Written by: python3 tasks.py schema",
        **schema,
        "definitions": definitions,
    }


class _SchemaGenerator(GenerateJsonSchema):
    def __init__(self, allowed_values: AllowedValues) -> None:
        super().__init__(ref_template="#/definitions/{model}")
        self.allowed_values = allowed_values

    def sort(self, value: JsonSchema, parent_key: str | None = None) -> JsonSchema:
        """Keep the order of the model."""
        return value

    def field_title_should_be_set(self, schema: object) -> bool:
        """Omit titles of fields, which repeat their keys."""
        return False

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchema:
        """Omit the default, which editors would offer as a completion."""
        return self.generate_inner(schema["schema"])

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchema:
        """Omit `null`: a key without a value is left out."""
        return self.generate_inner(schema["schema"])

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchema:
        """Describe the keys of a record, in the order of the documentation."""
        cls = schema["cls"]
        if issubclass(cls, Text):
            return self._build_text(cls, self.generate_inner(schema["schema"]))
        record: type[Record] = cls
        properties = super().model_schema(schema)["properties"]
        keys = list_keys(record)
        return {
            "title": format_record_name(record).capitalize(),
            "description": _strip_backticks(record.__doc__ or ""),
            "type": "object",
            "properties": {
                key.name: _describe_key(record, key) | self._complete(key, properties[key.name])
                for key in keys
            },
            "required": [key.name for key in keys if key.is_required],
            "additionalProperties": False,
        }

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchema:
        """Build the mapping from languages to texts, the only mapping in the model."""
        line = self._define("line", self.generate_inner(schema["values_schema"]))
        codes = "|".join([*sorted(list_languages()), LANGUAGE_VARIETY_PATTERN])
        return {
            "type": "object",
            "properties": {
                code: {"description": get_language_name(code)} | line
                for code in self.allowed_values.languages
            },
            "patternProperties": {f"^(?:{codes})$": line},
            "additionalProperties": False,
            "minProperties": 1,
        }

    def _build_text(self, text_type: type[Text], by_language: JsonSchema) -> JsonSchema:
        """Build the schema of one text, or one for each language."""
        name, required = "names by language", []
        if text_type.has_default_language:
            name, required = "texts by language", list(self.allowed_values.languages[:1])
        by_language |= {"required": required}
        reference = self._define(name, {DEPENDENCY_KEY: "data/coalition.yaml"} | by_language)
        return {"anyOf": [*text_type.value_kind.build_schema()["anyOf"], reference]}

    def _complete(self, key: RecordKey, schema: JsonSchema) -> JsonSchema:
        """Add the allowed values to the schema of a reference.

        The alternatives of a text become part of the property: editors ignore the examples of a
        property that refers to a definition, and show the title of another record.
        """
        schema.pop("description", None)
        if key.kind and key.kind.is_translatable:
            return self.resolve_ref_schema(schema)
        if not key.kind or not key.kind.reference_kind:
            return schema
        file = DATA_FILES_BY_REFERENCE.get(key.kind.reference_kind)
        dependency = {DEPENDENCY_KEY: file} if file else {}
        if not key.is_list:
            return self._define(key.kind.plain_name, dependency | self._build_reference(key.kind))
        del schema["items"]
        schema |= {"errorMessage": LIST_HINT} | self._build_reference(key.kind, "items")
        return self._define(key.kind.plural, dependency | schema) if file else schema

    def _build_reference(self, kind: ValueKind, keyword: str = "") -> JsonSchema:
        """Build the allowed values of a reference, or of the `items` of a list; any text if none.

        Other valid values, such as quoted numbers and varieties of languages, are accepted by an
        `if`: editors do not offer them as completions. It is an alternative for the whole list: as
        an alternative for each item, editors would offer wrong completions.
        """
        assert kind.reference_kind
        names = self.allowed_values.names.get(kind.reference_kind, {})
        ids = {resolve_yaml_scalar(id): name for id, name in names.items()}
        values: JsonSchema = {
            **({"type": "string"} if all(isinstance(id, str) for id in ids) else {}),
            "enum": list(ids),
            "enumDescriptions": list(ids.values()),
            "errorMessage": capitalize_first(kind.hint),
        }
        if not names:
            values = replace(kind, schema=PLAIN_TEXT_SCHEMA).build_schema()
        others: JsonSchema = {"enum": [id for id in names if id not in ids]}
        if kind.reference_kind == "language":
            others = {"type": "string", "pattern": f"^{LANGUAGE_VARIETY_PATTERN}$"}
        elif not others["enum"]:
            return {keyword: values} if keyword else values
        if keyword and kind.reference_kind not in DATA_FILES_BY_REFERENCE:
            values = self._define(kind.plain_name, values)
        if keyword:
            values, others = {keyword: values}, {keyword: {"anyOf": [values, others]}}
        return {"anyOf": [values, {"if": others, "else": False}]}

    def _define(self, name: str, schema: JsonSchema) -> JsonSchema:
        """Add a definition and return a reference to it."""
        core_ref = CoreRef(name.replace(" ", "-"))
        defs_ref, reference = self.get_cache_defs_ref_schema(core_ref)
        self.definitions[defs_ref] = schema
        return reference


def _describe_key(record: type[Record], key: RecordKey) -> JsonSchema:
    """Describe a key: its meaning, what to write, and examples.

    The examples are in an `if`: there, text editors show them but do not offer them as completions,
    so that an example is never taken for a fact. An `if` alone validates nothing.
    """
    parts = [_strip_backticks(key.description)]
    described: JsonSchema = {}
    if key.kind:
        parts.append(LIST_HINT if key.is_list else key.kind.hint)
        if not key.kind.reference_kind:
            values = [_to_json_value(node) for node in get_example_values(record, key.name)]
            described["if"] = {"examples": values}
    if key.is_list or (key.kind and key.kind.choices):
        described["errorMessage"] = capitalize_first(parts[-1]) if key.kind else ENTRIES_HINT
    description = "\n\n".join(f"{capitalize_first(part)}." for part in parts)
    return {"description": description} | described


def resolve_yaml_scalar(text: str) -> str | int | float | bool:
    """Return the value of an unquoted scalar in the YAML 1.2 core schema.

    A number too large for the floating-point numbers of JavaScript is returned as text.
    """
    if re.fullmatch("true|True|TRUE|false|False|FALSE", text):
        return text.lower() == "true"
    # Python converts no integers of thousands of digits
    if re.fullmatch("[-+]?[0-9]{1,300}", text):
        return int(text)
    if re.fullmatch("0x[0-9a-fA-F]{1,250}|0o[0-7]{1,300}", text):
        return int(text, 0)
    number = re.fullmatch(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", text)
    return float(text) if number and math.isfinite(float(text)) else text


def _strip_backticks(text: str) -> str:
    """Return a description from the model on one line, without Markdown backticks."""
    return " ".join(text.replace("`", "").split())


def _to_json_value(node: YamlNode) -> PlainData | int | float | bool:
    """Convert a node to plain data by the rules of YAML 1.2."""
    if isinstance(node, YamlSequence):
        return [_to_json_value(item) for item in node.items]
    if isinstance(node, YamlMapping):
        return {key.text: _to_json_value(value) for key, value in node.entries}
    return node.text if node.is_quoted else resolve_yaml_scalar(node.text)
