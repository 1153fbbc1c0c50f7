"""Whether a program that has changed would work, found out in a process of its own.

The preview starts anew only then: a slip in the code must not end it.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from coalition import processes
from coalition.devserver import python_errors
from coalition.diagnostics import Diagnostic

SMOKE_TEST_SCRIPT = """\
import runpy, sys
from pathlib import Path
from coalition import processes
processes.exit_with_launcher()
from coalition.devserver import serve
from coalition.devserver.builder import IncrementalBuilder
from coalition.diagnostics.errors import DataError
tasks = Path(sys.argv[1], "tasks.py")
if tasks.is_file():  # a project with the installed package has none
    runpy.run_path(str(tasks), run_name="trial")
try:
    IncrementalBuilder(Path(sys.argv[1]), "http://localhost/").edition().file("index.html")
except (DataError, OSError):
    sys.exit(3)  # the data are wrong, not the program
"""

DATA_ERROR_EXIT_CODE = 3
"""How a trial ends where the program could not be tried on these data."""


SMOKE_TEST_TIMEOUT_SECONDS = 60.0
"""Seconds that a trial may take."""


@dataclass(frozen=True)
class SmokeTestResult:
    """What came of it. Where neither, the data are wrong, or the program has changed once more."""

    passed: bool
    diagnostic: Diagnostic | None = None


def run_smoke_test(root: Path, is_cancelled: Callable[[], bool]) -> SmokeTestResult:
    """Whether the program of `root` makes the site now; left off when it `is_cancelled`."""
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [sys.executable, "-c", SMOKE_TEST_SCRIPT, str(root)],
            stderr=said,
            env=processes.make_child_environment(),
        )
        deadline = time.monotonic() + SMOKE_TEST_TIMEOUT_SECONDS
        while process.poll() is None and not is_cancelled() and time.monotonic() < deadline:
            time.sleep(0.05)
        timed_out = process.poll() is None
        process.kill()
        code = process.wait()
        if code in (0, DATA_ERROR_EXIT_CODE) or is_cancelled():
            return SmokeTestResult(passed=code == 0)
        said.seek(0)
        text = said.read().decode("utf-8", "replace")
    text = "it does not come to an end" if timed_out else text
    return SmokeTestResult(passed=False, diagnostic=python_errors.diagnose_exception(text, root))
