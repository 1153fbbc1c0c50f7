"""Views of one member and of one organisation."""

from __future__ import annotations

from dataclasses import dataclass

from coalition.i18n import Language
from coalition.model import ActionArea, Document, Group, Organisation
from coalition.site.queries import CoalitionIndex, MemberRow
from coalition.site.views.directory import sort_organisations


@dataclass(frozen=True)
class MemberView:
    """One person; `colleagues` are the other members from the same organisation.

    A member that is an organisation has no page but the organisation's.
    """

    row: MemberRow
    parent: Organisation | None
    groups: tuple[Group, ...]
    areas: tuple[ActionArea, ...]
    colleagues: tuple[MemberRow, ...]
    documents: tuple[Document, ...]


@dataclass(frozen=True)
class OrganisationView:
    """One organisation, the one it is part of, those that are part of it, and its members."""

    organisation: Organisation
    parent: Organisation | None
    units: tuple[Organisation, ...]
    rows: tuple[MemberRow, ...]
    former: tuple[MemberRow, ...]
    documents: tuple[Document, ...]


def build_member_view(index: CoalitionIndex, row: MemberRow) -> MemberView:
    """Return the view of one member."""
    member, organisation = row.member, row.organisation
    colleagues = index.members_by_organisation.get(organisation.id, ()) if organisation else ()
    return MemberView(
        row,
        index.organisations.get(organisation.part_of or "") if organisation else None,
        tuple(index.groups[id] for id in member.all_groups),
        tuple(index.areas[id] for id in member.action_areas),
        tuple(other for other in colleagues if other is not row and not other.former),
        index.documents_by_member.get(member.id, ()),
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
        tuple(row for row in rows if not row.former),
        tuple(row for row in rows if row.former),
        index.documents_by_organisation.get(organisation.id, ()),
    )
