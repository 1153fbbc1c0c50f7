"""Whether a program that has changed would work, found out in a process of its own.

The preview starts anew only then: a slip in the code must not end it.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from coalition.previewing import python_errors
from coalition.problems import Problem

TRIAL = """\
import runpy, sys
from pathlib import Path
from coalition.previewing import serving
from coalition.previewing.live import Live
from coalition.problems import DataError
runpy.run_path(str(Path(sys.argv[1], "tasks.py")), run_name="trial")
try:
    Live(Path(sys.argv[1]), "http://localhost/").edition().file("index.html")
except (DataError, OSError):
    pass  # the data are wrong, not the program
"""


LONGEST = 60.0
"""Seconds that a trial may take."""


def problem_of(project: Path, is_over: Callable[[], bool]) -> Problem | None:
    """What keeps the program of `project`, as it is now, from making the site; None if it works.

    Leaves off, and answers None, when it `is_over`: the program has changed again meanwhile.
    """
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen([sys.executable, "-c", TRIAL, str(project)], stderr=said)
        deadline = time.monotonic() + LONGEST
        while process.poll() is None and not is_over() and time.monotonic() < deadline:
            time.sleep(0.05)
        timed_out = process.poll() is None
        process.kill()
        if process.wait() == 0 or is_over():
            return None
        said.seek(0)
        text = said.read().decode("utf-8", "replace")
    return python_errors.of_program("it does not come to an end" if timed_out else text, project)
