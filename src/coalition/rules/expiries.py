"""Rule `expired`: dates of expiry that have come or come soon (RFC 9116, section 2.5.5).

By the current date: who finds a weakness of the site compares the date in `security.txt` with
their own clock.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from coalition.diagnostics import Diagnostic, Message
from coalition.project import LoadedData
from coalition.rules.dates import is_expiry, iter_dates

_RULE_NAME = "expired"

_NOTICE = datetime.timedelta(days=30)
"""How long before an expiry editors are warned."""


def check_expiries(data: LoadedData, today: datetime.date) -> Iterator[Diagnostic]:
    """Yield a warning for each date of expiry that has come by `today` or comes within _NOTICE."""
    for item in iter_dates(data):
        if not is_expiry(item) or not isinstance(item.value, datetime.date):
            continue
        if item.value <= today + _NOTICE:
            message = Message("'expires: %(day)s' comes soon", day=item.value)
            if item.value <= today:
                message = Message("'expires: %(day)s' has come", day=item.value)
            hint = Message(
                "check the address in 'url', and write a day that is at most a year ahead"
            )
            yield item.make_warning(_RULE_NAME, message, hint)
