"""Who belongs to what: every question that pages ask of a coalition, answered once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from coalition.i18n import collation_key
from coalition.model import ActionArea, Coalition, Goal, Group, Member, Organisation
from coalition.site.worldmap import MapDot, build_dots

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True)
class MemberRow:
    """A member as lists show them, with the organisation they come from."""

    member: Member
    organisation: Organisation | None

    @property
    def search_words(self) -> str:
        """What people may look for and the row does not show: acronym, names in all languages."""
        names = [self.member.name]
        words: list[str] = []
        if self.organisation:
            names.append(self.organisation.name)
            words += filter(None, [self.organisation.acronym])
        for name in names:
            words += name.root.values() if len(name.root) > 1 else ()
        return " ".join(words)


@dataclass(frozen=True)
class CoalitionIndex:
    """Who belongs to what: every question that a page asks of the coalition, answered once."""

    coalition: Coalition

    @cached_property
    def organisations(self) -> Mapping[str, Organisation]:
        """Organisations by id, in the order of the file: each language sorts them its own way."""
        return {organisation.id: organisation for organisation in self.coalition.organisations}

    @cached_property
    def groups(self) -> Mapping[str, Group]:
        """Stakeholder groups by id."""
        return {group.id: group for group in self.coalition.groups}

    @cached_property
    def goals(self) -> Mapping[str, Goal]:
        """Goals by id, in the order of their numbers."""
        return {goal.id: goal for goal in sorted(self.coalition.goals, key=lambda g: g.number)}

    @cached_property
    def areas(self) -> Mapping[str, ActionArea]:
        """Areas of action by id, in the order of the file."""
        return {area.id: area for area in self.coalition.action_areas}

    @cached_property
    def members(self) -> tuple[MemberRow, ...]:
        """Members of today, in the order of lists."""
        return tuple(row for row in self._all_members if not row.member.former)

    @cached_property
    def former_members(self) -> tuple[MemberRow, ...]:
        """Former members, in the order of lists."""
        return tuple(row for row in self._all_members if row.member.former)

    @cached_property
    def members_by_id(self) -> Mapping[str, MemberRow]:
        """All members, of today and former, by id."""
        return {row.member.id: row for row in self._all_members}

    @cached_property
    def members_by_group(self) -> Mapping[str, tuple[MemberRow, ...]]:
        """Members of today by group."""
        return group_by(self.members, lambda row: (row.member.group,))

    @cached_property
    def members_by_country(self) -> Mapping[str, tuple[MemberRow, ...]]:
        """Members of today by country."""
        return group_by(self.members, lambda row: (row.member.country,))

    @cached_property
    def members_by_organisation(self) -> Mapping[str, tuple[MemberRow, ...]]:
        """Members by organisation, the former ones last."""
        return group_by(
            (*self.members, *self.former_members), lambda row: (row.member.organisation,)
        )

    @cached_property
    def members_by_area(self) -> Mapping[str, tuple[MemberRow, ...]]:
        """Members of today by area of action."""
        return group_by(self.members, lambda row: row.member.action_areas)

    @cached_property
    def areas_by_goal(self) -> Mapping[str, tuple[ActionArea, ...]]:
        """Areas of action by the goals they contribute to."""
        return group_by(self.coalition.action_areas, lambda area: area.goals)

    @cached_property
    def organisations_by_country(self) -> Mapping[str, tuple[Organisation, ...]]:
        """Organisations by the country of their seat."""
        return group_by(self.organisations.values(), lambda o: (o.country,))

    @cached_property
    def organisations_by_parent(self) -> Mapping[str, tuple[Organisation, ...]]:
        """Organisations by the one that they are part of."""
        return group_by(self.organisations.values(), lambda o: (o.part_of,))

    @cached_property
    def dots(self) -> tuple[MapDot, ...]:
        """The members' countries on the map."""
        return build_dots({code: len(rows) for code, rows in self.members_by_country.items()})

    @cached_property
    def _all_members(self) -> tuple[MemberRow, ...]:
        rows = (
            MemberRow(member, self.organisations.get(member.organisation or ""))
            for member in self.coalition.members
        )
        language = self.coalition.default_language
        return tuple(sorted(rows, key=lambda row: _surname_sort_key(row.member, language)))


def group_by(
    items: Iterable[V], get_keys: Callable[[V], Iterable[K | None]]
) -> dict[K, tuple[V, ...]]:
    """Things by each of their keys; None is no key."""
    gathered: dict[K, list[V]] = {}
    for thing in items:
        for key in get_keys(thing):
            if key is not None:
                gathered.setdefault(key, []).append(thing)
    return {key: tuple(found) for key, found in gathered.items()}


def _surname_sort_key(member: Member, language: str) -> tuple[str, str]:
    """People stand by their last name: `sort` where given, else the last word of the name.

    It is the same order in every language, that of the coalition's first one.
    """
    name = member.name.default_text
    key = member.sort or f"{name.split()[-1]}, {name}"
    return collation_key(key, language), key
