"""The date that rules compare others with."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from coalition.diagnostics import CommandError


def get_current_date(environ: Mapping[str, str]) -> datetime.date:
    """Return today's date, or the one of SOURCE_DATE_EPOCH (reproducible-builds.org) in UTC.

    Raises CommandError if that variable is not a number of seconds.
    """
    epoch = environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return datetime.date.today()
    try:
        return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC).date()
    except (ValueError, OverflowError, OSError):
        message = f"SOURCE_DATE_EPOCH is '{epoch}', but should be a number of seconds"
        raise CommandError(message) from None
