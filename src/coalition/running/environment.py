"""The project's own Python: made when needed, entered by every command.

Standard library only, for it runs before anything is installed. Where packages come from is the
business of whoever runs it (their settings of uv or pip); what they are, `requirements.lock` says.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from coalition.running import locking

STAMP = "made-of.txt"
NO_WAY = "this Python cannot make an environment: run 'apt-get install python3-venv' or install uv"


class SetupError(Exception):
    """The environment could not be made; the text says why and what to do."""


def enter(project: Path, arguments: list[str]) -> None:
    """Return if this is the project's Python and up to date; else run `arguments` in it instead.

    Raises SetupError.
    """
    venv = project / ".venv"
    if is_current(project):
        if Path(sys.prefix).resolve() == venv.resolve():
            return
    else:
        with locking.held(project / ".venv.lock", "waiting for another command to set up .venv"):
            if not is_current(project):
                make(project)
    _hand_over(python_of(venv), arguments)


def is_current(project: Path) -> bool:
    """Whether .venv was made, to its end, from this lock file for this Python in this place."""
    venv = project / ".venv"
    try:
        stamp = (venv / STAMP).read_text(encoding="utf-8")
    except OSError:
        return False
    return stamp == _stamp(project) and python_of(venv).exists()


def make(project: Path) -> None:
    """Make .venv anew from requirements.lock. Raises SetupError.

    The stamp is written last: an environment that was not finished has none and is made again.
    """
    venv = project / ".venv"
    commands = _commands(venv, project / "requirements.lock")
    print("setting up .venv; this happens once and takes up to a minute", file=sys.stderr)
    if venv.exists():
        shutil.rmtree(venv)
    for command in commands:
        _run(command)
    _add_source(project)
    (venv / STAMP).write_text(_stamp(project), encoding="utf-8")


def python_of(venv: Path) -> Path:
    """Where an environment keeps its Python."""
    return venv / "Scripts" / "python.exe" if os.name == "nt" else venv / "bin" / "python"


def _stamp(project: Path) -> str:
    """What an environment depends on. The place counts, for scripts in it name their Python."""
    lock = hashlib.sha256((project / "requirements.lock").read_bytes()).hexdigest()
    version = ".".join(map(str, sys.version_info[:2]))
    return f"{lock}\nPython {version}\n{project.resolve()}\n"


def _commands(venv: Path, lock: Path) -> list[list[str]]:
    """The commands that make `venv`, by the best means this machine has."""
    base, python = getattr(sys, "_base_executable", sys.executable), str(python_of(venv))
    install = ["install", "--quiet", "--require-hashes", "--requirement", str(lock)]
    # Python compiles what it imports by itself, a small part of all that is installed
    pip = [*install, *([] if sys.dont_write_bytecode else ["--no-compile"])]
    uv = shutil.which("uv")
    if uv:
        return [
            [uv, "venv", "--quiet", "--python", base, str(venv)],
            [uv, "pip", *install, "--python", python],
        ]
    if importlib.util.find_spec("ensurepip"):
        return [[base, "-m", "venv", str(venv)], [python, "-m", "pip", *pip]]
    # A bare Debian has neither ensurepip nor leave to install outside of an environment
    if _has_pip(base):
        return [
            [base, "-m", "venv", "--without-pip", str(venv)],
            [base, "-m", "pip", "--python", python, *pip],
        ]
    raise SetupError(NO_WAY)


def _has_pip(base: str) -> bool:
    """Whether the Python that would run pip has it; this one may be an environment of that."""
    if base == sys.executable:
        return importlib.util.find_spec("pip") is not None
    asked = subprocess.run([base, "-c", "import pip"], capture_output=True, check=False)
    return asked.returncode == 0


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        raise SetupError(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}".rstrip())


def _add_source(project: Path) -> None:
    """Put src/ on the environment's path.

    A path file instead of an editable install: that one needs a build backend, which would have to
    be fetched and locked too. It is relative, so that no letter of the path depends on an encoding.
    """
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    command = [str(python_of(project / ".venv")), "-c", code]
    packages = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    source = os.path.relpath((project / "src").resolve(), Path(packages).resolve())
    Path(packages, "coalition.pth").write_text(source + "\n", encoding="utf-8")


def _hand_over(python: Path, arguments: list[str]) -> None:
    """Become `python arguments`."""
    start_anew([str(python), *arguments])


def start_anew(command: list[str]) -> None:
    """Become another command; Windows cannot, so there we wait for it."""
    others = {name: value for name, value in os.environ.items() if name != "PYTHONHOME"}
    if os.name != "nt":
        os.execve(command[0], command, others)
    process = subprocess.Popen(command, env=others, close_fds=False)  # a preview's socket stays
    while True:
        try:
            sys.exit(process.wait())
        except KeyboardInterrupt:  # the child got it too and ends in its own way
            continue
