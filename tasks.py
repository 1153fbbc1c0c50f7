"""The project's commands: `python3 tasks.py` lists them, `... serve --help` describes one.

Those for the site are in `coalition.cli.commands`, those for this repository are here.

Needs only Python: the first command creates .venv with the dependencies, the others use it.
"""

import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent

if sys.version_info < (3, 11):  # noqa: UP036 - an older Python gets this message
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
import shutil
import subprocess
import sysconfig

from invoke import Context, Exit, task

from coalition.cli.commands import make_collection
from coalition.cli.program import report_errors, run_command_line


@task
def docs(_: Context) -> None:
    """Generate docs/problems.md and docs/data-format.md where they are outdated."""
    from tools import generated_docs

    with report_errors():
        for line in generated_docs.write_docs(PROJECT):
            print(line)


@task(
    help={
        "fast": "Skip the tests that use a browser, start servers or take seconds",
        "k": "Only tests whose names match, as in 'preview and not reload'",
        "args": "More arguments for pytest, such as '--pdb -x'",
    }
)
def test(_: Context, fast: bool = False, k: str = "", args: str = "") -> None:
    """Run the tests: the fast ones and, if all pass, the others (installs a browser)."""
    command = [sys.executable, "-m", "pytest", "--numprocesses", "2", "--dist", "worksteal"]
    command += [*(["-k", k] if k else []), *shlex.split(args)]
    # the tests start Python some hundred times and would recompile src/ each time without this
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    slow_tests = "slow or browser"
    if fast or not (k or args):
        _run(*command, "-m", f"not ({slow_tests})", env=env)
    if not fast:
        env |= _prepare_browser()
        _run(*command, *([] if k or args else ["-m", slow_tests]), env=env)


@task
def lint(_: Context) -> None:
    """Check Python (style, format, types, layers), templates, style sheets and scripts."""
    commands = (
        ("ruff", "check"),
        ("ruff", "format", "--check"),
        ("mypy",),
        ("lint-imports",),
        ("djlint", "--lint", "theme/templates"),
        ("djlint", "--check", "theme/templates"),
        ("oxfmt", "--check", "{theme,src}/**/*.{css,js}"),
    )
    failed = [" ".join(words) for words in commands if _call(_find_program(words[0]), *words[1:])]
    if failed:
        raise Exit(f"failed: {', '.join(failed)}", 1)


@task(help={"upgrade": "Upgrade to the newest versions that pyproject.toml allows"})
def lock(_: Context, upgrade: bool = False) -> None:
    """Write requirements.lock from pyproject.toml, for all platforms and Pythons; needs uv."""
    from tools import lockfile

    try:
        lockfile.write_lock_file(PROJECT, upgrade=upgrade)
    except lockfile.LockFileError as error:
        raise Exit(str(error) or None, 1) from None


def _prepare_browser() -> dict[str, str]:
    """Install the browser and servers for the tests; return the variable with the browser's path.

    Empty if that failed; the tests that need a browser say so then.
    """
    command = [sys.executable, "-m", "support.machine"]
    result = subprocess.run(
        command, cwd=PROJECT / "tests", stdout=subprocess.PIPE, text=True, check=False
    )
    return {"CHROMIUM": result.stdout.strip()} if result.returncode == 0 else {}


def _find_program(name: str) -> str:
    """Return the path of a program that a package has installed into .venv."""
    return shutil.which(name, path=sysconfig.get_path("scripts")) or name


def _call(*command: str, env: dict[str, str] | None = None) -> int:
    return subprocess.run(command, cwd=PROJECT, env=env, check=False).returncode


def _run(*command: str, env: dict[str, str] | None = None) -> None:
    code = _call(*command, env=env)
    if code:
        raise Exit(code=code)


def _install_extra(name: str) -> None:
    try:
        bootstrap.install_extra(PROJECT, name)
    except bootstrap.SetupError as error:
        raise Exit(f"tasks.py: {error}", 1) from None


namespace = make_collection(PROJECT, _install_extra)  # the name that Invoke looks for
for command in (docs, lint, lock, test):
    namespace.add_task(command)


def main() -> None:
    """Run the command in sys.argv."""
    run_command_line(namespace, sys.argv)


if __name__ == "__main__":
    main()
