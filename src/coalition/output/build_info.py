"""`build.json`: the commit that a site was built from, and nothing about machine or time.

It has what git knows, as far as git knows it:

    {"commit": "0e1d…", "data": "2026-11-25"}

`commit` is the commit that was built, with `"changed": true` if files had been edited since. `data`
is the date, in UTC, of the last commit to `data/` or `content/`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from coalition.git_output import read_git_output

BUILD_INFO_FILE = "build.json"

SOURCE_PATHS = (
    "content", "data", "src", "theme", "pelicanconf.py", "publishconf.py", "requirements.lock",
)  # fmt: skip
"""What the pages depend on, relative to the project."""


def write_build_info(root: Path, folder: Path) -> None:
    """Write `build.json` into the finished `folder`."""
    (folder / BUILD_INFO_FILE).write_text(
        json.dumps(collect_build_info(root)) + "\n", "utf-8", newline="\n"
    )


def collect_build_info(root: Path) -> dict[str, Any]:
    """Return what git says about the project; empty if it is not in a repository."""
    if not read_git_output(root, "ls-files", "--", "data"):  # a copy inside an unrelated repository
        return {}
    commit = read_git_output(root, "rev-parse", "--verify", "HEAD")
    if not commit:
        return {}
    info: dict[str, Any] = {"commit": commit}
    if read_git_output(root, "status", "--porcelain", "--", *SOURCE_PATHS):
        info["changed"] = True
    if date := _data_commit_date(root):
        info["data"] = date
    return info


def _data_commit_date(root: Path) -> str:
    """Return the date of the last commit to the data; empty if a shallow clone lacks it."""
    format_options = ("--format=%H %cd", "--date=format-local:%Y-%m-%d")
    commit, _, date = read_git_output(
        root, "log", "-1", *format_options, "--", "data", "content"
    ).partition(" ")
    if read_git_output(root, "rev-parse", "--is-shallow-repository") != "true":
        return date
    shallow_file = read_git_output(
        root, "rev-parse", "--path-format=absolute", "--git-path", "shallow"
    )
    return "" if commit in Path(shallow_file).read_text("ascii").split() else date
