"""Who was a member of the coalition on a day.

By the dates that the members have: somebody without any counts as a member all the time.
"""

from __future__ import annotations

from datetime import date

from coalition.model import Member, Term


def was_member(member: Member, day: date) -> bool:
    """Return whether somebody was a member on a day.

    A month or a year counts from its first day.
    """
    if member.died and member.died <= day:
        return False
    terms = member.all_terms
    return not terms or any(_has_begun(term, day) and not term.has_ended(day) for term in terms)


def _has_begun(term: Term, day: date) -> bool:
    return term.since is None or term.since.first_day <= day
