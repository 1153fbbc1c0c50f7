"""Who belonged to the coalition on a day, and who joined and left in a year.

By the dates that the members have: somebody without any counts as a member all the time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from coalition.model import Member, Term
from coalition.site import CoalitionIndex, MemberRow, was_member


@dataclass(frozen=True)
class YearOfMembership:
    """The members at the end of a year or of its known part, and the changes in it.

    `left` are those who are no members at the end, without those who `died`.
    """

    members: tuple[MemberRow, ...]
    joined: tuple[MemberRow, ...]
    left: tuple[MemberRow, ...]
    died: tuple[MemberRow, ...]


def find_year_of_membership(index: CoalitionIndex, year: int, end: date) -> YearOfMembership:
    """Return the members on the day `end` of a year, and the changes from its first day to it."""
    rows = tuple(index.members_by_id.values())
    members = tuple(row for row in rows if was_member(row.member, end))
    return YearOfMembership(
        members,
        tuple(row for row in rows if find_beginning(row.member, year, end)),
        tuple(
            row
            for row in rows
            if row not in members
            and not _died_in(row.member, year, end)
            and find_end(row.member, year, end)
        ),
        tuple(row for row in rows if _died_in(row.member, year, end)),
    )


def find_beginning(member: Member, year: int, end: date) -> Term | None:
    """Return the term that a member began in a year, until the day `end`."""
    for term in member.all_terms:
        if term.since and term.since.year == year and term.since.first_day <= end:
            return term
    return None


def find_end(member: Member, year: int, end: date) -> Term | None:
    """Return the last term that a member ended in a year, until the day `end`."""
    for term in reversed(member.all_terms):
        if term.until and term.until.year == year and term.until.first_day <= end:
            return term
    return None


def _died_in(member: Member, year: int, end: date) -> bool:
    return bool(member.died and member.died.year == year and member.died <= end)
