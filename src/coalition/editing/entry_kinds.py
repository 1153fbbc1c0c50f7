"""The kinds of entry that can be added or edited: their files and the keys they have."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from coalition.model import Milestone, Record, add_article, list_keys
from coalition.project import ACTION_AREAS, GOALS, GROUPS, MEMBERS, ORGANISATIONS, RawCollection


@dataclass(frozen=True)
class EntryKind:
    """A kind of entry: its `record` class and the list in `data/` that holds its entries.

    That list is the whole `file` (a name without folder and suffix), or the value of `key` in it.
    `collection` is None for entries without an id. With `has_written_ids`, an id that follows from
    the name is written into the file all the same, because other entries refer to it. With
    `is_sorted`, pages sort the entries, so that their order in the file has no meaning.
    """

    name: str
    record: type[Record]
    file: str
    key: str = ""
    collection: RawCollection[Any] | None = None
    has_written_ids: bool = False
    is_sorted: bool = False

    @cached_property
    def key_order(self) -> tuple[str, ...]:
        """The keys in the order in which they are written: `source` and `checked` come last."""
        return tuple(key.name for key in list_keys(self.record))

    @property
    def name_with_article(self) -> str:
        """The name after "a" or "an", for messages."""
        return add_article(self.name)


def _from_collection(
    collection: RawCollection[Any],
    name: str = "",
    *,
    has_written_ids: bool = False,
    is_sorted: bool = False,
) -> EntryKind:
    return EntryKind(
        name or collection.kind,
        collection.record,
        collection.file,
        collection.key,
        collection,
        has_written_ids,
        is_sorted,
    )


MEMBER_KIND = _from_collection(MEMBERS, is_sorted=True)
ORGANISATION_KIND = _from_collection(ORGANISATIONS, has_written_ids=True, is_sorted=True)
AREA_KIND = _from_collection(ACTION_AREAS, "area")
GOAL_KIND = _from_collection(GOALS)
GROUP_KIND = _from_collection(GROUPS)
MILESTONE_KIND = EntryKind("milestone", Milestone, "coalition", "milestones")
ENTRY_KINDS = {
    kind.name: kind
    for kind in (MEMBER_KIND, ORGANISATION_KIND, AREA_KIND, GOAL_KIND, GROUP_KIND, MILESTONE_KIND)
}
