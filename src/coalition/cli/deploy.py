"""Bring the finished site to where visitors see it, or tell what that would change."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from pathlib import Path

from coalition.deploy import (
    TARGET_VARIABLE,
    Deployer,
    DeployError,
    DeployPlan,
    DeployProgress,
    create_deployer,
    ensure_own_target,
    format_plan,
    resolve_target,
    summarize_deployment,
    summarize_plan,
)
from coalition.diagnostics import CommandError
from coalition.output import lock_folder

PUBLISH_HINT = "make it with 'SITE_URL=https://... python3 tasks.py publish'"


class DeployInterrupted(CommandError):  # noqa: N818 - a decision, not an error
    """Somebody pressed Ctrl-C; the text says what has been done."""

    code = 130


def run_deploy(
    root: Path,
    kind: str,
    target: str,
    environ: Mapping[str, str],
    *,
    dry_run: bool,
    allow_foreign_files: bool,
) -> str:
    """Bring `output/` to a host and answer with the closing line; if `dry_run`, list what would change.

    `kind` is one of `hosts.FORMS`. No build takes the folder away meanwhile: we wait for one that
    runs, and one that comes waits for us. Raises DeployError, Interrupted.
    """
    output = root / "output"
    target = resolve_target(kind, target, environ.get(TARGET_VARIABLE, ""))
    try:
        with lock_folder(output):
            _ensure_published_output(output)
            host = create_deployer(kind, target, output, root)
            changes = host.plan()
            if dry_run:
                print(format_plan(changes), end="")
            if not allow_foreign_files:
                ensure_own_target(changes, host.target_label)
            if dry_run or not changes.steps:
                return summarize_plan(changes, host.target_label)
            return _execute_plan(host, changes)
    except KeyboardInterrupt:
        raise DeployInterrupted("stopped; nothing has been changed") from None


def _execute_plan(host: Deployer, changes: DeployPlan) -> str:
    progress, started = DeployProgress(changes, sys.stderr), time.monotonic()
    left = "what visitors see is whole, and the next delivery does the rest"
    try:
        host.apply(changes, progress)
    except KeyboardInterrupt:
        progress.clear_line()
        raise DeployInterrupted(f"stopped after {progress.summarize()}; {left}") from None
    except DeployError as error:
        progress.clear_line()
        raise DeployError(
            f"{error.message} (after {progress.summarize()}; {left})", error.hint
        ) from (error)
    progress.clear_line()
    return summarize_deployment(changes, progress, host.target_label, time.monotonic() - started)


def _ensure_published_output(output: Path) -> None:
    """Raise DeployError unless `output` is a site that was made for visitors."""
    if not (output / "index.html").is_file():
        raise DeployError(f"there is no finished site in {output.name}/", PUBLISH_HINT)
    if not (output / "sitemap.xml").is_file():
        raise DeployError(f"{output.name}/ was built without the address of the site", PUBLISH_HINT)
