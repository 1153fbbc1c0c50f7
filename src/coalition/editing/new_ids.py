"""Ids of new entries, and explicit ids for people who share a name."""

from __future__ import annotations

import re
from collections.abc import Collection

from coalition.editing.entry_kinds import EntryKind
from coalition.editing.values import make_raw_entry
from coalition.editing.workspace import Workspace
from coalition.editing.yaml.edit_keys import set_key
from coalition.editing.yaml.file import EntryValues
from coalition.model import MAX_ID_LENGTH
from coalition.project import (
    RawEntry,
    normalize_name,
    shorten_slug,
    slugify,
    transliterate,
)

PAGE_FOLDERS = {
    "member": "members",
    "organisation": "organisations",
    "area": "action-plan",
    "working-group": "working-groups",
    "event": "events",
    "document": "documents",
    "goal": "sdgs",
    "group": "members/group",
}
"""The URL folders of the kinds whose entries have pages named after their ids."""

PROPOSED_ID_LENGTH = 40
"""Upper limit for an id that is made from a title: it is read and typed in addresses."""

_YEAR = re.compile("[0-9]{4}")


def has_page(raw_entry: RawEntry) -> bool:
    """Return whether an entry has a page of its own; a member that is an organisation has none."""
    return not raw_entry.is_organisation_member


def kind_has_id(kind: EntryKind) -> bool:
    """Return whether entries of this kind have a key `id`; goals have a `number` instead."""
    return kind.collection is not None and kind.collection.id_key == "id"


def propose_id(
    workspace: Workspace,
    kind: EntryKind,
    entry: EntryValues,
    own_id: str = "",
    other_new_ids: Collection[str] = (),
) -> str:
    """Return the entry's id, or the one that follows from its name or title; empty if none does.

    An id from a title has its first words, and the year of an event: nobody knows the date of
    "Pruning day" in the year after. It is none that another entry has or had, or that is one of
    the `other_new_ids`; `own_id` is the one that this entry has now.
    """
    if not kind_has_id(kind):
        return ""
    raw_entry = make_raw_entry(workspace, kind, entry)
    if raw_entry.id or raw_entry.name_node is None:
        return raw_entry.id
    if kind.name_key != "title":
        return slugify(raw_entry.name_node.text)
    year = _YEAR.match(str(entry.get("start", ""))) if kind.date_key == "start" else None
    slug = shorten_slug(transliterate(raw_entry.name_node.text), PROPOSED_ID_LENGTH)
    if year and slug and year[0] not in slug.split("-"):
        slug = f"{shorten_slug(slug, PROPOSED_ID_LENGTH - len(year[0]) - 1)}-{year[0]}"
    id = slugify(slug)
    return make_free_id(workspace, kind, id, other_new_ids) if id and id != own_id else id


def make_free_id(
    workspace: Workspace, kind: EntryKind, id: str, other_new_ids: Collection[str] = ()
) -> str:
    """Return the id, shortened and with a number if another entry has, had or will have it."""
    taken = _list_taken_ids(workspace, kind).union(other_new_ids)
    number = 2
    free = id
    while free in taken:
        free = f"{shorten_slug(id, MAX_ID_LENGTH - len(str(number)) - 1)}-{number}"
        number += 1
    return free


def _list_taken_ids(workspace: Workspace, kind: EntryKind) -> frozenset[str]:
    name = f"taken ids of {kind.name}"
    if name not in workspace.indexes:
        workspace.indexes[name] = frozenset(
            id
            for other in workspace.raw_entries(kind.collection)
            for id in (other.id, *(node.text.strip() for node in other.former_id_nodes))
        )
    ids: frozenset[str] = workspace.indexes[name]
    return ids


def is_id_written(kind: EntryKind) -> bool:
    """Return whether a new entry gets a line for its id even if the id follows from its name."""
    return kind_has_id(kind) and (
        kind.has_written_ids or not (kind.collection and kind.collection.has_generated_ids)
    )


def find_namesakes(workspace: Workspace, kind: EntryKind, entry: EntryValues) -> list[RawEntry]:
    """Return the existing entries whose normalized name equals that of the new entry.

    None for kinds with a title: it names no person, and their ids are written anyway.
    """
    if kind.name_key != "name":
        return []
    name_node = make_raw_entry(workspace, kind, entry).name_node
    if name_node is None:
        return []
    name = normalize_name(name_node.text)
    return [
        other
        for other in workspace.raw_entries(kind.collection)
        if other.name_node and normalize_name(other.name_node.text) == name
    ]


def add_namesake_ids(workspace: Workspace, kind: EntryKind, entry: EntryValues) -> Workspace:
    """Write the id of each namesake of a new member into its entry.

    Members may share a name if their ids are explicit.
    """
    file, edits = workspace.files[kind.file], []
    for namesake in find_namesakes(workspace, kind, entry) if kind.name == "member" else []:
        if not namesake.has_id_key and namesake.id:
            node_path = (workspace.raw_entries(kind.collection).index(namesake),)
            edits.append(set_key(file, node_path, "id", namesake.id, kind.key_order))
    return workspace.with_edits(kind.file, edits) if edits else workspace
