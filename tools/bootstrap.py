"""The project's own Python: made when needed, entered by every command.

Standard library only, for it runs before anything is installed. Where packages come from is the
business of whoever runs it (their settings of uv or pip); what they are, `requirements.lock` says.
Only the commands for developing need all of them.
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
"""Packages, as the installing program reads them."""
DEV_COMMANDS = frozenset({"test", "lint"})
"""The commands that need the second part of the lock file as well."""

NO_INSTALLER_MESSAGE = (
    "this Python cannot make an environment: run 'apt-get install python3-venv' or install uv"
)


class SetupError(Exception):
    """The environment could not be made; the text says why and what to do."""


def enter_environment(root: Path, arguments: list[str]) -> None:
    """Return if this is the project's Python and up to date; else run `arguments` in it instead.

    Raises SetupError.
    """
    venv = root / ".venv"
    developing = not DEV_COMMANDS.isdisjoint(arguments[1:])
    if is_environment_current(root, developing):
        if Path(sys.prefix).resolve() == venv.resolve():
            return
    else:
        with locking.hold_lock(root / ".venv.lock", "waiting for another command to set up .venv"):
            if not is_environment_current(root, developing):
                make_environment(root, developing)
    _exec_python(locate_python(venv), arguments)


def is_environment_current(root: Path, with_dev: bool) -> bool:
    """Whether .venv was made, to its end, from this lock file for this Python in this place.

    It has both parts of the lock file, or it is not for `with_dev`.
    """
    venv = root / ".venv"
    try:
        stamp = (venv / STAMP_FILE).read_text(encoding="utf-8")
    except OSError:
        return False
    enough = [
        _format_stamp(root, True),
        *([] if with_dev else [_format_stamp(root, False)]),
    ]
    return stamp in enough and locate_python(venv).exists()


def make_environment(root: Path, with_dev: bool) -> None:
    """Make .venv anew from requirements.lock, or add its second part to it. Raises SetupError.

    The stamp is written last: an environment that was not finished has none and is made again.
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
    wanted = lock if with_dev else lockfile.extract_site_section(lock)
    (venv / REQUIREMENTS_FILE).write_text(wanted, encoding="utf-8")
    _run_installer(install)
    _add_source_path(root)
    (venv / STAMP_FILE).write_text(_format_stamp(root, with_dev), encoding="utf-8")


def locate_python(venv: Path) -> Path:
    """Where an environment keeps its Python."""
    return venv / "Scripts" / "python.exe" if os.name == "nt" else venv / "bin" / "python"


def _format_stamp(root: Path, with_dev: bool) -> str:
    """What an environment depends on. The place counts, for scripts in it name their Python."""
    lock = hashlib.sha256((root / lockfile.LOCK_FILE).read_bytes()).hexdigest()
    version = ".".join(map(str, sys.version_info[:2]))
    use = "tests" if with_dev else "site"
    return f"{lock}\nPython {version}\n{root.resolve()}\nfor {use}\n"


def _choose_commands(venv: Path) -> tuple[list[str], list[str]]:
    """What makes `venv`, and what installs its REQUIREMENTS_FILE, by the best means this machine has."""
    base, python = getattr(sys, "_base_executable", sys.executable), str(locate_python(venv))
    install = [
        "install",
        "--quiet",
        "--require-hashes",
        "--requirement",
        str(venv / REQUIREMENTS_FILE),
    ]
    # Python compiles what it imports by itself, a small part of all that is installed
    pip = [*install, *([] if sys.dont_write_bytecode else ["--no-compile"])]
    uv = shutil.which("uv")
    if uv:
        create = [uv, "venv", "--quiet", "--python", base, str(venv)]
        return create, [uv, "pip", *install, "--python", python]
    if importlib.util.find_spec("ensurepip"):
        return [base, "-m", "venv", str(venv)], [python, "-m", "pip", *pip]
    # A bare Debian has neither ensurepip nor leave to install outside of an environment
    if _has_pip(base):
        create = [base, "-m", "venv", "--without-pip", str(venv)]
        return create, [base, "-m", "pip", "--python", python, *pip]
    raise SetupError(NO_INSTALLER_MESSAGE)


def _has_pip(base: str) -> bool:
    """Whether the Python that would run pip has it; this one may be an environment of that."""
    if base == sys.executable:
        return importlib.util.find_spec("pip") is not None
    asked = subprocess.run([base, "-c", "import pip"], capture_output=True, check=False)
    return asked.returncode == 0


def _run_installer(command: list[str]) -> None:
    # An installer that outlived us would write into the environment that the next command makes
    tie = partial(processes.exit_with_parent, os.getpid()) if sys.platform == "linux" else None
    done = subprocess.run(  # there is no other thread yet that could hold a lock during the fork
        command, capture_output=True, text=True, errors="replace", check=False, preexec_fn=tie
    )
    if done.returncode:
        raise SetupError(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}".rstrip())


def _add_source_path(root: Path) -> None:
    """Put src/ on the environment's path.

    A path file instead of an editable install: that one needs a build backend, which would have to
    be fetched and locked too. It is relative, so that no letter of the path depends on an encoding.
    """
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    command = [str(locate_python(root / ".venv")), "-c", code]
    packages = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    source = os.path.relpath((root / "src").resolve(), Path(packages).resolve())
    Path(packages, "coalition.pth").write_text(source + "\n", encoding="utf-8")


def _exec_python(python: Path, arguments: list[str]) -> None:
    """Become `python arguments`."""
    processes.replace_process([str(python), *arguments])
