"""One at a time: a lock that the system releases when its holder ends, however it ends.

The lock file names its holder, for those who wait. Standard library only: setting up the project
needs it before anything is installed.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

RETRY_SECONDS = 0.1
"""Seconds."""

MESSAGE_INTERVAL_SECONDS = 30.0
"""Seconds after which a command that still waits says so again."""

_held_descriptors: set[int] = set()
"""The descriptors of the locks that this process holds."""

if sys.platform == "win32":
    import msvcrt

    LOCKED_BYTE_OFFSET = 1 << 30
    """Windows lets nobody else read what is locked, so that is far behind the file's content."""

    def _try_lock(descriptor: int) -> bool:
        os.lseek(descriptor, LOCKED_BYTE_OFFSET, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@contextmanager
def hold_lock(path: Path, waiting_message: str) -> Iterator[None]:
    """Hold the lock file `path`, made here and gone afterwards.

    While another process holds it we wait, and say `waiting_message` and who holds it on stderr, now and then.
    """
    descriptor = _acquire_lock(path, waiting_message)
    _held_descriptors.add(descriptor)
    try:
        _write_holder(descriptor)
        yield
    finally:
        if descriptor in _held_descriptors:  # not so in a forked child
            # Gone before it is let go: whoever waits finds that its file is no longer the one on
            # disk. Windows keeps a file that is open; it does no harm there.
            with suppress(OSError):
                path.unlink()
            _held_descriptors.remove(descriptor)
            os.close(descriptor)


def _acquire_lock(path: Path, busy: str) -> int:
    next_message = time.monotonic()
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        if _try_lock(descriptor) and _is_same_file(descriptor, path):
            return descriptor
        os.close(descriptor)
        if time.monotonic() >= next_message:
            print(f"{busy}{_describe_holder(path)}", file=sys.stderr, flush=True)
            next_message += MESSAGE_INTERVAL_SECONDS
        time.sleep(RETRY_SECONDS)


def _is_same_file(descriptor: int, path: Path) -> bool:
    """Whether the open file still stands at `path`: its last holder may have removed it."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _write_holder(descriptor: int) -> None:
    """Write process and command into the lock file; its time says since when the lock is held."""
    with suppress(OSError):  # a full disk; the lock holds all the same
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, f"{os.getpid()} {_get_command_name()}\n".encode("utf-8", "replace"))


def _get_command_name() -> str:
    """The name of the command that runs; what follows it may be private, such as an address."""
    program = Path(sys.argv[0]).name
    words = [word for word in sys.argv[1:] if not word.startswith("-")]
    return words[0] if program == "tasks.py" and words else program


def _describe_holder(path: Path) -> str:
    """Who holds the lock, as the message says it; empty if that is not known yet."""
    try:
        process, _, command = path.read_text("utf-8", "replace").strip().partition(" ")
        age = time.time() - path.stat().st_mtime
    except OSError:  # released at this moment
        return ""
    if not (process.isdecimal() and command and command.isprintable()):
        return ""
    return f" (process {process}, `{command}`, running for {_format_duration(age)})"


def _format_duration(seconds: float) -> str:
    if seconds < 120:
        return f"{max(0, int(seconds))} s"
    minutes = int(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h"


def _close_inherited() -> None:
    """Close the locks of the parent: a lock is held as long as any process has it open."""
    for descriptor in _held_descriptors:
        os.close(descriptor)
    _held_descriptors.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_close_inherited)
