"""`python3 tasks.py docs`: the generated pages of docs/."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from support.projects import PROJECT
from tools.generated_docs import PAGE_RENDERERS, DocsError, write_docs


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with the docs and the examples that they are generated from."""
    shutil.copytree(PROJECT / "docs", tmp_path / "docs")
    shutil.copytree(PROJECT / "tests" / "data", tmp_path / "tests" / "data")
    return tmp_path


def test_a_current_page_is_not_rewritten(project: Path):
    times = {name: (project / "docs" / name).stat().st_mtime_ns for name in PAGE_RENDERERS}

    assert [f"docs/{name}: up to date" for name in PAGE_RENDERERS] == list(write_docs(project))
    assert times == {name: (project / "docs" / name).stat().st_mtime_ns for name in PAGE_RENDERERS}


def test_the_line_ends_of_windows_are_left_alone(project: Path):
    page = project / "docs" / "problems.md"
    page.write_bytes(windows := page.read_bytes().replace(b"\n", b"\r\n"))

    assert "docs/problems.md: up to date" in list(write_docs(project))
    assert windows == page.read_bytes()


@pytest.mark.parametrize("content", [None, b"", b"# Mine\n", b"\xff"])
def test_an_outdated_page_is_written(project: Path, content: bytes | None):
    page = project / "docs" / "problems.md"
    good = page.read_bytes()
    page.unlink() if content is None else page.write_bytes(content)

    assert "docs/problems.md: written" in list(write_docs(project))
    assert good == page.read_bytes()


def test_without_the_examples_the_page_stays_and_the_error_says_so(project: Path):
    before = (project / "docs" / "problems.md").read_bytes()
    shutil.rmtree(project / "tests")

    with pytest.raises(DocsError) as raised:
        list(write_docs(project))

    expected = (
        "docs/problems.md stays as it is: the examples that it is generated from, tests/data/, are "
        "not in this project"
    )
    assert expected == str(raised.value)
    assert before == (project / "docs" / "problems.md").read_bytes()
