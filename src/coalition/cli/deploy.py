"""`tasks.py deploy`: upload the built site to its host, or list what would change."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from pathlib import Path

from coalition.cli.extras import InstallCallback, require_extra
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
    """The user pressed Ctrl-C; the message says what has been done."""

    code = 130


def run_deploy(  # noqa: PLR0913 - the options of the command
    root: Path,
    kind: str,
    target: str,
    environ: Mapping[str, str],
    *,
    dry_run: bool,
    allow_foreign_files: bool,
    install_extra: InstallCallback | None = None,
) -> str:
    """Deploy `output/` and return a one-line summary; with `dry_run`, only print the plan.

    `kind` is one of those that `create_deployer` knows. The output folder is locked, so that no
    build can replace it in the meantime. `install_extra` installs boto3 if `kind` needs it. Raises
    DeployError, DeployInterrupted, MissingExtraError.
    """
    output = root / "output"
    target = resolve_target(kind, target, environ.get(TARGET_VARIABLE, ""))
    try:
        with lock_folder(output):
            _ensure_published_output(output)
            if kind == "s3":
                require_extra("s3", install_extra)
            deployer = create_deployer(kind, target, output, root)
            plan = deployer.plan()
            if dry_run:
                print(format_plan(plan), end="")
            if not allow_foreign_files:
                ensure_own_target(plan, deployer.target_label)
            if dry_run or not plan.steps:
                return summarize_plan(plan, deployer.target_label)
            return _execute_plan(deployer, plan)
    except KeyboardInterrupt:
        raise DeployInterrupted("stopped; nothing has been changed") from None


def _execute_plan(deployer: Deployer, plan: DeployPlan) -> str:
    progress, started = DeployProgress(plan, sys.stderr), time.monotonic()
    state = "visitors see a complete site; run the command again for the rest"
    try:
        deployer.apply(plan, progress)
    except KeyboardInterrupt:
        progress.clear_line()
        raise DeployInterrupted(f"stopped after {progress.summarize()}; {state}") from None
    except DeployError as error:
        progress.clear_line()
        message = f"{error.message} (after {progress.summarize()}; {state})"
        raise DeployError(message, error.hint) from error
    progress.clear_line()
    seconds = time.monotonic() - started
    return summarize_deployment(plan, progress, deployer.target_label, seconds)


def _ensure_published_output(output: Path) -> None:
    """Raise DeployError unless `output` has a site made by `publish`."""
    if not (output / "index.html").is_file():
        raise DeployError(f"there is no finished site in {output.name}/", PUBLISH_HINT)
    if not (output / "sitemap.xml").is_file():
        raise DeployError(f"{output.name}/ was built without the address of the site", PUBLISH_HINT)
