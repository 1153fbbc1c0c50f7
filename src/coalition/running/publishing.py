"""Build beside the old site, then swap: what visitors see is always one complete site.

Pelican runs in a process of its own. It keeps settings, loggers and templates in module globals,
so two builds in one process would differ from two builds in two.

The swap is two renames, `output` to `output.old` and the new folder to `output`: no system has one
call for it that all have. Should the process be killed between the two, the next build puts
`output.old` back before it does anything else.
"""

from __future__ import annotations

import glob
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from coalition.problems import DataError
from coalition.reading import load
from coalition.running import locking

FATAL = "RuntimeError: Warning or error encountered"
"""How Pelican ends after a warning under `--fatal`."""


class BuildError(Exception):
    """The site was not built and the old one stands.

    `details` is what the build said, problem by problem; `summary` is the one line that closes it.
    """

    def __init__(self, details: str, summary: str) -> None:
        self.details, self.summary = details.strip("\n"), summary.strip("\n")
        super().__init__("\n\n".join(filter(None, (self.details, self.summary))))


def site_url(project: Path) -> str:
    """The published site's address, from the environment or the data; empty if neither has it.

    Data that cannot be read have no address; the build that follows says what is wrong with them.
    """
    address = os.environ.get("SITE_URL", "")
    if address:
        return address
    try:
        return load.load(project / "data").url or ""
    except DataError:
        return ""


def build(
    project: Path,
    output: Path,
    address: str,
    *,
    offline_copy: str = "",
    finish: Callable[[Path], None] = lambda site: None,
) -> None:
    """Build the site of `project` and put it in the place of `output`.

    `address` is the one that visitors will use; without it the build leaves out what needs one
    (canonical addresses, sitemap, feeds). The page on data links to the file `offline_copy`, which
    `finish` puts into the new site before it is shown. Waits for another build of the same folder.
    Raises BuildError, with `output` as it was.
    """
    output, address = output.resolve(), address.rstrip("/")  # Pelican warns of a slash there
    fresh = _beside(output, f"new-{os.getpid()}")
    with locking.held(_beside(output, "lock"), f"waiting for another build of {output.name}/"):
        recover(output)
        try:
            render(project, fresh, address, offline_copy=offline_copy)
            finish(fresh)
            _swap(fresh, output)
        finally:
            _remove(fresh)


def recover(output: Path) -> None:
    """Undo what a killed build left beside `output`: the old site back, no half a new one."""
    _put_back(output)
    _remove(_beside(output, "old"))
    # The name of each carries its process: one that outlived its killed parent writes elsewhere
    for unfinished in output.parent.glob(glob.escape(output.name) + ".new-*"):
        _remove(unfinished)


def render(
    project: Path, folder: Path, address: str, settings: str = "", offline_copy: str = ""
) -> None:
    """Have Pelican write the site of `project` into `folder`. Raises BuildError."""
    settings = settings or ("publishconf.py" if address else "pelicanconf.py")
    pelican = [sys.executable, "-m", "pelican", "--settings", settings, "--output", str(folder)]
    copy = ["--extra-settings", f"OFFLINE_COPY={json.dumps(offline_copy)}"] if offline_copy else []
    done = subprocess.run(
        [*pelican, *copy, "--fatal", "warnings", "--log-handler", "plain"],
        cwd=project,
        env=os.environ | {"SITE_URL": address, "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise BuildError(_readable(done.stderr), done.stdout or "the site was not built")
    # Pelican has been seen to end well without its plugin; such a site has no home page
    if not (folder / "index.html").is_file():
        raise BuildError(done.stderr, "the build made no home page (index.html)")


def _readable(said: str) -> str:
    """What the build said, without the traceback of `--fatal` where it tells nothing more.

    A warning about somebody's Markdown is one line; how Pelican came to it is of no use to them.
    Other tracebacks stay: they are for programmers.
    """
    if not said.rstrip().endswith(FATAL):
        return said
    message, _, traceback = said.partition(FATAL)
    cause = traceback.partition("\n\nDuring handling of")
    return message + cause[0].splitlines()[-1] if cause[1] else message


def _swap(fresh: Path, output: Path) -> None:
    old = _beside(output, "old")
    try:
        if output.exists():
            output.rename(old)
        fresh.rename(output)
    finally:  # also when somebody presses Ctrl-C between the two
        _put_back(output)
    _remove(old)


def _put_back(output: Path) -> None:
    """Restore the old site where a swap did not come to its end."""
    old = _beside(output, "old")
    if old.exists() and not output.exists():
        old.rename(output)


def _beside(output: Path, what: str) -> Path:
    return output.with_name(f"{output.name}.{what}")


def _remove(folder: Path) -> None:
    # Something that cannot be removed now is tried again by the next build's recovery
    shutil.rmtree(folder, ignore_errors=True)
