"""The id that a new entry gets, and what keeps two people of one name apart."""

from __future__ import annotations

from coalition.editing.entry_kinds import EntryKind
from coalition.editing.values import draft_of
from coalition.editing.workspace import Desk
from coalition.editing.yaml.file import Entry
from coalition.editing.yaml.set_key import set_key
from coalition.project.raw_entries import Draft
from coalition.project.slugs import folded, made_id

FOLDERS = {"member": "members", "organisation": "organisations"}
"""Where the pages of a kind stand whose addresses come from names."""


def has_id(kind: EntryKind) -> bool:
    """Whether entries of a kind have a key `id`; a goal has its number."""
    return kind.shelf is not None and kind.shelf.id_key == "id"


def proposed_id(desk: Desk, kind: EntryKind, entry: Entry) -> str:
    """The id that an entry has or gets from its name; empty where that gives none."""
    if not has_id(kind):
        return ""
    draft = draft_of(desk, kind, entry)
    return draft.id or (made_id(draft.name.text) if draft.name else "")


def is_written(kind: EntryKind) -> bool:
    """Whether the id of a new entry stands in the file even where its name would give it."""
    return has_id(kind) and (kind.writes_ids or not (kind.shelf and kind.shelf.makes_ids))


def namesakes(desk: Desk, kind: EntryKind, entry: Entry) -> list[Draft]:
    """The entries whose name reads like that of a new one."""
    if kind.shelf is None:
        return []
    new = draft_of(desk, kind, entry).name
    named = [draft for draft in desk.drafts(kind.shelf) if draft.name]
    return [d for d in named if new and d.name and folded(d.name.text) == folded(new.text)]


def told_apart(desk: Desk, kind: EntryKind, entry: Entry) -> Desk:
    """The desk where each namesake of a member has a line for its id: they may share it then."""
    file, edits = desk.files[kind.file], []
    for draft in namesakes(desk, kind, entry) if kind.name == "member" else []:
        if not draft.says_its_id and draft.id:
            steps = (desk.drafts(kind.shelf).index(draft),)
            edits.append(set_key(file, steps, "id", draft.id, kind.order))
    return desk.edited(kind.file, edits) if edits else desk
