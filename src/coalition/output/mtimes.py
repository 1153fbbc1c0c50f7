"""The ages of files: what did not change keeps the time that it had in the published site.

Then tools that go by time and size send only what changed, and browsers that ask by time are told
that their copy still holds.
"""

from __future__ import annotations

import os
from pathlib import Path


def preserve_mtimes(staging: Path, published: Path) -> None:
    """Give each file of `staging` the time of its like in `published`, where both say the same."""
    for file in staging.rglob("*"):
        old = published / file.relative_to(staging)
        if file.is_file() and _is_same_content(file, old):
            status = old.stat()
            os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))


def _is_same_content(first: Path, second: Path) -> bool:
    try:
        return (
            first.stat().st_size == second.stat().st_size
            and first.read_bytes() == second.read_bytes()
        )
    except OSError:  # there is none, or it is no file
        return False
