"""Make the project's virtual environment `.venv` on demand; every command enters it.

Standard library only, as it runs before any package is installed. Packages come from the index in
the user's settings of uv or pip, in the versions of `requirements.lock`. Only DEV_COMMANDS need all
of them.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

from coalition import locking, processes
from tools import lockfile

STAMP_FILE = "made-of.txt"
REQUIREMENTS_FILE = "wanted.txt"
"""Copy of the requirements inside `.venv`, as the input of uv or pip."""

DEV_COMMANDS = frozenset({"test", "lint"})
"""The commands that also need the development section of the lock file."""

NO_INSTALLER_MESSAGE = (
    "this Python cannot make an environment: run 'apt-get install python3-venv' or install uv"
)


class SetupError(Exception):
    """The environment could not be made; the message says why and what to do."""


def enter_environment(root: Path, arguments: list[str]) -> None:
    """Return if this process runs in an up-to-date `.venv`; else rerun `arguments` in it.

    Raises SetupError.
    """
    venv = root / ".venv"
    with_dev = not DEV_COMMANDS.isdisjoint(arguments[1:])
    if is_environment_current(root, with_dev):
        if Path(sys.prefix).resolve() == venv.resolve():
            return
    else:
        with locking.hold_lock(root / ".venv.lock", "waiting for another command to set up .venv"):
            if not is_environment_current(root, with_dev):
                make_environment(root, with_dev)
    _exec_python(locate_python(venv), arguments)


def is_environment_current(root: Path, with_dev: bool) -> bool:
    """Return whether `.venv` is complete and made from this lock file, Python version and path.

    `with_dev` also requires the packages for development.
    """
    venv = root / ".venv"
    try:
        stamp = (venv / STAMP_FILE).read_text(encoding="utf-8")
    except OSError:
        return False
    valid_stamps = [
        _format_stamp(root, True),
        *([] if with_dev else [_format_stamp(root, False)]),
    ]
    return stamp in valid_stamps and locate_python(venv).exists()


def make_environment(root: Path, with_dev: bool) -> None:
    """Recreate `.venv` from the lock file, or add the packages for development to it.

    The stamp is written last: an incomplete environment has none and is made again. Raises
    SetupError.
    """
    venv = root / ".venv"
    create, install = _choose_commands(venv)
    if with_dev and is_environment_current(root, False):
        print("adding to .venv what tests need; this happens once", file=sys.stderr)
    else:
        print("setting up .venv; this happens once and takes up to a minute", file=sys.stderr)
        if venv.exists():
            shutil.rmtree(venv)
        _run_installer(create)
    lock = (root / lockfile.LOCK_FILE).read_text(encoding="utf-8")
    requirements = lock if with_dev else lockfile.extract_site_section(lock)
    (venv / REQUIREMENTS_FILE).write_text(requirements, encoding="utf-8")
    _run_installer(install)
    _add_source_path(root)
    (venv / STAMP_FILE).write_text(_format_stamp(root, with_dev), encoding="utf-8")


def locate_python(venv: Path) -> Path:
    """Return the path of the Python interpreter in a virtual environment."""
    return venv / "Scripts" / "python.exe" if os.name == "nt" else venv / "bin" / "python"


def _format_stamp(root: Path, with_dev: bool) -> str:
    """Return what the environment depends on, including its path: its scripts contain that."""
    lock = hashlib.sha256((root / lockfile.LOCK_FILE).read_bytes()).hexdigest()
    version = ".".join(map(str, sys.version_info[:2]))
    use = "tests" if with_dev else "site"
    return f"{lock}\nPython {version}\n{root.resolve()}\nfor {use}\n"


def _choose_commands(venv: Path) -> tuple[list[str], list[str]]:
    """Return the commands that create `venv` and install its REQUIREMENTS_FILE.

    Prefers uv to pip. Raises SetupError if this machine has neither.
    """
    base, python = getattr(sys, "_base_executable", sys.executable), str(locate_python(venv))
    install = [
        "install",
        "--quiet",
        "--require-hashes",
        "--requirement",
        str(venv / REQUIREMENTS_FILE),
    ]
    # Python compiles on import, which is only a small part of all that is installed
    pip_install = [*install, *([] if sys.dont_write_bytecode else ["--no-compile"])]
    uv = shutil.which("uv")
    if uv:
        create = [uv, "venv", "--quiet", "--python", base, str(venv)]
        return create, [uv, "pip", *install, "--python", python]
    if importlib.util.find_spec("ensurepip"):
        return [base, "-m", "venv", str(venv)], [python, "-m", "pip", *pip_install]
    # A minimal Debian lacks ensurepip, and its pip may only install into an environment
    if _has_pip(base):
        create = [base, "-m", "venv", "--without-pip", str(venv)]
        return create, [base, "-m", "pip", "--python", python, *pip_install]
    raise SetupError(NO_INSTALLER_MESSAGE)


def _has_pip(base: str) -> bool:
    """Return whether `base` has pip; that may be another Python than the current environment's."""
    if base == sys.executable:
        return importlib.util.find_spec("pip") is not None
    probe = subprocess.run([base, "-c", "import pip"], capture_output=True, check=False)
    return probe.returncode == 0


def _run_installer(command: list[str]) -> None:
    # An orphaned installer would write into the environment that the next command makes
    exit_with_us = (
        partial(processes.exit_with_parent, os.getpid()) if sys.platform == "linux" else None
    )
    result = subprocess.run(  # preexec_fn is safe here: there are no other threads yet
        command,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        preexec_fn=exit_with_us,
    )
    if result.returncode:
        raise SetupError(f"{' '.join(command)} failed:\n{result.stdout}{result.stderr}".rstrip())


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
