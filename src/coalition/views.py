"""Coalition -> what each kind of page shows: sorted, grouped and counted.

A view holds records, not words: the templates resolve texts to the page's language. Where a
coalition says nothing of a thing its view is empty, and the page leaves it out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from coalition.languages import Language, sort_key
from coalition.model import ActionArea, Coalition, Goal, Group, Member, Organisation
from coalition.prose import Prose
from coalition.worldmap import Dot, dots

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True)
class Row:
    """A member as lists show them, with the organisation they come from."""

    member: Member
    organisation: Organisation | None


@dataclass(frozen=True)
class Index:
    """Who belongs to what: every question that a page asks of the coalition, answered once."""

    coalition: Coalition

    @cached_property
    def organisations(self) -> Mapping[str, Organisation]:
        """Organisations by id, in the order of lists."""
        ordered = sorted(
            self.coalition.organisations, key=lambda o: sort_key(o.sort or o.name.default)
        )
        return {organisation.id: organisation for organisation in ordered}

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
    def members(self) -> tuple[Row, ...]:
        """Members of today, in the order of lists."""
        return tuple(row for row in self._everyone if not row.member.former)

    @cached_property
    def former(self) -> tuple[Row, ...]:
        """Former members, in the order of lists."""
        return tuple(row for row in self._everyone if row.member.former)

    @cached_property
    def everyone(self) -> Mapping[str, Row]:
        """All members, of today and former, by id."""
        return {row.member.id: row for row in self._everyone}

    @cached_property
    def by_group(self) -> Mapping[str, tuple[Row, ...]]:
        """Members of today by group."""
        return _gathered(self.members, lambda row: (row.member.group,))

    @cached_property
    def by_country(self) -> Mapping[str, tuple[Row, ...]]:
        """Members of today by country."""
        return _gathered(self.members, lambda row: (row.member.country,))

    @cached_property
    def by_organisation(self) -> Mapping[str, tuple[Row, ...]]:
        """Members by organisation, the former ones last."""
        return _gathered(
            (*self.members, *self.former), lambda row: (row.member.organisation,)
        )

    @cached_property
    def by_area(self) -> Mapping[str, tuple[Row, ...]]:
        """Members of today by area of action."""
        return _gathered(self.members, lambda row: row.member.action_areas)

    @cached_property
    def areas_by_goal(self) -> Mapping[str, tuple[ActionArea, ...]]:
        """Areas of action by the goals they contribute to."""
        return _gathered(self.coalition.action_areas, lambda area: area.goals)

    @cached_property
    def seats(self) -> Mapping[str, tuple[Organisation, ...]]:
        """Organisations by the country of their seat."""
        return _gathered(self.organisations.values(), lambda o: (o.country,))

    @cached_property
    def units(self) -> Mapping[str, tuple[Organisation, ...]]:
        """Organisations by the one that they are part of."""
        return _gathered(self.organisations.values(), lambda o: (o.part_of,))

    @cached_property
    def dots(self) -> tuple[Dot, ...]:
        """The members' countries on the map."""
        return dots({code: len(rows) for code, rows in self.by_country.items()})

    @cached_property
    def _everyone(self) -> tuple[Row, ...]:
        rows = (
            Row(member, self.organisations.get(member.organisation or ""))
            for member in self.coalition.members
        )
        return tuple(sorted(rows, key=lambda row: _by_surname(row.member)))


@dataclass(frozen=True)
class Country:
    """A country with its name in the page's language, its members and the seats in it."""

    code: str
    name: str
    members: tuple[Row, ...]
    former: tuple[Row, ...]
    seats: tuple[Organisation, ...]


@dataclass(frozen=True)
class Section:
    """A stakeholder group with its members."""

    group: Group
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Figures:
    """What can be counted: members of today, their organisations and their countries."""

    members: int
    organisations: int
    countries: int


@dataclass(frozen=True)
class ProseView:
    """A page of prose; `prose` is None where nobody wrote one, in any language."""

    prose: Prose | None


@dataclass(frozen=True)
class HomeView(ProseView):
    """The coalition in one screen."""

    figures: Figures
    areas: tuple[ActionArea, ...]
    goals: tuple[Goal, ...]
    sections: tuple[Section, ...]
    news: tuple[Prose, ...]


@dataclass(frozen=True)
class ActionPlanView(ProseView):
    """The coalition's areas of action, and those of its instrument that it leaves to others."""

    areas: tuple[ActionArea, ...]
    context: tuple[ActionArea, ...]


@dataclass(frozen=True)
class AreaView:
    """One area of action; `number` is its place in the plan, from 1."""

    area: ActionArea
    number: int
    goals: tuple[Goal, ...]
    rows: tuple[Row, ...]
    previous: ActionArea | None
    next: ActionArea | None


@dataclass(frozen=True)
class GoalsView(ProseView):
    """The goals that the coalition names."""

    goals: tuple[Goal, ...]


@dataclass(frozen=True)
class GoalView:
    """One goal, and what the coalition does for it."""

    goal: Goal
    areas: tuple[ActionArea, ...]
    previous: Goal | None
    next: Goal | None


@dataclass(frozen=True)
class DirectoryView(ProseView):
    """All members on one page, by group, with the lists behind the filters."""

    figures: Figures
    sections: tuple[Section, ...]
    former: tuple[Row, ...]
    countries: tuple[Country, ...]
    organisations: tuple[Organisation, ...]
    dots: tuple[Dot, ...]


@dataclass(frozen=True)
class MemberView:
    """One member; `colleagues` are the other members from the same organisation."""

    member: Member
    organisation: Organisation | None
    parent: Organisation | None
    group: Group
    areas: tuple[ActionArea, ...]
    colleagues: tuple[Row, ...]


@dataclass(frozen=True)
class OrganisationView:
    """One organisation, the one it belongs to, those that belong to it, and its members."""

    organisation: Organisation
    parent: Organisation | None
    units: tuple[Organisation, ...]
    rows: tuple[Row, ...]
    former: tuple[Row, ...]


@dataclass(frozen=True)
class GroupView:
    """One stakeholder group among the others; `former` are those who left it."""

    section: Section
    former: tuple[Row, ...]
    others: tuple[Section, ...]


@dataclass(frozen=True)
class CountryView:
    """One country among the others."""

    country: Country
    others: tuple[Country, ...]


@dataclass(frozen=True)
class NewsView(ProseView):
    """All articles, the newest first, each in the page's language or the one it was written in."""

    articles: tuple[Prose, ...]


@dataclass(frozen=True)
class ArticleView:
    """One article, with its neighbours in time."""

    article: Prose
    newer: Prose | None
    older: Prose | None


def figures(index: Index) -> Figures:
    """Count what can be counted."""
    organisations = {row.member.organisation for row in index.members} - {None}
    return Figures(len(index.members), len(organisations), len(index.by_country))


def sections(index: Index) -> tuple[Section, ...]:
    """Every stakeholder group with its members, in the coalition's own order."""
    return tuple(
        Section(group, index.by_group.get(group.id, ())) for group in index.coalition.groups
    )


def countries(index: Index, language: Language) -> tuple[Country, ...]:
    """Every country with a member or a seat, sorted by its name in `language`."""
    former = _gathered(index.former, lambda row: (row.member.country,))
    found = (
        Country(
            code,
            language.country(code),
            index.by_country.get(code, ()),
            former.get(code, ()),
            index.seats.get(code, ()),
        )
        for code in index.by_country.keys() | former.keys() | index.seats.keys()
    )
    return tuple(sorted(found, key=lambda country: sort_key(country.name)))


def home(index: Index, prose: Prose | None, news: tuple[Prose, ...]) -> HomeView:
    """The home page, with the three newest articles."""
    areas = tuple(area for area in index.areas.values() if not area.context)
    goals = tuple(index.goals.values())
    return HomeView(prose, figures(index), areas, goals, sections(index), news[:3])


def action_plan(index: Index, prose: Prose | None) -> ActionPlanView:
    """The plan: areas of the coalition first, those of the instrument alone apart."""
    areas = tuple(index.areas.values())
    return ActionPlanView(
        prose,
        tuple(area for area in areas if not area.context),
        tuple(area for area in areas if area.context),
    )


def area(index: Index, area: ActionArea) -> AreaView:
    """One area of action with its neighbours in the plan."""
    plan = tuple(index.areas.values())
    place = plan.index(area)
    goals = tuple(index.goals[id] for id in area.goals)
    rows = index.by_area.get(area.id, ())
    return AreaView(area, place + 1, goals, rows, *_neighbours(plan, place))


def goal(index: Index, goal: Goal) -> GoalView:
    """One goal with its neighbours by number."""
    all_goals = tuple(index.goals.values())
    neighbours = _neighbours(all_goals, all_goals.index(goal))
    return GoalView(goal, index.areas_by_goal.get(goal.id, ()), *neighbours)


def directory(index: Index, prose: Prose | None, language: Language) -> DirectoryView:
    """The directory of members."""
    return DirectoryView(
        prose,
        figures(index),
        sections(index),
        index.former,
        countries(index, language),
        tuple(index.organisations.values()),
        index.dots,
    )


def group(index: Index, section: Section) -> GroupView:
    """One stakeholder group."""
    former = tuple(row for row in index.former if row.member.group == section.group.id)
    others = tuple(other for other in sections(index) if other.group is not section.group)
    return GroupView(section, former, others)


def member(index: Index, row: Row) -> MemberView:
    """One member."""
    member, organisation = row.member, row.organisation
    colleagues = index.by_organisation.get(member.organisation or "", ())
    return MemberView(
        member,
        organisation,
        index.organisations.get(organisation.part_of or "") if organisation else None,
        index.groups[member.group],
        tuple(index.areas[id] for id in member.action_areas),
        tuple(other for other in colleagues if other is not row and not other.member.former),
    )


def organisation(index: Index, organisation: Organisation) -> OrganisationView:
    """One organisation."""
    rows = index.by_organisation.get(organisation.id, ())
    return OrganisationView(
        organisation,
        index.organisations.get(organisation.part_of or ""),
        index.units.get(organisation.id, ()),
        tuple(row for row in rows if not row.member.former),
        tuple(row for row in rows if row.member.former),
    )


def _by_surname(member: Member) -> tuple[str, str]:
    """People stand by their last name: `sort` where given, else the last word of the name."""
    name = member.name.default
    return sort_key(member.sort or f"{name.split()[-1]}, {name}")


def _gathered(things: Iterable[V], keys: Callable[[V], Iterable[K | None]]) -> dict[K, tuple[V, ...]]:
    gathered: dict[K, list[V]] = {}
    for thing in things:
        for key in keys(thing):
            if key is not None:
                gathered.setdefault(key, []).append(thing)
    return {key: tuple(found) for key, found in gathered.items()}


def _neighbours(things: tuple[V, ...], place: int) -> tuple[V | None, V | None]:
    before = things[place - 1] if place else None
    return before, things[place + 1] if place + 1 < len(things) else None
