"""The data as JSON: a file for each entry, one for each kind, and one with everything.

All have the same form, which `json_schema.py` describes, so that a program that reads one reads
them all. Texts are mappings by language; what is not known is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from coalition.i18n import find_regions, find_un_groups, get_language_tag
from coalition.markup import render_markdown
from coalition.model import (
    ActionArea,
    CoalitionFile,
    DayTime,
    Document,
    DocumentVersion,
    Entry,
    Event,
    Goal,
    MarkdownText,
    Member,
    Organisation,
    PartialDate,
    Record,
    RecordKey,
    Text,
    WorkingGroup,
)
from coalition.site.downloads import FILES_FOLDER
from coalition.site.files.published_keys import LONG_FORMS, list_published_keys
from coalition.site.files.tables import get_table_slug, list_table_names
from coalition.site.generated_file import GeneratedFile
from coalition.site.site import Site
from coalition.site.table_names import TableName
from coalition.site.urls import PageKind

JsonObject = dict[str, Any]

FORMAT_VERSION = "1.0"
"""The version of the form: its first number rises when a program has to be changed."""

EVERYTHING = "coalition"
"""The file with all entries, as an id of addresses."""

RECORDS: Mapping[TableName, type[Record]] = {
    "members": Member,
    "organisations": Organisation,
    "action_areas": ActionArea,
    "goals": Goal,
    "working_groups": WorkingGroup,
    "events": Event,
    "documents": Document,
}
"""The record of each kind of entry."""

DERIVED_KEYS = frozenset({"page", "regions", "un_groups", "standing", "starts_at", "ends_at"})
"""Keys of entries that follow from others, from the day of the data, or from the site's URL."""

ADDRESS_KINDS: Mapping[TableName, tuple[PageKind, PageKind]] = {
    "members": ("member", "member-data"),
    "organisations": ("organisation", "organisation-data"),
    "action_areas": ("area", "area-data"),
    "goals": ("goal", "goal-data"),
    "working_groups": ("working-group", "working-group-data"),
    "events": ("event", "event-data"),
    "documents": ("document", "document-data"),
}
"""The kinds of addresses of an entry's page, and of its data."""


def list_json_files(site: Site) -> Iterator[GeneratedFile]:
    """Yield all files; they are the same in every language."""
    names = list_table_names(site)
    everything = site.get_shared_address("collection", EVERYTHING)
    yield GeneratedFile(everything.path, partial(render_everything, site))
    for name in names:
        address = site.get_shared_address("collection", get_table_slug(name))
        yield GeneratedFile(address.path, partial(render_collection, site, name))
        for entry in list_entries(site, name):
            address = site.get_shared_address(ADDRESS_KINDS[name][1], entry.id)
            yield GeneratedFile(address.path, partial(render_entry, site, name, entry))


def list_entries(site: Site, name: TableName) -> Sequence[Any]:
    """Return the entries of a kind that have a page of their own, in the order of the file."""
    return tuple(getattr(site.coalition, name))


def render_everything(site: Site) -> bytes:
    """Return the file about the coalition with all entries of all kinds."""
    return _dump(describe_entries(site))


def describe_entries(site: Site) -> JsonObject:
    """Return the coalition with all entries of all kinds."""
    return {
        **describe_origin(site),
        "coalition": JsonWriter(site).write_record(site.coalition),
        **{name: _write_entries(site, name) for name in list_table_names(site)},
    }


def render_collection(site: Site, name: TableName) -> bytes:
    """Return the file with all entries of a kind."""
    return _dump({**describe_origin(site), name: _write_entries(site, name)})


def render_entry(site: Site, name: TableName, entry: Entry) -> bytes:
    """Return the file with one entry, which is alone in the list of its kind."""
    return _dump({**describe_origin(site), name: [JsonWriter(site).write_entry(name, entry)]})


def _write_entries(site: Site, name: TableName) -> list[JsonObject]:
    writer = JsonWriter(site)
    return [writer.write_entry(name, entry) for entry in list_entries(site, name)]


def _dump(content: JsonObject) -> bytes:
    return f"{json.dumps(content, ensure_ascii=False, indent=1)}\n".encode()


def describe_origin(site: Site) -> JsonObject:
    """Return what each file says first: its form, where it is from, of which day, its licence."""
    coalition = site.coalition
    writer = JsonWriter(site)
    origin = {
        "version": FORMAT_VERSION,
        "schema": site.find_published_url(site.get_shared_address("data-schema", EVERYTHING).path),
        "site": site.find_published_url(""),
        "acronym": coalition.acronym,
        "checked": str(site.as_of) if site.as_of else None,
        "languages": [get_language_tag(code) for code in coalition.languages],
        "licence": writer.write_record(coalition.licence),
    }
    return {key: value for key, value in origin.items() if value}


class JsonWriter:
    """Writes the published part of records as JSON."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def write_entry(self, name: TableName, entry: Any) -> JsonObject:  # noqa: ANN401 - has an id
        """Return an entry: its id, its pages by language, its keys, and what follows from them."""
        values = {"id": entry.id, "page": self._list_pages(name, entry)}
        derived = self._derive(entry)
        return _drop_empty({**values, **self.write_record(entry), **derived})

    def write_record(self, record: Record) -> JsonObject:
        """Return the published keys of a record."""
        kind = CoalitionFile if isinstance(record, CoalitionFile) else type(record)
        keys = list_published_keys(kind)
        values = {key.name: self._write_key(record, key) for key in keys}
        if isinstance(record, DocumentVersion) and record.file:
            values["url"] = self.site.find_published_url(f"{FILES_FOLDER}/{record.file}")
        return _drop_empty(values)

    def _list_pages(self, name: TableName, entry: Any) -> dict[str, str]:  # noqa: ANN401
        """Return the address of an entry's page in each language, by language tag."""
        if not self.site.published_url:
            return {}
        kind, id = ADDRESS_KINDS[name][0], entry.id
        if isinstance(entry, Member) and entry.is_organisation:
            kind, id = "organisation", str(entry.organisation)
        build = self.site.address_builder.build
        return {
            language.tag: self.site.find_published_url(build(kind, language.code, id).path)
            for language in self.site.languages
        }

    def _derive(self, entry: Entry) -> JsonObject:
        """Return what follows from an entry: regions, standing, times with their offset."""
        index = self.site.index
        if isinstance(entry, Member):
            row = index.members_by_id[entry.id]
            standing = "deceased" if row.deceased else "former" if row.former else "current"
            return {"standing": standing, **_find_regions(row.country)}
        if isinstance(entry, Organisation):
            return _find_regions(entry.country)
        if isinstance(entry, Event):
            return {
                "starts_at": entry.starts_at.isoformat() if entry.starts_at else None,
                "ends_at": entry.ends_at.isoformat() if entry.ends_at else None,
                **_find_regions(entry.place.country if entry.place else None),
            }
        return {}

    def _write_key(self, record: Record, key: RecordKey) -> Any:  # noqa: ANN401 - any JSON value
        value = self._write(_get_value(record, key.name))
        if key.kind and key.kind.reference_kind == "language" and value:
            is_list = isinstance(value, list)
            return [*map(get_language_tag, value)] if is_list else get_language_tag(value)
        return value

    def _write(self, value: object) -> Any:  # noqa: ANN401 - any JSON value
        match value:
            case tuple():
                return [self._write(item) for item in value]
            case MarkdownText():
                return self._map_languages(
                    {code: str(render_markdown(text)) for code, text in value.root.items()}
                )
            case Text():
                return self._map_languages(value.root)
            case Record():
                return self.write_record(value)
            case PartialDate() | DayTime() | date():
                return str(value)
            case _:
                return value

    def _map_languages(self, texts: Mapping[str, str]) -> dict[str, str]:
        return {get_language_tag(code): text for code, text in texts.items()}


def _get_value(record: Record, name: str) -> object:
    """Return the value of a key, from either form if there is a short one."""
    attribute = LONG_FORMS.get(name, name) if isinstance(record, Member) else name
    return getattr(record, attribute)


def _find_regions(country: str | None) -> JsonObject:
    return {
        "regions": list(find_regions(country or "")),
        "un_groups": list(find_un_groups(country or "")),
    }


def _drop_empty(values: JsonObject) -> JsonObject:
    """Leave out what is not known; zero is known, and `false` is what leaving out means."""
    return {
        key: value for key, value in values.items() if value or (value == 0 and value is not False)
    }
