"""The view of one member who is a person."""

from __future__ import annotations

from dataclasses import dataclass

from coalition.model import ActionArea, Document, Group, Organisation
from coalition.site.queries import CoalitionIndex, MemberRow, OfficeHolder


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
        if other is not row
    }
    return tuple(other for other in index.members if other.member.id in ids)
