"""The view of one member who is a person."""

from __future__ import annotations

from dataclasses import dataclass

from coalition.model import ActionArea, Group, Organisation
from coalition.site.queries import CoalitionIndex, MemberRow


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
    )
