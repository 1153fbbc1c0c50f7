"""The parts of a JSON Schema: records, their keys, the kinds of value and what they may name."""

from __future__ import annotations

import math
import re

from coalition.model.field_types import Name
from coalition.model.records import CoalitionFile, Record
from coalition.project.raw_entries import SHELVES, Plain
from coalition.schema import examples
from coalition.schema.allowed_values import Allowed, language_name, languages_known
from coalition.schema.fields import Key, keys_of, name_of, record_in
from coalition.schema.kinds import (
    LINE_KIND,
    Schema,
    ValueKind,
    anything,
    kind,
    sentence,
    unproposed,
)
from coalition.sources.yaml_parser import Mapping, Node, Sequence

DIALECT = "http://json-schema.org/draft-07/schema#"
"""The newest one that all versions of the YAML language server know."""

OF_DATA = "$comment"
"""The key by which a part says that it follows from the data."""

VARIETY = "[a-z]{2,3}_[A-Za-z0-9_]+"
"""Codes such as `pt_BR`, which are too many to list."""

SHOWN_ONLY = "if"
"""Where examples stand: there they are shown and never proposed, so that nobody takes one by chance
for a fact. An `if` alone asks for nothing."""

FILES: dict[str, str] = {shelf.kind: f"data/{shelf.file}.yaml" for shelf in SHELVES}
COALITION = "data/coalition.yaml"

LIST = "write a list, as in '[one, two]'"
ENTRIES = "begin each entry with '- ', or write [] if there is none"


class Definitions:
    """The parts of one schema, each made when it is first asked for.

    `follows` collects the files of `data/` whose ids stand in the schema.
    """

    def __init__(self, found: Allowed) -> None:
        self.found = found
        self.follows: set[str] = set()
        self.made: dict[str, Schema] = {}

    def schema(self, file: str) -> Schema:
        """The schema of one of the five files."""
        head = {"$schema": DIALECT, "$comment": "Written by: python3 tasks.py schema"}
        shelf = next((shelf for shelf in SHELVES if shelf.file == file and not shelf.key), None)
        if shelf is None:
            return head | self._record(CoalitionFile) | {"definitions": self.made}
        entries = _list(self._reference(name_of(shelf.record), self._record(shelf.record)), ENTRIES)
        return head | entries | {"definitions": self.made}

    def _record(self, record: type[Record]) -> Schema:
        """A record: the keys that it has, and no others."""
        keys = keys_of(record)
        return {
            "title": name_of(record).capitalize(),
            "description": plain(record.__doc__ or ""),
            "type": "object",
            "properties": {key.name: self._property(record, key) for key in keys},
            "required": [key.name for key in keys if key.is_required],
            "additionalProperties": False,
        }

    def _property(self, record: type[Record], key: Key) -> Schema:
        """What stands behind a key, with its description and its examples."""
        inner = record_in(key)
        if inner is not None:
            value = self._reference(name_of(inner), self._record(inner))
            return told(key.meaning) | (_list(value, ENTRIES, key) if key.is_list else value)
        of = kind(key.kind)
        shown: Schema = {}
        if not of.refers:
            shown = {SHOWN_ONLY: {"examples": list(map(_read, examples.values(record, key.name)))}}
        if key.is_list:
            return told(key.meaning, LIST) | shown | self._list_of(of, key)
        return told(key.meaning, of.hint) | shown | self._one(of, key)

    def _one(self, of: ValueKind, key: Key) -> Schema:
        """A single value, within the bounds of a number if it has any."""
        if of.refers:
            value, also = self._named(of), self._also(of)
            either = {"anyOf": [value, unproposed(also)]} if also else value
            return self._reference(of.name, self._following(of) | either)
        bounds = {"minimum": key.least, "maximum": key.most}
        given = {name: bound for name, bound in bounds.items() if bound is not None}
        return self._value(of) | given

    def _value(self, of: ValueKind) -> Schema:
        """A value that stands for itself."""
        return self._text(of) if of.is_text else _with_message(of.schema, of.hint)

    def _list_of(self, of: ValueKind, key: Key) -> Schema:
        """A list of values.

        What is let pass without being proposed is tried for the whole list: inside it, the language
        server would propose nonsense.
        """
        also, follows = self._also(of), self._following(of)
        value = self._named(of) if of.refers else self._value(of)
        if of.refers and not follows:
            value = self._reference(of.name, value)
        schema = _list(value, LIST, key)
        if also:
            del schema["items"]
            either = [{"items": value}, unproposed({"items": {"anyOf": [value, also]}})]
            schema["anyOf"] = either
        return self._reference(of.words, follows | schema) if follows else schema

    def _named(self, of: ValueKind) -> Schema:
        """A value that names one of the things that there are."""
        names = self.found.names.get(of.refers, {}) if of.refers else {}
        if not names:
            return anything(r"\S", of.hint)
        ids = [as_yaml(id) for id in names]
        texts = {"type": "string"} if all(isinstance(id, str) for id in ids) else {}
        named = {"enum": ids, "enumDescriptions": list(names.values())}
        return _with_message(texts | named, of.hint)

    def _following(self, of: ValueKind) -> Schema:
        """What says that a part follows from the data; empty if it does not."""
        if of.refers not in FILES:
            return {}
        return {OF_DATA: self._follow(FILES[of.refers])}

    def _also(self, of: ValueKind) -> Schema | None:
        """What is let pass but not proposed: varieties of languages, numbers in quotes."""
        if of.refers == "language":
            return {"type": "string", "pattern": f"^{VARIETY}$"}
        names = self.found.names.get(of.refers, {}) if of.refers else {}
        in_quotes = [id for id in names if as_yaml(id) != id]
        return {"enum": in_quotes} if in_quotes else None

    def _text(self, of: ValueKind) -> Schema:
        """A text: one alone, or one for each language."""
        is_name = of is kind(Name)
        name = "names by language" if is_name else "texts by language"
        by_language = self._reference(name, self._by_language(is_name))
        return {"anyOf": [*anything(r"\S", of.hint)["anyOf"], by_language]}

    def _by_language(self, is_name: bool) -> Schema:
        """A text for each language; the site's first has to be among them, if it is no name."""
        line = self._reference(LINE_KIND.name, LINE_KIND.schema)
        site = self.found.languages
        codes = "|".join([*sorted(languages_known()), VARIETY])
        return {
            OF_DATA: self._follow(COALITION),
            "type": "object",
            "properties": {code: {"description": language_name(code)} | line for code in site},
            "patternProperties": {f"^(?:{codes})$": line},
            "additionalProperties": False,
            "minProperties": 1,
            "required": [] if is_name else list(site[:1]),
        }

    def _reference(self, name: str, schema: Schema) -> Schema:
        name = name.replace(" ", "-").lower()
        self.made.setdefault(name, schema)
        return {"$ref": f"#/definitions/{name}"}

    def _follow(self, file: str) -> str:
        self.follows.add(file)
        return f"Follows from {file}"


def as_yaml(text: str) -> str | int | float | bool:
    """What YAML 1.2 reads where `text` stands without quotes."""
    if re.fullmatch("true|True|TRUE|false|False|FALSE", text):
        return text.lower() == "true"
    if re.fullmatch("[-+]?[0-9]+", text):
        return int(text)
    if re.fullmatch("0x[0-9a-fA-F]+|0o[0-7]+", text):
        return int(text, 0)
    number = re.fullmatch(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", text)
    return float(text) if number and math.isfinite(float(text)) else text


def plain(text: str) -> str:
    """A text from the model without the signs of Markdown, on one line."""
    return " ".join(text.replace("`", "").split())


def told(meaning: str, hint: str = "") -> Schema:
    """What an editor reads of a key: what it means, and what to write."""
    parts = [f"{sentence(plain(part))}." for part in (meaning, hint) if part]
    return {"description": "\n\n".join(parts)}


def _list(items: Schema, message: str, key: Key | None = None) -> Schema:
    limits = {"minItems": key.least, "maxItems": key.most} if key else {}
    given = {name: limit for name, limit in limits.items() if limit is not None}
    return {"type": "array", "errorMessage": sentence(message), "items": items} | given


def _with_message(schema: Schema, hint: str) -> Schema:
    """The schema with what to show under a red line, unless its parts have their own."""
    return schema if "anyOf" in schema else schema | {"errorMessage": sentence(hint)}


def _read(node: Node) -> Plain | int | float | bool:
    """The node as YAML 1.2 reads it."""
    if isinstance(node, Sequence):
        return [_read(item) for item in node.items]
    if isinstance(node, Mapping):
        return {key.text: _read(value) for key, value in node.entries}
    return node.text if node.quoted else as_yaml(node.text)
