"""The error of the package."""

from __future__ import annotations

from coalition.diagnostics import CommandError


class ReportError(CommandError):
    """A report cannot be made from the data; the text says why."""
