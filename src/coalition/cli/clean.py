"""Remove what the commands made, and nothing else: what somebody put there stays and is named."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from coalition.build import get_offline_name
from coalition.cli import apply_form
from coalition.linkcheck import LINK_CACHE_FILE
from coalition.output import (
    describe_files,
    get_manifest_path,
    list_folder_files,
    lock_folder,
    read_manifest,
)

CACHE_FOLDERS = (".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis")
BYTECODE_ROOTS = ("src", "tests", "theme")
"""Folders in which Python keeps compiled files."""


def run_clean(root: Path) -> list[str]:
    """Remove what the commands made in `root`, and return a line for all that was kept.

    Waits for a command that makes or delivers a site. Raises OSError, and CommandError where the
    rest of an interrupted command cannot be removed.
    """
    output, edition, form = (root / f"output{end}" for end in ("", ".offline", ".form"))
    with lock_folder(output):
        _remove_files(output, read_manifest(output))
        get_manifest_path(output).unlink(missing_ok=True)
    packed = f"{get_offline_name(root)}.zip"
    with lock_folder(edition):
        _remove_files(edition, (packed, f"{packed}.new"))
    _remove_files(form, apply_form.FORM_OUTPUT_FILES)
    for folder in _find_cache_folders(root):
        shutil.rmtree(folder)
    for file in _find_link_caches(root):
        file.unlink()
    return list(_describe_kept_files(root))


def _remove_files(folder: Path, names: Iterable[str]) -> None:
    """Remove these files, and the folders that nothing is left in.

    Other empty folders stay: a git clone is none without them. Links are not followed.
    """
    paths = [folder / name for name in list_folder_files(folder) & set(names)]
    for path in paths:
        path.unlink()
    parents = {parent for path in paths for parent in path.parents if parent.is_relative_to(folder)}
    for parent in [*sorted(parents, reverse=True), folder]:  # the deeper ones first
        with suppress(OSError):
            parent.rmdir()


def _find_cache_folders(root: Path) -> Iterator[Path]:
    yield from (path for name in CACHE_FOLDERS if (path := root / name).is_dir())
    for place in BYTECODE_ROOTS:
        yield from list((root / place).rglob("__pycache__"))


def _find_link_caches(root: Path) -> Iterator[Path]:
    """The kept answers of servers, and what was left where writing them was interrupted."""
    name = re.compile(re.escape(LINK_CACHE_FILE) + r"(?:\.new-[0-9]+)?")
    yield from [path for path in root.iterdir() if name.fullmatch(path.name)]


def _describe_kept_files(root: Path) -> Iterator[str]:
    for path in sorted([root / "output", *root.glob("output.*")]):
        if path.is_dir():
            files = sorted(list_folder_files(path))
            yield f"{path.name}/ is kept: {describe_files(files)} of somebody else"
        elif path.exists():
            yield f"{path.name} is kept: no command of this project wrote it"
