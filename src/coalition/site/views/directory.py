"""Views of the directory: members by stakeholder group and country, and organisations."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from coalition.i18n import Language
from coalition.model import Content, Group, LocalizedText, Organisation
from coalition.site.queries import CoalitionIndex, MemberRow, group_by, list_hidden_names
from coalition.site.views.base import ContentView
from coalition.site.views.listing import (
    ListSection,
    PagedView,
    divide_by_letter,
    divide_members,
)
from coalition.site.views.regions import Region, list_regions
from coalition.site.worldmap import MapDot

V = TypeVar("V")


@dataclass(frozen=True)
class CountryMembers:
    """A country: its name in the page's language, its members and the organisations in it.

    `former` are its former members, `seats` the organisations that have their seat there and are
    not members themselves.
    """

    code: str
    name: LocalizedText
    members: tuple[MemberRow, ...]
    former: tuple[MemberRow, ...]
    seats: tuple[OrganisationRow, ...]


@dataclass(frozen=True)
class OrganisationRow:
    """A row of a list of organisations.

    `membership` is the row of the organisation as a member, if it is or was one. `people` is the
    number of current members who are people from it.
    """

    organisation: Organisation
    membership: MemberRow | None
    people: int

    @property
    def search_words(self) -> str:
        """Search terms that the row does not show, apart from the acronym."""
        return " ".join(list_hidden_names(self.organisation))


@dataclass(frozen=True)
class GroupSection:
    """A stakeholder group with its members."""

    group: Group
    rows: tuple[MemberRow, ...]


@dataclass(frozen=True)
class CoalitionCounts:
    """Number of current members, of their organisations and of their countries.

    In a coalition without members: of all organisations and of their countries. If all members are
    organisations, `organisations` is 0, as `members` says it already.
    """

    members: int
    organisations: int
    countries: int


@dataclass(frozen=True)
class DirectoryFilter:
    """What the directory's filter offers: only what some of the filtered entries have.

    It filters members or organisations. A select with fewer than two options would change nothing,
    so `groups`, `countries`, `regions` and `kinds` are empty then. `has_people` and
    `has_organisations` say whose names the rows have. `kinds` are `person` and `organisation` for
    members, and else what the organisations are.
    """

    subject: Literal["members", "organisations"]
    has_people: bool
    has_organisations: bool
    has_countries: bool
    groups: tuple[Group, ...]
    countries: tuple[CountryMembers, ...]
    regions: tuple[Region, ...]
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class DirectoryView(ContentView, PagedView):
    """The directory: all members by group, or all organisations where there are no members.

    `without_group` are members that belong to no stakeholder group. `countries` are those with
    current members, or with organisations where there are no members. `filter` is None if there is
    nothing to filter.
    """

    sections: tuple[GroupSection, ...]
    without_group: tuple[MemberRow, ...]
    former: tuple[MemberRow, ...]
    countries: tuple[CountryMembers, ...]
    organisations: tuple[OrganisationRow, ...]
    dots: tuple[MapDot, ...]
    filter: DirectoryFilter | None


@dataclass(frozen=True)
class GroupView(PagedView):
    """One stakeholder group, and the other ones; `former` are its former members.

    `filter` is that of a list that is divided into pages.
    """

    section: GroupSection
    former: tuple[MemberRow, ...]
    others: tuple[GroupSection, ...]
    filter: DirectoryFilter | None


def count_members(index: CoalitionIndex) -> CoalitionCounts:
    """Count current members, their organisations and their countries."""
    if not index.members:
        return CoalitionCounts(0, len(index.organisations), len(index.organisations_by_country))
    organisations = {
        position.organisation.id for row in index.members for position in row.current_positions
    }
    has_people = any(not row.member.is_organisation for row in index.members)
    return CoalitionCounts(
        len(index.members),
        len(organisations) if has_people else 0,
        len(index.members_by_country),
    )


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


def build_organisation_rows(
    index: CoalitionIndex, organisations: Iterable[Organisation], language: Language
) -> tuple[OrganisationRow, ...]:
    """Return a row for each organisation, sorted as `sort_organisations` does."""
    return tuple(
        OrganisationRow(
            organisation,
            index.organisation_members.get(organisation.id),
            len(index.members_by_organisation.get(organisation.id, ())),
        )
        for organisation in sort_organisations(organisations, language)
    )


def build_countries(index: CoalitionIndex, language: Language) -> tuple[CountryMembers, ...]:
    """Return every country with a member or a seat, sorted by its name in `language`."""
    former = group_by(index.former_members, lambda row: (row.country,))
    seats = {
        code: [one for one in organisations if one.id not in index.organisation_members]
        for code, organisations in index.organisations_by_country.items()
    }
    countries = (
        CountryMembers(
            code,
            index.name_country(code, language),
            index.members_by_country.get(code, ()),
            former.get(code, ()),
            build_organisation_rows(index, seats.get(code, ()), language),
        )
        for code in index.country_codes
    )
    return tuple(sorted(countries, key=lambda country: language.sort_key(country.name.text)))


def build_directory_view(
    index: CoalitionIndex, content: Content | None, language: Language
) -> DirectoryView:
    """Return the view of the directory of members."""
    countries = build_countries(index, language)
    listed = () if index.members_by_id else index.organisations.values()
    organisations = build_organisation_rows(index, listed, language)
    return DirectoryView(
        content,
        build_sections(index),
        index.members_without_group,
        index.former_members,
        tuple(
            country
            for country in countries
            if country.members or (country.seats and not index.members)
        ),
        organisations,
        index.dots,
        _build_filter(index, countries, organisations, language),
    )


def _build_filter(
    index: CoalitionIndex,
    countries: tuple[CountryMembers, ...],
    organisations: tuple[OrganisationRow, ...],
    language: Language,
) -> DirectoryFilter | None:
    rows = (*index.members, *index.former_members)
    if rows:
        return build_member_filter(index, rows, countries, language)
    return build_organisation_filter(organisations, countries, language)


def build_member_filter(
    index: CoalitionIndex,
    rows: Collection[MemberRow],
    countries: Iterable[CountryMembers],
    language: Language,
) -> DirectoryFilter:
    """Return the filter of a list of members.

    `countries` may include some where none of the members is.
    """
    used = {id for row in rows for id in row.member.all_groups}
    codes = {row.country for row in rows}
    with_members = tuple(country for country in countries if country.code in codes)
    kinds = {"organisation" if row.member.is_organisation else "person" for row in rows}
    return DirectoryFilter(
        "members",
        "person" in kinds,
        any(row.organisation for row in rows),
        bool(with_members),
        _list_options(tuple(group for group in index.coalition.groups if group.id in used)),
        _list_options(with_members),
        _list_options(list_regions((country.code for country in with_members), language)),
        _list_options(tuple(sorted(kinds, reverse=True))),
    )


def build_organisation_filter(
    rows: tuple[OrganisationRow, ...], countries: tuple[CountryMembers, ...], language: Language
) -> DirectoryFilter | None:
    """Return the filter of a list of organisations; None for an empty list.

    `countries` are all those of the coalition, and may include some where no organisation is.
    """
    if not rows:
        return None
    codes = {row.organisation.country for row in rows}
    with_seats = tuple(country for country in countries if country.code in codes)
    kinds = sorted({row.organisation.kind for row in rows if row.organisation.kind})
    return DirectoryFilter(
        "organisations",
        False,
        True,
        bool(with_seats),
        (),
        _list_options(with_seats),
        _list_options(list_regions((country.code for country in with_seats), language)),
        _list_options(tuple(kinds)),
    )


def _list_options(options: tuple[V, ...]) -> tuple[V, ...]:
    return options if len(options) > 1 else ()


def build_group_view(
    index: CoalitionIndex,
    section: GroupSection,
    countries: Iterable[CountryMembers],
    language: Language,
) -> GroupView:
    """Return the view of one stakeholder group; `countries` are all those of the coalition."""
    former = tuple(row for row in index.former_members if section.group.id in row.member.all_groups)
    others = tuple(other for other in build_sections(index) if other.group is not section.group)
    filter = build_member_filter(index, (*section.rows, *former), countries, language)
    return GroupView(section, former, others, replace(filter, groups=()))


def list_directory_sections(
    index: CoalitionIndex, view: DirectoryView, language: Language
) -> Iterator[ListSection[MemberRow]] | Iterator[ListSection[OrganisationRow]]:
    """Yield the sections of a directory that is divided into pages."""
    if view.organisations:
        return divide_organisations(view.organisations, language)
    return divide_members(index.members, index.former_members, language)


def divide_organisations(
    rows: Iterable[OrganisationRow], language: Language
) -> Iterator[ListSection[OrganisationRow]]:
    """Yield the sections of a long list of organisations: letters."""
    return divide_by_letter(
        "organisations", rows, lambda row: get_organisation_sort_name(row, language), language
    )


def get_organisation_sort_name(row: OrganisationRow, language: Language) -> str:
    """Return the text by which an organisation is sorted: the field `sort`, else its name."""
    organisation = row.organisation
    return organisation.sort or organisation.name.localize(language.code).text
