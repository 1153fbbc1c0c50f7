"""Views of the organisations: the list of all of them, and one of them."""

from __future__ import annotations

from dataclasses import dataclass

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
)


@dataclass(frozen=True)
class OrganisationsView(ContentView):
    """All organisations; `filter` is None if there is nothing to filter."""

    rows: tuple[OrganisationRow, ...]
    filter: DirectoryFilter | None


@dataclass(frozen=True)
class OrganisationView:
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
