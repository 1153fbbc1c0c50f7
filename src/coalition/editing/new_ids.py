"""The id that a new entry gets, and what keeps two people of one name apart."""

from __future__ import annotations

from coalition.editing.entry_kinds import EntryKind
from coalition.editing.values import make_raw_entry
from coalition.editing.workspace import Workspace
from coalition.editing.yaml.file import EntryValues
from coalition.editing.yaml.set_key import set_key
from coalition.project import RawEntry, normalize_name, slugify

PAGE_FOLDERS = {"member": "members", "organisation": "organisations"}
"""Where the pages of a kind stand whose addresses come from names."""


def kind_has_id(kind: EntryKind) -> bool:
    """Whether entries of a kind have a key `id`; a goal has its number."""
    return kind.shelf is not None and kind.shelf.id_key == "id"


def propose_id(workspace: Workspace, kind: EntryKind, entry: EntryValues) -> str:
    """The id that an entry has or gets from its name; empty where that gives none."""
    if not kind_has_id(kind):
        return ""
    draft = make_raw_entry(workspace, kind, entry)
    return draft.id or (slugify(draft.name.text) if draft.name else "")


def is_id_written(kind: EntryKind) -> bool:
    """Whether the id of a new entry stands in the file even where its name would give it."""
    return kind_has_id(kind) and (kind.writes_ids or not (kind.shelf and kind.shelf.makes_ids))


def find_namesakes(workspace: Workspace, kind: EntryKind, entry: EntryValues) -> list[RawEntry]:
    """The entries whose name reads like that of a new one."""
    if kind.shelf is None:
        return []
    new = make_raw_entry(workspace, kind, entry).name
    named = [draft for draft in workspace.drafts(kind.shelf) if draft.name]
    return [
        d
        for d in named
        if new and d.name and normalize_name(d.name.text) == normalize_name(new.text)
    ]


def add_namesake_ids(workspace: Workspace, kind: EntryKind, entry: EntryValues) -> Workspace:
    """The desk where each namesake of a member has a line for its id: they may share it then."""
    file, edits = workspace.files[kind.file], []
    for draft in find_namesakes(workspace, kind, entry) if kind.name == "member" else []:
        if not draft.says_its_id and draft.id:
            steps = (workspace.drafts(kind.shelf).index(draft),)
            edits.append(set_key(file, steps, "id", draft.id, kind.order))
    return workspace.edited(kind.file, edits) if edits else workspace
