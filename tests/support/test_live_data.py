"""Which events of Python concern the live data."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from support import live_data
from support.projects import ORCHARD, PROJECT

DATA = PROJECT / "data"
COMMAND = [sys.executable, Path("tasks.py"), b"check"]


@pytest.mark.parametrize(
    ("event", "arguments", "expected"),
    [
        ("open", (str(DATA / "members.yaml"), "r", 0), "this reads data/members.yaml, "),
        ("open", (os.fsencode(DATA / "members.yaml"), None, 0), "this reads data/members.yaml, "),
        ("open", (f"{PROJECT}/tests/../content/pages/a.md", "r", 0), "this reads content/pages/a"),
        ("os.listdir", (DATA,), "this reads data, "),
        ("os.scandir", (str(PROJECT / "content"),), "this reads content, "),
        ("subprocess.Popen", (None, COMMAND, PROJECT, None), "this runs a command of the site "),
        ("subprocess.Popen", (None, "python3 tasks.py new", PROJECT, None), "this runs a command"),
        ("subprocess.Popen", (None, ["x", "-m", "pelican"], PROJECT, None), "this runs a command"),
        ("open", (str(ORCHARD / "data" / "members.yaml"), "r", 0), None),
        ("open", (str(PROJECT / "database"), "r", 0), None),
        ("open", (3, "r", 0), None),
        ("os.scandir", (3,), None),
        ("os.scandir", (None,), None),
        ("open", ("data", None, 0), None),  # a name that shutil.rmtree opens in any folder
        ("subprocess.Popen", (None, COMMAND, PROJECT / "tests", None), None),
        ("subprocess.Popen", (None, ["git", "ls-files"], PROJECT, None), None),
        ("socket.connect", (None, (str(DATA), 80)), None),
    ],
)
def test_an_event_with_the_live_data_is_a_misuse(
    event: str, arguments: tuple[object, ...], expected: str | None
):
    found = live_data.find_misuse(event, arguments)

    assert expected == (found and found[: len(expected or "")])


def test_a_process_without_a_folder_starts_in_the_current_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    arguments = (None, COMMAND, None, None)

    monkeypatch.chdir(PROJECT)
    assert live_data.RUNS_HERE == live_data.find_misuse("subprocess.Popen", arguments)
    monkeypatch.chdir(tmp_path)
    assert live_data.find_misuse("subprocess.Popen", arguments) is None
