"""An exclusive lock between processes, released by the system when its holder ends or is killed.

The lock file names its holder for the message of a waiting process. Standard library only: setting
up the project needs it before anything is installed.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

RETRY_SECONDS = 0.1
"""Interval between two attempts to take the lock."""

MESSAGE_INTERVAL_SECONDS = 30.0
"""Interval after which a command that still waits repeats its message."""

_held_descriptors: set[int] = set()
"""File descriptors of the locks that this process holds."""

if sys.platform == "win32":
    import msvcrt

    LOCKED_BYTE_OFFSET = 1 << 30
    """Far after the file's content: on Windows no other process can read bytes that are locked."""

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
    """Hold the lock file `path`: create it here and remove it at the end.

    While another process holds the lock, wait, and print `waiting_message` with the holder to
    stderr every MESSAGE_INTERVAL_SECONDS.
    """
    descriptor = _acquire_lock(path, waiting_message)
    _held_descriptors.add(descriptor)
    try:
        _write_holder(descriptor)
        yield
    finally:
        if descriptor in _held_descriptors:  # not in a forked child, which has closed it
            # Remove the file before releasing the lock: a waiting process then finds that the file
            # it has opened is no longer the one on disk. Windows does not remove an open file; a
            # lock file that stays does no harm there.
            with suppress(OSError):
                path.unlink()
            _held_descriptors.remove(descriptor)
            os.close(descriptor)


def _acquire_lock(path: Path, waiting_message: str) -> int:
    next_message = time.monotonic()
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        if _try_lock(descriptor) and _is_same_file(descriptor, path):
            return descriptor
        os.close(descriptor)
        if time.monotonic() >= next_message:
            message = f"{waiting_message}{_describe_holder(path)}"
            print(message, file=sys.stderr, flush=True)
            next_message += MESSAGE_INTERVAL_SECONDS
        time.sleep(RETRY_SECONDS)


def _is_same_file(descriptor: int, path: Path) -> bool:
    """Return whether the open file is still the one at `path`: its holder may have removed it."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _write_holder(descriptor: int) -> None:
    """Write process id and command to the lock file; its mtime is when the lock was taken."""
    with suppress(OSError):  # a full disk does not affect the lock itself
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, f"{os.getpid()} {_get_command_name()}\n".encode("utf-8", "replace"))


def _get_command_name() -> str:
    """Return the name of the running command, without arguments: they may be private URLs."""
    program = Path(sys.argv[0]).name
    arguments = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    return arguments[0] if program == "tasks.py" and arguments else program


def _describe_holder(path: Path) -> str:
    """Return the part of the message that names the holder; empty if it is not known yet."""
    try:
        process, _, command = path.read_text("utf-8", "replace").strip().partition(" ")
        age = time.time() - path.stat().st_mtime
    except OSError:  # just released
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
    """Close the parent's locks in a forked child: any open descriptor would keep the lock held."""
    for descriptor in _held_descriptors:
        os.close(descriptor)
    _held_descriptors.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_close_inherited)
