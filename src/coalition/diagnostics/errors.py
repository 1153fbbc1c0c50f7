"""Exceptions that end a command, each with a text for its user."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal

from coalition.diagnostics.diagnostic import (
    Diagnostic,
    Location,
    diagnostic_sort_key,
    limit_per_file,
)
from coalition.diagnostics.escaping import sanitize_log
from coalition.diagnostics.messages import Message
from coalition.diagnostics.text import summarize_diagnostics

ERRNO_HINTS: Mapping[int | None, str] = {
    errno.EACCES: "check that you may read and write there",
    errno.EBUSY: "a mounted folder cannot be renamed: mount its parent folder instead",
    errno.EDQUOT: "free disk space: your quota is used up",
    errno.EFBIG: "the system limits the size of a file: raise that limit ('ulimit -f')",
    errno.ENOSPC: "free some disk space",
    errno.ENOTDIR: "move the existing file away: a folder is needed in its place",
    errno.EPERM: "check that you may write there",
    errno.EROFS: "check that you may write there",
}
"""Hint for each error number of the operating system."""


class DataError(Exception):
    """The source files have errors; `diagnostics` are all of them, sorted by location."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics: tuple[Diagnostic, ...] = tuple(
            limit_per_file(sorted(set(diagnostics), key=diagnostic_sort_key))
        )
        super().__init__(summarize_diagnostics(self.diagnostics))

    def __reduce__(self) -> tuple[type[DataError], tuple[tuple[Diagnostic, ...]]]:
        """Pickle with the diagnostics: worker processes raise this error as well."""
        return DataError, (self.diagnostics,)


class CommandError(Exception):
    """A command cannot do its work; the text says why, and what to do instead.

    `code` is the exit status of the process.
    """

    code = 1


class BuildError(Exception):
    """The site was not built, and the published one is unchanged.

    `details` is the output of the build, one paragraph per problem; `summary` is the line that
    closes it. `diagnostics` are those of a finished site, for reports in other formats.
    """

    def __init__(self, details: str, summary: str, diagnostics: Sequence[Diagnostic] = ()) -> None:
        # Pelican prints file names and texts of editors unescaped
        self.details = sanitize_log(details.strip("\n"))
        self.summary = sanitize_log(summary.strip("\n"))
        self.diagnostics = tuple(diagnostics)
        super().__init__("\n\n".join(filter(None, (self.details, self.summary))))


def wrap_os_error(error: OSError, what_failed: str) -> BuildError:
    """Return a BuildError for an error of the operating system, with a hint if there is one."""
    where = f" ({Path(os.fsdecode(error.filename)).name})" if error.filename else ""
    remedy = f"; {ERRNO_HINTS[error.errno]}" if error.errno in ERRNO_HINTS else ""
    return BuildError("", f"{what_failed}: {error.strerror or error}{where}{remedy}")


def diagnose_read_error(
    error: OSError, display_path: str, kind: Literal["file", "folder"] = "file"
) -> Diagnostic:
    """Return the diagnostic for a file or a folder that the operating system cannot read."""
    message = describe_read_error(error, kind)
    hint = Message("check that it exists, that you may read it, and that the disk works")
    return Diagnostic(Location(display_path), "unreadable-file", message, hint)


def describe_read_error(error: OSError, kind: Literal["file", "folder"] = "file") -> str:
    """Return the message for a file or a folder that the operating system cannot read."""
    if kind == "folder":
        return Message("this folder cannot be read: %(reason)s", reason=error.strerror)
    return Message("this file cannot be read: %(reason)s", reason=error.strerror)
