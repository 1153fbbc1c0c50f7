"""Run a part of a test without root's privileges, because root may read every file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NOBODY = 65534


@contextmanager
def unprivileged(folder: Path) -> Iterator[None]:
    """If the tests run as root, run as `nobody`, with access to `folder`."""
    if os.geteuid():
        yield
        return
    for path in (folder, *folder.parents):
        if not path.stat().st_mode & 0o001:
            path.chmod(path.stat().st_mode | 0o011)  # not undone: other tests may use it
    "".encode("cp1252")  # loads a module now that only root may read
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
