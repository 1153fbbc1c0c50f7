"""The entry that an editor means, by its id or by its name."""

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
"""Entries that a hint names at most."""


@dataclass(frozen=True)
class FoundEntry:
    """An entry of a file, and the way to it from the file's top."""

    kind: EntryKind
    raw_entry: RawEntry
    node_path: NodePath

    @property
    def name(self) -> str:
        """What pages call it."""
        return self.raw_entry.name_node.text if self.raw_entry.name_node else self.raw_entry.id


def find_entry(workspace: Workspace, id_or_name: str, kinds: Sequence[EntryKind]) -> FoundEntry:
    """The one entry that has this id or, if none has, this name. Raises EditError."""
    entries = [found for kind in kinds for found in _list_entries(workspace, kind)]
    by_id = [one for one in entries if one.raw_entry.id == id_or_name.strip()]
    word = normalize_name(id_or_name)
    by_name = [
        one for one in entries if word in map(normalize_name, iter_entry_names(one.raw_entry))
    ]
    made = slugify(id_or_name)
    found = by_id or by_name or [one for one in entries if made and one.raw_entry.id == made]
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(f"'{one.raw_entry.id}' ({one.kind.name})" for one in found)
        raise EditError(f"more than one entry is called '{id_or_name}'", f"give an id: {ids}")
    nouns = " or ".join(kind.name for kind in kinds)
    ids = " or ".join(f"'{id}'" for id in _suggest_ids(entries, word))
    hint = f"did you mean {ids}?" if ids else _hint_other_kind(workspace, word, kinds)
    raise EditError(f"there is no {nouns} with the id or name '{id_or_name}'", hint)


def _suggest_ids(entries: Sequence[FoundEntry], word: str) -> list[str]:
    """The ids of the entries with the word in a name, or of the one that is nearly called so."""
    words = [
        (normalize_name(name), one.raw_entry.id)
        for one in entries
        for name in iter_entry_names(one.raw_entry)
    ]
    within = list(dict.fromkeys(id for name, id in words if word and word in name))
    near = find_closest_match(word, dict(words)) if word and not within else ""
    return within[:MAX_SUGGESTED_IDS] or ([near] if near else [])


def _list_entries(workspace: Workspace, kind: EntryKind) -> list[FoundEntry]:
    above: NodePath = (kind.key,) if kind.key else ()
    return [
        FoundEntry(kind, draft, (*above, number))
        for number, draft in enumerate(workspace.raw_entries(kind.collection))
        if isinstance(draft.node, YamlMapping)
    ]


def _hint_other_kind(workspace: Workspace, word: str, kinds: Sequence[EntryKind]) -> str:
    """Says so where something of another kind is called so."""
    for kind in ENTRY_KINDS.values():
        for one in _list_entries(workspace, kind) if kind not in kinds else ():
            if word in map(normalize_name, iter_entry_names(one.raw_entry)):
                return f"'{one.raw_entry.id}' is {kind.name_with_article}, and {_explain_unsupported_kind(kind)}"
    return f"look for it in {', '.join(f'data/{kind.file}.yaml' for kind in kinds)}"


def _explain_unsupported_kind(kind: EntryKind) -> str:
    if kind.name == "organisation":
        return (
            "organisations do not retire: give its members 'until', or say in its description"
            " what became of it; a new name is given with 'python3 tasks.py rename'"
        )
    return f"its id never changes; its words can be changed in data/{kind.file}.yaml"
