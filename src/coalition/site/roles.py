"""Roles that people and organisations have in working groups and areas of action."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from coalition.model import ActionArea, Coalition, TermHolder, WorkingGroup

RoleKind = Literal["chair", "member", "coordinator"]


@dataclass(frozen=True)
class HeldRole:
    """A role in a working group or an area, with who has it and when.

    `former` is true if the role, or the working group, is over.
    """

    kind: RoleKind
    entry: WorkingGroup | ActionArea
    holder: TermHolder
    former: bool

    @property
    def is_in_group(self) -> bool:
        """Whether it is a role in a working group, and not in an area of action."""
        return self.kind != "coordinator"


def iter_roles(
    coalition: Coalition, day: date | None, is_former: Callable[[TermHolder], bool]
) -> Iterator[HeldRole]:
    """Yield all roles, current ones first.

    `day` is the day of the data, which decides whether a working group has ended. `is_former` says
    of somebody in one that has not whether their role is over.
    """
    roles = [
        HeldRole(kind, entry, holder, is_over or is_former(holder))
        for kind, entry, holders, is_over in _iter_lists(coalition, day)
        for holder in holders
    ]
    yield from (role for role in roles if not role.former)
    yield from (role for role in roles if role.former)


def _iter_lists(
    coalition: Coalition, day: date | None
) -> Iterator[tuple[RoleKind, WorkingGroup | ActionArea, tuple[TermHolder, ...], bool]]:
    """Yield each list of people and organisations, and whether what they work in has ended."""
    for group in coalition.working_groups:
        yield "chair", group, group.chairs, group.is_ended(day)
        yield "member", group, group.members, group.is_ended(day)
    for area in coalition.action_areas:
        yield "coordinator", area, area.coordinators, False
