"""Ask git about the project, where git is installed and the project is in a repository."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

GIT_ENVIRONMENT = {"TZ": "UTC", "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}


def read_git_output(root: Path, *arguments: str) -> str:
    """Return what git prints in the folder `root`; empty if it fails or is not installed."""
    try:
        completed = subprocess.run(
            ["git", "-C", str(root), *arguments],
            env=os.environ | GIT_ENVIRONMENT,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except OSError:
        return ""
    return completed.stdout.strip() if completed.returncode == 0 else ""
