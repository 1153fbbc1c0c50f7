"""The entry that an editor means, by its id or by its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coalition.editing.choices import called
from coalition.editing.entry_kinds import KINDS, EntryKind
from coalition.editing.errors import EditError
from coalition.editing.workspace import Desk
from coalition.project.raw_entries import Draft, Steps
from coalition.project.slugs import folded, made_id
from coalition.project.suggestions import nearest
from coalition.sources.yaml_parser import Mapping

MOST_MEANT = 5
"""Entries that a hint names at most."""


@dataclass(frozen=True)
class Found:
    """An entry of a file, and the way to it from the file's top."""

    kind: EntryKind
    draft: Draft
    steps: Steps

    @property
    def name(self) -> str:
        """What pages call it."""
        return self.draft.name.text if self.draft.name else self.draft.id


def find_entry(desk: Desk, wanted: str, kinds: Sequence[EntryKind]) -> Found:
    """The one entry that has this id or, if none has, this name. Raises EditError."""
    entries = [found for kind in kinds for found in _entries(desk, kind)]
    by_id = [one for one in entries if one.draft.id == wanted.strip()]
    word = folded(wanted)
    by_name = [one for one in entries if word in map(folded, called(one.draft))]
    made = made_id(wanted)
    found = by_id or by_name or [one for one in entries if made and one.draft.id == made]
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(f"'{one.draft.id}' ({one.kind.name})" for one in found)
        raise EditError(f"more than one entry is called '{wanted}'", f"give an id: {ids}")
    nouns = " or ".join(kind.name for kind in kinds)
    ids = " or ".join(f"'{id}'" for id in _near(entries, word))
    hint = f"did you mean {ids}?" if ids else _elsewhere(desk, word, kinds)
    raise EditError(f"there is no {nouns} with the id or name '{wanted}'", hint)


def _near(entries: Sequence[Found], word: str) -> list[str]:
    """The ids of the entries with the word in a name, or of the one that is nearly called so."""
    words = [(folded(name), one.draft.id) for one in entries for name in called(one.draft)]
    within = list(dict.fromkeys(id for name, id in words if word and word in name))
    near = nearest(word, dict(words)) if word and not within else ""
    return within[:MOST_MEANT] or ([near] if near else [])


def _entries(desk: Desk, kind: EntryKind) -> list[Found]:
    above: Steps = (kind.key,) if kind.key else ()
    return [
        Found(kind, draft, (*above, number))
        for number, draft in enumerate(desk.drafts(kind.shelf))
        if isinstance(draft.node, Mapping)
    ]


def _elsewhere(desk: Desk, word: str, kinds: Sequence[EntryKind]) -> str:
    """Says so where something of another kind is called so."""
    for kind in KINDS.values():
        for one in _entries(desk, kind) if kind not in kinds else ():
            if word in map(folded, called(one.draft)):
                return f"'{one.draft.id}' is {kind.a_name}, and {_why_not(kind)}"
    return f"look for it in {', '.join(f'data/{kind.file}.yaml' for kind in kinds)}"


def _why_not(kind: EntryKind) -> str:
    if kind.name == "organisation":
        return (
            "organisations do not retire: give its members 'until', or say in its description"
            " what became of it; a new name is given with 'python3 tasks.py rename'"
        )
    return f"its id never changes; its words can be changed in data/{kind.file}.yaml"
