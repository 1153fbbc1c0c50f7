"""What is wrong with files as files, before any of them is read: links, special files, names.

A pull request may contain symbolic links, since git keeps them. Followed, they would publish files
of the machine that builds the site, or quote them in a report.
"""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from coalition.diagnostics import Diagnostic, Location, describe_read_error
from coalition.sources import has_forbidden_characters

SOURCE_FOLDERS = ("content", "data", "theme")

MAX_FOLDER_DEPTH = 20
"""How many folders may be inside each other."""


def check_file_tree(root: Path) -> list[Diagnostic]:
    """Check all files of `root` that a site is made from, without reading any.

    Hidden files are passed over: nothing reads them, and editors keep their locks there.
    """
    found: list[Diagnostic] = []
    for name in SOURCE_FOLDERS:
        path = root / name
        if path.is_symlink():
            found.append(_symbolic_link_diagnostic(path, name))
        elif path.is_dir():
            found += _check_folder(path, name)
    return found


def _check_folder(folder: Path, shown: str) -> Iterator[Diagnostic]:
    if shown.count("/") > MAX_FOLDER_DEPTH:
        message = f"more than {MAX_FOLDER_DEPTH} folders are inside each other"
        yield Diagnostic(Location(shown), "too-deep", message, "move the files further up")
        return
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        message = describe_read_error(error, "folder")
        hint = "check whether you may read it (its permissions), and the disk it is on"
        yield Diagnostic(Location(shown), "unreadable-file", message, hint)
        return
    first: dict[str, str] = {}
    for entry in entries:
        if entry.name.startswith("."):
            continue
        name = f"{shown}/{entry.name}"
        yield from _check_name(entry.name, name, first)
        if entry.is_symlink():
            yield _symbolic_link_diagnostic(Path(entry.path), name)
        elif entry.is_dir():
            yield from _check_folder(Path(entry.path), name)
        elif not stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode):
            message = "this is not an ordinary file"
            yield Diagnostic(Location(name), "not-a-file", message, "put the file itself here")


def _symbolic_link_diagnostic(path: Path, shown: str) -> Diagnostic:
    message = f"this is a symbolic link to '{path.readlink()}', and links are not followed"
    hint = "put the file or folder itself here; git on Windows cannot keep links either"
    return Diagnostic(Location(shown), "symbolic-link", message, hint)


def _check_name(name: str, shown: str, first: dict[str, str]) -> Iterator[Diagnostic]:
    """Check one name. `first` has the names of the folder so far, by what they have in common."""
    if has_forbidden_characters(name) or "\n" in name or "\t" in name:
        message = "the file's name contains a character that cannot be seen"
        yield Diagnostic(Location(shown), "invalid-file-name", message, "give it another name")
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
    other = first.setdefault(folded, name)
    if other != name:
        message = f"Windows and macOS cannot tell this name from '{other}' in the same folder"
        yield Diagnostic(Location(shown), "similar-file-names", message, "rename one of the two")
