"""Compare the files of the site with those of the target, and plan the changes.

Paths are relative to the site's root, with `/`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from coalition.deploy.errors import DeployError
from coalition.deploy.phases import get_phase_sort_key
from coalition.diagnostics import pluralize
from coalition.site import ASSETS_FOLDER

MAX_RETAINED_VERSIONS = 5
"""Number of former versions of a file in `assets/` that stay on the target.

Pages that are open in a browser, or that a proxy has cached, still request them.
"""

_FINGERPRINTED_ASSET = re.compile(rf"({ASSETS_FOLDER}/[^/.][^/]*)\.[0-9a-f]{{8}}(\.[^/]+)")
"""A file named after its content; the groups are what precedes and follows the fingerprint."""
_STYLESHEET = re.compile(rf"{ASSETS_FOLDER}/[^/]+\.[0-9a-f]{{8}}\.css")
_PARTIAL_UPLOAD = re.compile(r"(?P<folder>(?:.*/)?)\.(?P<name>[^/]+)\.[A-Za-z0-9]{6}")
"""The temporary name of a file that rsync is still receiving; FolderDeployer uses the same."""


@dataclass(frozen=True)
class RemoteFile:
    """A file at the target: `size` in bytes; `modified` in any unit that increases with time."""

    size: int
    modified: float = 0.0


@dataclass(frozen=True)
class DeployStep:
    """One file to add, change or remove; `size` in bytes is that of the old file if removed."""

    kind: Literal["added", "changed", "removed"]
    path: str
    size: int

    @property
    def upload_size(self) -> int:
        """Number of bytes to upload."""
        return 0 if self.kind == "removed" else self.size


@dataclass(frozen=True)
class DeployPlan:
    """The steps of a deployment, in order.

    `unchanged_count` is the number of files that the target has already. `retained_assets` are the
    files of former sites that stay in `assets/`. `is_overwriting_foreign` is true if the target
    would lose files and does not look like a site built by this project.
    """

    steps: tuple[DeployStep, ...]
    unchanged_count: int
    retained_assets: tuple[str, ...]
    is_overwriting_foreign: bool

    def steps_of_kind(self, kind: str) -> list[DeployStep]:
        """Return the steps of one kind."""
        return [step for step in self.steps if step.kind == kind]


def list_site_files(site: Path) -> dict[str, int]:
    """Map each file of a folder, sorted by path, to its size in bytes; skip symbolic links."""
    sizes = {
        path.relative_to(site).as_posix(): path.stat().st_size
        for path in site.rglob("*")
        if path.is_file() and not path.is_symlink()
    }
    return dict(sorted(sizes.items()))


def plan_deployment(
    site_files: Mapping[str, int],
    remote_files: Mapping[str, RemoteFile],
    differing: AbstractSet[str],
) -> DeployPlan:
    """Plan the steps that turn `remote_files` into `site_files`.

    `differing` are the paths of files that both have, with different content. Files at the root
    that belong to the host stay: `CNAME` and names that begin with a dot, such as `.well-known/`
    or `.htaccess`.
    """
    retained = set(_find_retained_assets(site_files, remote_files))
    removed = [
        path
        for path in remote_files
        if path not in site_files
        and path not in retained
        and not _belongs_to_host(path, site_files, remote_files)
    ]
    steps = [
        DeployStep("added", path, size)
        for path, size in site_files.items()
        if path not in remote_files
    ]
    steps += [DeployStep("changed", path, site_files[path]) for path in differing]
    steps += [DeployStep("removed", path, remote_files[path].size) for path in removed]
    loses_files = any(step.kind != "added" for step in steps)
    return DeployPlan(
        steps=tuple(sorted(steps, key=lambda step: get_phase_sort_key(step.kind, step.path))),
        unchanged_count=sum(path in remote_files for path in site_files) - len(differing),
        retained_assets=tuple(sorted(retained)),
        is_overwriting_foreign=loses_files and not _is_own_site(remote_files),
    )


def ensure_own_target(plan: DeployPlan, target_label: str) -> None:
    """Raise DeployError if files would be lost that no site of this project has."""
    if plan.is_overwriting_foreign:
        lost_files = pluralize(sum(step.kind != "added" for step in plan.steps), "file")
        raise DeployError(
            f"{target_label} contains files that are not a site of this project;"
            f" {lost_files} would be removed or replaced",
            "choose another target for the site; or list with '--dry-run --first' what"
            " would be removed,"
            " and add '--first' if that is right",
        )


def _is_own_site(remote_files: Mapping[str, RemoteFile]) -> bool:
    return "sitemap.xml" in remote_files and any(
        _STYLESHEET.fullmatch(path) for path in remote_files
    )


def _find_retained_assets(
    site_files: Mapping[str, int], remote_files: Mapping[str, RemoteFile]
) -> Iterator[str]:
    """Yield the newest former versions of each file in `assets/`."""
    former_versions: dict[tuple[str, ...], list[str]] = {}
    for path in remote_files:
        if path not in site_files and (match := _FINGERPRINTED_ASSET.fullmatch(path)):
            former_versions.setdefault(match.groups(), []).append(path)
    for versions in former_versions.values():
        versions.sort(key=lambda path: (remote_files[path].modified, path), reverse=True)
        yield from versions[:MAX_RETAINED_VERSIONS]


def _belongs_to_host(
    path: str, site_files: Mapping[str, int], remote_files: Mapping[str, RemoteFile]
) -> bool:
    match = _PARTIAL_UPLOAD.fullmatch(path)
    if match and match["folder"] + match["name"] in site_files.keys() | remote_files.keys():
        return False  # left by a deployment that was interrupted
    return path.startswith(".") or path == "CNAME"
