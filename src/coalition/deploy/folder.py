"""Deploy to a folder, such as a mounted share of a web server.

Each file is written under a temporary name and then renamed, so it is replaced atomically.
Unchanged files are not touched and keep their modification time.
"""

from __future__ import annotations

import filecmp
import os
import secrets
import shutil
import stat
from contextlib import suppress
from pathlib import Path

from coalition.deploy.errors import DeployError
from coalition.deploy.plan import (
    DeployPlan,
    DeployStep,
    RemoteFile,
    list_site_files,
    plan_deployment,
)
from coalition.deploy.progress import DeployProgress

PROJECT_FOLDERS = frozenset(
    {".git", ".github", ".venv", "benchmarks", "content", "data", "docs", "src", "tests", "theme"}
)
"""Folders of a project that hold source files."""


class FolderDeployer:
    """Deploys to a folder of this machine, created if it does not exist."""

    def __init__(self, site: Path, root: Path, target: str) -> None:
        self.target_label = target
        self._site, self._target = site, Path(target).expanduser().resolve()
        ensure_outside_project(self._target, root, site)

    def plan(self) -> DeployPlan:
        """Compare site and target byte by byte."""
        site_files = list_site_files(self._site)
        try:
            self._ensure_no_symlinks()
            target_files = {
                path: RemoteFile(size, (self._target / path).stat().st_mtime)
                for path, size in list_site_files(self._target).items()
            }
            differing = {
                path
                for path, size in site_files.items()
                if path in target_files
                and (size != target_files[path].size or not self._is_same(path))
            }
        except OSError as error:
            raise _wrap_folder_error("read", error) from error
        return plan_deployment(site_files, target_files, differing)

    def apply(self, plan: DeployPlan, progress: DeployProgress) -> None:
        """Write and remove one file after the other."""
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
        temporary = path.with_name(f".{path.name}.{secrets.token_hex(3)}")
        try:
            shutil.copyfile(self._site / step.path, temporary)
            _add_permissions(temporary, 0o444)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)

    def _make_folder(self, folder: Path) -> None:
        """Create a folder and its parents, readable for web servers, if it does not exist."""
        if not folder.is_dir():
            self._make_folder(folder.parent)
            folder.mkdir()
            _add_permissions(folder, 0o555)

    def _remove_empty(self, folder: Path) -> None:
        """Remove a folder if it is empty, and its empty parents, up to but not with the target."""
        while folder != self._target and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent

    def _is_same(self, path: str) -> bool:
        return filecmp.cmp(self._site / path, self._target / path, shallow=False)

    def _ensure_no_symlinks(self) -> None:
        """Raise DeployError for a symbolic link: what is below it is outside the target."""
        for folder, names, files in os.walk(self._target):
            for name in (*names, *files):
                path = Path(folder, name)
                if path.is_symlink():
                    raise DeployError(
                        f"{path} is a link to another place", "remove it, or choose another folder"
                    )


def ensure_outside_project(target: Path, root: Path, site: Path) -> None:
    """Raise DeployError if the target contains the project or the site, or is a part of them."""
    root, site = root.resolve(), site.resolve()
    parts = target.relative_to(root).parts if target.is_relative_to(root) else ()
    if (
        target in (root, *root.parents, site, *site.parents)
        or site in target.parents
        or (parts and parts[0] in PROJECT_FOLDERS)
    ):
        raise DeployError(
            f"{target} is the project's own folder or contains it",
            "a deployment removes all other files: choose a folder for the site only",
        )


def _add_permissions(path: Path, mode: int) -> None:
    """Add permissions that the umask took away."""
    with suppress(OSError):  # some shares manage permissions themselves
        path.chmod(stat.S_IMODE(path.stat().st_mode) | mode)


def _wrap_folder_error(verb: str, error: OSError) -> DeployError:
    path = error.filename2 or error.filename
    hint = "check that you may write to this folder and that the disk has free space"
    if isinstance(error, FileExistsError | NotADirectoryError):
        hint = "remove this file: a folder is needed in its place"
    return DeployError(
        f"cannot {verb} {path}: {error.strerror}", f"{hint}, and run the command again"
    )
