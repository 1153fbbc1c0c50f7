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

from coalition import (
    locking,
)
from coalition.diagnostics import CommandError
from coalition.output import manifest
from coalition.output.exchange import (
    exchange_folders,
)

SWAPPED_SUFFIX = "swapped"
"""What an old folder is called while the new one takes its place; no name for somebody's copy."""

REMOVAL_TIMEOUT_SECONDS = 2.0
"""Seconds in which a dying process has to stop writing into a folder that is being removed."""

_STAGING_SUFFIX = re.compile(r"(?:\.new-[0-9]+)+")


class LeftoverError(CommandError):
    """What an interrupted command left cannot be removed."""

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(
            f"{path.name}, left by a command that was interrupted, cannot be removed:"
            f" {error.strerror or error}; remove it yourself"
        )


@contextmanager
def lock_folder(folder: Path) -> Iterator[None]:
    """Have `folder` to oneself, whole: others who make or deliver it wait meanwhile, or we do.

    What a killed process left is cleaned up first, and once more at the end: a child of it may have
    written for a moment after its parent had released the lock. Raises LeftoverError and
    ForeignFilesError.
    """
    folder = folder.resolve()
    busy = f"waiting for another command that makes or delivers {folder.name}/"
    with locking.hold_lock(get_sibling_path(folder, "lock"), busy):
        recover_folder(folder)
        try:
            yield
        finally:
            for path in _find_staging_paths(folder):
                _try_to_remove(path)


@contextmanager
def reserve_staging_path(folder: Path) -> Iterator[Path]:
    """A place for a new folder beside `folder`, gone afterwards."""
    fresh = get_sibling_path(folder.resolve(), f"new-{os.getpid()}")
    try:
        yield fresh
    finally:
        _try_to_remove(fresh)


def swap_folders(staging: Path, folder: Path) -> None:
    """Put the new folder in the old one's place; `staging` may be the old one afterwards.

    Raises ForeignFilesError if files would be lost that none of our commands wrote.
    """
    folder = folder.resolve()
    if folder.exists() and not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
    manifest.ensure_no_foreign_files(folder)
    with manifest.track_replacement(folder, staging):
        if not (folder.exists() and exchange_folders(staging, folder)):
            _swap_by_renaming(staging, folder)


def recover_folder(folder: Path) -> None:
    """Undo what a killed process left: put the old folder back, remove what was not finished.

    Raises LeftoverError, and ForeignFilesError for an old folder with files that none of our
    commands wrote.
    """
    _restore_swapped(folder)
    old = get_sibling_path(folder, SWAPPED_SUFFIX)
    leftovers = [get_sibling_path(folder, "files.new"), *_find_staging_paths(folder)]
    if old.is_dir():
        manifest.ensure_no_foreign_files(old, former_path=folder)
        leftovers.append(old)
    for path in leftovers:
        try:
            _remove_with_retries(path)
        except OSError as error:
            raise LeftoverError(path, error) from error


def get_sibling_path(folder: Path, suffix: str) -> Path:
    """Where something stands that has to do with `folder`."""
    return folder.with_name(f"{folder.name}.{suffix}")


def _swap_by_renaming(staging: Path, folder: Path) -> None:
    """Swap in two steps, where the system cannot do it in one."""
    old = get_sibling_path(folder, SWAPPED_SUFFIX)
    try:
        if folder.exists():
            folder.rename(old)
        staging.rename(folder)
    finally:  # also when somebody presses Ctrl-C between the two
        _restore_swapped(folder)
    _try_to_remove(old)


def _restore_swapped(folder: Path) -> None:
    """Restore the old folder where a swap did not come to its end."""
    old = get_sibling_path(folder, SWAPPED_SUFFIX)
    if old.is_dir() and not folder.exists():
        old.rename(folder)


def _find_staging_paths(folder: Path) -> list[Path]:
    """The new folders and files of commands that did not end; each is named after its process."""
    paths = folder.parent.glob(glob.escape(folder.name) + ".new-*")
    return [path for path in paths if _STAGING_SUFFIX.fullmatch(path.name, len(folder.name))]


def _try_to_remove(path: Path) -> None:
    """Remove a file or a folder, or leave it to the next command and say so."""
    try:
        _remove_with_retries(path)
    except OSError as error:
        reason = error.strerror or error
        print(f"note: {path.name} could not be removed: {reason}", file=sys.stderr)


def _remove_with_retries(path: Path) -> None:
    """Remove a file or a folder, again and again if somebody still writes into it."""
    deadline = time.monotonic() + REMOVAL_TIMEOUT_SECONDS
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
