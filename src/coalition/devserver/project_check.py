"""Check the whole project in a process of its own, as `tasks.py check` does.

The process reads all files itself and audits every page, so the preview shows what the check and
publishing will say. It runs at a lower priority than the preview, and is killed when a file is
saved: neither the page on screen nor the next save waits for it.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from coalition import processes
from coalition.devserver import python_errors
from coalition.diagnostics import Diagnostic
from coalition.preflight import judge_project
from coalition.rules import get_current_date

CHECK_SCRIPT = """\
import sys
from coalition import processes
processes.exit_with_launcher()
from coalition.devserver import project_check
project_check.run_in_child(sys.argv[1])
"""

NICENESS = 10
"""How much lower the priority of the process is than that of the preview (POSIX)."""

POLL_SECONDS = 0.02
"""Interval for checking whether the process has ended or has to end."""


def check_project(root: Path, is_cancelled: Callable[[], bool]) -> tuple[Diagnostic, ...] | None:
    """Return all errors and warnings of the project in `root`; None if it was cancelled."""
    process = subprocess.Popen(
        [sys.executable, "-c", CHECK_SCRIPT, str(root)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=processes.make_child_environment(),
    )
    try:
        while True:
            if is_cancelled():
                return None
            try:
                output, errors = process.communicate(timeout=POLL_SECONDS)
                break
            except subprocess.TimeoutExpired:
                continue
    finally:
        process.kill()
        process.communicate()
    if is_cancelled():
        return None
    if process.returncode:
        return (python_errors.diagnose_exception(errors.decode("utf-8", "replace"), root),)
    # Not JSON: a message keeps its pattern, for the language of the page
    diagnostics: tuple[Diagnostic, ...] = pickle.loads(output)
    return diagnostics


def run_in_child(root: str) -> None:
    """Check the project and write the diagnostics to stdout, pickled."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    report = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what is printed is not part of the report
    with open(report, "wb") as stream:  # noqa: PTH123 - a file descriptor
        pickle.dump(tuple(list_problems(Path(root))), stream)


def list_problems(root: Path) -> list[Diagnostic]:
    """Return everything for which publishing would be refused, and all warnings."""
    site_url = os.environ.get("SITE_URL", "").strip()
    judgement = judge_project(root, site_url, get_current_date(os.environ))
    return [*judgement.errors, *judgement.warnings]
