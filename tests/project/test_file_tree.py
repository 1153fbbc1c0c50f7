"""Checks of the file tree: symbolic links, special files and file names."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from coalition.project import file_tree
from support.systems import any_file_name, posix_files
from support.unprivileged import unprivileged


def list_files_and_rules(root: Path) -> list[tuple[str, str]]:
    return [
        (diagnostic.location.file, diagnostic.rule)
        for diagnostic in file_tree.check_file_tree(root)
    ]


def write_files(root: Path, *files: str) -> Path:
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
@any_file_name
def test_names_that_some_systems_cannot_distinguish_are_rejected(
    first: str, second: str, tmp_path: Path
):
    write_files(tmp_path, first, second)

    assert ["similar-file-names"] == [rule for _, rule in list_files_and_rules(tmp_path)]


def test_the_same_name_in_two_folders_is_no_problem(tmp_path: Path):
    assert [] == list_files_and_rules(
        write_files(tmp_path, "content/images/a.svg", "content/files/A.svg")
    )


@posix_files
@pytest.mark.parametrize("character", ["\n", "\x1b", "\u202e", "\x7f"])
def test_a_name_with_an_invisible_character_is_rejected(character: str, tmp_path: Path):
    write_files(tmp_path, f"content/images/a{character}::error::b.png")

    assert ["invalid-file-name"] == [rule for _, rule in list_files_and_rules(tmp_path)]


@any_file_name
def test_a_name_that_is_not_utf8_is_rejected(tmp_path: Path):
    (tmp_path / "data").mkdir()
    Path(os.fsdecode(bytes(tmp_path / "data") + b"/\xff.yaml")).touch()

    assert ["invalid-file-name"] == [rule for _, rule in list_files_and_rules(tmp_path)]


@posix_files
def test_a_pipe_is_rejected_without_reading_it(tmp_path: Path):
    (tmp_path / "content").mkdir()
    os.mkfifo(tmp_path / "content" / "pipe.md")

    assert [("content/pipe.md", "not-a-file")] == list_files_and_rules(tmp_path)


@posix_files
def test_every_symbolic_link_is_rejected_except_hidden_ones(tmp_path: Path):
    write_files(tmp_path, "theme/a.html")
    (tmp_path / "theme/b.html").symlink_to("a.html")
    (tmp_path / "theme/.c.html").symlink_to("a.html")
    (tmp_path / "content").symlink_to("theme")

    assert [
        ("content", "symbolic-link"),
        ("theme/b.html", "symbolic-link"),
    ] == list_files_and_rules(tmp_path)


@posix_files
def test_a_folder_that_may_not_be_read_is_a_problem(tmp_path: Path):
    write_files(tmp_path, "data/a.yaml")
    (tmp_path / "data").chmod(0)

    with unprivileged(tmp_path):
        assert [("data", "unreadable-file")] == list_files_and_rules(tmp_path)


def test_deeply_nested_folders_are_rejected(tmp_path: Path):
    path = tmp_path / "content"
    for _ in range(60):
        path /= "a"
    path.mkdir(parents=True)

    assert ["too-deep"] == [rule for _, rule in list_files_and_rules(tmp_path)]
