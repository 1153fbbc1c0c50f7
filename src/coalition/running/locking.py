"""One at a time: a lock that the system lets go of when its holder ends, however it ends.

Standard library only: setting up the project needs it before anything is installed.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

BETWEEN_TRIES = 0.1
"""Seconds."""

if sys.platform == "win32":
    import msvcrt

    def _took(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _took(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@contextmanager
def held(path: Path, busy: str) -> Iterator[None]:
    """Hold the lock file `path`, made here and gone afterwards.

    While another process holds it we wait, and say `busy` on stderr once.
    """
    descriptor = _open(path, busy)
    try:
        yield
    finally:
        # Gone before it is let go: whoever waits finds that its file is no longer the one on disk.
        with suppress(OSError):  # Windows keeps a file that is open; it does no harm there
            path.unlink()
        os.close(descriptor)


def _open(path: Path, busy: str) -> int:
    said = False
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        if _took(descriptor) and _is(descriptor, path):
            return descriptor
        os.close(descriptor)
        if not said:
            print(busy, file=sys.stderr, flush=True)
            said = True
        time.sleep(BETWEEN_TRIES)


def _is(descriptor: int, path: Path) -> bool:
    """Whether the open file still stands at `path`: its last holder may have removed it."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False
