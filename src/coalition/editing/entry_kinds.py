"""The kinds of entry that can be added or edited: their files and the keys they have."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from coalition.model import PERSON_KEYS, Milestone, Record, Term, add_article, list_keys
from coalition.project import (
    ACTION_AREAS,
    DOCUMENTS,
    EVENTS,
    GOALS,
    GROUPS,
    MEMBERS,
    ORGANISATIONS,
    WORKING_GROUPS,
    RawCollection,
)


@dataclass(frozen=True)
class EntryKind:
    """A kind of entry: its `record` class and the list in `data/` that holds its entries.

    That list is the whole `file` (a name without folder and suffix), or the value of `key` in it.
    `collection` is None for entries without an id. With `has_written_ids`, an id that follows from
    the name is written into the file all the same, because other entries refer to it.

    Pages sort the entries of some kinds, so that their order in the file has no meaning: a new one
    goes to its place by name (`is_sorted`) or by the date in the key `date_key`.

    `required_keys` are needed in a new entry even if the record can do without them;
    `excluded_keys` have no meaning in it. `usual_keys` are asked for in this order, and all other
    optional keys on request only; empty if `questions.RARE_KEYS` says which are rare.
    """

    name: str
    record: type[Record]
    file: str
    key: str = ""
    collection: RawCollection[Any] | None = None
    has_written_ids: bool = False
    is_sorted: bool = False
    date_key: str = ""
    required_keys: frozenset[str] = frozenset()
    excluded_keys: frozenset[str] = frozenset()
    usual_keys: tuple[str, ...] = ()

    @cached_property
    def key_order(self) -> tuple[str, ...]:
        """The keys in the order in which they are written.

        The dates of a term come after the name, though their class comes first; `source` and
        `checked` come last.
        """
        keys = [key.name for key in list_keys(self.record)]
        dates = [*Term.model_fields] if issubclass(self.record, Term) else []
        own_keys = [key for key in keys if key not in dates]
        end = own_keys.index(self.name_key) + 1 if dates else 0
        return (*own_keys[:end], *dates, *own_keys[end:])

    @property
    def noun(self) -> str:
        """The name as messages write it: `working-group` is "working group"."""
        return self.name.replace("-", " ")

    @property
    def name_with_article(self) -> str:
        """The noun after "a" or "an", for messages."""
        return add_article(self.noun)

    @property
    def name_key(self) -> str:
        """The key of the entry's name or title; empty if it has none."""
        return self.collection.name_key if self.collection else ""

    @property
    def has_former_ids(self) -> bool:
        """Whether the id of an entry can change, because its former ids redirect."""
        return "former_ids" in self.record.model_fields


def _from_collection(
    collection: RawCollection[Any],
    name: str = "",
    **options: Any,  # noqa: ANN401 - the fields of EntryKind
) -> EntryKind:
    return EntryKind(
        name or collection.kind.replace(" ", "-"),
        collection.record,
        collection.file,
        collection.key,
        collection,
        **options,
    )


MEMBER_KIND = _from_collection(MEMBERS, is_sorted=True, required_keys=frozenset({"name"}))
ORGANISATION_MEMBER_KIND = replace(
    MEMBER_KIND,
    required_keys=frozenset({"organisation"}),
    excluded_keys=frozenset({"name", "id", *PERSON_KEYS}),
)
"""A member that is an organisation: the entry has no name, and is called by the organisation."""

ORGANISATION_KIND = _from_collection(ORGANISATIONS, has_written_ids=True, is_sorted=True)
AREA_KIND = _from_collection(ACTION_AREAS, "area")
GOAL_KIND = _from_collection(GOALS)
GROUP_KIND = _from_collection(GROUPS)
MILESTONE_KIND = EntryKind("milestone", Milestone, "coalition", "milestones")
WORKING_GROUP_KIND = _from_collection(
    WORKING_GROUPS,
    usual_keys=("summary", "action_areas", "chairs", "members", "since", "mailing_list", "url"),
)
EVENT_KIND = _from_collection(
    EVENTS,
    date_key="start",
    usual_keys=(
        "end", "mode", "place.city", "place.country", "timezone", "online", "url", "organisers",
        "people", "summary",
    ),
)  # fmt: skip
DOCUMENT_KIND = _from_collection(
    DOCUMENTS,
    date_key="date",
    usual_keys=("date", "authors", "publishers", "versions", "url", "summary"),
)
ENTRY_KINDS = {
    kind.name: kind
    for kind in (
        MEMBER_KIND, ORGANISATION_KIND, AREA_KIND, WORKING_GROUP_KIND, EVENT_KIND, DOCUMENT_KIND,
        GOAL_KIND, GROUP_KIND, MILESTONE_KIND,
    )
}  # fmt: skip
