"""Rule `passed-end`: terms that have ended meanwhile, though the pages show them as current.

The day of the data decides what is over (`Project.day`), so that the same files always give the
same pages. If nothing has been checked since a term ended, that day is too early.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from coalition.diagnostics import Diagnostic, Message
from coalition.model import Member, PartialDate
from coalition.project import LoadedData
from coalition.rules.dates import is_end_of_term, iter_dates

_RULE_NAME = "passed-end"


def check_passed_ends(
    data: LoadedData, day: datetime.date | None, today: datetime.date
) -> Iterator[Diagnostic]:
    """Yield a warning for each term that ended after `day`, the day of the data, until `today`."""
    for item in iter_dates(data):
        if day is None or not is_end_of_term(item) or not isinstance(item.value, PartialDate):
            continue
        if isinstance(item.record, Member) and item.record.died:
            continue  # dying has ended it
        if day < item.value.first_day <= today:
            message = Message(
                "'until: %(until)s' has come, but pages show the term as current: nothing in the"
                " data was checked after %(day)s",
                until=item.value,
                day=day,
            )
            hint = Message(
                "if it has ended, write 'checked: %(today)s' in this entry; if not, correct"
                " 'until'",
                today=today,
            )
            yield item.make_warning(_RULE_NAME, message, hint)
