"""Indexes over the records of a coalition: what belongs to what, computed once for all pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar

from coalition.i18n import collation_key
from coalition.model import (
    ActionArea,
    Coalition,
    Document,
    Event,
    Goal,
    Group,
    Member,
    Name,
    Organisation,
    Text,
    WorkingGroup,
)
from coalition.site.worldmap import MapDot, build_dots

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True)
class MemberRow:
    """A row of a member list: a member and the organisation they belong to.

    If the organisation is itself the member, the row is about the organisation. A person with
    several positions has the organisation of the first one that has not ended. `former` is true if
    the member has left, or died.
    """

    member: Member
    organisation: Organisation | None
    former: bool = False

    @property
    def name(self) -> Name:
        """The name of the person or of the organisation that is the member."""
        if self.member.name is None:
            assert self.organisation, "a member without a name is an organisation"
            return self.organisation.name
        return self.member.name

    @property
    def country(self) -> str | None:
        """The code of the country of the person, or of the organisation that is the member."""
        if self.member.is_organisation and self.organisation:
            return self.organisation.country
        return self.member.country

    @property
    def search_words(self) -> str:
        """Search terms that the row does not show: names in other languages and former names.

        The row of a person does not show the acronym of the organisation either.
        """
        if self.member.is_organisation and self.organisation:
            return " ".join(list_hidden_names(self.organisation))
        terms = _list_other_names(self.name)
        if self.organisation:
            terms = [*list_search_terms(self.organisation), *terms]
        return " ".join(terms)


@dataclass(frozen=True)
class CoalitionIndex:
    """Lookups over a coalition's records, each computed once, when it is first used.

    `day` is the day of the data, which decides what is over: the latest day on which something was
    compared with its source or written; None if there is none.
    """

    coalition: Coalition
    day: date | None = None

    @cached_property
    def working_groups(self) -> Mapping[str, WorkingGroup]:
        """Working groups by id, in file order."""
        return {group.id: group for group in self.coalition.working_groups}

    @cached_property
    def events(self) -> Mapping[str, Event]:
        """Events by id, the latest first."""
        events = sorted(self.coalition.events, key=lambda event: event.start.day, reverse=True)
        return {event.id: event for event in events}

    @cached_property
    def documents(self) -> Mapping[str, Document]:
        """Documents by id, the latest first and those without a date last."""
        documents = sorted(
            self.coalition.documents,
            key=lambda document: document.date.first_day if document.date else date.min,
            reverse=True,
        )
        return {document.id: document for document in documents}

    @cached_property
    def organisations(self) -> Mapping[str, Organisation]:
        """Organisations by id, in file order: the sort order depends on the page's language."""
        return {organisation.id: organisation for organisation in self.coalition.organisations}

    @cached_property
    def groups(self) -> Mapping[str, Group]:
        """Stakeholder groups by id."""
        return {group.id: group for group in self.coalition.groups}

    @cached_property
    def goals(self) -> Mapping[str, Goal]:
        """Goals by id, in the order of their numbers."""
        return {
            goal.id: goal for goal in sorted(self.coalition.goals, key=lambda goal: goal.number)
        }

    @cached_property
    def areas(self) -> Mapping[str, ActionArea]:
        """Areas of action by id, in file order."""
        return {area.id: area for area in self.coalition.action_areas}

    @cached_property
    def members(self) -> tuple[MemberRow, ...]:
        """Current members, sorted by last name."""
        return tuple(row for row in self._all_members if not row.former)

    @cached_property
    def former_members(self) -> tuple[MemberRow, ...]:
        """Former members, sorted by last name."""
        return tuple(row for row in self._all_members if row.former)

    @cached_property
    def members_by_id(self) -> Mapping[str, MemberRow]:
        """All members, current and former, by id."""
        return {row.member.id: row for row in self._all_members}

    @cached_property
    def members_by_group(self) -> Mapping[str, tuple[MemberRow, ...]]:
        """Current members by group."""
        return group_by(self.members, lambda row: row.member.all_groups)

    @cached_property
    def members_by_country(self) -> Mapping[str, tuple[MemberRow, ...]]:
        """Current members by country."""
        return group_by(self.members, lambda row: (row.country,))

    @cached_property
    def members_by_organisation(self) -> Mapping[str, tuple[MemberRow, ...]]:
        """Members who are people by organisation, former ones last."""
        return group_by(
            (row for row in (*self.members, *self.former_members) if row.member.name),
            lambda row: dict.fromkeys(
                affiliation.organisation for affiliation in row.member.all_affiliations
            ),
        )

    @cached_property
    def organisation_members(self) -> Mapping[str, MemberRow]:
        """Current and former members that are organisations, by the organisation's id."""
        return {
            row.organisation.id: row
            for row in self._all_members
            if row.member.is_organisation and row.organisation
        }

    @cached_property
    def has_people(self) -> bool:
        """Whether a current or former member is a person."""
        return len(self.organisation_members) < len(self._all_members)

    @cached_property
    def members_by_area(self) -> Mapping[str, tuple[MemberRow, ...]]:
        """Current members by area of action."""
        return group_by(self.members, lambda row: row.member.action_areas)

    @cached_property
    def areas_by_goal(self) -> Mapping[str, tuple[ActionArea, ...]]:
        """Areas of action by the goals they contribute to."""
        return group_by(self.coalition.action_areas, lambda area: area.goals)

    @cached_property
    def organisations_by_country(self) -> Mapping[str, tuple[Organisation, ...]]:
        """Organisations by the country of their seat."""
        return group_by(self.organisations.values(), lambda organisation: (organisation.country,))

    @cached_property
    def organisations_by_parent(self) -> Mapping[str, tuple[Organisation, ...]]:
        """Organisations by the organisation that they are part of."""
        return group_by(self.organisations.values(), lambda organisation: (organisation.part_of,))

    @cached_property
    def dots(self) -> tuple[MapDot, ...]:
        """A dot on the world map for each country with current members."""
        return build_dots({code: len(rows) for code, rows in self.members_by_country.items()})

    @cached_property
    def _all_members(self) -> tuple[MemberRow, ...]:
        rows = (
            MemberRow(member, self._find_organisation(member), member.is_former(self.day))
            for member in self.coalition.members
        )
        language = self.coalition.default_language
        return tuple(sorted(rows, key=lambda row: _member_sort_key(row, language)))

    def _find_organisation(self, member: Member) -> Organisation | None:
        """Return the organisation of a member's first position that has not ended."""
        affiliations = member.all_affiliations
        current = [one for one in affiliations if not one.has_ended(self.day)]
        ids = [one.organisation for one in (*current, *affiliations)]
        return self.organisations[ids[0]] if ids else None


def list_search_terms(organisation: Organisation) -> list[str]:
    """Return the terms that find an organisation although a row shows only its name."""
    return [*filter(None, [organisation.acronym]), *list_hidden_names(organisation)]


def list_hidden_names(organisation: Organisation) -> list[str]:
    """Return names of an organisation that no row shows: other languages' and former ones."""
    former = (text for name in organisation.former_names for text in name.root.values())
    return [*_list_other_names(organisation.name), *former]


def _list_other_names(name: Text) -> list[str]:
    return list(name.root.values()) if len(name.root) > 1 else []


def group_by(
    items: Iterable[V], get_keys: Callable[[V], Iterable[K | None]]
) -> dict[K, tuple[V, ...]]:
    """Group items by each of their keys, in order; the key None is ignored."""
    groups: dict[K, list[V]] = {}
    for item in items:
        for key in get_keys(item):
            if key is not None:
                groups.setdefault(key, []).append(item)
    return {key: tuple(group) for key, group in groups.items()}


def _member_sort_key(row: MemberRow, language: str) -> tuple[str, str]:
    """Return the key that sorts a person by last name and an organisation by its whole name.

    The last name is the field `sort`, else the last word of the name.

    The order is the same on all pages: the collation is that of the coalition's default language.
    """
    name = row.name.default_text
    if row.member.is_organisation:
        assert row.organisation, "a member without a name is an organisation"
        key = row.organisation.sort or name
    else:
        key = row.member.sort or f"{name.split()[-1]}, {name}"
    return collation_key(key, language), key
