"""Warnings about a valid project: stale, forgotten or unfinished content.

`collect_warnings` is the way in and runs all rules. Warnings never stop a build. Depends on
`project`, `sources` and `model`; must not know the built site (`audit`) or commands.
"""

from coalition.rules.current_date import get_current_date
from coalition.rules.future_dates import check_future_dates
from coalition.rules.runner import collect_warnings

__all__ = [
    "check_future_dates",
    "collect_warnings",
    "get_current_date",
]
