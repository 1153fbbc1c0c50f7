"""Views of the organisations: the list of all of them, and one of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from coalition.i18n import Language
from coalition.model import ActionArea, Content, Document, Group, Organisation
from coalition.site.queries import CoalitionIndex, MemberRow, OfficeHolder
from coalition.site.views.base import ContentView
from coalition.site.views.directory import (
    DirectoryFilter,
    OrganisationRow,
    build_countries,
    build_organisation_filter,
    build_organisation_rows,
    get_organisation_sort_name,
)
from coalition.site.views.listing import (
    ListSection,
    PagedView,
    divide_former_members,
    list_labels,
    make_member_section,
)


@dataclass(frozen=True)
class OrganisationsView(ContentView, PagedView):
    """All organisations; `filter` is None if there is nothing to filter."""

    rows: tuple[OrganisationRow, ...]
    filter: DirectoryFilter | None


@dataclass(frozen=True)
class OrganisationView(PagedView):
    """One organisation, the one it is part of, those that are part of it, and its members.

    `row` has the entry that makes the organisation itself a member or None; `groups` and `areas`
    are that member's. `rows` are the current members who are people, `moved_on` those who belong to
    it no longer, `former` the former members.
    """

    organisation: Organisation
    row: MemberRow | None
    groups: tuple[Group, ...]
    areas: tuple[ActionArea, ...]
    parent: Organisation | None
    units: tuple[OrganisationRow, ...]
    rows: tuple[MemberRow, ...]
    moved_on: tuple[MemberRow, ...]
    former: tuple[MemberRow, ...]
    documents: tuple[Document, ...]
    offices: tuple[OfficeHolder, ...]


def build_organisations_view(
    index: CoalitionIndex, content: Content | None, language: Language
) -> OrganisationsView:
    """Return the view of all organisations."""
    rows = build_organisation_rows(index, index.organisations.values(), language)
    countries = build_countries(index, language)
    return OrganisationsView(content, rows, build_organisation_filter(rows, countries, language))


def build_organisation_view(
    index: CoalitionIndex, organisation: Organisation, language: Language
) -> OrganisationView:
    """Return the view of one organisation; its parts are sorted as in `language`."""
    id = organisation.id
    row = index.organisation_members.get(id)
    units = index.organisations_by_parent.get(id, ())
    return OrganisationView(
        organisation,
        row,
        tuple(index.groups[id] for id in row.member.all_groups) if row else (),
        tuple(index.areas[id] for id in row.member.action_areas) if row else (),
        index.organisations.get(organisation.part_of or ""),
        build_organisation_rows(index, units, language),
        index.members_by_organisation.get(id, ()),
        index.members_formerly_at.get(id, ()),
        index.former_members_by_organisation.get(id, ()),
        index.documents_by_organisation.get(id, ()),
        index.offices_by_organisation.get(id, ()),
    )


def list_organisation_sections(
    index: CoalitionIndex, view: OrganisationView, language: Language
) -> Iterator[ListSection[Any]]:
    """Yield what the page of an organisation lists, for one with more than fits on a page."""
    _ = language.translations.gettext
    title = _("People from this organisation") if view.row else _("Members")
    yield make_member_section("members", title, view.rows, language)
    yield make_member_section(
        "moved-on", _("Members who used to belong to it"), view.moved_on, language
    )
    yield from divide_former_members(view.former, language)
    events = index.events_by_organisation.get(view.organisation.id, ())
    yield ListSection("events", "events", _("Events"), events)
    yield ListSection("documents", "documents", _("Documents"), view.documents)
    yield make_name_section("units", _("Organisations that are part of it"), view.units, language)


def make_name_section(
    id: str, heading: str, rows: tuple[OrganisationRow, ...], language: Language
) -> ListSection[OrganisationRow]:
    """Return a section with the names of organisations, in the order in which they are given."""
    names = (get_organisation_sort_name(row, language) for row in rows)
    return ListSection("organisation-names", id, heading, rows, list_labels(names, language))
