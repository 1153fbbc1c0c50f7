"""The JSON Schema of the data as JSON, which is also its documentation (draft 2020-12)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import partial
from typing import Any, get_args

from coalition.model import (
    CoalitionFile,
    JsonSchema,
    Licence,
    MarkdownText,
    Record,
    RecordKey,
    format_record_name,
)
from coalition.site.files.json_data import EVERYTHING, FORMAT_VERSION, RECORDS
from coalition.site.files.published_keys import list_published_keys
from coalition.site.generated_file import GeneratedFile
from coalition.site.site import Site

_TEXT = {"$ref": "#/$defs/text"}
_HTML = {"$ref": "#/$defs/html"}
_ADDRESS = {"type": "string", "format": "uri"}

_DATE = {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"}
_DAY_TIME = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}( \d{2}:\d{2})?$"}

_REGIONS: JsonSchema = {
    "regions": {
        "description": "Numbers of its regions in the standard M49 of the United Nations, the"
        " largest first",
        "type": "array",
        "items": {"type": "string", "pattern": r"^\d{3}$"},
    },
    "un_groups": {
        "description": "Its regional groups of the United Nations",
        "type": "array",
        "items": {"type": "string"},
    },
}

_DERIVED: dict[str, JsonSchema] = {
    "members": {
        "standing": {
            "description": "Whether the membership lasts, by the day in `checked`",
            "enum": ["current", "former", "deceased"],
        },
        **_REGIONS,
    },
    "organisations": _REGIONS,
    "events": {
        "starts_at": {
            "description": "When it begins, with the offset from UTC, if the time is known",
            "type": "string",
            "format": "date-time",
        },
        "ends_at": {
            "description": "When it ends, with the offset from UTC, if the time is known",
            "type": "string",
            "format": "date-time",
        },
        **_REGIONS,
    },
}
"""What follows from the keys of an entry, by the name of its list."""


def list_schema_files(site: Site) -> Iterator[GeneratedFile]:
    """Yield the schema."""
    path = site.get_shared_address("data-schema", EVERYTHING).path
    yield GeneratedFile(path, partial(render_schema, site))


def render_schema(site: Site) -> bytes:
    """Return the schema of all JSON files of a site."""
    url = site.find_published_url(site.get_shared_address("data-schema", EVERYTHING).path)
    schema = {**({"$id": url} if url else {}), **build_schema()}
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    return f"{json.dumps(schema, ensure_ascii=False, indent=1)}\n".encode()


def build_schema() -> JsonSchema:
    """Return the schema without its own address."""
    definitions = _Definitions()
    lists = {name: definitions.describe_list(name, record) for name, record in RECORDS.items()}
    return {
        "title": "Data of a coalition",
        "description": f"Version {FORMAT_VERSION}. A file has the entries of one kind or more, or a"
        " single entry. What is not known is left out. New keys can be added within a version.",
        "type": "object",
        "required": ["version"],
        "properties": {
            **_describe_origin(definitions),
            "coalition": definitions.refer(CoalitionFile),
            **lists,
        },
        "$defs": {**_describe_texts(), **definitions.schemas},
    }


def _describe_origin(definitions: _Definitions) -> JsonSchema:
    return {
        "version": {"description": "Version of this form", "const": FORMAT_VERSION},
        "schema": {"description": "Address of this schema", **_ADDRESS},
        "site": {"description": "Address of the coalition's site", **_ADDRESS},
        "acronym": {"description": "The coalition's short name", "type": "string"},
        "checked": {
            "description": "Latest day on which an entry was compared with its source",
            "type": "string",
            "format": "date",
        },
        "languages": {
            "description": "Languages of the site, the default one first (BCP 47)",
            "type": "array",
            "items": {"type": "string"},
        },
        "licence": definitions.refer(Licence),
    }


def _describe_texts() -> JsonSchema:
    by_language = {"type": "object", "minProperties": 1}
    return {
        "text": {
            "description": "A text by language (BCP 47)",
            **by_language,
            "additionalProperties": {"type": "string"},
        },
        "html": {
            "description": "A text in HTML by language (BCP 47), with few elements and no scripts",
            **by_language,
            "additionalProperties": {"type": "string", "contentMediaType": "text/html"},
        },
        "page": {
            "description": "Address of the entry's page by language (BCP 47)",
            **by_language,
            "additionalProperties": _ADDRESS,
        },
    }


class _Definitions:
    """The schemas of the records that were referred to, by name."""

    def __init__(self) -> None:
        self.schemas: JsonSchema = {}

    def describe_list(self, name: str, record: type[Record]) -> JsonSchema:
        """Return the schema of a list of entries."""
        own: JsonSchema = {
            "id": {"description": "Unchanging id", "type": "string"},
            "page": {"$ref": "#/$defs/page"},
            **_DERIVED.get(name, {}),
        }
        self.refer(record)
        definition = self.schemas[_get_name(record)]
        definition["properties"] = {**own, **definition["properties"]}
        return {"type": "array", "items": {"$ref": f"#/$defs/{_get_name(record)}"}}

    def refer(self, record: type[Record]) -> JsonSchema:
        """Return a reference to the schema of a record, which is added if it is missing."""
        name = _get_name(record)
        if name not in self.schemas:
            self.schemas[name] = {}  # a record may refer to itself
            self.schemas[name] = self._describe_record(record)
        return {"$ref": f"#/$defs/{name}"}

    def _describe_record(self, record: type[Record]) -> JsonSchema:
        keys = list_published_keys(record)
        return {
            "type": "object",
            "properties": {
                key.name: {
                    "description": _strip_markup(key.description),
                    **self._describe_key(record, key),
                }
                for key in keys
            },
        }

    def _describe_key(self, record: type[Record], key: RecordKey) -> JsonSchema:
        schema = self.refer(key.record) if key.record else _describe_value(record, key)
        return {"type": "array", "items": schema} if key.is_list else schema


def _describe_value(record: type[Record], key: RecordKey) -> JsonSchema:
    """Return the schema of a value that is no record."""
    kind = key.kind
    assert kind is not None
    if kind is MarkdownText.value_kind:
        return _HTML
    if kind.is_translatable:
        return _TEXT
    if kind.choices:
        return {"enum": list(kind.choices)}
    return _describe_scalar(_find_type(record, key.name))


def _describe_scalar(type_name: str) -> JsonSchema:
    schemas: dict[str, JsonSchema] = {
        "bool": {"const": True},
        "int": {"type": "integer"},
        "date": {"type": "string", "format": "date"},
        "PartialDate": _DATE,
        "DayTime": _DAY_TIME,
    }
    return schemas.get(type_name, {"type": "string"})


def _find_type(record: type[Record], name: str) -> str:
    """Return the name of the class of a key's value, without what else its type says."""
    hint: Any = record.model_fields[name].annotation
    while not isinstance(hint, type):
        hint = next(part for part in get_args(hint) if part is not type(None))
    return hint.__name__


def _get_name(record: type[Record]) -> str:
    return format_record_name(record).replace(" ", "-")


def _strip_markup(text: str) -> str:
    return re.sub("[`']", "", text)
