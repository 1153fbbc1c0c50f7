"""Coalition -> what each kind of page shows: sorted, grouped and counted.

A view holds records, not words: the templates resolve texts to the page's language. Where a
coalition says nothing of a thing its view is empty, and the page leaves it out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from coalition.i18n import Language
from coalition.model import ActionArea, Content, Goal, Group, Member, Organisation
from coalition.site.queries import CoalitionIndex, MemberRow, group_by
from coalition.site.urls import Address
from coalition.site.worldmap import MapDot

V = TypeVar("V")


@dataclass(frozen=True)
class CountryMembers:
    """A country with its name in the page's language, its members and the seats in it."""

    code: str
    name: str
    members: tuple[MemberRow, ...]
    former: tuple[MemberRow, ...]
    seats: tuple[Organisation, ...]


@dataclass(frozen=True)
class GroupSection:
    """A stakeholder group with its members."""

    group: Group
    rows: tuple[MemberRow, ...]


@dataclass(frozen=True)
class CoalitionCounts:
    """What can be counted: members of today, their organisations and their countries."""

    members: int
    organisations: int
    countries: int


@dataclass(frozen=True)
class ContentView:
    """A page of prose; `prose` is None where nobody wrote one, in any language."""

    content: Content | None


@dataclass(frozen=True)
class HomeView(ContentView):
    """The coalition in one screen."""

    figures: CoalitionCounts
    areas: tuple[ActionArea, ...]
    goals: tuple[Goal, ...]
    sections: tuple[GroupSection, ...]
    news: tuple[Content, ...]


@dataclass(frozen=True)
class ActionPlanView(ContentView):
    """The coalition's areas of action, and those of its instrument that it leaves to others."""

    areas: tuple[ActionArea, ...]
    context: tuple[ActionArea, ...]


@dataclass(frozen=True)
class AreaView:
    """One area of action; `number` is its place in the plan, from 1."""

    area: ActionArea
    number: int
    goals: tuple[Goal, ...]
    rows: tuple[MemberRow, ...]
    previous: ActionArea | None
    next: ActionArea | None


@dataclass(frozen=True)
class GoalsView(ContentView):
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
class DirectoryView(ContentView):
    """All members on one page, by group, with the lists behind the filters."""

    sections: tuple[GroupSection, ...]
    former: tuple[MemberRow, ...]
    countries: tuple[CountryMembers, ...]
    organisations: tuple[Organisation, ...]
    dots: tuple[MapDot, ...]


@dataclass(frozen=True)
class MemberView:
    """One member; `colleagues` are the other members from the same organisation."""

    member: Member
    organisation: Organisation | None
    parent: Organisation | None
    group: Group
    areas: tuple[ActionArea, ...]
    colleagues: tuple[MemberRow, ...]


@dataclass(frozen=True)
class RedirectView:
    """What stands at a former address: where the entry is now."""

    address: Address


@dataclass(frozen=True)
class OtherLanguage:
    """The same page said in another language, with the way to that language's home page."""

    language: Language
    message: str
    label: str
    home: Address


@dataclass(frozen=True)
class NotFoundView:
    """What stands at an unknown address; most hosts show one such page for all languages."""

    other_languages: tuple[OtherLanguage, ...]


@dataclass(frozen=True)
class OrganisationView:
    """One organisation, the one it belongs to, those that belong to it, and its members."""

    organisation: Organisation
    parent: Organisation | None
    units: tuple[Organisation, ...]
    rows: tuple[MemberRow, ...]
    former: tuple[MemberRow, ...]


@dataclass(frozen=True)
class GroupView:
    """One stakeholder group among the others; `former` are those who left it."""

    section: GroupSection
    former: tuple[MemberRow, ...]
    others: tuple[GroupSection, ...]


@dataclass(frozen=True)
class CountryView:
    """One country among the others."""

    country: CountryMembers
    others: tuple[CountryMembers, ...]


@dataclass(frozen=True)
class NewsView(ContentView):
    """All articles, the newest first, each in the page's language or the one it was written in."""

    articles: tuple[Content, ...]


@dataclass(frozen=True)
class ArticleView:
    """One article, with its neighbours in time."""

    article: Content
    newer: Content | None
    older: Content | None


def count_members(index: CoalitionIndex) -> CoalitionCounts:
    """Count what can be counted."""
    organisations = {row.member.organisation for row in index.members} - {None}
    return CoalitionCounts(len(index.members), len(organisations), len(index.members_by_country))


def build_sections(index: CoalitionIndex) -> tuple[GroupSection, ...]:
    """Every stakeholder group with its members, in the coalition's own order."""
    return tuple(
        GroupSection(group, index.members_by_group.get(group.id, ()))
        for group in index.coalition.groups
    )


def sort_organisations(
    organisations: Iterable[Organisation], language: Language
) -> tuple[Organisation, ...]:
    """Organisations by the names that a list in `language` shows, or by their `sort`."""

    def key(organisation: Organisation) -> tuple[str, str]:
        name = organisation.name.localize(language.code).text
        return language.sort_key(organisation.sort or name)

    return tuple(sorted(organisations, key=key))


def build_countries(index: CoalitionIndex, language: Language) -> tuple[CountryMembers, ...]:
    """Every country with a member or a seat, sorted by its name in `language`."""
    former = group_by(index.former_members, lambda row: (row.member.country,))
    found = (
        CountryMembers(
            code,
            language.country_name(code),
            index.members_by_country.get(code, ()),
            former.get(code, ()),
            sort_organisations(index.organisations_by_country.get(code, ()), language),
        )
        for code in index.members_by_country.keys()
        | former.keys()
        | index.organisations_by_country.keys()
    )
    return tuple(sorted(found, key=lambda country: language.sort_key(country.name)))


def build_country_views(index: CoalitionIndex, language: Language) -> tuple[CountryView, ...]:
    """Every country among the others."""
    every = build_countries(index, language)
    return tuple(
        CountryView(country, tuple(other for other in every if other is not country))
        for country in every
    )


def build_home_view(
    index: CoalitionIndex, content: Content | None, news: tuple[Content, ...]
) -> HomeView:
    """The home page, with the three newest articles."""
    areas = tuple(area for area in index.areas.values() if not area.context)
    goals = tuple(index.goals.values())
    return HomeView(content, count_members(index), areas, goals, build_sections(index), news[:3])


def build_action_plan_view(index: CoalitionIndex, content: Content | None) -> ActionPlanView:
    """The plan: areas of the coalition first, those of the instrument alone apart."""
    areas = tuple(index.areas.values())
    return ActionPlanView(
        content,
        tuple(area for area in areas if not area.context),
        tuple(area for area in areas if area.context),
    )


def build_area_view(index: CoalitionIndex, area: ActionArea) -> AreaView:
    """One area of action with its neighbours in the plan."""
    plan = tuple(index.areas.values())
    place = plan.index(area)
    goals = tuple(index.goals[id] for id in area.goals)
    rows = index.members_by_area.get(area.id, ())
    return AreaView(area, place + 1, goals, rows, *_get_neighbours(plan, place))


def build_goal_view(index: CoalitionIndex, goal: Goal) -> GoalView:
    """One goal with its neighbours by number."""
    all_goals = tuple(index.goals.values())
    neighbours = _get_neighbours(all_goals, all_goals.index(goal))
    return GoalView(goal, index.areas_by_goal.get(goal.id, ()), *neighbours)


def build_directory_view(
    index: CoalitionIndex, content: Content | None, language: Language
) -> DirectoryView:
    """The directory of members."""
    return DirectoryView(
        content,
        build_sections(index),
        index.former_members,
        build_countries(index, language),
        sort_organisations(index.organisations.values(), language),
        index.dots,
    )


def build_group_view(index: CoalitionIndex, section: GroupSection) -> GroupView:
    """One stakeholder group."""
    former = tuple(row for row in index.former_members if row.member.group == section.group.id)
    others = tuple(other for other in build_sections(index) if other.group is not section.group)
    return GroupView(section, former, others)


def build_member_view(index: CoalitionIndex, row: MemberRow) -> MemberView:
    """One member."""
    member, organisation = row.member, row.organisation
    colleagues = index.members_by_organisation.get(member.organisation or "", ())
    return MemberView(
        member,
        organisation,
        index.organisations.get(organisation.part_of or "") if organisation else None,
        index.groups[member.group],
        tuple(index.areas[id] for id in member.action_areas),
        tuple(other for other in colleagues if other is not row and not other.member.former),
    )


def build_organisation_view(
    index: CoalitionIndex, organisation: Organisation, language: Language
) -> OrganisationView:
    """One organisation, those that are part of it sorted as `language` does."""
    rows = index.members_by_organisation.get(organisation.id, ())
    return OrganisationView(
        organisation,
        index.organisations.get(organisation.part_of or ""),
        sort_organisations(index.organisations_by_parent.get(organisation.id, ()), language),
        tuple(row for row in rows if not row.member.former),
        tuple(row for row in rows if row.member.former),
    )


def _get_neighbours(items: tuple[V, ...], position: int) -> tuple[V | None, V | None]:
    before = items[position - 1] if position else None
    return before, items[position + 1] if position + 1 < len(items) else None
