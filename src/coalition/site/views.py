"""What each kind of page shows: records of the coalition, sorted, grouped and counted.

A view holds records rather than texts: templates choose the translation. Where the data has nothing
to show, the view's field is empty, and the template leaves that part of the page out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

from coalition.i18n import Language
from coalition.model import ActionArea, Content, Goal, Group, Member, Organisation
from coalition.site.queries import CoalitionIndex, MemberRow, group_by, list_search_terms
from coalition.site.urls import Address
from coalition.site.worldmap import MapDot

V = TypeVar("V")


@dataclass(frozen=True)
class CountryMembers:
    """A country: its name in the page's language, its members and the organisations in it.

    `former` are its former members, `seats` the organisations that have their seat there.
    """

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
    """Number of current members, of their organisations and of their countries.

    In a coalition without members: of all organisations and of their countries.
    """

    members: int
    organisations: int
    countries: int


@dataclass(frozen=True)
class ContentView:
    """A page with a Markdown text; `content` is None if there is none in any language."""

    content: Content | None


@dataclass(frozen=True)
class HomeView(ContentView):
    """The home page."""

    figures: CoalitionCounts
    areas: tuple[ActionArea, ...]
    goals: tuple[Goal, ...]
    sections: tuple[GroupSection, ...]
    news: tuple[Content, ...]


@dataclass(frozen=True)
class ActionPlanView(ContentView):
    """The coalition's areas of action; `context` has those that its instrument leaves to others.

    `other_languages` are the codes of the languages, other than the page's, in which the official
    wording of an area is shown.
    """

    areas: tuple[ActionArea, ...]
    context: tuple[ActionArea, ...]
    other_languages: frozenset[str]


@dataclass(frozen=True)
class AreaView:
    """One area of action; `number` is its position in the plan, from 1."""

    area: ActionArea
    number: int
    goals: tuple[Goal, ...]
    rows: tuple[MemberRow, ...]
    previous: ActionArea | None
    next: ActionArea | None


@dataclass(frozen=True)
class GoalsView(ContentView):
    """The goals that the coalition contributes to."""

    goals: tuple[Goal, ...]


@dataclass(frozen=True)
class GoalView:
    """One goal, and the areas of action that contribute to it."""

    goal: Goal
    areas: tuple[ActionArea, ...]
    previous: Goal | None
    next: Goal | None


@dataclass(frozen=True)
class DirectoryFilter:
    """What the directory's filter offers: only what some of the filtered entries have.

    It filters members, or organisations where there are no members. A select with fewer than two
    options would change nothing, so `groups` and `countries` are empty then. `search_terms` has, by
    the organisation's id, the terms that its row does not show.
    """

    subject: Literal["members", "organisations"]
    has_organisations: bool
    has_countries: bool
    groups: tuple[Group, ...]
    countries: tuple[CountryMembers, ...]
    search_terms: Mapping[str, str]


@dataclass(frozen=True)
class DirectoryView(ContentView):
    """The directory: all members by group, and all organisations.

    `countries` are those with current members, or with organisations where there are no members.
    `filter` is None if there is nothing to filter.
    """

    sections: tuple[GroupSection, ...]
    former: tuple[MemberRow, ...]
    countries: tuple[CountryMembers, ...]
    organisations: tuple[Organisation, ...]
    dots: tuple[MapDot, ...]
    filter: DirectoryFilter | None


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
    """A page at a former address; `address` is the current one."""

    address: Address


@dataclass(frozen=True)
class OtherLanguage:
    """The message of the 404 page in another language, with a link to that language's home page."""

    language: Language
    message: str
    label: str
    home: Address


@dataclass(frozen=True)
class NotFoundView:
    """The 404 page, in all languages, because most hosts have only one per site."""

    other_languages: tuple[OtherLanguage, ...]


@dataclass(frozen=True)
class OrganisationView:
    """One organisation, the one it is part of, those that are part of it, and its members."""

    organisation: Organisation
    parent: Organisation | None
    units: tuple[Organisation, ...]
    rows: tuple[MemberRow, ...]
    former: tuple[MemberRow, ...]


@dataclass(frozen=True)
class GroupView:
    """One stakeholder group, and the other ones; `former` are its former members."""

    section: GroupSection
    former: tuple[MemberRow, ...]
    others: tuple[GroupSection, ...]


@dataclass(frozen=True)
class CountryView:
    """One country, and the other ones."""

    country: CountryMembers
    others: tuple[CountryMembers, ...]


@dataclass(frozen=True)
class NewsView(ContentView):
    """All articles, newest first, each in the page's language or the one it was written in."""

    articles: tuple[Content, ...]


@dataclass(frozen=True)
class ArticleView:
    """One article, with the next newer and the next older one."""

    article: Content
    newer: Content | None
    older: Content | None


def count_members(index: CoalitionIndex) -> CoalitionCounts:
    """Count current members, their organisations and their countries."""
    if not index.members:
        return CoalitionCounts(0, len(index.organisations), len(index.organisations_by_country))
    organisations = {row.member.organisation for row in index.members} - {None}
    return CoalitionCounts(len(index.members), len(organisations), len(index.members_by_country))


def build_sections(index: CoalitionIndex) -> tuple[GroupSection, ...]:
    """Return every stakeholder group with its members, in the order of the data."""
    return tuple(
        GroupSection(group, index.members_by_group.get(group.id, ()))
        for group in index.coalition.groups
    )


def sort_organisations(
    organisations: Iterable[Organisation], language: Language
) -> tuple[Organisation, ...]:
    """Sort organisations by their field `sort`, else by their name in `language`."""

    def key(organisation: Organisation) -> tuple[str, str]:
        name = organisation.name.localize(language.code).text
        return language.sort_key(organisation.sort or name)

    return tuple(sorted(organisations, key=key))


def build_countries(index: CoalitionIndex, language: Language) -> tuple[CountryMembers, ...]:
    """Return every country with a member or a seat, sorted by its name in `language`."""
    former = group_by(index.former_members, lambda row: (row.member.country,))
    countries = (
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
    return tuple(sorted(countries, key=lambda country: language.sort_key(country.name)))


def build_country_views(index: CoalitionIndex, language: Language) -> tuple[CountryView, ...]:
    """Return the view of every country."""
    countries = build_countries(index, language)
    return tuple(
        CountryView(country, tuple(other for other in countries if other is not country))
        for country in countries
    )


def build_home_view(
    index: CoalitionIndex, content: Content | None, news: tuple[Content, ...]
) -> HomeView:
    """Return the view of the home page, with the three newest articles."""
    areas = tuple(area for area in index.areas.values() if not area.context)
    goals = tuple(index.goals.values())
    return HomeView(content, count_members(index), areas, goals, build_sections(index), news[:3])


def build_action_plan_view(
    index: CoalitionIndex, content: Content | None, language: Language
) -> ActionPlanView:
    """Return the view of the plan, with the areas of the instrument alone in `context`."""
    areas = tuple(index.areas.values())
    wordings = (text for area in areas for text in (area.title, area.text) if text)
    shown_languages = {text.localize(language.code).language for text in wordings}
    return ActionPlanView(
        content,
        tuple(area for area in areas if not area.context),
        tuple(area for area in areas if area.context),
        frozenset(shown_languages - {language.code}),
    )


def build_area_view(index: CoalitionIndex, area: ActionArea) -> AreaView:
    """Return the view of one area of action, with its neighbours in the plan."""
    areas = tuple(index.areas.values())
    position = areas.index(area)
    goals = tuple(index.goals[id] for id in area.goals)
    rows = index.members_by_area.get(area.id, ())
    return AreaView(area, position + 1, goals, rows, *_get_neighbours(areas, position))


def build_goal_view(index: CoalitionIndex, goal: Goal) -> GoalView:
    """Return the view of one goal, with its neighbours by number."""
    all_goals = tuple(index.goals.values())
    neighbours = _get_neighbours(all_goals, all_goals.index(goal))
    return GoalView(goal, index.areas_by_goal.get(goal.id, ()), *neighbours)


def build_directory_view(
    index: CoalitionIndex, content: Content | None, language: Language
) -> DirectoryView:
    """Return the view of the directory of members."""
    countries = build_countries(index, language)
    return DirectoryView(
        content,
        build_sections(index),
        index.former_members,
        tuple(
            country
            for country in countries
            if country.members or (country.seats and not index.members)
        ),
        sort_organisations(index.organisations.values(), language),
        index.dots,
        _build_filter(index, countries),
    )


def _build_filter(
    index: CoalitionIndex, countries: tuple[CountryMembers, ...]
) -> DirectoryFilter | None:
    rows = (*index.members, *index.former_members)
    if rows:
        used = {row.member.group for row in rows}
        groups = tuple(group for group in index.coalition.groups if group.id in used)
        with_members = tuple(country for country in countries if country.members or country.former)
        return DirectoryFilter(
            "members",
            any(row.organisation for row in rows),
            bool(with_members),
            _list_options(groups),
            _list_options(with_members),
            {},
        )
    if index.organisations:
        with_seats = tuple(country for country in countries if country.seats)
        terms = _list_search_terms(index, with_seats)
        return DirectoryFilter(
            "organisations", False, bool(with_seats), (), _list_options(with_seats), terms
        )
    return None


def _list_options(options: tuple[V, ...]) -> tuple[V, ...]:
    return options if len(options) > 1 else ()


def _list_search_terms(
    index: CoalitionIndex, countries: tuple[CountryMembers, ...]
) -> dict[str, str]:
    names = {country.code: country.name for country in countries}
    return {
        organisation.id: " ".join(
            [*list_search_terms(organisation), names.get(organisation.country or "", "")]
        ).strip()
        for organisation in index.organisations.values()
    }


def build_group_view(index: CoalitionIndex, section: GroupSection) -> GroupView:
    """Return the view of one stakeholder group."""
    former = tuple(row for row in index.former_members if row.member.group == section.group.id)
    others = tuple(other for other in build_sections(index) if other.group is not section.group)
    return GroupView(section, former, others)


def build_member_view(index: CoalitionIndex, row: MemberRow) -> MemberView:
    """Return the view of one member."""
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
    """Return the view of one organisation; its parts are sorted as in `language`."""
    rows = index.members_by_organisation.get(organisation.id, ())
    return OrganisationView(
        organisation,
        index.organisations.get(organisation.part_of or ""),
        sort_organisations(index.organisations_by_parent.get(organisation.id, ()), language),
        tuple(row for row in rows if not row.member.former),
        tuple(row for row in rows if row.member.former),
    )


def _get_neighbours(items: tuple[V, ...], position: int) -> tuple[V | None, V | None]:
    previous = items[position - 1] if position else None
    return previous, items[position + 1] if position + 1 < len(items) else None
