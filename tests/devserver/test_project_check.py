"""The preview checks the whole project in a process of its own, which can be stopped."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from coalition.devserver.project_check import check_project
from support.projects import PROJECT
from support.sites import project_of

pytestmark = pytest.mark.slow
EPOCH = "1717200000"
"""1 June 2024."""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    return project_of("lantern", tmp_path / "lantern")


def add(project: Path, name: str, text: str) -> None:
    with (project / name).open("a", encoding="utf-8") as file:
        file.write(text)


def list_found(project: Path) -> list[tuple[str, str, str]]:
    found = check_project(project, lambda: False)
    assert found is not None
    return [(item.severity, item.location.file, item.rule) for item in found]


def test_it_finds_errors_of_pages_and_warnings_at_once(project: Path):
    add(project, "content/pages/about.en.md", "\nSee [there](#nowhere).\n")

    assert [
        ("error", "content/pages/about.en.md", "broken-link"),
        ("warning", "data/sdgs.yaml", "missing-backlink"),
    ] == list_found(project)


def test_it_says_what_the_check_says(project: Path):
    add(project, "content/pages/about.en.md", "\nSee [there](#nowhere) and [that](../no/).\n")
    found = check_project(project, lambda: False) or ()

    check = subprocess.run(
        [os.sys.executable, "-c", "from coalition.cli.commands import main; main()", "check"],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(PROJECT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )

    errors = [item for item in found if item.severity == "error"]
    assert 2 == len(errors)
    for item in errors:
        assert (
            f"{item.location}: error: {item.message} [{item.rule}]" in check.stdout + check.stderr
        )


def test_it_finds_errors_in_the_data(project: Path):
    add(project, "data/members.yaml", "- nothing\n")

    assert [("error", "data/members.yaml", "wrong-type")] == list_found(project)


def test_it_is_killed_when_it_is_cancelled(project: Path, monkeypatch: pytest.MonkeyPatch):
    started: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen

    def record(*args: object, **options: object) -> subprocess.Popen[bytes]:
        started.append(start(*args, **options))  # type: ignore[call-overload]
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", record)

    assert check_project(project, lambda: bool(started)) is None
    assert started[0].returncode, "it ended with an error, as it was killed"


def test_an_error_in_the_program_is_reported_at_its_line(project: Path):
    add(project, "pelicanconf.py", "\nraise ValueError('broken settings')\n")

    found = check_project(project, lambda: False) or ()

    assert ["program-error"] == [item.rule for item in found]
    assert "broken settings" in found[0].message
