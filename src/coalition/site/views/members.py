"""Views of one member and of one organisation."""

from __future__ import annotations

from dataclasses import dataclass

from coalition.i18n import Language
from coalition.model import ActionArea, Document, Group, Organisation
from coalition.site.queries import CoalitionIndex, MemberRow, OfficeHolder
from coalition.site.views.directory import sort_organisations


@dataclass(frozen=True)
class MemberView:
    """One person; `colleagues` are the other people from the same organisations.

    `parent` is what the main organisation is part of. A member that is an organisation has no page
    but the organisation's.
    """

    row: MemberRow
    parent: Organisation | None
    groups: tuple[Group, ...]
    areas: tuple[ActionArea, ...]
    colleagues: tuple[MemberRow, ...]
    documents: tuple[Document, ...]
    offices: tuple[OfficeHolder, ...]


@dataclass(frozen=True)
class OrganisationView:
    """One organisation, the one it is part of, those that are part of it, and its members.

    `former` are former members; `moved_on` are members who belong to it no longer.
    """

    organisation: Organisation
    parent: Organisation | None
    units: tuple[Organisation, ...]
    rows: tuple[MemberRow, ...]
    moved_on: tuple[MemberRow, ...]
    former: tuple[MemberRow, ...]
    documents: tuple[Document, ...]
    offices: tuple[OfficeHolder, ...]


def build_member_view(index: CoalitionIndex, row: MemberRow) -> MemberView:
    """Return the view of one member."""
    member, organisation = row.member, row.organisation
    return MemberView(
        row,
        index.organisations.get(organisation.part_of or "") if organisation else None,
        tuple(index.groups[id] for id in member.all_groups),
        tuple(index.areas[id] for id in member.action_areas),
        _list_colleagues(index, row),
        index.documents_by_member.get(member.id, ()),
        index.offices_by_member.get(member.id, ()),
    )


def _list_colleagues(index: CoalitionIndex, row: MemberRow) -> tuple[MemberRow, ...]:
    """Return the other people from the organisations of a member, each once, in list order."""
    organisations = {position.organisation.id for position in row.shown_positions}
    ids = {
        other.member.id
        for id in organisations
        for other in index.members_by_organisation.get(id, ())
        if other is not row and not other.member.is_organisation
    }
    return tuple(other for other in index.members if other.member.id in ids)


def build_organisation_view(
    index: CoalitionIndex, organisation: Organisation, language: Language
) -> OrganisationView:
    """Return the view of one organisation; its parts are sorted as in `language`."""
    id = organisation.id
    return OrganisationView(
        organisation,
        index.organisations.get(organisation.part_of or ""),
        sort_organisations(index.organisations_by_parent.get(id, ()), language),
        index.members_by_organisation.get(id, ()),
        index.members_formerly_at.get(id, ()),
        index.former_members_by_organisation.get(id, ()),
        index.documents_by_organisation.get(id, ()),
        index.offices_by_organisation.get(id, ()),
    )
