"""Run Pelican in a subprocess.

Pelican keeps settings, loggers and templates in module globals, so a second build in the same
process would differ from the first.
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
"""The last line of Pelican's log after a warning, with `--fatal`."""

ENVIRONMENT_ERRNOS = {
    errno.EACCES, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.ENOSPC, errno.EROFS,
}  # fmt: skip
"""Errors of the system, not of the program: their tracebacks do not help anybody."""

_SYSTEM_ERROR = re.compile(r"^\w*Error: \[Errno (\d+)\] [^:]*(?:: '(.*)')?$")


def run_pelican(
    root: Path,
    output: Path,
    site_url: str,
    settings_file: str,
    extra_settings: Mapping[str, object],
) -> None:
    """Have Pelican write the site of the project `root` into `output`.

    `settings_file` is the file of settings in `root`; `extra_settings` override what it sets.
    Raises BuildError, and DataError if a file of settings cannot be read, where Pelican would end
    in a traceback.
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
    assignments = [f"{name}={json.dumps(value)}" for name, value in extra_settings.items()]
    pelican += ["--extra-settings", *assignments] if assignments else []
    completed = subprocess.run(
        [*pelican, "--fatal", "warnings", "--log-handler", "plain"],
        cwd=root,
        env=processes.make_child_environment() | {"SITE_URL": site_url, "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if completed.returncode < 0:
        raise BuildError("", _signal_message(-completed.returncode))
    if completed.returncode:
        raise BuildError(
            *_shorten_log(completed.stderr, completed.stdout or "the site was not built")
        )
    # Pelican has been seen to succeed without loading the plugin: there is no home page then
    if not (output / "index.html").is_file():
        raise BuildError(completed.stderr, "the build created no home page (index.html)")


def _signal_message(number: int) -> str:
    """Return the message for a Pelican that a signal ended: its log says nothing about that."""
    name = signal.strsignal(number) or f"signal {number}"
    reason = ", for example because memory ran out" if number == signal.SIGKILL else ""
    description = f"Pelican was killed ({name.lower()}){reason}"
    return f"the site was not built: {description}; run the command again"


def _shorten_log(log: str, closing: str) -> tuple[str, str]:
    """Return Pelican's log and its last line, without tracebacks that do not help.

    A warning about Markdown is one line, a full disk another: where in Pelican they occurred helps
    nobody. Other tracebacks stay, for programmers.
    """
    last = log.rstrip().rpartition("\n")[2]
    if (match := _SYSTEM_ERROR.match(last)) and int(match[1]) in ENVIRONMENT_ERRNOS:
        code = int(match[1])
        # Which file could not be read is worth knowing; which one filled the disk is by chance
        file = match[2] if code == errno.EACCES else None
        error = OSError(code, os.strerror(code), file)
        return "", wrap_os_error(error, "the site was not built").summary
    if last != FATAL_WARNING:
        return log, closing
    message, _, traceback = log.partition(FATAL_WARNING)
    cause = traceback.partition("\n\nDuring handling of")
    return message + cause[0].splitlines()[-1] if cause[1] else message, closing
