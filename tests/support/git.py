"""Run git in a folder, with an author and a day of its own."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

IDENTITY = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Ada"), ("EMAIL", "ada@example.org"))
}


def git(folder: Path, *words: str, day: str = "2026-03-09T12:00:00Z") -> str:
    days = {"GIT_AUTHOR_DATE": day, "GIT_COMMITTER_DATE": day}
    own = {"HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1"}
    command = ["git", "-C", str(folder), *words]
    done = subprocess.run(
        command, env=os.environ | IDENTITY | days | own, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()
