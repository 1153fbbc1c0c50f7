"""`tasks.py clean`: remove files made by the commands; keep and list any others."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from coalition.atomic_write import find_temporary_files
from coalition.build import get_offline_name
from coalition.cli import apply_form
from coalition.editing import UNDO_FILE
from coalition.file_cache import CACHE_FOLDER
from coalition.linkcheck import LINK_CACHE_FILE
from coalition.output import (
    describe_files,
    get_manifest_path,
    list_folder_files,
    lock_folder,
    read_manifest,
)

CACHE_FOLDERS = (CACHE_FOLDER, ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis")
BYTECODE_ROOTS = ("src", "tests", "theme")
"""Folders with `__pycache__` folders below them."""


def run_clean(root: Path) -> list[str]:
    """Remove the generated files at `root` and return a line for each file or folder kept.

    Waits for a running build or deployment. Raises OSError, and CommandError if the remains of an
    interrupted command cannot be removed.
    """
    output, edition, form = (root / f"output{suffix}" for suffix in ("", ".offline", ".form"))
    with lock_folder(output):
        _remove_files(output, read_manifest(output))
        get_manifest_path(output).unlink(missing_ok=True)
    archive = f"{get_offline_name(root)}.zip"
    with lock_folder(edition):
        _remove_files(edition, (archive, f"{archive}.new"))
    _remove_files(form, apply_form.FORM_OUTPUT_FILES)
    for folder in _find_cache_folders(root):
        shutil.rmtree(folder)
    for name in (LINK_CACHE_FILE, UNDO_FILE):
        for path in (root / name, *find_temporary_files(root / name)):
            path.unlink(missing_ok=True)
    return list(_describe_kept_files(root))


def _remove_files(folder: Path, names: Iterable[str]) -> None:
    """Remove these files, and their parent folders that are empty then.

    Other empty folders stay: a git repository is broken without them. Does not follow symlinks.
    """
    paths = [folder / name for name in list_folder_files(folder) & set(names)]
    for path in paths:
        path.unlink()
    parents = {parent for path in paths for parent in path.parents if parent.is_relative_to(folder)}
    for parent in [*sorted(parents, reverse=True), folder]:  # children before parents
        with suppress(OSError):
            parent.rmdir()


def _find_cache_folders(root: Path) -> Iterator[Path]:
    yield from (path for name in CACHE_FOLDERS if (path := root / name).is_dir())
    for name in BYTECODE_ROOTS:
        # a list, because the caller removes the folders while iterating
        yield from list((root / name).rglob("__pycache__"))


def _describe_kept_files(root: Path) -> Iterator[str]:
    for path in sorted([root / "output", *root.glob("output.*")]):
        if path.is_dir():
            files = sorted(list_folder_files(path))
            yield f"{path.name}/ is kept: no command of this project wrote {describe_files(files)}"
        elif path.exists():
            yield f"{path.name} is kept: no command of this project wrote it"
