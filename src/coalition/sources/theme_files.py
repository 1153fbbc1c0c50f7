"""The files of the theme, as far as they can be read at all.

Jinja, Pelican and the preview read them too, but where one is a folder, a pipe or not UTF-8, or may
not be read, they end in a traceback. So everything in the theme is looked at before.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from coalition.diagnostics.diagnostic import Place, Problem
from coalition.sources.cache import Memory
from coalition.sources.text import Text, decode
from coalition.sources.yaml_parser import Document, contents

FOLDER = Path("theme")
"""As problems name it."""

TEXTS = (".html", ".css", ".po")
"""Endings of files that have to be UTF-8, and that no folder may have."""

NEEDED = ("templates", "static")
"""Folders without which no page can be made."""


def problems(theme: Path, memory: Memory) -> Iterator[Problem]:
    """Yield a Problem for each file and folder in `theme` that cannot be read."""
    unread: list[OSError] = []
    for here, folders, names in os.walk(theme, onerror=unread.append):
        misnamed = (name for name in folders if name.endswith(TEXTS))
        for name in sorted([*misnamed, *names]):
            if not name.startswith("."):  # editors keep their locks there, some as dangling links
                yield from _of_file(Path(here, name), theme, memory)
    for error in unread:
        if not isinstance(error, FileNotFoundError):
            message = f"this folder cannot be read: {error.strerror}"
            yield _of_folder(_shown(Path(error.filename), theme), message)


def missing(theme: Path) -> Iterator[Problem]:
    """Yield a Problem for each folder that the theme lacks."""
    for name in NEEDED:
        folder = theme / name
        if is_folder(folder):
            continue
        if os.path.lexists(folder):
            yield _of_folder(f"theme/{name}", "this should be a folder, and is none")
        elif is_folder(theme) and os.access(theme, os.X_OK):
            message = "this folder does not exist, and no page can be made without it"
            hint = f"put it back, as 'git restore theme/{name}' does"
            yield Problem(Place(f"theme/{name}"), "missing-file", message, hint)


def matches(folder: Path, pattern: str) -> list[Path]:
    """Return the sorted paths that match; none where the folder cannot be looked into."""
    try:
        return sorted(folder.glob(pattern))
    except OSError:
        return []  # `problems` says why


def is_folder(path: Path) -> bool:
    """Whether this is a folder, as far as one may know."""
    try:
        return path.is_dir()
    except OSError:
        return False


def texts(folder: Path, ending: str, shown: str) -> Iterator[tuple[Text, Problem | None]]:
    """Yield each text with this ending in `folder`, and why it cannot be read.

    Problems name the files below `shown`.
    """
    for file in matches(folder, f"**/*{ending}"):
        if file.name.startswith("."):
            continue
        name = f"{shown}/{file.relative_to(folder).as_posix()}"
        data = contents(file, name, most=-1)
        if isinstance(data, Document):
            yield Text(name, ()), data.problems[0]
        else:
            yield decode(data, name)


def _of_file(file: Path, theme: Path, memory: Memory) -> Iterator[Problem]:
    shown, is_text = _shown(file, theme), file.name.endswith(TEXTS)
    data = contents(file, shown, most=-1 if is_text else 0)
    if isinstance(data, Document):
        yield from data.problems
    elif is_text and (problem := memory.of(_undecodable, data, shown)):
        yield problem


def _undecodable(data: bytes, shown: str) -> Problem | None:
    return decode(data, shown)[1]


def _of_folder(shown: str, message: str) -> Problem:
    hint = "check its permissions, and the disk it lies on"
    return Problem(Place(shown), "unreadable-file", message, hint)


def _shown(path: Path, theme: Path) -> str:
    return (FOLDER / path.relative_to(theme)).as_posix()
