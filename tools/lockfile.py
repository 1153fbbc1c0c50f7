"""Read and write `requirements.lock`, with one section for the site and one for development.

To build the site, only the first section is installed: a third of the download size of both.
Standard library only, as `bootstrap.py` runs before any package is installed.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Collection
from pathlib import Path

LOCK_FILE = "requirements.lock"
DEV_SECTION_MARKER = "# What follows is needed for tests and lint alone.\n"
"""The line between the sections. Without it, all packages belong to the site."""


class LockFileError(Exception):
    """The lock file could not be written; the message is empty if uv has printed the reason."""


def extract_site_section(lock: str) -> str:
    """Return the section of a lock file with the packages for the site."""
    return lock.partition(DEV_SECTION_MARKER)[0]


def sort_into_sections(lock: str, site_packages: Collection[str]) -> str:
    """Sort the entries of a lock file: those named in `site_packages` first, then all others."""
    entries = re.findall(r"^[A-Za-z0-9].*\n(?:[ \t].*\n)*", lock, re.MULTILINE)
    site_entries = [entry for entry in entries if _package_name(entry) in site_packages]
    dev_entries = [entry for entry in entries if _package_name(entry) not in site_packages]
    return "".join(
        [*site_entries, DEV_SECTION_MARKER, *dev_entries] if dev_entries else site_entries
    )


def _package_name(entry: str) -> str:
    return entry.partition("==")[0]


def write_lock_file(root: Path, *, upgrade: bool) -> None:
    """Write the lock file from pyproject.toml, for all platforms and Python versions.

    Both sections share one resolution, so that tests run with the versions that build the site.
    Raises LockFileError.
    """
    file = root / LOCK_FILE
    # uv keeps the versions that it finds in the output file
    options = ["--generate-hashes", "--output-file", LOCK_FILE]
    _run_uv_compile(root, "--extra", "dev", *options, *(["--upgrade"] if upgrade else []))
    site_requirements = _run_uv_compile(root, "--constraint", LOCK_FILE, "--no-annotate")
    site_packages = {_package_name(line) for line in site_requirements.splitlines()}
    file.write_text(
        sort_into_sections(file.read_text(encoding="utf-8"), site_packages), encoding="utf-8"
    )


def _run_uv_compile(root: Path, *arguments: str) -> str:
    uv = shutil.which("uv")
    if not uv:
        raise LockFileError("this command needs uv on the PATH")
    command = [uv, "pip", "compile", "pyproject.toml", "--quiet", "--universal", "--no-header"]
    command += ["--python-version", "3.11", "--no-emit-index-url", *arguments]
    result = subprocess.run(command, cwd=root, stdout=subprocess.PIPE, text=True, check=False)
    if result.returncode:
        raise LockFileError("")
    return result.stdout
