"""The lines around a problem: read once, from files of the project only."""

from __future__ import annotations

from pathlib import Path

import pytest

from coalition.devserver.excerpts import ExcerptLine, read_excerpts
from coalition.diagnostics import Diagnostic, Location

FILE = "content/about.en.md"
LINES = ("Title: About", "", "See [there](#nowhere).", "", "The end.")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "content").mkdir()
    (tmp_path / FILE).write_text("\n".join(LINES) + "\n", "utf-8")
    return tmp_path


def diagnose(line: int, column: int = 1, width: int = 1, file: str = FILE) -> Diagnostic:
    return Diagnostic(Location(file, line, column, width), "rule", "message", "", LINES[line - 1])


def numbers(root: Path, diagnostic: Diagnostic) -> list[int]:
    return [line.number for line in read_excerpts(root, [diagnostic])[diagnostic]]


def test_the_line_has_one_before_and_one_after_it(root: Path):
    diagnostic = diagnose(3, 13, 8)

    assert (
        ExcerptLine(2, ""),
        ExcerptLine(3, "See [there](", "#nowhere", ").", is_location=True),
        ExcerptLine(4, ""),
    ) == read_excerpts(root, [diagnostic])[diagnostic]


@pytest.mark.parametrize(("line", "expected"), [(1, [1, 2]), (5, [4, 5])])
def test_nothing_is_before_the_first_line_and_after_the_last(
    root: Path, line: int, expected: list[int]
):
    assert expected == numbers(root, diagnose(line))


def test_a_file_that_has_changed_since_shows_no_other_lines(root: Path):
    (root / FILE).write_text("Title: About\n\nAnother line.\n\nThe end.\n", "utf-8")

    assert [3] == numbers(root, diagnose(3))


def test_lines_that_are_known_are_not_read_again(root: Path):
    diagnostic = diagnose(3)
    known = read_excerpts(root, [diagnostic])
    (root / FILE).unlink()

    assert known == read_excerpts(root, [diagnostic], known)


@pytest.mark.skipif("os.name == 'nt'", reason="Windows needs a privilege for symbolic links")
def test_no_line_is_read_through_a_symbolic_link(
    root: Path, tmp_path_factory: pytest.TempPathFactory
):
    secret = tmp_path_factory.mktemp("outside") / "secret.md"
    secret.write_text("\n".join(LINES), "utf-8")
    (root / FILE).unlink()
    (root / FILE).symlink_to(secret)

    assert [3] == numbers(root, diagnose(3))


@pytest.mark.parametrize("file", ["../about.en.md", "content", "missing.md", "content/\0"])
def test_a_file_outside_of_the_project_shows_no_lines(root: Path, file: str):
    (root.parent / "about.en.md").write_text("\n".join(LINES), "utf-8")

    assert [3] == numbers(root, diagnose(3, file=file))


def test_what_is_invisible_is_shown_by_its_code(root: Path):
    (root / FILE).write_text("a\u202eb\nx\n", "utf-8")
    diagnostic = Diagnostic(Location(FILE, 2), "rule", "message", "", "x")

    assert "a<U+202E>b" == read_excerpts(root, [diagnostic])[diagnostic][0].before
