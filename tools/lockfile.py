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

LOCK_FILE = "requirements.lock"
DEV_SECTION_MARKER = "# What follows is needed for tests and lint alone.\n"
"""The line between the parts. Without it everything is of the first."""


class LockFileError(Exception):
    """The lock file could not be written; the text says why, and is empty if uv has said it."""


def extract_site_section(lock: str) -> str:
    """The part of a lock file's text that makes the site."""
    return lock.partition(DEV_SECTION_MARKER)[0]


def sort_into_sections(lock: str, site_packages: Collection[str]) -> str:
    """A lock file's text with the packages of `site_packages`, a collection of names, in its first part."""
    entries = re.findall(r"^[A-Za-z0-9].*\n(?:[ \t].*\n)*", lock, re.MULTILINE)
    first = [entry for entry in entries if _package_name(entry) in site_packages]
    rest = [entry for entry in entries if _package_name(entry) not in site_packages]
    return "".join([*first, DEV_SECTION_MARKER, *rest] if rest else first)


def _package_name(entry: str) -> str:
    return entry.partition("==")[0]


def write_lock_file(root: Path, *, upgrade: bool) -> None:
    """Write the lock file from pyproject.toml, for every system and Python. Raises LockFileError.

    One choice of versions serves both parts, so that tests prove what makes the site.
    """
    file = root / LOCK_FILE
    hashed = [
        "--generate-hashes",
        "--output-file",
        LOCK_FILE,
    ]  # uv keeps the versions it finds there
    _run_uv_compile(root, "--extra", "dev", *hashed, *(["--upgrade"] if upgrade else []))
    needed = _run_uv_compile(root, "--constraint", LOCK_FILE, "--no-annotate")
    site = {_package_name(line) for line in needed.splitlines()}
    file.write_text(sort_into_sections(file.read_text(encoding="utf-8"), site), encoding="utf-8")


def _run_uv_compile(root: Path, *more: str) -> str:
    uv = shutil.which("uv")
    if not uv:
        raise LockFileError("this command needs uv on the PATH")
    command = [uv, "pip", "compile", "pyproject.toml", "--quiet", "--universal", "--no-header"]
    command += ["--python-version", "3.11", "--no-emit-index-url", *more]
    done = subprocess.run(command, cwd=root, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise LockFileError("")
    return done.stdout
