"""The view of one member who is a person."""

from __future__ import annotations

from dataclasses import dataclass

from coalition.model import ActionArea, Document, Group, Organisation
from coalition.site.queries import CoalitionIndex, MemberRow, OfficeHolder
from coalition.site.views.listing import MAX_ROWS


@dataclass(frozen=True)
class MemberView:
    """One person; `colleagues` are the other people from the same organisations.

    If they are more than MAX_ROWS, `colleagues` is empty: `large_organisations` are those whose
    pages list them, each with the number of its people.
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
    large_organisations: tuple[tuple[Organisation, int], ...]


def build_member_view(index: CoalitionIndex, row: MemberRow) -> MemberView:
    """Return the view of one member."""
    member, organisation = row.member, row.organisation
    colleagues = _list_colleagues(index, row)
    is_large = len(colleagues) > MAX_ROWS
    return MemberView(
        row,
        index.organisations.get(organisation.part_of or "") if organisation else None,
        tuple(index.groups[id] for id in member.all_groups),
        tuple(index.areas[id] for id in member.action_areas),
        () if is_large else colleagues,
        index.documents_by_member.get(member.id, ()),
        index.offices_by_member.get(member.id, ()),
        _count_people(index, row) if is_large else (),
    )


def _count_people(index: CoalitionIndex, row: MemberRow) -> tuple[tuple[Organisation, int], ...]:
    """Return the organisations of a member, each once, with the numbers of their people."""
    organisations = {one.organisation.id: one.organisation for one in row.shown_positions}
    return tuple(
        (organisation, len(index.members_by_organisation.get(id, ())))
        for id, organisation in organisations.items()
    )


def _list_colleagues(index: CoalitionIndex, row: MemberRow) -> tuple[MemberRow, ...]:
    """Return the other people from the organisations of a member, each once, in list order."""
    organisations = {position.organisation.id for position in row.shown_positions}
    colleagues = {
        other.member.id: other
        for id in organisations
        for other in index.members_by_organisation.get(id, ())
        if other is not row
    }
    return tuple(sorted(colleagues.values(), key=lambda other: index.positions[other.member.id]))
