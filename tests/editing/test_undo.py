"""The last change of a command is undone, unless something else has changed since."""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from coalition.cli.new import run_new
from coalition.cli.rename import run_rename
from coalition.cli.retire import run_retire
from coalition.cli.undo import run_undo
from coalition.diagnostics.errors import DataError
from coalition.editing.errors import EditError
from coalition.editing.undo import UNDO_FILE
from support.git import git
from support.projects import PROJECT

LANTERN = PROJECT / "tests" / "data" / "coalitions" / "lantern"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("data", "content"):
        shutil.copytree(LANTERN / name, tmp_path / "p" / name)
    (tmp_path / "p/theme/templates").mkdir(parents=True)
    shutil.copytree(PROJECT / "theme/locale/ar", tmp_path / "p/theme/locale/ar")
    return tmp_path / "p"


def read_files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for folder in ("data", "content")
        for path in (root / folder).rglob("*")
        if path.is_file() and path.parent.name != "schema"
    }


def add_member(root: Path) -> None:
    values = {"name": "Ada Test", "group": "libraries"}
    run_new(root, "member", values, assume_yes=True)


def add_news(root: Path) -> None:
    run_new(root, "news", {"title": "Good News", "summary": "Good"}, assume_yes=True)


def rename_organisation(root: Path) -> None:
    run_rename(root, "radio-qamar", "", "qamar", assume_yes=True)


def retire(root: Path) -> None:
    run_retire(root, "siraj", "2026-11", mark_checked=False, assume_yes=True)


@pytest.mark.parametrize("change", [add_member, add_news, rename_organisation, retire])
def test_undo_restores_every_byte_and_a_second_undo_makes_the_change_again(
    change: Callable[[Path], None], root: Path
):
    before = read_files(root)
    change(root)
    after = read_files(root)
    assert before != after

    run_undo(root, assume_yes=True)
    assert before == read_files(root)

    run_undo(root, assume_yes=True)
    assert after == read_files(root)


def test_only_the_last_change_is_undone(root: Path):
    add_news(root)
    before = read_files(root)
    add_member(root)

    run_undo(root, assume_yes=True)

    assert before == read_files(root)


@pytest.mark.integration
def test_a_file_that_was_edited_since_is_left_alone(root: Path):
    rename_organisation(root)
    file = root / "data/members.yaml"
    file.write_bytes(file.read_bytes() + b"# a note\n")
    before = read_files(root)

    with pytest.raises(EditError, match=r"^data/members.yaml has been changed since"):
        run_undo(root, assume_yes=True)

    assert before == read_files(root)


def append_note(file: Path) -> None:
    file.write_bytes(file.read_bytes() + b"A note.\n")


@pytest.mark.integration
@pytest.mark.parametrize(
    ("is_committed", "edit", "hint"),
    [
        (False, append_note, "the file is new, so git has nothing to compare it with: delete it"),
        (False, Path.unlink, "revert it by hand in an editor: git has no copy of this file"),
        (True, append_note, "revert it by hand: 'git diff content/news/good-news.en.md' shows"),
    ],
)
def test_the_hint_for_a_changed_file_helps_for_a_new_file_as_well(
    is_committed: bool, edit: Callable[[Path], None], hint: str, root: Path
):
    git(root, "init", "-q")
    git(root, "add", "data")
    git(root, "commit", "-q", "-m", "data")
    add_news(root)
    if is_committed:
        git(root, "add", "content")
        git(root, "commit", "-q", "-m", "content")
    edit(root / "content/news/good-news.en.md")

    with pytest.raises(EditError) as raised:
        run_undo(root, assume_yes=True)

    assert raised.value.hint.startswith(hint)


def test_an_undo_that_would_cause_an_error_is_refused(root: Path):
    values = {"name": "Night School"}
    run_new(root, "organisation", values, assume_yes=True)
    file = root / "data/members.yaml"
    file.write_text(file.read_text("utf-8") + "  organisation: night-school\n", "utf-8")
    before = read_files(root)

    with pytest.raises(DataError) as raised:
        run_undo(root, assume_yes=True)

    assert ["unknown-reference"] == [diagnostic.rule for diagnostic in raised.value.diagnostics]
    assert before == read_files(root)


def test_without_a_change_there_is_nothing_to_undo(root: Path):
    with pytest.raises(EditError, match="there is no change to undo"):
        run_undo(root, assume_yes=True)


def test_a_change_that_failed_leaves_the_record_of_the_one_before(root: Path):
    before = read_files(root)
    add_member(root)
    with pytest.raises(DataError):
        run_new(root, "member", {"name": "B", "group": "nobody"}, assume_yes=True)

    run_undo(root, assume_yes=True)

    assert before == read_files(root)


TEXT = base64.b64encode(b"x").decode()


@pytest.mark.parametrize(
    "record",
    [
        "",
        "{}",
        "[1]",
        "\udcff",
        json.dumps([{"path": "tasks.py", "before": TEXT, "after": None}]),
        json.dumps([{"path": "data/../tasks.py", "before": TEXT, "after": None}]),
        json.dumps([{"path": "/data/tasks.py", "before": TEXT, "after": None}]),
        json.dumps([{"path": "data/link/new.py", "before": TEXT, "after": None}]),
        json.dumps([{"path": "data\\\\..\\\\x", "before": TEXT, "after": None}]),
        json.dumps([{"path": "data/x.yaml", "before": "?", "after": None}]),
        json.dumps([{"path": "data/x.yaml", "before": 1, "after": None}]),
        json.dumps([{"path": 1, "before": TEXT, "after": None}]),
    ],
)
def test_a_forged_record_writes_nothing(record: str, root: Path, tmp_path: Path):
    (root / UNDO_FILE).write_bytes(record.encode("utf-8", "surrogateescape"))
    (root / "data/link").symlink_to(tmp_path)
    before = sorted(tmp_path.rglob("*"))

    with pytest.raises(EditError, match=r"^\.undo\.json is not a record of a change"):
        run_undo(root, assume_yes=True)

    assert before == sorted(tmp_path.rglob("*"))
