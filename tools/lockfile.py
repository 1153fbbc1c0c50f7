"""Read and write `requirements.lock`, with sections for the site, each extra and development.

To build the site, only the first section is installed: a third of the download size of all.
Standard library only, as `bootstrap.py` runs before any package is installed.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import tomllib
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from coalition.atomic_write import replace_file

LOCK_FILE = "requirements.lock"
SITE_SECTION, DEV_SECTION = "site", "dev"
"""Names of the first and the last section; those between them are named after the extras."""

SECTION_MARKER = re.compile(r"^# Section: ([\w-]+)\n", re.MULTILINE)
"""The line before each section but the first. Without any, all packages belong to the site."""

_ENTRY = re.compile(r"^[A-Za-z0-9].*\n(?:[ \t].*\n)*", re.MULTILINE)


class LockFileError(Exception):
    """The lock file could not be written; the message is empty if uv has printed the reason."""


def split_sections(lock: str) -> dict[str, str]:
    """Return the text of each section by its name, in the order of the file."""
    site, *rest = SECTION_MARKER.split(lock)
    return {SITE_SECTION: site, **dict(zip(rest[::2], rest[1::2], strict=True))}


def sort_into_sections(lock: str, extras: Mapping[str, Collection[str]]) -> str:
    """Sort the entries of a lock file into sections.

    `extras` has the packages of each section but the last, which gets all others. A package that
    several extras need is in the section of each, unless the site needs it too.
    """
    entries = _ENTRY.findall(lock)
    site_packages = extras[SITE_SECTION]
    known = set().union(*extras.values())
    sections = {
        name: [
            entry
            for entry in entries
            if _package_name(entry) in packages
            and (name == SITE_SECTION or _package_name(entry) not in site_packages)
        ]
        for name, packages in extras.items()
    }
    sections[DEV_SECTION] = [entry for entry in entries if _package_name(entry) not in known]
    return "".join(
        ("" if name == SITE_SECTION else f"# Section: {name}\n") + "".join(section)
        for name, section in sections.items()
        if section
    )


def join_sections(lock: str, names: Iterable[str]) -> str:
    """Return the requirements of the named sections, each package once."""
    sections = split_sections(lock)
    entries = [entry for name in names for entry in _ENTRY.findall(sections.get(name, ""))]
    return "".join(dict.fromkeys(entries))


def _package_name(entry: str) -> str:
    return entry.partition("==")[0]


def write_lock_file(root: Path, *, upgrade: bool) -> None:
    """Write the lock file from pyproject.toml, for all platforms and Python versions.

    All sections share one resolution, so that tests run with the versions that build the site.
    Raises LockFileError; the old file stays then.
    """
    file = root / LOCK_FILE
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [name for name in project["optional-dependencies"] if name != DEV_SECTION]
    with tempfile.TemporaryDirectory() as folder:
        # uv keeps the versions that it finds in its output file. That is a copy: without sections,
        # all packages would count as the site's if a later call failed
        resolution = Path(folder, LOCK_FILE)
        if file.exists():
            shutil.copyfile(file, resolution)
        options = ["--generate-hashes", "--output-file", str(resolution)]
        _run_uv_compile(root, "--all-extras", *options, *(["--upgrade"] if upgrade else []))
        packages = {SITE_SECTION: _list_packages(root, resolution)}
        packages |= {name: _list_packages(root, resolution, "--extra", name) for name in extras}
        sections = sort_into_sections(resolution.read_text(encoding="utf-8"), packages)
    replace_file(file, sections.encode())


def _list_packages(root: Path, resolution: Path, *arguments: str) -> set[str]:
    """Return the names of the packages that the site needs with some extras."""
    constraint = ["--constraint", str(resolution)]
    lines = _run_uv_compile(root, *arguments, *constraint, "--no-annotate")
    return {_package_name(line) for line in lines.splitlines()}


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
