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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from coalition.finishing.exchange import exchanged
from coalition.running import locking

OLD = "swapped"
"""What an old folder is called while the new one takes its place; no name for somebody's copy."""

_UNFINISHED = re.compile(r"(?:\.new-[0-9]+)+")


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Have `folder` to oneself, whole: others who make or deliver it wait meanwhile, or we do.

    What a killed process left beside it is put right first.
    """
    folder = folder.resolve()
    busy = f"waiting for another command that makes or delivers {folder.name}/"
    with locking.held(beside(folder, "lock"), busy):
        recover(folder)
        yield


@contextmanager
def new(folder: Path) -> Iterator[Path]:
    """A place for a new folder beside `folder`, gone afterwards."""
    fresh = beside(folder.resolve(), f"new-{os.getpid()}")
    try:
        yield fresh
    finally:
        _remove(fresh)


def swap(fresh: Path, folder: Path) -> None:
    """Put the new folder in the old one's place; `fresh` may be the old one afterwards."""
    folder = folder.resolve()
    if folder.exists() and not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
    if folder.exists() and exchanged(fresh, folder):
        return
    old = beside(folder, OLD)
    try:
        if folder.exists():
            folder.rename(old)
        fresh.rename(folder)
    finally:  # also when somebody presses Ctrl-C between the two
        _put_back(folder)
    _remove(old)


def recover(folder: Path) -> None:
    """Undo what a killed process left beside `folder`: the old one back, no half a new one."""
    _put_back(folder)
    _remove(beside(folder, OLD))
    # The name of each carries its process: one that outlived its killed parent writes elsewhere
    for path in folder.parent.glob(glob.escape(folder.name) + ".new-*"):
        if _UNFINISHED.fullmatch(path.name, len(folder.name)):
            _remove(path)


def beside(folder: Path, what: str) -> Path:
    """Where something stands that has to do with `folder`."""
    return folder.with_name(f"{folder.name}.{what}")


def _put_back(folder: Path) -> None:
    """Restore the old folder where a swap did not come to its end."""
    old = beside(folder, OLD)
    if old.exists() and not folder.exists():
        old.rename(folder)


def _remove(path: Path) -> None:
    # Something that cannot be removed now is tried again by the next one's recovery
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
