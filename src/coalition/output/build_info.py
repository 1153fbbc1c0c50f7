"""`build.json`: what a published site was made from. Nothing of the machine or the hour.

It has what git knows, so far as git knows it:

    {"commit": "0e1d…", "data": "2026-11-25"}

`commit` is the commit that was built; `"changed": true` stands beside it where files had been
edited since. `data` is the day, in UTC, of the last commit to `data/` or `content/`.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

BUILD_INFO_FILE = "build.json"

SOURCE_PATHS = (
    "content", "data", "src", "theme", "pelicanconf.py", "publishconf.py", "requirements.lock",
)  # fmt: skip
"""What the pages hang on, from the top of the project."""

GIT_ENVIRONMENT = {"TZ": "UTC", "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}


def write_build_info(root: Path, folder: Path) -> None:
    """Put `build.json` into the finished `folder`."""
    (folder / BUILD_INFO_FILE).write_text(
        json.dumps(collect_build_info(root)) + "\n", "utf-8", newline="\n"
    )


def collect_build_info(root: Path) -> dict[str, Any]:
    """What git says of the files in `root`; empty where it keeps none, or is not there."""
    if not _run_git(root, "ls-files", "--", "data"):  # a copy that lies in somebody's repository
        return {}
    commit = _run_git(root, "rev-parse", "--verify", "HEAD")
    if not commit:
        return {}
    known: dict[str, Any] = {"commit": commit}
    if _run_git(root, "status", "--porcelain", "--", *SOURCE_PATHS):
        known["changed"] = True
    if day := _data_commit_date(root):
        known["data"] = day
    return known


def _data_commit_date(root: Path) -> str:
    """Empty where the history does not reach back so far, as in a clone of one commit."""
    form = ("--format=%H %cd", "--date=format-local:%Y-%m-%d")
    last, _, day = _run_git(root, "log", "-1", *form, "--", "data", "content").partition(" ")
    if _run_git(root, "rev-parse", "--is-shallow-repository") != "true":
        return day
    cut = _run_git(root, "rev-parse", "--path-format=absolute", "--git-path", "shallow")
    return "" if last in Path(cut).read_text("ascii").split() else day


def _run_git(root: Path, *arguments: str) -> str:
    """What git answers; nothing where it cannot."""
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *arguments],
            env=os.environ | GIT_ENVIRONMENT,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except OSError:  # no git here
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
