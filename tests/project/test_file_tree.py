"""Files as files: links, special files and names, before anything is read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from coalition.project import file_tree
from support.unprivileged import unprivileged


def names(root: Path) -> list[tuple[str, str]]:
    return [(problem.location.file, problem.rule) for problem in file_tree.check_file_tree(root)]


def lay_out(root: Path, *files: str) -> Path:
    for name in files:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return root


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("content/images/Mark.svg", "content/images/mark.svg"),
        ("content/images/cafe\u0301.png", "content/images/caf\u00e9.png"),
        ("content/pages/About.en.md", "content/pages/about.en.md"),
        ("theme/static/js/A.js", "theme/static/js/a.js"),
        ("data/STRASSE.yaml", "data/straße.yaml"),
        ("content/images/Folder/x.png", "content/images/folder/y.png"),
    ],
)
def test_names_that_some_systems_take_for_one_are_refused(first: str, second: str, tmp_path: Path):
    lay_out(tmp_path, first, second)

    assert ["similar-file-names"] == [name for _, name in names(tmp_path)]


def test_the_same_name_in_two_folders_is_no_problem(tmp_path: Path):
    assert [] == names(lay_out(tmp_path, "content/images/a.svg", "content/files/A.svg"))


@pytest.mark.parametrize("sign", ["\n", "\x1b", "\u202e", "\x7f"])
def test_a_name_with_a_sign_that_cannot_be_seen_is_refused(sign: str, tmp_path: Path):
    lay_out(tmp_path, f"content/images/a{sign}::error::b.png")

    assert ["invalid-file-name"] == [name for _, name in names(tmp_path)]


def test_a_name_that_is_not_utf8_is_refused(tmp_path: Path):
    (tmp_path / "data").mkdir()
    Path(os.fsdecode(bytes(tmp_path / "data") + b"/\xff.yaml")).touch()

    assert ["invalid-file-name"] == [name for _, name in names(tmp_path)]


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path):
    (tmp_path / "content").mkdir()
    os.mkfifo(tmp_path / "content" / "pipe.md")

    assert [("content/pipe.md", "not-a-file")] == names(tmp_path)


def test_every_link_is_refused_but_hidden_ones(tmp_path: Path):
    lay_out(tmp_path, "theme/a.html")
    (tmp_path / "theme/b.html").symlink_to("a.html")
    (tmp_path / "theme/.c.html").symlink_to("a.html")
    (tmp_path / "content").symlink_to("theme")

    assert [("content", "symbolic-link"), ("theme/b.html", "symbolic-link")] == names(tmp_path)


def test_a_folder_that_may_not_be_read_is_a_problem(tmp_path: Path):
    lay_out(tmp_path, "data/a.yaml")
    (tmp_path / "data").chmod(0)

    with unprivileged(tmp_path):
        assert [("data", "unreadable-file")] == names(tmp_path)


def test_folders_deep_inside_each_other_are_refused(tmp_path: Path):
    path = tmp_path / "content"
    for _ in range(60):
        path /= "a"
    path.mkdir(parents=True)

    assert ["too-deep"] == [name for _, name in names(tmp_path)]
