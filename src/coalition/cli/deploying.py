"""Bring the finished site to where visitors see it, or tell what that would change."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from pathlib import Path

from coalition.deploy import progress as telling
from coalition.deploy import targets
from coalition.deploy.errors import DeliveryError
from coalition.deploy.plan import Changes, refuse_foreign
from coalition.deploy.progress import Progress
from coalition.deploy.targets import Host
from coalition.diagnostics.diagnostic import CommandError
from coalition.output import atomic_output

PUBLISH = "make it with 'SITE_URL=https://... python3 tasks.py publish'"


class Interrupted(CommandError):  # noqa: N818 - a decision, not an error
    """Somebody pressed Ctrl-C; the text says what has been done."""

    code = 130


def deploy(
    project: Path, kind: str, target: str, variables: Mapping[str, str], *, dry: bool, first: bool
) -> str:
    """Bring `output/` to a host and answer with the closing line; if `dry`, list what would change.

    `kind` is one of `hosts.FORMS`. No build takes the folder away meanwhile: we wait for one that
    runs, and one that comes waits for us. Raises DeliveryError, Interrupted.
    """
    output = project / "output"
    target = targets.target_of(kind, target, variables.get(targets.VARIABLE, ""))
    try:
        with atomic_output.alone(output):
            _refuse_unfinished(output)
            host = targets.host(kind, target, output, project)
            changes = host.compare()
            if dry:
                print(telling.list_of(changes), end="")
            if not first:
                refuse_foreign(changes, host.where)
            if dry or not changes.steps:
                return telling.closing(changes, host.where)
            return _carry_out(host, changes)
    except KeyboardInterrupt:
        raise Interrupted("stopped; nothing has been changed") from None


def _carry_out(host: Host, changes: Changes) -> str:
    progress, started = Progress(changes, sys.stderr), time.monotonic()
    left = "what visitors see is whole, and the next delivery does the rest"
    try:
        host.carry_out(changes, progress)
    except KeyboardInterrupt:
        progress.clear()
        raise Interrupted(f"stopped after {progress.so_far()}; {left}") from None
    except DeliveryError as error:
        progress.clear()
        raise DeliveryError(
            f"{error.message} (after {progress.so_far()}; {left})", error.hint
        ) from (error)
    progress.clear()
    return telling.figures(changes, progress, host.where, time.monotonic() - started)


def _refuse_unfinished(output: Path) -> None:
    """Raise DeliveryError unless `output` is a site that was made for visitors."""
    if not (output / "index.html").is_file():
        raise DeliveryError(f"there is no finished site in {output.name}/", PUBLISH)
    if not (output / "sitemap.xml").is_file():
        raise DeliveryError(f"{output.name}/ was built without the address of the site", PUBLISH)
