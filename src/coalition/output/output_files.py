"""The list of the files that our commands wrote into a folder, and what else is in it.

A folder with a site is replaced as a whole, so everything in it that is not on the list would be
lost. The list is `output.files` next to `output/`, so that it is never published: a JSON array of
relative paths, one a line, because names of files may contain line breaks.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from coalition.diagnostics.diagnostic import CommandError, counted, visible

ENDING = "files"

NAMED = 3
"""How many files a message names at most."""


class ForeignFilesError(CommandError):
    """A folder contains files that none of our commands wrote."""

    def __init__(self, folder: Path, files: Sequence[str]) -> None:
        super().__init__(
            f"{folder.name}/ contains {describe(files)}, written by no command of this project;"
            f" nothing has been changed: move what you need elsewhere, then delete {folder.name}/"
        )


def list_of(folder: Path) -> Path:
    """Return the path of the list for `folder`."""
    folder = folder.resolve()
    return folder.with_name(f"{folder.name}.{ENDING}")


def in_folder(folder: Path) -> set[str]:
    """All files and links below `folder`, also hidden ones, as relative paths with `/`.

    Links are not followed. Empty folders do not count: nothing in them can be lost.
    """
    return {Path(path).relative_to(folder).as_posix() for path in _paths(folder)}


def written(folder: Path) -> set[str]:
    """What our commands wrote into `folder`; nothing where the list is missing or damaged."""
    try:
        names = json.loads(list_of(folder).read_text("ascii"))
    except (FileNotFoundError, ValueError):
        return set()
    return {name for name in names if isinstance(name, str)} if isinstance(names, list) else set()


def foreign(folder: Path, like: Path | None = None) -> list[str]:
    """The files in `folder` that none of our commands wrote, sorted.

    A folder that was renamed goes by the list of its former path, `like`.
    """
    return sorted(in_folder(folder) - written(like or folder))


def ensure_own(folder: Path, like: Path | None = None) -> None:
    """Raise ForeignFilesError if there are `foreign` files in `folder`."""
    if files := foreign(folder, like):
        raise ForeignFilesError(folder, files)


def add(folder: Path, names: Iterable[str]) -> None:
    """Add to the list what has been written into `folder`, or will be."""
    _save(folder, written(folder) | set(names))


@contextmanager
def replaced(folder: Path, fresh: Path) -> Iterator[None]:
    """Keep the list true while `fresh` takes the place of `folder` in the `with` block.

    Until that is done the list has the names of both, so it covers either if we are killed.
    """
    add(folder, in_folder(fresh))
    try:
        yield
    finally:
        with suppress(OSError):  # the longer list is true as well
            _save(folder, written(folder) & in_folder(folder))


def describe(names: Sequence[str]) -> str:
    """Name the first of some files, and how many there are: "7 files (a, b, c and 4 more)"."""
    shown = ", ".join(visible(name) for name in names[:NAMED])
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"{counted(len(names), 'file')} ({shown}{more})"


def _paths(folder: Path) -> Iterator[str]:
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _paths(Path(entry.path))
            else:
                yield entry.path


def _save(folder: Path, names: Iterable[str]) -> None:
    """Write the list, whole or not at all."""
    file = list_of(folder)
    fresh = file.with_name(f"{file.name}.new")
    try:
        fresh.write_text(json.dumps(sorted(names), indent=0) + "\n", "ascii", newline="\n")
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)
