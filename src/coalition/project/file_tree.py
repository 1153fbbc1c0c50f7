"""Check the file tree before any file is read: symbolic links, special files, file names.

A pull request may contain symbolic links, since git stores them. If they were followed, files of
the machine that builds the site would be published, or quoted in a report.
"""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from coalition.diagnostics import Diagnostic, Location, Message, diagnose_read_error
from coalition.sources import has_forbidden_characters

SOURCE_FOLDERS = ("content", "data", "theme")

MAX_FOLDER_DEPTH = 20
"""Maximum nesting of folders below a source folder."""


def check_file_tree(root: Path) -> list[Diagnostic]:
    """Check all files that a site is made from, without reading their content.

    Hidden files are skipped: nothing reads them, and text editors keep lock files there.
    """
    diagnostics: list[Diagnostic] = []
    for name in SOURCE_FOLDERS:
        path = root / name
        if path.is_symlink():
            diagnostics.append(_symbolic_link_diagnostic(path, name))
        elif path.is_dir():
            diagnostics += _check_folder(path, name)
    return diagnostics


def _check_folder(folder: Path, display_path: str) -> Iterator[Diagnostic]:
    if display_path.count("/") > MAX_FOLDER_DEPTH:
        message = Message(
            "folders are nested more than %(limit)s levels deep",
            limit=MAX_FOLDER_DEPTH,
        )
        yield Diagnostic(
            Location(display_path), "too-deep", message, Message("move the files further up")
        )
        return
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield diagnose_read_error(error, display_path, "folder")
        return
    first_names: dict[str, str] = {}
    for entry in entries:
        if entry.name.startswith("."):
            continue
        entry_path = f"{display_path}/{entry.name}"
        yield from _check_name(entry.name, entry_path, first_names)
        if entry.is_symlink():
            yield _symbolic_link_diagnostic(Path(entry.path), entry_path)
        elif entry.is_dir():
            yield from _check_folder(Path(entry.path), entry_path)
        elif not stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode):
            message = Message("this is not a regular file")
            yield Diagnostic(
                Location(entry_path), "not-a-file", message, Message("put the file itself here")
            )


def _symbolic_link_diagnostic(path: Path, display_path: str) -> Diagnostic:
    message = Message(
        "this is a symbolic link to '%(target)s', and links are not followed",
        target=path.readlink(),
    )
    hint = Message("put the file or folder itself here; git on Windows cannot keep links either")
    return Diagnostic(Location(display_path), "symbolic-link", message, hint)


def _check_name(name: str, display_path: str, first_names: dict[str, str]) -> Iterator[Diagnostic]:
    """Check one file name, alone and against the folder's earlier names (`first_names`).

    Names collide on systems that ignore case or normalise Unicode.
    """
    if has_forbidden_characters(name) or "\n" in name or "\t" in name:
        message = Message("the file's name contains an invisible character")
        yield Diagnostic(
            Location(display_path), "invalid-file-name", message, Message("give it another name")
        )
    normalized = unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
    other = first_names.setdefault(normalized, name)
    if other != name:
        message = Message(
            "on Windows and macOS, this is the same name as '%(other)s' in the same folder",
            other=other,
        )
        yield Diagnostic(
            Location(display_path), "similar-file-names", message, Message("rename one of the two")
        )
