"""The files of the theme, as far as they can be read at all.

Jinja, Pelican and the preview read them too, but where one is a folder, a pipe or not UTF-8, or may
not be read, they end in a traceback. So everything in the theme is looked at before.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from coalition.diagnostics import Diagnostic, Location
from coalition.sources.cache import Cache
from coalition.sources.text import SourceText, decode_text
from coalition.sources.yaml_nodes import YamlDocument
from coalition.sources.yaml_parser import read_source_bytes

THEME_FOLDER = Path("theme")
"""As problems name it."""

THEME_TEXT_SUFFIXES = (".html", ".css", ".po")
"""Endings of files that have to be UTF-8, and that no folder may have."""

REQUIRED_THEME_FOLDERS = ("templates", "static")
"""Folders without which no page can be made."""


def check_theme_files(theme: Path, cache: Cache) -> Iterator[Diagnostic]:
    """Yield a Problem for each file and folder in `theme` that cannot be read."""
    unread: list[OSError] = []
    for here, folders, names in os.walk(theme, onerror=unread.append):
        misnamed = (name for name in folders if name.endswith(THEME_TEXT_SUFFIXES))
        for name in sorted([*misnamed, *names]):
            if not name.startswith("."):  # editors keep their locks there, some as dangling links
                yield from _check_file(Path(here, name), theme, cache)
    for error in unread:
        if not isinstance(error, FileNotFoundError):
            message = f"this folder cannot be read: {error.strerror}"
            yield _diagnose_folder(_get_display_path(Path(error.filename), theme), message)


def check_theme_folders(theme: Path) -> Iterator[Diagnostic]:
    """Yield a Problem for each folder that the theme lacks."""
    for name in REQUIRED_THEME_FOLDERS:
        folder = theme / name
        if is_accessible_folder(folder):
            continue
        if os.path.lexists(folder):
            yield _diagnose_folder(f"theme/{name}", "this should be a folder, and is none")
        elif is_accessible_folder(theme) and os.access(theme, os.X_OK):
            message = "this folder does not exist, and no page can be made without it"
            hint = f"put it back, as 'git restore theme/{name}' does"
            yield Diagnostic(Location(f"theme/{name}"), "missing-file", message, hint)


def glob_paths(folder: Path, pattern: str) -> list[Path]:
    """Return the sorted paths that match; none where the folder cannot be looked into."""
    try:
        return sorted(folder.glob(pattern))
    except OSError:
        return []  # `check_theme_files` says why


def is_accessible_folder(path: Path) -> bool:
    """Whether this is a folder, as far as one may know."""
    try:
        return path.is_dir()
    except OSError:
        return False


def read_theme_texts(
    folder: Path, suffix: str, display_folder: str
) -> Iterator[tuple[SourceText, Diagnostic | None]]:
    """Yield each text with this ending in `folder`, and why it cannot be read.

    Problems name the files below `display_folder`.
    """
    for file in glob_paths(folder, f"**/*{suffix}"):
        if file.name.startswith("."):
            continue
        name = f"{display_folder}/{file.relative_to(folder).as_posix()}"
        data = read_source_bytes(file, name, max_bytes=-1)
        if isinstance(data, YamlDocument):
            yield SourceText(name, ()), data.diagnostics[0]
        else:
            yield decode_text(data, name)


def _check_file(file: Path, theme: Path, cache: Cache) -> Iterator[Diagnostic]:
    shown, is_text = _get_display_path(file, theme), file.name.endswith(THEME_TEXT_SUFFIXES)
    data = read_source_bytes(file, shown, max_bytes=-1 if is_text else 0)
    if isinstance(data, YamlDocument):
        yield from data.diagnostics
    elif is_text and (problem := cache.call(_check_decoding, data, shown)):
        yield problem


def _check_decoding(data: bytes, shown: str) -> Diagnostic | None:
    return decode_text(data, shown)[1]


def _diagnose_folder(shown: str, message: str) -> Diagnostic:
    hint = "check its permissions, and the disk it lies on"
    return Diagnostic(Location(shown), "unreadable-file", message, hint)


def _get_display_path(path: Path, theme: Path) -> str:
    return (THEME_FOLDER / path.relative_to(theme)).as_posix()
