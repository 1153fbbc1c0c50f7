"""The project's commands: `python3 tasks.py` lists them, `... serve --help` explains one.

Those for the site are in `coalition.cli.commands`; those for this repository are here.

Needs nothing but Python: the first command sets up .venv, the others find it there.
"""

import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent

if sys.version_info < (3, 11):  # noqa: UP036 - this file is what tells an older Python so
    sys.exit(f"tasks.py needs Python 3.11 or later; this is {sys.version.split()[0]}")

sys.path.insert(0, str(PROJECT / "src"))

from tools import bootstrap

if __name__ == "__main__":
    try:
        bootstrap.enter_environment(PROJECT, sys.argv)
    except bootstrap.SetupError as error:
        sys.exit(f"tasks.py: {error}")

import os
import shlex
import subprocess

from invoke import Context, Exit, task

from coalition.cli.commands import make_collection
from coalition.cli.program import report_errors, run_command_line


@task
def docs(_: Context) -> None:
    """Write the pages of docs/ that are made from the program, if they are not up to date."""
    from tools import generated_docs

    with report_errors():
        for line in generated_docs.write_docs(PROJECT):
            print(line)


@task(
    help={
        "fast": "Leave out what drives a browser, starts servers or takes seconds",
        "k": "Only tests whose names match, such as 'preview and not reload'",
        "args": "More words for pytest, such as '--pdb -x'",
    }
)
def test(_: Context, fast: bool = False, k: str = "", args: str = "") -> None:
    """Run the tests: the fast ones, and if all pass the others, for which a browser is fetched."""
    command = [sys.executable, "-m", "pytest", "--numprocesses", "2", "--dist", "worksteal"]
    command += [*(["-k", k] if k else []), *shlex.split(args)]
    # The tests start Python some hundred times, which should not compile src/ anew each time
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    others = "slow or browser"
    if fast or not (k or args):
        _run(*command, "-m", f"not ({others})", env=kept)
    if not fast:
        _run(*command, *([] if k or args else ["-m", others]), env=kept | _machine())


@task
def lint(_: Context) -> None:
    """Check the Python files (style, layout, types, layers) and the templates (style, layout)."""
    commands = (
        ("ruff", "check"),
        ("ruff", "format", "--check"),
        ("mypy",),
        ("importlinter.cli",),
        ("djlint", "--lint", "theme/templates"),
        ("djlint", "--check", "theme/templates"),
    )
    failed = [" ".join(words) for words in commands if _call(sys.executable, "-m", *words)]
    if failed:
        raise Exit(f"failed: {', '.join(failed)}", 1)


@task(help={"upgrade": "Take the newest versions that pyproject.toml allows"})
def lock(_: Context, upgrade: bool = False) -> None:
    """Write requirements.lock from pyproject.toml, for every system and Python; needs uv."""
    from tools import lockfile

    try:
        lockfile.write_lock_file(PROJECT, upgrade=upgrade)
    except lockfile.LockFileError as error:
        raise Exit(str(error) or None, 1) from None


def _machine() -> dict[str, str]:
    """Get ready what the tests run; the variable that says which browser, if there is one."""
    command = [sys.executable, "-m", "support.machine"]
    found = subprocess.run(
        command, cwd=PROJECT / "tests", stdout=subprocess.PIPE, text=True, check=False
    )
    return {"CHROMIUM": found.stdout.strip()} if found.returncode == 0 else {}


def _call(*command: str, env: dict[str, str] | None = None) -> int:
    return subprocess.run(command, cwd=PROJECT, env=env, check=False).returncode


def _run(*command: str, env: dict[str, str] | None = None) -> None:
    code = _call(*command, env=env)
    if code:
        raise Exit(code=code)


namespace = make_collection(PROJECT)  # what the `invoke` command looks for
for command in (docs, lint, lock, test):
    namespace.add_task(command)


def main() -> None:
    """Run what the command line says."""
    run_command_line(namespace, sys.argv)


if __name__ == "__main__":
    main()
