"""The kinds of entry that can be made or changed: where they stand, and what is in them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from coalition.model import Entry, Milestone, Record
from coalition.project import ACTION_AREAS, GOALS, GROUPS, MEMBERS, ORGANISATIONS, RawCollection


@dataclass(frozen=True)
class EntryKind:
    """A kind of entry: the `record` that it becomes, and the list that it stands in.

    The list is the `file`, or is below a `key` there. `shelf` is None for entries without an id.
    Where `writes_ids` is set, the id that a name gives is written into the file, because other
    entries refer to it.
    """

    name: str
    record: type[Record]
    file: str
    key: str = ""
    collection: RawCollection[Any] | None = None
    has_written_ids: bool = False

    @cached_property
    def key_order(self) -> tuple[str, ...]:
        """The keys in the order in which an entry has them: source and checked close it."""
        last = Entry.model_fields if issubclass(self.record, Entry) else {}
        own = [key for key in self.record.model_fields if key not in last]
        return (*own, *last)

    @property
    def name_with_article(self) -> str:
        """The kind with its article."""
        return f"an {self.name}" if self.name[0] in "aeiou" else f"a {self.name}"


def _from_collection(
    collection: RawCollection[Any], name: str = "", *, writes_ids: bool = False
) -> EntryKind:
    return EntryKind(
        name or collection.kind,
        collection.record,
        collection.file,
        collection.key,
        collection,
        writes_ids,
    )


MEMBER_KIND = _from_collection(MEMBERS)
ORGANISATION_KIND = _from_collection(ORGANISATIONS, writes_ids=True)
AREA_KIND = _from_collection(ACTION_AREAS, "area")
GOAL_KIND = _from_collection(GOALS)
GROUP_KIND = _from_collection(GROUPS)
MILESTONE_KIND = EntryKind("milestone", Milestone, "coalition", "milestones")
ENTRY_KINDS = {
    kind.name: kind
    for kind in (MEMBER_KIND, ORGANISATION_KIND, AREA_KIND, GOAL_KIND, GROUP_KIND, MILESTONE_KIND)
}
