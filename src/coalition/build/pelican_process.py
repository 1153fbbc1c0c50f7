"""Runs Pelican, in a process of its own.

It keeps settings, loggers and templates in module globals, so two builds in one process would
differ from two builds in two.
"""

from __future__ import annotations

import errno
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from coalition import processes
from coalition.diagnostics import BuildError, wrap_os_error
from coalition.project import ensure_settings

FATAL_WARNING = "RuntimeError: Warning or error encountered"
"""How Pelican ends after a warning under `--fatal`."""

ENVIRONMENT_ERRNOS = {
    errno.EACCES, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.ENOSPC, errno.EROFS,
}  # fmt: skip
"""Errors of the system that say nothing of the program: how it came to them is of no use."""

_SYSTEM_ERROR = re.compile(r"^\w*Error: \[Errno (\d+)\] [^:]*(?:: '(.*)')?$")


def run_pelican(
    root: Path,
    output: Path,
    site_url: str,
    settings_file: str,
    extra_settings: Mapping[str, object],
) -> None:
    """Have Pelican write the site of `root` into `output`. Raises BuildError.

    Raises DataError where a file of settings cannot be read: Pelican would end in a traceback.

    `settings_file` is the file of settings in `root`; `extra_settings` are some that come before those there.
    """
    ensure_settings(root, {"pelicanconf.py", settings_file})
    pelican = [
        sys.executable,
        "-m",
        "pelican",
        "--settings",
        settings_file,
        "--output",
        str(output),
    ]
    given = [f"{name}={json.dumps(value)}" for name, value in extra_settings.items()]
    pelican += ["--extra-settings", *given] if given else []
    done = subprocess.run(
        [*pelican, "--fatal", "warnings", "--log-handler", "plain"],
        cwd=root,
        env=processes.make_child_environment() | {"SITE_URL": site_url, "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode < 0:
        raise BuildError("", _signal_message(-done.returncode))
    if done.returncode:
        raise BuildError(*_shorten_log(done.stderr, done.stdout or "the site was not built"))
    # Pelican has been seen to end well without its plugin; such a site has no home page
    if not (output / "index.html").is_file():
        raise BuildError(done.stderr, "the build made no home page (index.html)")


def _signal_message(number: int) -> str:
    """Say that a signal ended Pelican, which then says nothing itself."""
    name = signal.strsignal(number) or f"signal {number}"
    reason = ", for example because memory ran out" if number == signal.SIGKILL else ""
    ended = f"Pelican was ended from outside ({name.lower()}){reason}"
    return f"the site was not built: {ended}; run the command again"


def _shorten_log(log: str, closing: str) -> tuple[str, str]:
    """What the build said, and its last line, without tracebacks that tell nothing more.

    A warning about somebody's Markdown is one line, a full disk another; how Pelican came to them
    is of no use to anybody. Other tracebacks stay: they are for programmers.
    """
    last = log.rstrip().rpartition("\n")[2]
    if (found := _SYSTEM_ERROR.match(last)) and int(found[1]) in ENVIRONMENT_ERRNOS:
        code = int(found[1])
        # Which file could not be read is worth knowing; which one filled the disk is chance
        file = found[2] if code == errno.EACCES else None
        refused = OSError(code, os.strerror(code), file)
        return "", wrap_os_error(refused, "the site was not built").summary
    if last != FATAL_WARNING:
        return log, closing
    message, _, traceback = log.partition(FATAL_WARNING)
    cause = traceback.partition("\n\nDuring handling of")
    return message + cause[0].splitlines()[-1] if cause[1] else message, closing
