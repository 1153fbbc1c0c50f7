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
import time
from collections.abc import Iterable

from invoke import Context, Exit, task

from coalition.cli.commands import make_collection
from coalition.cli.extras import MissingExtraError
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
        "fast": "Run only the first two stages, lint and unit tests",
        "stage": "Run only this stage: lint, unit, integration or slow",
        "k": "Only tests whose names match, as in 'preview and not reload'",
        "args": "More arguments for pytest, such as '--pdb -x'",
    }
)
def test(_: Context, fast: bool = False, stage: str = "", k: str = "", args: str = "") -> None:
    """Run lint, then the tests in stages; a stage starts only if the former passed."""
    from tools import checks

    if stage and stage not in checks.STAGES:
        raise Exit(f"unknown stage '{stage}': use {', '.join(checks.STAGES)}", 2)
    if stage and fast:
        raise Exit("use either --fast or --stage", 2)
    if stage == checks.LINT_STAGE and (k or args):
        raise Exit("-k and --args select tests, and the stage 'lint' has none: leave them out", 2)
    stages = [stage] if stage else [*checks.FAST_STAGES] if fast else [*checks.STAGES]
    if k or args:  # all these tests in one run
        markers = checks.select_tests(stages)
        options = ["-m", markers] if markers else []
        _run_pytest(*options, browser="slow" in stages, k=k, args=args)
        return
    for number, name in enumerate(stages, 1):
        print(f"stage {number} of {len(stages)}: {name} ({checks.STAGES[name]})", flush=True)
        start, result = time.monotonic(), "failed"
        try:
            _run_stage(name, complete=len(stages) == len(checks.STAGES))
            result = "passed"
        finally:
            print(f"stage {name} {result} after {time.monotonic() - start:.0f} s", flush=True)


@task(help={"only": "Run only one linter: ruff, mypy, layers, djlint or oxfmt"})
def lint(_: Context, only: str = "") -> None:
    """Check Python (style, format, types, layers), templates, style sheets and scripts."""
    from tools import checks

    if only and only not in checks.LINTERS:
        raise Exit(f"unknown linter '{only}': use {', '.join(checks.LINTERS)}", 2)
    _run_linters([only] if only else checks.LINTERS)


@task(help={"upgrade": "Upgrade to the newest versions that pyproject.toml allows"})
def lock(_: Context, upgrade: bool = False) -> None:
    """Write requirements.lock from pyproject.toml, for all platforms and Pythons; needs uv."""
    from tools import lockfile

    try:
        lockfile.write_lock_file(PROJECT, upgrade=upgrade)
    except lockfile.LockFileError as error:
        raise Exit(str(error) or None, 1) from None


def _run_stage(name: str, *, complete: bool) -> None:
    """Run one stage of the tests; raise Exit if it fails. `complete`: all stages are run."""
    from tools import checks

    if name == checks.LINT_STAGE:
        _run_linters(checks.LINTERS)
        return
    # Only a complete run measures coverage: `--fast` stays fast, and a system that skips tests,
    # such as Windows, would not reach the floor
    coverage = ["--cov", "--cov-report="] if complete and name == checks.COVERAGE_STAGE else []
    _run_pytest(*coverage, "-m", checks.TEST_STAGES[name], browser=name == "slow")


def _run_linters(names: Iterable[str]) -> None:
    """Run all commands of the linters; raise Exit with the commands that failed."""
    from tools import checks

    commands = [command for name in names for command in checks.LINTERS[name]]
    failed = [" ".join(words) for words in commands if _call(_find_program(words[0]), *words[1:])]
    if failed:
        raise Exit(f"failed: {', '.join(failed)}", 1)


def _run_pytest(*options: str, browser: bool, k: str = "", args: str = "") -> None:
    """Run the tests on all processors; `browser` installs what the slow ones need."""
    from tools import checks

    command = [sys.executable, "-m", "pytest", "--numprocesses", str(checks.count_workers())]
    command += ["--dist", "worksteal", *(["-k", k] if k else []), *shlex.split(args), *options]
    # the tests start Python some hundred times and would recompile src/ each time without this
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    _run(*command, env=env | (_prepare_browser() if browser else {}))


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
        raise MissingExtraError(str(error)) from None


namespace = make_collection(PROJECT, _install_extra)  # the name that Invoke looks for
for command in (docs, lint, lock, test):
    namespace.add_task(command)


def main() -> None:
    """Run the command in sys.argv."""
    run_command_line(namespace, sys.argv)


if __name__ == "__main__":
    main()
