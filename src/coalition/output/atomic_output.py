"""A new folder takes the place of an old one, so that there is always one complete folder.

Where the system can let two folders change places, no moment is without one. Where it cannot, the
swap is two renames, `output` to `output.swapped` and the new folder to `output`; should the process
be killed between the two, the next one puts `output.swapped` back before it does anything else.
"""

from __future__ import annotations

import errno
import glob
import os
import re
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from coalition.diagnostics.diagnostic import CommandError
from coalition.output import (output_files,)
from coalition.output.exchange import (exchanged,)
from coalition import (locking,)

OLD = "swapped"
"""What an old folder is called while the new one takes its place; no name for somebody's copy."""

LONGEST_REMOVAL = 2.0
"""Seconds in which a dying process has to stop writing into a folder that is being removed."""

_UNFINISHED = re.compile(r"(?:\.new-[0-9]+)+")


class LeftoverError(CommandError):
    """What an interrupted command left cannot be removed."""

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(
            f"{path.name}, left by a command that was interrupted, cannot be removed:"
            f" {error.strerror or error}; remove it yourself"
        )


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Have `folder` to oneself, whole: others who make or deliver it wait meanwhile, or we do.

    What a killed process left is cleaned up first, and once more at the end: a child of it may have
    written for a moment after its parent had released the lock. Raises LeftoverError and
    ForeignFilesError.
    """
    folder = folder.resolve()
    busy = f"waiting for another command that makes or delivers {folder.name}/"
    with locking.held(beside(folder, "lock"), busy):
        recover(folder)
        try:
            yield
        finally:
            for path in _unfinished(folder):
                _try_to_remove(path)


@contextmanager
def new(folder: Path) -> Iterator[Path]:
    """A place for a new folder beside `folder`, gone afterwards."""
    fresh = beside(folder.resolve(), f"new-{os.getpid()}")
    try:
        yield fresh
    finally:
        _try_to_remove(fresh)


def swap(fresh: Path, folder: Path) -> None:
    """Put the new folder in the old one's place; `fresh` may be the old one afterwards.

    Raises ForeignFilesError if files would be lost that none of our commands wrote.
    """
    folder = folder.resolve()
    if folder.exists() and not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
    output_files.ensure_own(folder)
    with output_files.replaced(folder, fresh):
        if not (folder.exists() and exchanged(fresh, folder)):
            _rename(fresh, folder)


def recover(folder: Path) -> None:
    """Undo what a killed process left: put the old folder back, remove what was not finished.

    Raises LeftoverError, and ForeignFilesError for an old folder with files that none of our
    commands wrote.
    """
    _put_back(folder)
    old = beside(folder, OLD)
    leftovers = [beside(folder, "files.new"), *_unfinished(folder)]
    if old.is_dir():
        output_files.ensure_own(old, like=folder)
        leftovers.append(old)
    for path in leftovers:
        try:
            _remove(path)
        except OSError as error:
            raise LeftoverError(path, error) from error


def beside(folder: Path, what: str) -> Path:
    """Where something stands that has to do with `folder`."""
    return folder.with_name(f"{folder.name}.{what}")


def _rename(fresh: Path, folder: Path) -> None:
    """Swap in two steps, where the system cannot do it in one."""
    old = beside(folder, OLD)
    try:
        if folder.exists():
            folder.rename(old)
        fresh.rename(folder)
    finally:  # also when somebody presses Ctrl-C between the two
        _put_back(folder)
    _try_to_remove(old)


def _put_back(folder: Path) -> None:
    """Restore the old folder where a swap did not come to its end."""
    old = beside(folder, OLD)
    if old.is_dir() and not folder.exists():
        old.rename(folder)


def _unfinished(folder: Path) -> list[Path]:
    """The new folders and files of commands that did not end; each is named after its process."""
    paths = folder.parent.glob(glob.escape(folder.name) + ".new-*")
    return [path for path in paths if _UNFINISHED.fullmatch(path.name, len(folder.name))]


def _try_to_remove(path: Path) -> None:
    """Remove a file or a folder, or leave it to the next command and say so."""
    try:
        _remove(path)
    except OSError as error:
        reason = error.strerror or error
        print(f"note: {path.name} could not be removed: {reason}", file=sys.stderr)


def _remove(path: Path) -> None:
    """Remove a file or a folder, again and again if somebody still writes into it."""
    deadline = time.monotonic() + LONGEST_REMOVAL
    while os.path.lexists(path):
        try:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
        except OSError:
            if time.monotonic() >= deadline:
                raise
            time.sleep(0.05)
