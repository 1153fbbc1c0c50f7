"""Check that the files of the theme can be read.

Jinja, Pelican and the dev server end in a traceback if one is a folder, a pipe, not UTF-8 or not
readable. So the whole theme is checked before they read it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from coalition.diagnostics import Diagnostic, Location, Message, diagnose_read_error
from coalition.sources.cache import Cache
from coalition.sources.text import SourceText, decode_text
from coalition.sources.yaml_nodes import YamlDocument
from coalition.sources.yaml_parser import read_source_bytes

THEME_FOLDER = Path("theme")
"""Path of the theme in diagnostics."""

THEME_TEXT_SUFFIXES = (".html", ".css", ".po")
"""Suffixes of files that have to be UTF-8; no folder may have one."""

REQUIRED_THEME_FOLDERS = ("templates", "static")
"""Folders that the build needs."""


def check_theme_files(theme: Path, cache: Cache) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each file and folder in `theme` that cannot be read."""
    errors: list[OSError] = []
    for folder, subfolders, names in os.walk(theme, onerror=errors.append):
        misnamed = (name for name in subfolders if name.endswith(THEME_TEXT_SUFFIXES))
        for name in sorted([*misnamed, *names]):
            if not name.startswith("."):  # lock files of editors, some of them dangling links
                yield from _check_file(Path(folder, name), theme, cache)
    for error in errors:
        if not isinstance(error, FileNotFoundError):
            display_path = _get_display_path(Path(error.filename), theme)
            yield diagnose_read_error(error, display_path, "folder")


def check_theme_folders(theme: Path) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each required folder that is missing."""
    for name in REQUIRED_THEME_FOLDERS:
        folder = theme / name
        if is_accessible_folder(folder):
            continue
        if os.path.lexists(folder):
            message, hint = Message("this is not a folder"), Message("put the folder itself there")
            yield Diagnostic(Location(f"theme/{name}"), "unreadable-file", message, hint)
        elif is_accessible_folder(theme) and os.access(theme, os.X_OK):
            message = Message("this folder does not exist, and the build needs it")
            hint = Message("restore it with 'git restore theme/%(name)s'", name=name)
            yield Diagnostic(Location(f"theme/{name}"), "missing-file", message, hint)


def glob_paths(folder: Path, pattern: str) -> list[Path]:
    """Return the sorted paths that match; none if the folder cannot be read."""
    try:
        return sorted(folder.glob(pattern))
    except OSError:
        return []  # `check_theme_files` reports it


def is_accessible_folder(path: Path) -> bool:
    """Return whether this is a folder; False if its parent may not be searched."""
    try:
        return path.is_dir()
    except OSError:
        return False


def read_theme_texts(
    folder: Path, suffix: str, display_folder: str
) -> Iterator[tuple[SourceText, Diagnostic | None]]:
    """Yield each text in `folder` with this suffix, and a diagnostic if it cannot be read.

    Paths in diagnostics begin with `display_folder`.
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
    display_path = _get_display_path(file, theme)
    is_text = file.name.endswith(THEME_TEXT_SUFFIXES)
    data = read_source_bytes(file, display_path, max_bytes=-1 if is_text else 0)
    if isinstance(data, YamlDocument):
        yield from data.diagnostics
    elif is_text and (diagnostic := cache.call(_check_decoding, data, display_path)):
        yield diagnostic


def _check_decoding(data: bytes, display_path: str) -> Diagnostic | None:
    return decode_text(data, display_path)[1]


def _get_display_path(path: Path, theme: Path) -> str:
    return (THEME_FOLDER / path.relative_to(theme)).as_posix()
