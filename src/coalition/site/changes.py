"""Compare the data with what is published: which entries changed, and which of their keys.

The entries are compared as JSON, which is what has been published. A removed entry is only counted:
who asked to be removed is not named, and neither are their former entries in older sets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from coalition.site.change_sets import ChangedEntry, ChangeSet
from coalition.site.files.history import get_history_adapter
from coalition.site.files.json_data import (
    DERIVED_KEYS,
    FORMAT_VERSION,
    JsonObject,
    describe_entries,
)
from coalition.site.site import Site
from coalition.site.table_names import TABLE_NAMES, TableName

MAX_CHANGE_SETS = 50
"""How many change sets are kept: a few years of a site that is published every month."""


@dataclass(frozen=True)
class PublishedData:
    """The data of a published site: all entries as JSON, and the change sets that it knows."""

    entries: JsonObject
    history: tuple[ChangeSet, ...] = ()


@cache
def _get_data_adapter() -> TypeAdapter[PublishedData]:
    return TypeAdapter(PublishedData)


def parse_published_data(entries: bytes, history: bytes | None) -> PublishedData | None:
    """Return what a site has published: its files with all entries and with the change sets.

    None if this program cannot compare it: it is broken, or of another version. A broken history is
    an empty one.
    """
    try:
        data = TypeAdapter(JsonObject).validate_json(entries)
    except ValidationError:
        return None
    if data.get("version") != FORMAT_VERSION:
        return None
    try:
        return PublishedData(data, get_history_adapter().validate_json(history) if history else ())
    except ValidationError:
        return PublishedData(data)


def dump_published_data(published: PublishedData) -> bytes:
    """Return published data as `load_published_data` reads them."""
    return _get_data_adapter().dump_json(published)


def load_published_data(raw: bytes) -> PublishedData:
    """Return the published data that another process of this program has written."""
    return _get_data_adapter().validate_json(raw)


def build_history(site: Site, published: PublishedData) -> tuple[ChangeSet, ...]:
    """Return the change sets up to the data of a site, the latest first.

    If nothing has changed since the publication, they are those that it knows. So publishing the
    same data again changes nothing.
    """
    current = describe_entries(replace(site, site_url="", live_url=""))
    latest = _compare(published.entries, current, _map_former_ids(site))
    existing = {
        (kind, str(entry["id"])) for kind in TABLE_NAMES for entry in _list_entries(current, kind)
    }
    sets = (*(() if latest.is_empty else (latest,)), *published.history)
    return tuple(_forget_removed(one, existing) for one in sets[:MAX_CHANGE_SETS])


def _compare(
    before: JsonObject, after: JsonObject, former_ids: Mapping[tuple[TableName, str], str]
) -> ChangeSet:
    """Return what changed; `former_ids` map kind and former id of an entry to its present id."""
    added, changed, rechecked = list[ChangedEntry](), list[ChangedEntry](), 0
    removed: dict[TableName, int] = {}
    for kind in TABLE_NAMES:
        old = {
            former_ids.get((kind, id), id): entry
            for entry in _list_entries(before, kind)
            for id in [str(entry["id"])]
        }
        for entry in _list_entries(after, kind):
            previous = old.pop(entry["id"], None)
            keys = tuple(_find_changed_keys(previous, entry)) if previous else ()
            if previous is None:
                added.append(ChangedEntry(kind, entry["id"]))
            elif keys == ("checked",):
                rechecked += 1
            elif keys:
                changed.append(ChangedEntry(kind, entry["id"], keys))
        if old:
            removed[kind] = len(old)
    days = str(after.get("checked", "")), str(before.get("checked", ""))
    return ChangeSet(*days, tuple(added), tuple(changed), removed, rechecked)


def _list_entries(data: JsonObject, kind: TableName) -> Iterator[JsonObject]:
    """Yield the entries of a kind, without what is none in published data."""
    entries = data.get(kind)
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict) and entry.get("id"):
            yield entry


def _find_changed_keys(before: JsonObject, after: JsonObject) -> Iterator[str]:
    """Yield the keys whose values differ, in the order of the entry as it is now."""
    for key in dict.fromkeys((*after, *before)):
        is_own = key not in DERIVED_KEYS
        if is_own and _without_addresses(before.get(key)) != _without_addresses(after.get(key)):
            yield key


def _without_addresses(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Return a value without the addresses of files, which depend on where the site is."""
    if not isinstance(value, list):
        return value
    return [
        {name: one for name, one in item.items() if name != "url"}
        if isinstance(item, dict) and "file" in item
        else item
        for item in value
    ]


def _map_former_ids(site: Site) -> dict[tuple[TableName, str], str]:
    return {
        (kind, former_id): entry.id
        for kind in TABLE_NAMES
        for entry in getattr(site.coalition, kind)
        for former_id in getattr(entry, "former_ids", ())
    }


def _forget_removed(changes: ChangeSet, existing: set[tuple[TableName, str]]) -> ChangeSet:
    """Return a change set without the entries that no longer exist."""

    def keep(entries: tuple[ChangedEntry, ...]) -> tuple[ChangedEntry, ...]:
        return tuple(entry for entry in entries if (entry.kind, entry.id) in existing)

    return replace(changes, added=keep(changes.added), changed=keep(changes.changed))
