"""The id that a new entry gets, and what keeps two people of one name apart."""

from __future__ import annotations

from coalition.editing.entry_kinds import EntryKind
from coalition.editing.values import make_raw_entry
from coalition.editing.workspace import Workspace
from coalition.editing.yaml.edit_keys import set_key
from coalition.editing.yaml.file import EntryValues
from coalition.project import RawEntry, normalize_name, slugify

PAGE_FOLDERS = {"member": "members", "organisation": "organisations"}
"""Where the pages of a kind stand whose addresses come from names."""


def kind_has_id(kind: EntryKind) -> bool:
    """Whether entries of a kind have a key `id`; a goal has its number."""
    return kind.collection is not None and kind.collection.id_key == "id"


def propose_id(workspace: Workspace, kind: EntryKind, entry: EntryValues) -> str:
    """The id that an entry has or gets from its name; empty where that gives none."""
    if not kind_has_id(kind):
        return ""
    draft = make_raw_entry(workspace, kind, entry)
    return draft.id or (slugify(draft.name_node.text) if draft.name_node else "")


def is_id_written(kind: EntryKind) -> bool:
    """Whether the id of a new entry stands in the file even where its name would give it."""
    return kind_has_id(kind) and (
        kind.has_written_ids or not (kind.collection and kind.collection.has_generated_ids)
    )


def find_namesakes(workspace: Workspace, kind: EntryKind, entry: EntryValues) -> list[RawEntry]:
    """The entries whose name reads like that of a new one."""
    if kind.collection is None:
        return []
    new = make_raw_entry(workspace, kind, entry).name_node
    named = [draft for draft in workspace.raw_entries(kind.collection) if draft.name_node]
    return [
        d
        for d in named
        if new and d.name_node and normalize_name(d.name_node.text) == normalize_name(new.text)
    ]


def add_namesake_ids(workspace: Workspace, kind: EntryKind, entry: EntryValues) -> Workspace:
    """The desk where each namesake of a member has a line for its id: they may share it then."""
    file, edits = workspace.files[kind.file], []
    for draft in find_namesakes(workspace, kind, entry) if kind.name == "member" else []:
        if not draft.has_id_key and draft.id:
            steps = (workspace.raw_entries(kind.collection).index(draft),)
            edits.append(set_key(file, steps, "id", draft.id, kind.key_order))
    return workspace.with_edits(kind.file, edits) if edits else workspace
