"""Another folder, such as a share that a server shows.

Each file is written beside its place and then put there at once; one that is the same is not
touched, so that its time stays too.
"""

from __future__ import annotations

import filecmp
import os
import secrets
import shutil
import stat
from contextlib import suppress
from pathlib import Path

from coalition.deploy import plan as what
from coalition.deploy.errors import DeployError
from coalition.deploy.plan import DeployPlan, DeployStep, RemoteFile
from coalition.deploy.progress import DeployProgress

PROJECT_FOLDERS = frozenset(
    {".git", ".github", ".venv", "benchmarks", "content", "data", "docs", "src", "tests", "theme"}
)
"""Folders at the top of a project that hold what somebody wrote."""


class FolderDeployer:
    """A folder of this machine, made if it is not there."""

    def __init__(self, site: Path, root: Path, target: str) -> None:
        self.target_label = target
        self._site, self._target = site, Path(target).expanduser().resolve()
        ensure_outside_project(self._target, root, site)

    def plan(self) -> DeployPlan:
        """What is different, byte by byte."""
        site = what.list_site_files(self._site)
        try:
            self._ensure_no_symlinks()
            there = {
                path: RemoteFile(size, (self._target / path).stat().st_mtime)
                for path, size in what.list_site_files(self._target).items()
            }
            differing = {
                path
                for path, size in site.items()
                if path in there and (size != there[path].size or not self._is_same(path))
            }
        except OSError as error:
            raise _wrap_folder_error("read", error) from error
        return what.plan_deployment(site, there, differing)

    def apply(self, plan: DeployPlan, progress: DeployProgress) -> None:
        """One file after the other."""
        try:
            for _, steps in progress.iter_phases():
                for step in steps:
                    self._apply_step(step)
                    progress.advance(step)
        except OSError as error:
            raise _wrap_folder_error("change", error) from error

    def _apply_step(self, step: DeployStep) -> None:
        path = self._target / step.path
        if step.kind == "removed":
            path.unlink(missing_ok=True)
            self._remove_empty(path.parent)
            return
        self._make_folder(path.parent)
        beside = path.with_name(f".{path.name}.{secrets.token_hex(3)}")
        try:
            shutil.copyfile(self._site / step.path, beside)
            _add_permissions(beside, 0o444)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)

    def _make_folder(self, folder: Path) -> None:
        """Make a folder that servers can look into, and those around it, if it is not there."""
        if not folder.is_dir():
            self._make_folder(folder.parent)
            folder.mkdir()
            _add_permissions(folder, 0o555)

    def _remove_empty(self, folder: Path) -> None:
        """Remove a folder that nothing is left in, and those around it, but not the target."""
        while folder != self._target and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent

    def _is_same(self, path: str) -> bool:
        return filecmp.cmp(self._site / path, self._target / path, shallow=False)

    def _ensure_no_symlinks(self) -> None:
        """What is below a link lies elsewhere, where we have no business."""
        for folder, names, files in os.walk(self._target):
            for name in (*names, *files):
                path = Path(folder, name)
                if path.is_symlink():
                    raise DeployError(
                        f"{path} is a link to somewhere else", "remove it, or choose another folder"
                    )


def ensure_outside_project(target: Path, root: Path, site: Path) -> None:
    """Raise DeployError for a folder that has the project or the site in it, or is of them."""
    root, site = root.resolve(), site.resolve()
    below = target.relative_to(root).parts if target.is_relative_to(root) else ()
    if (
        target in (root, *root.parents, site, *site.parents)
        or site in target.parents
        or (below and below[0] in PROJECT_FOLDERS)
    ):
        raise DeployError(
            f"{target} is the project's own folder, or has it in it",
            "a delivery removes what is not of the site: choose a folder for the site alone",
        )


def _add_permissions(path: Path, mode: int) -> None:
    """Add rights that the umask of whoever builds took away; some shares have their own."""
    with suppress(OSError):
        path.chmod(stat.S_IMODE(path.stat().st_mode) | mode)


def _wrap_folder_error(verb: str, error: OSError) -> DeployError:
    name = error.filename2 or error.filename
    hint = "see to it that this folder can be written and has room"
    if isinstance(error, FileExistsError | NotADirectoryError):
        hint = "remove this file: a folder has to stand in its place"
    return DeployError(
        f"cannot {verb} {name}: {error.strerror}", f"{hint}, and run the command again"
    )
