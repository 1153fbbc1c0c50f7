"""The two parts of `requirements.lock`: what makes the site, and what only proves and lints it.

An editor's first start fetches the first part alone, a third of what both take. Standard library
only, as `environment.py` reads it before anything is installed.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Collection
from pathlib import Path

LOCK = "requirements.lock"
DEVELOPING = "# What follows is needed for tests and lint alone.\n"
"""The line between the parts. Without it everything is of the first."""


class LockError(Exception):
    """The lock file could not be written; the text says why, and is empty if uv has said it."""


def of_site(lock: str) -> str:
    """The part of a lock file's text that makes the site."""
    return lock.partition(DEVELOPING)[0]


def parted(lock: str, site: Collection[str]) -> str:
    """A lock file's text with the packages of `site`, a collection of names, in its first part."""
    entries = re.findall(r"^[A-Za-z0-9].*\n(?:[ \t].*\n)*", lock, re.MULTILINE)
    first = [entry for entry in entries if _name(entry) in site]
    rest = [entry for entry in entries if _name(entry) not in site]
    return "".join([*first, DEVELOPING, *rest] if rest else first)


def _name(entry: str) -> str:
    return entry.partition("==")[0]


def lock(project: Path, *, upgrade: bool) -> None:
    """Write the lock file from pyproject.toml, for every system and Python. Raises LockError.

    One choice of versions serves both parts, so that tests prove what makes the site.
    """
    file = project / LOCK
    hashed = ["--generate-hashes", "--output-file", LOCK]  # uv keeps the versions it finds there
    _compile(project, "--extra", "dev", *hashed, *(["--upgrade"] if upgrade else []))
    needed = _compile(project, "--constraint", LOCK, "--no-annotate")
    site = {_name(line) for line in needed.splitlines()}
    file.write_text(parted(file.read_text(encoding="utf-8"), site), encoding="utf-8")


def _compile(project: Path, *more: str) -> str:
    uv = shutil.which("uv")
    if not uv:
        raise LockError("this command needs uv on the PATH")
    command = [uv, "pip", "compile", "pyproject.toml", "--quiet", "--universal", "--no-header"]
    command += ["--python-version", "3.11", "--no-emit-index-url", *more]
    done = subprocess.run(command, cwd=project, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise LockError("")
    return done.stdout
