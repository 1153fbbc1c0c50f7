"""Deployment targets: validate what the command line says, and create the deployer."""

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
    "branch": "a remote or the address of a repository, followed by #branch",
    "s3": "s3://bucket or s3://bucket/prefix",
    "folder": "the path of a folder",
}
"""The kinds of target, each with the format of its address, for messages."""

S3_TARGET_PATTERN = re.compile(r"s3://[^/?#]+(?:/[^?#]*)?")

DEFAULT_TARGETS = {"branch": "origin#gh-pages"}
"""Targets used if neither the command nor the environment names one."""

TARGET_VARIABLE = "DEPLOY_TARGET"
"""The environment variable that names the target if the command does not."""


class Deployer(Protocol):
    """Brings a site to one target; `target_label` names it in messages, without credentials."""

    target_label: str

    def plan(self) -> DeployPlan:
        """Return what a deployment would change, without changing it. Raises DeployError."""

    def apply(self, plan: DeployPlan, progress: DeployProgress) -> None:
        """Make the changes and report each. Raises DeployError; the target's site stays whole."""


def create_deployer(kind: str, target: str, site: Path, root: Path) -> Deployer:
    """Return the deployer for a target from `resolve_target`; `site` is the output folder.

    Raises DeployError.
    """
    # Imported on demand: each needs libraries that the others do not
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
    """Return the target: the option, else the variable, else the default.

    Raises DeployError if there is none, or if it is not safe or does not fit its kind.
    """
    if kind not in TARGET_FORMATS:
        *others, last = (f"'{name}'" for name in TARGET_FORMATS)
        raise DeployError(
            f"unknown kind of target '{escape_invisible(kind)}'",
            f"use {', '.join(others)} or {last}",
        )
    target = option or variable or DEFAULT_TARGETS.get(kind, "")
    if not target:
        raise DeployError("no target is given", f"add '--target', {TARGET_FORMATS[kind]}")
    _ensure_safe_target(kind, target)
    return target


def _looks_like_server(kind: str, target: str) -> bool:
    """Return whether a target names a server but would be used as the name of a local folder."""
    first_part = target.partition("/")[0]
    return "@" in first_part and (kind == "folder" or ":" not in first_part)


def _ensure_safe_target(kind: str, target: str) -> None:
    """Raise DeployError for a target with credentials, or one that does not fit its kind."""
    user = re.match(r"(?:[a-z0-9+]+://)?(?P<user>[^/@]*)@", target)
    is_web = target.startswith(("http://", "https://"))
    if user and (":" in user["user"] or is_web):
        raise DeployError(
            "the target contains a user name or a password that others could read",
            "leave it out: rsync, ssh, git and S3 have their own settings for them",
        )
    has_scheme = re.match(r"[a-z0-9+]+://", target)
    if (
        re.match("(?:.*@)?-", target)  # rsync, ssh or git would take it for an option
        or escape_invisible(target) != target
        or (kind == "s3") != bool(S3_TARGET_PATTERN.fullmatch(target))
        or (kind == "folder" and has_scheme)
        or (kind in ("rsync", "folder") and not has_scheme and _looks_like_server(kind, target))
    ):
        raise DeployError(
            f"'{escape_invisible(target)}' is not a valid target",
            f"it should be {TARGET_FORMATS[kind]}",
        )
