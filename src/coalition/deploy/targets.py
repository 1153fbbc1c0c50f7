"""Where a site can be brought, and how the command says it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Protocol

from coalition.deploy.errors import DeployError
from coalition.deploy.plan import DeployPlan
from coalition.deploy.progress import DeployProgress
from coalition.diagnostics import escape_invisible

TARGET_FORMATS = {
    "rsync": "user@host:/folder/, rsync://host/module/ or a folder",
    "branch": "a remote or the address of a repository, with #branch behind it",
    "s3": "s3://bucket or s3://bucket/prefix",
    "folder": "the path of a folder",
}
"""The ways to bring it, each with what its target looks like."""

DEFAULT_TARGETS = {"branch": "origin#gh-pages"}
"""Where it goes if nothing is said."""

TARGET_VARIABLE = "DEPLOY_TARGET"
"""The variable of the environment that names the target if the command does not."""


class Deployer(Protocol):
    """A place that shows the site. `where` names it in messages, without any secret."""

    target_label: str

    def plan(self) -> DeployPlan:
        """What a delivery would change; changes nothing. Raises DeployError."""

    def apply(self, plan: DeployPlan, progress: DeployProgress) -> None:
        """Make the changes, and tell each one. Raises DeployError, with a whole site there."""


def create_deployer(kind: str, target: str, site: Path, root: Path) -> Deployer:
    """The place that `target` means; `site` is the finished folder. Raises DeployError."""
    _ensure_safe_target(kind, target)
    # Each brings libraries that the others can do without
    if kind == "rsync":
        from coalition.deploy.rsync import RsyncDeployer  # noqa: PLC0415

        return RsyncDeployer(site, root, target)
    if kind == "branch":
        from coalition.deploy.branch import GitBranchDeployer  # noqa: PLC0415

        return GitBranchDeployer(site, root, target)
    if kind == "s3":
        from coalition.deploy.s3 import S3Deployer  # noqa: PLC0415

        return S3Deployer(site, target)
    from coalition.deploy.folder import FolderDeployer  # noqa: PLC0415

    return FolderDeployer(site, root, target)


def resolve_target(kind: str, option: str, variable: str) -> str:
    """The target: as it is `option`, or as the variable has it. Raises DeployError."""
    if kind not in TARGET_FORMATS:
        *known, last = (f"'{name}'" for name in TARGET_FORMATS)
        raise DeployError(
            f"unknown way '{escape_invisible(kind)}'", f"use {', '.join(known)} or {last}"
        )
    target = option or variable or DEFAULT_TARGETS.get(kind, "")
    if not target:
        raise DeployError("where to is not said", f"add '--target', {TARGET_FORMATS[kind]}")
    return target


def _looks_like_server(kind: str, target: str) -> bool:
    """Whether somebody meant a server, and would get a folder of that name here."""
    first = target.partition("/")[0]
    return "@" in first and (kind == "folder" or ":" not in first)


def _ensure_safe_target(kind: str, target: str) -> None:
    """Raise DeployError for a target that tells a secret, or that means something else."""
    user = re.match(r"(?:[a-z0-9+]+://)?(?P<user>[^/@]*)@", target)
    is_web = target.startswith(("http://", "https://"))
    if user and (":" in user["user"] or is_web):
        raise DeployError(
            "the target has a name or a password in it that others could read",
            "leave it out: rsync, ssh, git and S3 have ways of their own to know them",
        )
    has_scheme = re.match(r"[a-z0-9+]+://", target)
    if (
        re.match("(?:.*@)?-", target)  # a program would take it for an option
        or escape_invisible(target) != target
        or (kind == "s3") != target.startswith("s3://")
        or (kind == "folder" and has_scheme)
        or (kind in ("rsync", "folder") and not has_scheme and _looks_like_server(kind, target))
    ):
        raise DeployError(
            f"'{escape_invisible(target)}' is no target", f"it should be {TARGET_FORMATS[kind]}"
        )
