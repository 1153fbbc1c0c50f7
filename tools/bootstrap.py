"""Make the project's virtual environment `.venv` on demand; every command enters it.

Standard library only, as it runs before any package is installed. Packages come from the index in
the user's settings of uv or pip, in the versions of `requirements.lock`. Every command needs the
first section of that file, DEV_COMMANDS need all of it, and `install_extra` adds the section of an
extra.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Collection
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

from coalition import locking, processes
from tools import lockfile

STAMP_FILE = "made-of.txt"
REQUIREMENTS_FILE = "wanted.txt"
"""Copy of the requirements inside `.venv`, as the input of uv or pip."""

DEV_COMMANDS = frozenset({"test", "lint"})
"""The commands that need all sections of the lock file."""

SITE_ONLY = frozenset({lockfile.SITE_SECTION})

CHANGED_MESSAGE = f"{lockfile.LOCK_FILE} has changed: run the command again"
NO_VENV_MESSAGE = (
    "this Python cannot make an environment: run 'apt-get update' and 'apt-get install"
    " python3-venv' as root, or install uv"
)
NO_PIP_MESSAGE = (
    "nothing can be added to .venv: it has no pip, and there is no uv on the PATH. Install uv, or"
    " remove .venv and run the command again"
)

NO_NETWORK_MESSAGE = (
    "the packages in requirements.lock could not be downloaded, because the package index cannot be"
    " reached: connect this machine to the network, or set its proxy in HTTPS_PROXY, and run the"
    " command again"
)
DISK_FULL_MESSAGE = (
    "the packages in requirements.lock could not be installed, because the disk is full: free"
    " 500 MB and run the command again"
)
NO_NETWORK_PATTERN = re.compile(
    r"Failed to establish a new connection|NewConnectionError|ConnectTimeoutError|ProxyError"
    r"|name resolution|dns error|client error \(Connect\)|tcp connect error|Network is unreachable"
)
"""Words with which pip and uv report that they reached no server."""


class SetupError(Exception):
    """The environment could not be made; the message says why and what to do."""


def enter_environment(root: Path, arguments: list[str]) -> None:
    """Return if this process runs in an up-to-date `.venv`; else rerun `arguments` in it.

    Raises SetupError.
    """
    wanted = SITE_ONLY if DEV_COMMANDS.isdisjoint(arguments[1:]) else _list_sections(root)
    if wanted <= read_installed_sections(root):
        if _runs_in_environment(root):
            return
    else:
        ensure_sections(root, wanted, "what tests need")
    _exec_python(locate_python(root / ".venv"), arguments)


def install_extra(root: Path, name: str) -> None:
    """Install the packages of an extra into `.venv`, unless they are there.

    Does nothing if this process runs in another environment, which is not ours to change. Raises
    SetupError; for everything else `.venv` is as usable as before then.
    """
    if not _runs_in_environment(root):
        return
    wanted = SITE_ONLY | {name}
    if wanted <= read_installed_sections(root):
        return
    with _hold_setup_lock(root):
        installed = read_installed_sections(root)
        # An outdated environment is made again, but not while a command runs in it
        if not installed >= SITE_ONLY:
            raise SetupError(CHANGED_MESSAGE)
        if name not in _list_sections(root):
            raise SetupError(f"{lockfile.LOCK_FILE} has no section '{name}': run 'tasks.py lock'")
        if not wanted <= installed:
            _add_sections(root, installed | wanted, f"what the extra '{name}' needs")


def read_installed_sections(root: Path) -> frozenset[str]:
    """Return the sections of the lock file that are installed in `.venv`.

    Empty if it is incomplete, or made from another lock file, Python version or path.
    """
    stamp = _read_stamp(root)
    base = format_stamp(root, ())
    if not stamp.startswith(base) or not locate_python(root / ".venv").exists():
        return frozenset()
    return frozenset(stamp.removeprefix(base).split())


def ensure_sections(root: Path, wanted: Collection[str], purpose: str) -> None:
    """Make `.venv`, or add sections to it, unless it has all that are wanted; raises SetupError.

    An outdated environment is made again with the sections that it had, so that a command for the
    site does not remove what tests need.
    """
    if read_installed_sections(root).issuperset(wanted):
        return
    with _hold_setup_lock(root):
        installed = read_installed_sections(root)
        if installed.issuperset(wanted):
            return
        if installed:
            _add_sections(root, installed.union(wanted), purpose)
        else:
            _make_environment(root, _read_former_sections(root).union(wanted))


def _hold_setup_lock(root: Path) -> AbstractContextManager[None]:
    return locking.hold_lock(root / ".venv.lock", "waiting for another command to set up .venv")


def _read_stamp(root: Path) -> str:
    """Return the text of the stamp; empty without a complete environment."""
    try:
        return (root / ".venv" / STAMP_FILE).read_text(encoding="utf-8")
    except OSError:
        return ""


def _read_former_sections(root: Path) -> frozenset[str]:
    """Return the sections in an outdated `.venv`, without those that the lock file has no more."""
    *_, sections = _read_stamp(root).split("\n")
    return _list_sections(root).intersection(sections.split())


def _make_environment(root: Path, sections: Collection[str]) -> None:
    """Make `.venv`, in place of an outdated or incomplete one, with some sections."""
    venv = root / ".venv"
    create = _choose_create_command(venv)
    if venv.is_symlink():
        raise SetupError(f"{venv} is a symbolic link: remove it and run the command again")
    print("setting up .venv; this happens once and takes up to a minute", file=sys.stderr)
    if venv.exists():
        try:
            shutil.rmtree(venv)
        except OSError as error:
            message = f"{venv} cannot be removed: {error}. Remove it and run the command again"
            raise SetupError(message) from None
    _run_installer(create)
    _install_sections(root, sections)


def _add_sections(root: Path, sections: Collection[str], purpose: str) -> None:
    """Install all of `sections`, some of which `.venv` has."""
    print(f"adding to .venv {purpose}; this happens once", file=sys.stderr)
    _install_sections(root, sections)


def _install_sections(root: Path, sections: Collection[str]) -> None:
    """Install sections of the lock file, and write the stamp.

    The stamp is written last: a new environment has none until it is complete, and a section whose
    installation was interrupted is installed again.
    """
    venv = root / ".venv"
    # First, as the lock file may change during the installation: the stamp is outdated then
    stamp = format_stamp(root, sections)
    lock = (root / lockfile.LOCK_FILE).read_text(encoding="utf-8")
    # With all requirements, even installed ones: hashes must be known for what these depend on
    requirements = lockfile.join_sections(lock, sections)
    (venv / REQUIREMENTS_FILE).write_text(requirements, encoding="utf-8")
    _run_installer(_choose_install_command(venv))
    _add_source_path(root)
    (venv / STAMP_FILE).write_text(stamp, encoding="utf-8")


def locate_python(venv: Path) -> Path:
    """Return the path of the Python interpreter in a virtual environment."""
    return venv / "Scripts" / "python.exe" if os.name == "nt" else venv / "bin" / "python"


def format_stamp(root: Path, sections: Collection[str]) -> str:
    """Return what the environment depends on, with its path, which its scripts contain.

    The last line names the sections of the lock file that are installed.
    """
    lock = hashlib.sha256((root / lockfile.LOCK_FILE).read_bytes()).hexdigest()
    version = ".".join(map(str, sys.version_info[:2]))
    return f"{lock}\nPython {version}\n{root.resolve()}\n{' '.join(sorted(sections))}"


def _runs_in_environment(root: Path) -> bool:
    return Path(sys.prefix).resolve() == (root / ".venv").resolve()


def _list_sections(root: Path) -> frozenset[str]:
    lock = (root / lockfile.LOCK_FILE).read_text(encoding="utf-8")
    return frozenset(lockfile.split_sections(lock))


def _base_python() -> str:
    """Return the Python that `.venv` is made from, also if this process runs in an environment."""
    return getattr(sys, "_base_executable", sys.executable)


def _choose_create_command(venv: Path) -> list[str]:
    """Return the command that creates `venv`, which prefers uv; raises SetupError without any."""
    base = _base_python()
    if uv := shutil.which("uv"):
        return [uv, "venv", "--quiet", "--python", base, str(venv)]
    if importlib.util.find_spec("ensurepip"):
        return [base, "-m", "venv", str(venv)]
    # A minimal Debian lacks ensurepip, and its pip may only install into an environment
    if _has_module(base, "pip"):
        return [base, "-m", "venv", "--without-pip", str(venv)]
    raise SetupError(NO_VENV_MESSAGE)


def _choose_install_command(venv: Path) -> list[str]:
    """Return the command that installs REQUIREMENTS_FILE into `venv`; raises SetupError.

    Its pip may be missing, as uv makes environments without, and uv may be gone since.
    """
    python, base = str(locate_python(venv)), _base_python()
    options = ["--quiet", "--require-hashes", "--requirement", str(venv / REQUIREMENTS_FILE)]
    if uv := shutil.which("uv"):
        return [uv, "pip", "install", *options, "--python", python]
    if _has_module(python, "pip"):
        pip = [python, "-m", "pip", "install"]
    elif _has_module(base, "pip"):
        pip = [base, "-m", "pip", "--python", python, "install"]
    elif _has_module(python, "ensurepip"):
        _run_installer([python, "-m", "ensurepip"])
        pip = [python, "-m", "pip", "install"]
    else:
        raise SetupError(NO_PIP_MESSAGE)
    # Python compiles on import, which is only a small part of all that is installed
    return [*pip, *options, *([] if sys.dont_write_bytecode else ["--no-compile"])]


def _has_module(python: str, name: str) -> bool:
    """Return whether a Python, which may be another than this one, has a module."""
    if python == sys.executable:
        return importlib.util.find_spec(name) is not None
    probe = subprocess.run([python, "-c", f"import {name}"], capture_output=True, check=False)
    return probe.returncode == 0


def _run_installer(command: list[str]) -> None:
    # An orphaned installer would write into the environment that the next command makes. But
    # preexec_fn can deadlock while other threads run, and a running command, which may have some,
    # installs an extra
    can_prepare = sys.platform == "linux" and threading.active_count() == 1
    exit_with_us = partial(processes.exit_with_parent, os.getpid()) if can_prepare else None
    result = subprocess.run(
        command,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        preexec_fn=exit_with_us,
    )
    if result.returncode:
        raise SetupError(_describe_failure(command, result.stdout + result.stderr))


def _describe_failure(command: list[str], output: str) -> str:
    """Return a message about a failed installation: one line if the cause is a common one."""
    if "No space left on device" in output:
        return DISK_FULL_MESSAGE
    if NO_NETWORK_PATTERN.search(output):
        return NO_NETWORK_MESSAGE
    return f"{' '.join(command)} failed:\n{output}".rstrip()


def _add_source_path(root: Path) -> None:
    """Put src/ on the environment's path.

    Uses a path file, as an editable install would need a build backend, which would have to be
    downloaded and locked too. The path is relative, so that the encoding of parent folders' names
    does not matter.
    """
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    command = [str(locate_python(root / ".venv")), "-c", code]
    site_packages = subprocess.run(
        command, capture_output=True, text=True, check=True
    ).stdout.strip()
    source = os.path.relpath((root / "src").resolve(), Path(site_packages).resolve())
    Path(site_packages, "coalition.pth").write_text(source + "\n", encoding="utf-8")


def _exec_python(python: Path, arguments: list[str]) -> None:
    """Replace this process by `python` with `arguments`."""
    processes.replace_process([str(python), *arguments])
