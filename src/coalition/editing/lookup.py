"""Find an entry by its id or name, with suggestions if there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coalition.editing.choices import Choices
from coalition.editing.entry_kinds import ENTRY_KINDS, ORGANISATION_KIND, EntryKind
from coalition.editing.errors import EditError
from coalition.editing.workspace import Workspace
from coalition.project import NodePath, RawEntry, find_closest_match, normalize_name, slugify
from coalition.sources import YamlMapping

MAX_SUGGESTED_IDS = 5
"""Upper limit for the ids in a hint."""

MAX_NOUNS = 2
"""Upper limit for the kinds that a message names; more are an "entry"."""


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
    matches = find_entries(workspace, id_or_name, kinds)
    if len(matches) == 1:
        return matches[0]
    if matches:
        ids = ", ".join(f"'{entry.raw_entry.id}' ({entry.kind.name})" for entry in matches)
        hint = f"give an id: {ids}"
        if len({entry.raw_entry.id for entry in matches}) == 1 < len({*kinds}):
            options = (f"'--kind {entry.kind.name}'" for entry in matches)
            hint = f"say which one: {' or '.join(options)}"
        raise EditError(f"more than one entry is called '{id_or_name}'", hint)
    nouns = " or ".join(kind.noun for kind in kinds) if len(kinds) <= MAX_NOUNS else "entry"
    ids = " or ".join(
        f"'{entry.raw_entry.id}'" for entry in suggest_entries(workspace, id_or_name, kinds)
    )
    hint = f"did you mean {ids}?" if ids else _hint_other_kind(workspace, id_or_name, kinds)
    raise EditError(f"there is no {nouns} with the id or name '{id_or_name}'", hint)


def find_entries(
    workspace: Workspace, id_or_name: str, kinds: Sequence[EntryKind]
) -> list[FoundEntry]:
    """Return the entries with this id or, failing that, this name.

    An organisation that is itself a member is found once, as the organisation if both kinds are
    searched; as a member, also by the names of the organisation.
    """
    entries = [entry for kind in kinds for entry in _list_entries(workspace, kind)]
    if ORGANISATION_KIND in kinds:
        entries = [entry for entry in entries if not entry.raw_entry.is_organisation_member]
    by_id = [entry for entry in entries if entry.raw_entry.id == id_or_name.strip()]
    query = normalize_name(id_or_name)
    by_name = [entry for entry in entries if _has_name(entry, query)]
    organisation_id = Choices("organisation", workspace).match(id_or_name.strip())
    by_name = by_name or [
        entry
        for entry in entries
        if entry.raw_entry.is_organisation_member and entry.raw_entry.id == organisation_id
    ]
    slug = slugify(id_or_name)
    by_slug = [entry for entry in entries if slug and entry.raw_entry.id == slug]
    return by_id or by_name or by_slug


def _has_name(entry: FoundEntry, query: str) -> bool:
    return query in map(normalize_name, entry.raw_entry.iter_names())


def suggest_entries(
    workspace: Workspace, id_or_name: str, kinds: Sequence[EntryKind]
) -> list[FoundEntry]:
    """Return the entries with the text in a name, or else the one with the most similar name."""
    entries = [entry for kind in kinds for entry in _list_entries(workspace, kind)]
    query = normalize_name(id_or_name)
    named = [
        (normalize_name(name), entry) for entry in entries for name in entry.raw_entry.iter_names()
    ]
    containing = {entry.raw_entry.id: entry for name, entry in named if query and query in name}
    if containing or not query:
        return list(containing.values())[:MAX_SUGGESTED_IDS]
    entries_by_id = {entry.raw_entry.id: entry for _, entry in named}
    closest = find_closest_match(query, {name: entry.raw_entry.id for name, entry in named})
    return [entries_by_id[closest]] if closest else []


def _list_entries(workspace: Workspace, kind: EntryKind) -> list[FoundEntry]:
    list_path: NodePath = (kind.key,) if kind.key else ()
    return [
        FoundEntry(kind, raw_entry, (*list_path, index))
        for index, raw_entry in enumerate(workspace.raw_entries(kind.collection))
        if isinstance(raw_entry.node, YamlMapping)
    ]


def _hint_other_kind(workspace: Workspace, name: str, kinds: Sequence[EntryKind]) -> str:
    """Return a hint about an entry of another kind with that name, or else where to look."""
    query = normalize_name(name)
    for kind in ENTRY_KINDS.values():
        for entry in _list_entries(workspace, kind) if kind not in kinds else ():
            if _has_name(entry, query):
                reason = _explain_unsupported_kind(kind)
                return f"'{entry.raw_entry.id}' is {kind.name_with_article}, and {reason}"
    if len(kinds) > MAX_NOUNS:
        return "look for it in the files of data/"
    return f"look for it in {', '.join(f'data/{kind.file}.yaml' for kind in kinds)}"


def _explain_unsupported_kind(kind: EntryKind) -> str:
    if kind.name == "organisation":
        return (
            "organisations do not retire: give its members 'until', or say in its description"
            " what became of it; a new name is given with 'python3 tasks.py rename'"
        )
    if kind.has_former_ids:
        return f"there is 'python3 tasks.py rename' and 'remove {kind.name}' for it"
    return f"its id never changes; its words can be changed in data/{kind.file}.yaml"
