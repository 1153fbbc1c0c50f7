"""What a delivery would change: two listings, the site's and the target's, put side by side.

A file is named by its path from the top of the site, with `/`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from coalition.deploy import phases
from coalition.deploy.errors import DeployError
from coalition.diagnostics import pluralize
from coalition.site import ASSETS_FOLDER as ASSETS

MAX_RETAINED_VERSIONS = 5
"""How many former versions of a file in `assets/` stay.

Pages that somebody has open, or that a cache on the way has kept, still ask for them.
"""

_FINGERPRINTED_ASSET = re.compile(rf"({ASSETS}/[^/.][^/]*)\.[0-9a-f]{{8}}(\.[^/]+)")
"""A file that is named after its content: what comes before and behind the fingerprint."""
_STYLESHEET = re.compile(rf"{ASSETS}/[^/]+\.[0-9a-f]{{8}}\.css")
_PARTIAL_UPLOAD = re.compile(r"(?P<folder>(?:.*/)?)\.(?P<name>[^/]+)\.[A-Za-z0-9]{6}")
"""How rsync names a file that it has not received to its end; our own folder does the same."""


@dataclass(frozen=True)
class RemoteFile:
    """A file at the target: its size in bytes, and when it came there, in any unit that grows."""

    size: int
    modified: float = 0.0


@dataclass(frozen=True)
class DeployStep:
    """One file that comes, becomes another, or goes; `size` in bytes, of the old one if it goes."""

    kind: Literal["added", "changed", "removed"]
    path: str
    size: int

    @property
    def upload_size(self) -> int:
        """How many bytes have to travel."""
        return 0 if self.kind == "removed" else self.size


@dataclass(frozen=True)
class DeployPlan:
    """All that a delivery would do, in the order in which it does it.

    `same` counts the files that are there already, `kept` those of former sites that stay in
    `assets/`. `foreign` is true if the target holds what no site of ours has, and would lose it.
    """

    steps: tuple[DeployStep, ...]
    unchanged_count: int
    retained_assets: tuple[str, ...]
    is_overwriting_foreign: bool

    def steps_of_kind(self, kind: str) -> list[DeployStep]:
        """The changes of one kind."""
        return [step for step in self.steps if step.kind == kind]


def list_site_files(site: Path) -> dict[str, int]:
    """The files of a folder, sorted, each with its size in bytes. Nothing behind links counts."""
    found = {
        path.relative_to(site).as_posix(): path.stat().st_size
        for path in site.rglob("*")
        if path.is_file() and not path.is_symlink()
    }
    return dict(sorted(found.items()))


def plan_deployment(
    site_files: Mapping[str, int],
    remote_files: Mapping[str, RemoteFile],
    differing: AbstractSet[str],
) -> DeployPlan:
    """What makes a target that holds `remote_files` hold `site_files`.

    `differing` are the files that both have and that are not the same. What a host keeps at the top
    for itself stays: names that begin with a dot, such as `.well-known/` or `.htaccess`, and
    `CNAME`.
    """
    kept = set(_find_retained_assets(site_files, remote_files))
    gone = [
        path
        for path in remote_files
        if path not in site_files
        and path not in kept
        and not _belongs_to_host(path, site_files, remote_files)
    ]
    steps = [
        DeployStep("added", path, size)
        for path, size in site_files.items()
        if path not in remote_files
    ]
    steps += [DeployStep("changed", path, site_files[path]) for path in differing]
    steps += [DeployStep("removed", path, remote_files[path].size) for path in gone]
    loses = any(step.kind != "added" for step in steps)
    return DeployPlan(
        steps=tuple(
            sorted(steps, key=lambda step: phases.get_phase_sort_key(step.kind, step.path))
        ),
        unchanged_count=sum(path in remote_files for path in site_files) - len(differing),
        retained_assets=tuple(sorted(kept)),
        is_overwriting_foreign=loses and not _is_own_site(remote_files),
    )


def ensure_own_target(plan: DeployPlan, target_label: str) -> None:
    """Raise DeployError if the target holds something else than a site of ours."""
    if plan.is_overwriting_foreign:
        lost = pluralize(sum(step.kind != "added" for step in plan.steps), "file")
        raise DeployError(
            f"{target_label} holds something that is no site of this project;"
            f" {lost} of it would be removed or replaced",
            "give the site a place of its own; or look with '--dry-run --first' what would go,"
            " and add '--first' if that is right",
        )


def _is_own_site(remote_files: Mapping[str, RemoteFile]) -> bool:
    return "sitemap.xml" in remote_files and any(
        _STYLESHEET.fullmatch(path) for path in remote_files
    )


def _find_retained_assets(
    site_files: Mapping[str, int], remote_files: Mapping[str, RemoteFile]
) -> Iterator[str]:
    """The newest former versions of each file in `assets/`."""
    former: dict[tuple[str, ...], list[str]] = {}
    for path in remote_files:
        if path not in site_files and (found := _FINGERPRINTED_ASSET.fullmatch(path)):
            former.setdefault(found.groups(), []).append(path)
    for versions in former.values():
        versions.sort(key=lambda path: (remote_files[path].modified, path), reverse=True)
        yield from versions[:MAX_RETAINED_VERSIONS]


def _belongs_to_host(
    path: str, site_files: Mapping[str, int], remote_files: Mapping[str, RemoteFile]
) -> bool:
    found = _PARTIAL_UPLOAD.fullmatch(path)
    if found and found["folder"] + found["name"] in site_files.keys() | remote_files.keys():
        return False  # left by a delivery that was cut off
    return path.startswith(".") or path == "CNAME"
