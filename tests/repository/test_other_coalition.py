"""The tests pass whatever coalition the repository is used for, and whatever its editors change."""

from __future__ import annotations

import datetime
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support.projects import INVENTED, PROJECT
from tools import checks

pytestmark = pytest.mark.slow(90)

DATA_FOLDERS = ("data", "content")
TODAY = datetime.date.today().isoformat()
KNOWS_THE_REPOSITORY = re.compile(r"\bPROJECT\b|\bsupport\.documents\b")
"""In a module of tests: it can reach the files of the repository outside `tests/`."""

EDITS = (
    ("new", "member", "--name", "Added Example", "--group", "volunteers", "--source", "A letter"),
    ("retire", "Ingrid Prøve", "--until", "2026-11"),
)
"""Changes that a command makes without questions."""

ADDED_ORGANISATION = """
- name:
    en: Added Library
    ar: مكتبة مضافة
"""


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run Python with this environment and the code of a copy of the repository."""
    outer = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env=outer | {"PYTHONPATH": str(folder / "src")},
        capture_output=True,
        text=True,
        check=False,
    )


def run_command(folder: Path, *words: str) -> str:
    """Run a command of the site without entering `.venv`; return what it printed."""
    result = run(folder, "-c", "import tasks; tasks.main()", *words)
    assert 0 == result.returncode, result.stdout + result.stderr
    return result.stdout


def copy_repository(folder: Path) -> Path:
    """Copy the repository without its data and without what git ignores."""
    ignored = (PROJECT / ".gitignore").read_text(encoding="utf-8").split()
    top = [".git", *DATA_FOLDERS, *(name.strip("/") for name in ignored if name.startswith("/"))]
    anywhere = [name.strip("/") for name in ignored if not name.startswith("/")]

    def ignore(parent: str, names: list[str]) -> set[str]:
        patterns = [*top, *anywhere] if Path(parent) == PROJECT else anywhere
        return shutil.ignore_patterns(*patterns)(parent, names)

    return shutil.copytree(PROJECT, folder, ignore=ignore)


def replace_in(file: Path, pattern: str, replacement: str) -> None:
    """Replace the first match in a file."""
    text, count = re.subn(pattern, replacement, file.read_text(encoding="utf-8"), count=1)
    assert 1 == count, f"{file.name} has no {pattern}"
    file.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository for another coalition, whose editors have changed something."""
    folder = copy_repository(tmp_path_factory.mktemp("other") / "repository")
    for name in DATA_FOLDERS:
        shutil.copytree(INVENTED / "lantern" / name, folder / name)
    for edit in EDITS:
        run_command(folder, *edit, "--yes")
    data = folder / "data"
    replace_in(data / "members.yaml", r"checked: 2024-.*", f"checked: {TODAY}")
    replace_in(data / "coalition.yaml", r"(?m)^url: .*", "url: https://elsewhere.example/")
    with (data / "organisations.yaml").open("a", encoding="utf-8") as file:
        file.write(ADDED_ORGANISATION)
    return folder


def collect(folder: Path) -> set[str]:
    """Return the ids of all tests that a run in a folder collects."""
    result = run(folder, "-m", "pytest", "-p", "no:cacheprovider", "-q", "--collect-only")
    assert 0 == result.returncode, result.stdout[-4000:] + result.stderr
    return {line for line in result.stdout.splitlines() if "::" in line}


def test_the_edited_data_can_be_published(copy: Path):
    assert "13 members, 7 organisations" in run_command(copy, "check")
    assert "output/ is ready" in run_command(copy, "publish")


def test_the_same_tests_are_collected_whatever_the_data(copy: Path):
    collected = collect(PROJECT)

    assert collected == collect(copy)
    files = {path.relative_to(PROJECT).as_posix() for path in PROJECT.glob("tests/**/test_*.py")}
    assert files == {test.partition("::")[0] for test in collected}, "files without tests"


def test_the_tests_that_know_the_repository_pass_there(copy: Path, tmp_path: Path):
    modules = sorted(
        path.relative_to(copy).as_posix()
        for path in copy.glob("tests/**/test_*.py")
        if KNOWS_THE_REPOSITORY.search(path.read_text(encoding="utf-8"))
    )
    options = ("-p", "no:cacheprovider", "-q", "-m", checks.TEST_STAGES["unit"])

    result = run(copy, "-m", "pytest", *options, "--basetemp", str(tmp_path / "tests"), *modules)

    assert len(modules) > 30
    assert 0 == result.returncode, result.stdout[-8000:] + result.stderr
