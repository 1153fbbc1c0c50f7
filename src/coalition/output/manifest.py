"""The manifest of an output folder: which files our commands wrote, and so which are foreign.

A folder with a site is replaced as a whole, so everything in it that is not listed would be lost.
The manifest is `output.files` next to `output/`, so that it is never published: a JSON array of
relative paths, one a line, because file names may contain line breaks.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from coalition.diagnostics import CommandError, escape_invisible, pluralize

MANIFEST_SUFFIX = "files"

MAX_NAMED_FILES = 3
"""The most files that a message names."""


class ForeignFilesError(CommandError):
    """A folder contains files that none of our commands wrote."""

    def __init__(self, folder: Path, files: Sequence[str]) -> None:
        super().__init__(
            f"{folder.name}/ contains {describe_files(files)}, written by no command of this"
            " project; nothing has been changed: move what you need elsewhere, then delete"
            f" {folder.name}/"
        )


def get_manifest_path(folder: Path) -> Path:
    """Return the path of the manifest of `folder`."""
    folder = folder.resolve()
    return folder.with_name(f"{folder.name}.{MANIFEST_SUFFIX}")


def list_folder_files(folder: Path) -> set[str]:
    """Return all files and links below `folder`, also hidden ones, as relative paths with `/`.

    Links are not followed. Empty folders do not count: nothing in them can be lost.
    """
    return {Path(path).relative_to(folder).as_posix() for path in _walk(folder)}


def read_manifest(folder: Path) -> set[str]:
    """Return what our commands wrote into `folder`; empty if the manifest is missing or damaged."""
    try:
        names = json.loads(get_manifest_path(folder).read_text("ascii"))
    except (FileNotFoundError, ValueError):
        return set()
    return {name for name in names if isinstance(name, str)} if isinstance(names, list) else set()


def find_foreign_files(folder: Path, former_path: Path | None = None) -> list[str]:
    """Return the files in `folder` that none of our commands wrote, sorted.

    A folder that was renamed still has the manifest of its `former_path`.
    """
    return sorted(list_folder_files(folder) - read_manifest(former_path or folder))


def ensure_no_foreign_files(folder: Path, former_path: Path | None = None) -> None:
    """Raise ForeignFilesError if `find_foreign_files` finds any in `folder`."""
    if files := find_foreign_files(folder, former_path):
        raise ForeignFilesError(folder, files)


def add_to_manifest(folder: Path, names: Iterable[str]) -> None:
    """Add files that have been written into `folder`, or are about to be."""
    _write_manifest(folder, read_manifest(folder) | set(names))


@contextmanager
def track_replacement(folder: Path, staging: Path) -> Iterator[None]:
    """Keep the manifest valid while `staging` replaces `folder` in the `with` block.

    Until that is done it lists the files of both, so it is right for either if we are killed.
    """
    add_to_manifest(folder, list_folder_files(staging))
    try:
        yield
    finally:
        with suppress(OSError):  # the longer list is right as well
            _write_manifest(folder, read_manifest(folder) & list_folder_files(folder))


def describe_files(names: Sequence[str]) -> str:
    """Format some files and their number: "7 files (a, b, c and 4 more)"."""
    named = ", ".join(escape_invisible(name) for name in names[:MAX_NAMED_FILES])
    more = f" and {len(names) - MAX_NAMED_FILES} more" if len(names) > MAX_NAMED_FILES else ""
    return f"{pluralize(len(names), 'file')} ({named}{more})"


def _walk(folder: Path) -> Iterator[str]:
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(Path(entry.path))
            else:
                yield entry.path


def _write_manifest(folder: Path, names: Iterable[str]) -> None:
    """Write the manifest atomically."""
    file = get_manifest_path(folder)
    temporary = file.with_name(f"{file.name}.new")
    try:
        temporary.write_text(json.dumps(sorted(names), indent=0) + "\n", "ascii", newline="\n")
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)
