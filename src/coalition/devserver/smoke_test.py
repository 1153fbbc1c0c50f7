"""Smoke-test changed source code in a subprocess before the preview restarts.

Only code that passes replaces the running preview: an error in the code must not end it.
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
    runpy.run_path(str(tasks), run_name="smoke_test")
try:
    builder = IncrementalBuilder(Path(sys.argv[1]), "http://localhost/")
    builder.build_snapshot().render_file("index.html")
except (DataError, OSError):
    sys.exit(3)  # the data have errors, not the program
"""

DATA_ERROR_EXIT_CODE = 3
"""Exit code if errors in the data prevent the test."""

SMOKE_TEST_TIMEOUT_SECONDS = 60.0
"""How long the subprocess may run."""


@dataclass(frozen=True)
class SmokeTestResult:
    """Result of a smoke test: passed, or failed with a diagnostic.

    Neither if errors in the data prevented the test, or if it was cancelled.
    """

    passed: bool
    diagnostic: Diagnostic | None = None


def run_smoke_test(root: Path, is_cancelled: Callable[[], bool]) -> SmokeTestResult:
    """Build the home page of `root` with its current source code, until `is_cancelled`."""
    with tempfile.TemporaryFile() as stderr:
        process = subprocess.Popen(
            [sys.executable, "-c", SMOKE_TEST_SCRIPT, str(root)],
            stderr=stderr,
            env=processes.make_child_environment(),
        )
        deadline = time.monotonic() + SMOKE_TEST_TIMEOUT_SECONDS
        while process.poll() is None and not is_cancelled() and time.monotonic() < deadline:
            time.sleep(0.05)
        timed_out = process.poll() is None
        process.kill()
        exit_code = process.wait()
        if exit_code in (0, DATA_ERROR_EXIT_CODE) or is_cancelled():
            return SmokeTestResult(passed=exit_code == 0)
        stderr.seek(0)
        output = stderr.read().decode("utf-8", "replace")
    output = "it does not end" if timed_out else output
    return SmokeTestResult(passed=False, diagnostic=python_errors.diagnose_exception(output, root))
