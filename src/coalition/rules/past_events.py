"""Rule `past-event`: an event that is over today, but coming by the day of the data.

Pages list events by the day of the data, since a build does not depend on the clock. So the site
announces an event until an entry has been checked after it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace

from coalition.diagnostics import Diagnostic, Message, quote_value
from coalition.project import EVENTS, LoadedData, get_child

_RULE_NAME = "past-event"


def check_past_events(
    data: LoadedData, day: datetime.date | None, today: datetime.date
) -> Iterator[Diagnostic]:
    """Yield warnings about events that are over by `today`, but not by `day`, that of the data."""
    if day is None:  # the list of events is not split
        return
    for entry, event in zip(data.raw_entries[EVENTS], data.coalition.events, strict=True):
        if event.is_past(day) or not event.is_past(today):
            continue
        node = get_child(entry.node, "end" if event.end else "start") or entry.node
        message = Message(
            "%(title)s was over on %(day)s, and is still listed as coming",
            title=quote_value(event.title.default_text),
            day=event.last_day,
        )
        hint = Message(
            "check the entry: add its recording or report if there is one, and write 'checked:"
            " %(today)s'",
            today=today,
        )
        diagnostic = entry.document.diagnostic_at(node.location, _RULE_NAME, message, hint)
        yield replace(diagnostic, severity="warning")
