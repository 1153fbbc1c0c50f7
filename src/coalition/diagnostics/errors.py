"""The errors that end a command, each with what its user has to know."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from coalition.diagnostics.diagnostic import (
    Diagnostic,
    diagnostic_sort_key,
    limit_per_file,
    sanitize_log,
    summarize_diagnostics,
)

ERRNO_HINTS: Mapping[int | None, str] = {
    errno.EACCES: "see to it that you may read and write there",
    errno.EBUSY: "a folder that is mounted cannot change places: mount the one around it",
    errno.EDQUOT: "make room: your share of the disk is used up",
    errno.EFBIG: "the system limits the size of a file: raise that limit ('ulimit -f')",
    errno.ENOSPC: "make room on the disk",
    errno.ENOTDIR: "move what is there away: a folder is made in its place",
    errno.EPERM: "see to it that you may write there",
    errno.EROFS: "see to it that you may write there",
}
"""What to do about errors of the system."""


class DataError(Exception):
    """The files cannot become a site; `problems` has every reason, sorted by place."""

    def __init__(self, problems: Iterable[Diagnostic]) -> None:
        self.diagnostics: tuple[Diagnostic, ...] = tuple(
            limit_per_file(sorted(set(problems), key=diagnostic_sort_key))
        )
        super().__init__(summarize_diagnostics(self.diagnostics))

    def __reduce__(self) -> tuple[type[DataError], tuple[tuple[Diagnostic, ...]]]:
        """Lets it come back whole from another process."""
        return DataError, (self.diagnostics,)


class CommandError(Exception):
    """A command cannot do what it was asked for; the text says why, and what to do instead.

    `code` is how the process ends.
    """

    code = 1


class BuildError(Exception):
    """The site was not built and the old one stands.

    `details` is what the build said, problem by problem; `summary` is the one line that closes it.
    `problems` are those of a finished site, for reports in other formats.
    """

    def __init__(self, details: str, summary: str, problems: Sequence[Diagnostic] = ()) -> None:
        # Pelican prints names and texts of editors as they are
        self.details, self.summary = (
            sanitize_log(details.strip("\n")),
            sanitize_log(summary.strip("\n")),
        )
        self.diagnostics = tuple(problems)
        super().__init__("\n\n".join(filter(None, (self.details, self.summary))))


def wrap_os_error(error: OSError, what_failed: str) -> BuildError:
    """What the system refused, as a build tells it."""
    where = f" ({Path(os.fsdecode(error.filename)).name})" if error.filename else ""
    remedy = f"; {ERRNO_HINTS[error.errno]}" if error.errno in ERRNO_HINTS else ""
    return BuildError("", f"{what_failed}: {error.strerror or error}{where}{remedy}")
