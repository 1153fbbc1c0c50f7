"""Find what would read `data/` and `content/` of this repository, which editors may change any day.

Tests use the invented coalitions in `tests/data/coalitions/`, or copies of them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

from support.projects import PROJECT

FOLDERS = tuple(str(PROJECT / name) for name in ("data", "content"))
READ_EVENTS = frozenset({"open", "os.listdir", "os.scandir"})
"""Audit events of Python with the path of a file or folder that is read or written."""

PROCESS_EVENT = "subprocess.Popen"
SITE_COMMAND = re.compile(r"\btasks(\.py|\.main)|\bpelican\b")
"""In the words of a process: a command that may read the data of the folder in which it starts."""

READS = (
    "this reads {}, which editors may change: use an invented coalition, such as `ORCHARD` in"
    " tests/support/projects.py"
)
RUNS_HERE = (
    "this runs a command of the site in the repository itself, where it may read `data/` and"
    " `content/`: run it in a copy, such as `copy_project` makes"
)


def find_misuse(event: str, arguments: tuple[object, ...]) -> str | None:
    """Return what an audit event has to do with the live data; None if it has nothing to do."""
    if event in READ_EVENTS:
        path = _make_absolute(arguments[0])
        if path and any(path == folder or path.startswith(folder + os.sep) for folder in FOLDERS):
            return READS.format(Path(path).relative_to(PROJECT).as_posix())
    elif event == PROCESS_EVENT:
        _, words, folder, _ = arguments
        if _is_project(folder) and SITE_COMMAND.search(" ".join(_list_words(words))):
            return RUNS_HERE
    return None


def _make_absolute(path: object) -> str | None:
    """Return an absolute path; None for a file descriptor, and for a name without a folder.

    Functions such as `shutil.rmtree` open names relative to a descriptor that the event lacks.
    """
    if not isinstance(path, str | bytes | os.PathLike):
        return None
    text = os.fsdecode(path)
    if os.path.isabs(text):  # noqa: PTH117 - this runs for every file that is opened
        return os.path.normpath(text)
    return os.path.abspath(text) if os.path.dirname(text) else None  # noqa: PTH100, PTH120


def _is_project(folder: object) -> bool:
    path = os.fsdecode(folder) if isinstance(folder, str | bytes | os.PathLike) else "."
    return os.path.realpath(path) == str(PROJECT)


def _list_words(words: object) -> list[str]:
    if isinstance(words, str | bytes | os.PathLike):
        return [os.fsdecode(words)]
    return [os.fsdecode(word) for word in words] if isinstance(words, Iterable) else []
