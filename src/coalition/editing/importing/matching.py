"""Find the entry that a row is about: by its id or, without one, by its name or title."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from coalition.diagnostics import quote_value
from coalition.editing.entry_kinds import EntryKind
from coalition.editing.importing.problems import CellError
from coalition.editing.workspace import Workspace
from coalition.project import ORGANISATIONS, RawEntry, get_child, iter_scalars, normalize_name
from coalition.sources import YamlScalar

MAX_LISTED_IDS = 5


@dataclass(frozen=True)
class Match:
    """An existing entry, and its index in the list of its file."""

    index: int
    raw_entry: RawEntry


class EntryFinder:
    """Finds the entries of one kind."""

    def __init__(self, workspace: Workspace, kind: EntryKind) -> None:
        """Index the ids, former ids and names of the entries."""
        self._kind = kind
        self._by_id: dict[str, Match] = {}
        self._by_name: dict[str, list[Match]] = defaultdict(list)
        former: dict[str, Match] = {}
        organisations = {one.id: one for one in workspace.raw_entries(ORGANISATIONS)}
        for index, raw_entry in enumerate(workspace.raw_entries(kind.collection)):
            match = Match(index, raw_entry)
            self._by_id.setdefault(raw_entry.id, match)
            former |= {node.text.strip(): match for node in raw_entry.former_id_nodes}
            for name in {*map(normalize_name, _list_names(kind, raw_entry, organisations))}:
                self._by_name[name].append(match)
        self._by_id = former | self._by_id

    def find(self, id: str, name: str, start: str = "") -> Match | None:
        """Return the entry of a row; None if the row is a new entry. Raises CellError.

        `start` is when an event begins: another event may have the same title on another day.
        """
        if id and (match := self._by_id.get(id)):
            return match
        matches = self._by_name.get(normalize_name(name), []) if name else []
        if start and self._kind.date_key == "start":
            matches = [one for one in matches if _starts_on(one.raw_entry, start)]
        if not matches:
            return None
        ids = " or ".join(quote_value(one.raw_entry.id) for one in matches[:MAX_LISTED_IDS])
        if id:
            message = f"there is no {self._kind.noun} with the ID {quote_value(id)}"
            hint = f"the one with this name has the ID {ids}; 'python3 tasks.py rename' changes it"
            raise CellError(message, hint)
        if len(matches) > 1:
            raise CellError("several entries have this name", f"add a column 'ID' with {ids}")
        return matches[0]


def _list_names(
    kind: EntryKind, raw_entry: RawEntry, organisations: Mapping[str, RawEntry]
) -> list[str]:
    """Return the names or titles in all languages; of an organisation that is a member, its own."""
    node = get_child(raw_entry.node, kind.name_key)
    if node is None and raw_entry.is_organisation_member:
        found = organisations.get(raw_entry.id)
        node = get_child(found.node, "name") if found else None
    return [text.text for _, text in iter_scalars(node)] if node else []


def _starts_on(raw_entry: RawEntry, start: str) -> bool:
    node = get_child(raw_entry.node, "start")
    return isinstance(node, YamlScalar) and node.text.strip()[:10] == start[:10]
