"""Indexes over the records of a coalition: what belongs to what, computed once for all pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from coalition.i18n import collation_key
from coalition.model import ActionArea, Coalition, Goal, Group, Member, Organisation, Text
from coalition.site.worldmap import MapDot, build_dots

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True)
class MemberRow:
    """A row of a member list: a member and the organisation they belong to."""

    member: Member
    organisation: Organisation | None

    @property
    def search_words(self) -> str:
        """Search terms that the row does not show: the acronym, and names in all languages."""
        terms = _list_other_names(self.member.name)
        if self.organisation:
            terms = [*list_search_terms(self.organisation), *terms]
        return " ".join(terms)


@dataclass(frozen=True)
class CoalitionIndex:
    """Lookups over a coalition's records, each computed once, when it is first used."""

    coalition: Coalition

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
        return tuple(row for row in self._all_members if not row.member.former)

    @cached_property
    def former_members(self) -> tuple[MemberRow, ...]:
        """Former members, sorted by last name."""
        return tuple(row for row in self._all_members if row.member.former)

    @cached_property
    def members_by_id(self) -> Mapping[str, MemberRow]:
        """All members, current and former, by id."""
        return {row.member.id: row for row in self._all_members}

    @cached_property
    def members_by_group(self) -> Mapping[str, tuple[MemberRow, ...]]:
        """Current members by group."""
        return group_by(self.members, lambda row: (row.member.group,))

    @cached_property
    def members_by_country(self) -> Mapping[str, tuple[MemberRow, ...]]:
        """Current members by country."""
        return group_by(self.members, lambda row: (row.member.country,))

    @cached_property
    def members_by_organisation(self) -> Mapping[str, tuple[MemberRow, ...]]:
        """Members by organisation, former ones last."""
        return group_by(
            (*self.members, *self.former_members), lambda row: (row.member.organisation,)
        )

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
            MemberRow(member, self.organisations.get(member.organisation or ""))
            for member in self.coalition.members
        )
        language = self.coalition.default_language
        return tuple(sorted(rows, key=lambda row: _surname_sort_key(row.member, language)))


def list_search_terms(organisation: Organisation) -> list[str]:
    """Return the terms that find an organisation although its row does not show them."""
    return [*filter(None, [organisation.acronym]), *_list_other_names(organisation.name)]


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


def _surname_sort_key(member: Member, language: str) -> tuple[str, str]:
    """Return the key that sorts by last name: the field `sort`, else the last word of the name.

    The order is the same on all pages: the collation is that of the coalition's default language.
    """
    name = member.name.default_text
    key = member.sort or f"{name.split()[-1]}, {name}"
    return collation_key(key, language), key
