"""Where a site can be brought, and how the command says it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Protocol

from coalition.deploy.errors import DeliveryError
from coalition.deploy.plan import Changes
from coalition.deploy.progress import Progress
from coalition.diagnostics.diagnostic import visible

FORMS = {
    "rsync": "user@host:/folder/, rsync://host/module/ or a folder",
    "branch": "a remote or the address of a repository, with #branch behind it",
    "s3": "s3://bucket or s3://bucket/prefix",
    "folder": "the path of a folder",
}
"""The ways to bring it, each with what its target looks like."""

DEFAULTS = {"branch": "origin#gh-pages"}
"""Where it goes if nothing is said."""

VARIABLE = "DEPLOY_TARGET"
"""The variable of the environment that names the target if the command does not."""


class Host(Protocol):
    """A place that shows the site. `where` names it in messages, without any secret."""

    where: str

    def compare(self) -> Changes:
        """What a delivery would change; changes nothing. Raises DeliveryError."""

    def carry_out(self, changes: Changes, progress: Progress) -> None:
        """Make the changes, and tell each one. Raises DeliveryError, with a whole site there."""


def host(kind: str, target: str, site: Path, project: Path) -> Host:
    """The place that `target` means; `site` is the finished folder. Raises DeliveryError."""
    _refuse_unsafe(kind, target)
    # Each brings libraries that the others can do without
    if kind == "rsync":
        from coalition.deploy.rsync import Rsync  # noqa: PLC0415

        return Rsync(site, project, target)
    if kind == "branch":
        from coalition.deploy.branch import Branch  # noqa: PLC0415

        return Branch(site, project, target)
    if kind == "s3":
        from coalition.deploy.s3 import Bucket  # noqa: PLC0415

        return Bucket(site, target)
    from coalition.deploy.folder import Folder  # noqa: PLC0415

    return Folder(site, project, target)


def target_of(kind: str, said: str, variable: str) -> str:
    """The target: as it is `said`, or as the variable has it. Raises DeliveryError."""
    if kind not in FORMS:
        *known, last = (f"'{name}'" for name in FORMS)
        raise DeliveryError(f"unknown way '{visible(kind)}'", f"use {', '.join(known)} or {last}")
    target = said or variable or DEFAULTS.get(kind, "")
    if not target:
        raise DeliveryError("where to is not said", f"add '--target', {FORMS[kind]}")
    return target


def _forgets_folder(kind: str, target: str) -> bool:
    """Whether somebody meant a server, and would get a folder of that name here."""
    first = target.partition("/")[0]
    return "@" in first and (kind == "folder" or ":" not in first)


def _refuse_unsafe(kind: str, target: str) -> None:
    """Raise DeliveryError for a target that tells a secret, or that means something else."""
    user = re.match(r"(?:[a-z0-9+]+://)?(?P<user>[^/@]*)@", target)
    is_web = target.startswith(("http://", "https://"))
    if user and (":" in user["user"] or is_web):
        raise DeliveryError(
            "the target has a name or a password in it that others could read",
            "leave it out: rsync, ssh, git and S3 have ways of their own to know them",
        )
    has_scheme = re.match(r"[a-z0-9+]+://", target)
    if (
        re.match("(?:.*@)?-", target)  # a program would take it for an option
        or visible(target) != target
        or (kind == "s3") != target.startswith("s3://")
        or (kind == "folder" and has_scheme)
        or (kind in ("rsync", "folder") and not has_scheme and _forgets_folder(kind, target))
    ):
        raise DeliveryError(f"'{visible(target)}' is no target", f"it should be {FORMS[kind]}")
