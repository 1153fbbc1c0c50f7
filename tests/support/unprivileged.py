"""Runs a part of a test as a user who may not read everything: root may, and tests run as root."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NOBODY = 65534


@contextmanager
def unprivileged(folder: Path) -> Iterator[None]:
    """Run as another user, who can reach `folder`, where the tests run as root."""
    if os.geteuid():
        yield
        return
    for path in (folder, *folder.parents):
        if not path.stat().st_mode & 0o001:
            path.chmod(path.stat().st_mode | 0o011)  # left so: another test may need it now
    "".encode("cp1252")  # a module that is loaded when it is needed, from a folder of root's
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
