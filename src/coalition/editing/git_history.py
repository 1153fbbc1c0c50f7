"""What git knows of the project: which files it has, and the ids that entries once had."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from coalition.project import slugify

GIT_ENVIRONMENT = {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}

_KEY = re.compile(r"(?:- +)?[\w-]+:\s+|- +")
_SEPARATORS = re.compile(r"[\[\]{},]|\s#")


@dataclass(frozen=True)
class FormerIds:
    """The ids that a file's lines contain or give, in any commit.

    `is_complete` is false without git, before the first commit, and in a shallow clone.
    """

    ids: frozenset[str]
    is_complete: bool


def is_tracked(root: Path, name: str) -> bool:
    """Return whether git has a version of this file; false without git."""
    return bool(_run_git(root, "ls-files", "--", name))


def list_former_ids(root: Path, name: str) -> FormerIds:
    """Return every id that an entry of this file may have had: written, former, or by its name.

    The lines are not parsed as YAML: those that are no names do no harm.
    """
    options = ("--format=", "-p", "-m", "-U0", "--no-color", "--no-ext-diff", "--no-textconv")
    lines = _run_git(root, "log", *options, "--", name).splitlines()
    lines += _run_git(root, "diff", "HEAD", *options[2:], "--", name).splitlines()
    values = {value for line in lines if line[:1] in "+-" for value in _iter_values(line[1:])}
    is_shallow = _run_git(root, "rev-parse", "--is-shallow-repository") != "false"
    return FormerIds(frozenset(filter(None, map(slugify, values))), bool(lines) and not is_shallow)


def _iter_values(line: str) -> Iterator[str]:
    """Yield what may be a name or an id in a line of YAML: all of the value, and its parts."""
    value = _KEY.sub("", line.strip(), count=1)
    for part in (value, *_SEPARATORS.split(value)):
        yield part.strip(" '\"")
        yield _KEY.sub("", part.strip(), count=1).strip(" '\"")


def _run_git(root: Path, *arguments: str) -> str:
    """Return what git prints; empty if it fails or is not installed."""
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
