"""Modification times: files that did not change keep those of the published site.

Then rsync, which compares time and size, sends only changed files, and HTTP caches that ask by time
see the others as unmodified.
"""

from __future__ import annotations

import os
from pathlib import Path


def preserve_mtimes(staging: Path, published: Path) -> None:
    """Copy the mtime of each file in `staging` that is the same in `published`."""
    for file in staging.rglob("*"):
        published_file = published / file.relative_to(staging)
        if file.is_file() and _is_same_content(file, published_file):
            status = published_file.stat()
            os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))


def _is_same_content(first: Path, second: Path) -> bool:
    try:
        return (
            first.stat().st_size == second.stat().st_size
            and first.read_bytes() == second.read_bytes()
        )
    except OSError:  # it does not exist or is not a file
        return False
