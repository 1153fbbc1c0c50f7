"""Whether a program that has changed would work, found out in a process of its own.

The preview starts anew only then: a slip in the code must not end it.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from coalition.previewing import python_errors
from coalition.problems import Problem

TRIAL = """\
import sys
from pathlib import Path
from coalition.previewing import serving
from coalition.previewing.live import Live
from coalition.problems import DataError
tasks = Path(sys.argv[1], "tasks.py")
compile(tasks.read_bytes(), str(tasks), "exec")
try:
    Live(Path(sys.argv[1]), "http://localhost/").edition().file("index.html")
except (DataError, OSError):
    pass  # the data are wrong, not the program
"""


def problem_of(project: Path) -> Problem | None:
    """What keeps the program of `project`, as it is now, from making the site; None if it works."""
    done = subprocess.run(
        [sys.executable, "-c", TRIAL, str(project)],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    return python_errors.of_program(done.stderr, project) if done.returncode else None
