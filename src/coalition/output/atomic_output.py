"""Replace a folder with a new one, so that there is a complete one at any time.

If the system can exchange two folders, this is one step. If not, it takes two renames, `output` to
`output.swapped` and the new folder to `output`; if the process is killed between them, the next one
moves `output.swapped` back before it does anything else.
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

from coalition import locking
from coalition.diagnostics import CommandError
from coalition.output import manifest
from coalition.output.exchange import exchange_folders

SWAPPED_SUFFIX = "swapped"
"""Suffix of an old folder during the swap; not one that users choose for copies."""

REMOVAL_TIMEOUT_SECONDS = 2.0
"""Seconds in which a dying process has to stop writing into a folder that is removed."""

_STAGING_SUFFIX = re.compile(r"(?:\.new-[0-9]+)+")


class LeftoverError(CommandError):
    """Files left by an interrupted command cannot be removed."""

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(
            f"{path.name}, left by a command that was interrupted, cannot be removed:"
            f" {error.strerror or error}; remove it yourself"
        )


@contextmanager
def lock_folder(folder: Path) -> Iterator[None]:
    """Lock `folder`: other commands that build or deploy it wait, and so does this one for them.

    Cleans up what a killed process left, before and after the block: a child of that process may
    have written for a moment after its parent had released the lock. Raises LeftoverError and
    ForeignFilesError.
    """
    folder = folder.resolve()
    waiting_message = f"waiting for another command that builds or deploys {folder.name}/"
    with locking.hold_lock(get_sibling_path(folder, "lock"), waiting_message):
        recover_folder(folder)
        try:
            yield
        finally:
            for path in _find_staging_paths(folder):
                _try_to_remove(path)


@contextmanager
def reserve_staging_path(folder: Path) -> Iterator[Path]:
    """Reserve a path next to `folder` for a new folder or file, removed afterwards."""
    staging = get_sibling_path(folder.resolve(), f"new-{os.getpid()}")
    try:
        yield staging
    finally:
        _try_to_remove(staging)


def swap_folders(staging: Path, folder: Path) -> None:
    """Replace `folder` with `staging`, which may be the old folder afterwards.

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
    """Undo what a killed process left: restore the old folder, remove what is unfinished.

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
    """Return a path next to `folder`, for a file or folder that belongs to it."""
    return folder.with_name(f"{folder.name}.{suffix}")


def _swap_by_renaming(staging: Path, folder: Path) -> None:
    """Swap in two steps, if the system cannot do it in one."""
    old = get_sibling_path(folder, SWAPPED_SUFFIX)
    try:
        if folder.exists():
            folder.rename(old)
        staging.rename(folder)
    finally:  # also after Ctrl-C between the two
        _restore_swapped(folder)
    _try_to_remove(old)


def _restore_swapped(folder: Path) -> None:
    """Restore the old folder if a swap was interrupted."""
    old = get_sibling_path(folder, SWAPPED_SUFFIX)
    if old.is_dir() and not folder.exists():
        old.rename(folder)


def _find_staging_paths(folder: Path) -> list[Path]:
    """Return the staging folders and files of killed commands: each has its process's id."""
    paths = folder.parent.glob(glob.escape(folder.name) + ".new-*")
    return [path for path in paths if _STAGING_SUFFIX.fullmatch(path.name, len(folder.name))]


def _try_to_remove(path: Path) -> None:
    """Remove a file or folder; print a note if it has to be left to the next command."""
    try:
        _remove_with_retries(path)
    except OSError as error:
        reason = error.strerror or error
        print(f"note: {path.name} could not be removed: {reason}", file=sys.stderr)


def _remove_with_retries(path: Path) -> None:
    """Remove a file or folder; retry while another process still writes into it."""
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
