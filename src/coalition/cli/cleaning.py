"""Remove what the commands made, and nothing else: what somebody put there stays and is named."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from coalition.build import offline
from coalition.cli import member_form
from coalition.linkcheck import cache
from coalition.output import atomic_output, output_files

CACHES = (".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis")
COMPILED = ("src", "tests", "theme")
"""Folders in which Python keeps compiled files."""


def clean(project: Path) -> list[str]:
    """Remove what the commands made in `project`, and return a line for all that was kept.

    Waits for a command that makes or delivers a site. Raises OSError, and CommandError where the
    rest of an interrupted command cannot be removed.
    """
    output, edition, form = (project / f"output{end}" for end in ("", ".offline", ".form"))
    with atomic_output.alone(output):
        _remove_files(output, output_files.written(output))
        output_files.list_of(output).unlink(missing_ok=True)
    packed = f"{offline.name(project)}.zip"
    with atomic_output.alone(edition):
        _remove_files(edition, (packed, f"{packed}.new"))
    _remove_files(form, member_form.FILES)
    for folder in _caches(project):
        shutil.rmtree(folder)
    for file in _answers(project):
        file.unlink()
    return list(_kept(project))


def _remove_files(folder: Path, names: Iterable[str]) -> None:
    """Remove these files, and the folders that nothing is left in.

    Other empty folders stay: a git clone is none without them. Links are not followed.
    """
    paths = [folder / name for name in output_files.in_folder(folder) & set(names)]
    for path in paths:
        path.unlink()
    parents = {parent for path in paths for parent in path.parents if parent.is_relative_to(folder)}
    for parent in [*sorted(parents, reverse=True), folder]:  # the deeper ones first
        with suppress(OSError):
            parent.rmdir()


def _caches(project: Path) -> Iterator[Path]:
    yield from (path for name in CACHES if (path := project / name).is_dir())
    for place in COMPILED:
        yield from list((project / place).rglob("__pycache__"))


def _answers(project: Path) -> Iterator[Path]:
    """The kept answers of servers, and what was left where writing them was interrupted."""
    name = re.compile(re.escape(cache.FILE) + r"(?:\.new-[0-9]+)?")
    yield from [path for path in project.iterdir() if name.fullmatch(path.name)]


def _kept(project: Path) -> Iterator[str]:
    for path in sorted([project / "output", *project.glob("output.*")]):
        if path.is_dir():
            files = sorted(output_files.in_folder(path))
            yield f"{path.name}/ is kept: {output_files.describe(files)} of somebody else"
        elif path.exists():
            yield f"{path.name} is kept: no command of this project wrote it"
