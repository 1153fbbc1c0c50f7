"""Find an entry by its id or name, with suggestions if there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coalition.editing.choices import iter_entry_names
from coalition.editing.entry_kinds import ENTRY_KINDS, EntryKind
from coalition.editing.errors import EditError
from coalition.editing.workspace import Workspace
from coalition.project import NodePath, RawEntry, find_closest_match, normalize_name, slugify
from coalition.sources import YamlMapping

MAX_SUGGESTED_IDS = 5
"""Upper limit for the ids in a hint."""


@dataclass(frozen=True)
class FoundEntry:
    """An entry and its path from the root node of its file."""

    kind: EntryKind
    raw_entry: RawEntry
    node_path: NodePath

    @property
    def name(self) -> str:
        """The name on the entry's page, or its id if it has no name."""
        return self.raw_entry.name_node.text if self.raw_entry.name_node else self.raw_entry.id


def find_entry(workspace: Workspace, id_or_name: str, kinds: Sequence[EntryKind]) -> FoundEntry:
    """Return the only entry with this id or, failing that, this name.

    Raises EditError if there is none or more than one.
    """
    entries = [entry for kind in kinds for entry in _list_entries(workspace, kind)]
    by_id = [entry for entry in entries if entry.raw_entry.id == id_or_name.strip()]
    query = normalize_name(id_or_name)
    by_name = [entry for entry in entries if _has_name(entry, query)]
    slug = slugify(id_or_name)
    by_slug = [entry for entry in entries if slug and entry.raw_entry.id == slug]
    matches = by_id or by_name or by_slug
    if len(matches) == 1:
        return matches[0]
    if matches:
        ids = ", ".join(f"'{entry.raw_entry.id}' ({entry.kind.name})" for entry in matches)
        hint = f"give an id: {ids}"
        if len({entry.raw_entry.id for entry in matches}) == 1 < len({*kinds}):
            hint = "say which one: '--kind member' or '--kind organisation'"
        raise EditError(f"more than one entry is called '{id_or_name}'", hint)
    nouns = " or ".join(kind.name for kind in kinds)
    ids = " or ".join(f"'{id}'" for id in _suggest_ids(entries, query))
    hint = f"did you mean {ids}?" if ids else _hint_other_kind(workspace, query, kinds)
    raise EditError(f"there is no {nouns} with the id or name '{id_or_name}'", hint)


def _has_name(entry: FoundEntry, query: str) -> bool:
    return query in map(normalize_name, iter_entry_names(entry.raw_entry))


def _suggest_ids(entries: Sequence[FoundEntry], query: str) -> list[str]:
    """Return the ids of the entries with `query` in a name, or else of the most similar one."""
    ids_by_name = [
        (normalize_name(name), entry.raw_entry.id)
        for entry in entries
        for name in iter_entry_names(entry.raw_entry)
    ]
    containing = list(dict.fromkeys(id for name, id in ids_by_name if query and query in name))
    closest = find_closest_match(query, dict(ids_by_name)) if query and not containing else ""
    return containing[:MAX_SUGGESTED_IDS] or ([closest] if closest else [])


def _list_entries(workspace: Workspace, kind: EntryKind) -> list[FoundEntry]:
    list_path: NodePath = (kind.key,) if kind.key else ()
    return [
        FoundEntry(kind, raw_entry, (*list_path, index))
        for index, raw_entry in enumerate(workspace.raw_entries(kind.collection))
        if isinstance(raw_entry.node, YamlMapping)
    ]


def _hint_other_kind(workspace: Workspace, query: str, kinds: Sequence[EntryKind]) -> str:
    """Return a hint about an entry of another kind with that name, or else where to look."""
    for kind in ENTRY_KINDS.values():
        for entry in _list_entries(workspace, kind) if kind not in kinds else ():
            if _has_name(entry, query):
                reason = _explain_unsupported_kind(kind)
                return f"'{entry.raw_entry.id}' is {kind.name_with_article}, and {reason}"
    return f"look for it in {', '.join(f'data/{kind.file}.yaml' for kind in kinds)}"


def _explain_unsupported_kind(kind: EntryKind) -> str:
    if kind.name == "organisation":
        return (
            "organisations do not retire: give its members 'until', or say in its description"
            " what became of it; a new name is given with 'python3 tasks.py rename'"
        )
    return f"its id never changes; its words can be changed in data/{kind.file}.yaml"
