"""What git knows of the project: which files it has, and the ids that entries once had."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from coalition.git_output import read_git_output
from coalition.project import slugify

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
    return bool(read_git_output(root, "ls-files", "--", name))


def list_former_ids(root: Path, name: str) -> FormerIds:
    """Return every id that an entry of this file may have had: written, former, or by its name.

    The lines are not parsed as YAML: those that are no names do no harm.
    """
    options = ("--format=", "-p", "-m", "-U0", "--no-color", "--no-ext-diff", "--no-textconv")
    lines = read_git_output(root, "log", *options, "--", name).splitlines()
    lines += read_git_output(root, "diff", "HEAD", *options[2:], "--", name).splitlines()
    values = {value for line in lines if line[:1] in "+-" for value in _iter_values(line[1:])}
    is_shallow = read_git_output(root, "rev-parse", "--is-shallow-repository") != "false"
    return FormerIds(frozenset(filter(None, map(slugify, values))), bool(lines) and not is_shallow)


def _iter_values(line: str) -> Iterator[str]:
    """Yield what may be a name or an id in a line of YAML: all of the value, and its parts."""
    value = _KEY.sub("", line.strip(), count=1)
    for part in (value, *_SEPARATORS.split(value)):
        yield part.strip(" '\"")
        yield _KEY.sub("", part.strip(), count=1).strip(" '\"")
