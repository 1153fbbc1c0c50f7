"""Nothing in `data/` and `content/` gets lost unnoticed; what programs leave there is ignored."""

from __future__ import annotations

import shutil
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from coalition.diagnostics.errors import DataError
from coalition.project.project import load_project
from coalition.project.unread_files import check_unread_files
from coalition.schema.schemas import FILES_WITH_SCHEMAS
from coalition.sources.ignored_files import IGNORED_FILE_PATTERNS, is_ignored
from support.projects import PROJECT

LANTERN = PROJECT / "tests" / "data" / "coalitions" / "lantern"
IGNORED_NAMES = (
    ".DS_Store", ".about.en.md.swp", ".#about.en.md", "about.en.md~", "members.yaml~",
    "#members.yaml#", "about.en.md.orig", "about.en.md.rej", "members.yaml.bak", "members.swp",
    "members.swo", "~$about.en.md", "Thumbs.db", "desktop.ini", "lamp.svg~",
)  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A valid project, to be changed."""
    shutil.copytree(LANTERN, tmp_path, dirs_exist_ok=True)
    shutil.copytree(PROJECT / "theme", tmp_path / "theme")
    return tmp_path


def report(root: Path) -> list[str]:
    """Return rule, location and hint of all errors of a project."""
    try:
        load_project(root)
    except DataError as error:
        return [f"{item.location.file} [{item.rule}] {item.hint}" for item in error.diagnostics]
    return []


def write(root: Path, name: str, text: str = "Title: X\n\nWords.\n") -> None:
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


@pytest.mark.parametrize(
    "folder", ["data", "content", "content/pages", "content/news", "content/images"]
)
def test_what_programs_leave_in_a_folder_is_ignored(root: Path, folder: str):
    for name in IGNORED_NAMES:
        write(root, f"{folder}/{name}", "Titel: x\n\n# No text\n")

    assert [] == report(root)


def test_each_pattern_of_ignored_files_has_an_example():
    for pattern in IGNORED_FILE_PATTERNS:
        assert any(fnmatchcase(name, pattern) for name in IGNORED_NAMES), pattern
    assert all(map(is_ignored, IGNORED_NAMES))


@pytest.mark.parametrize("name", ["about.en.md", "members.yaml", "a~b.svg", "x.original", "swp"])
def test_other_files_are_not_ignored(name: str):
    assert not is_ignored(name)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("data/member.yaml", "did you mean 'members.yaml'? move what is new into that file, and"),
        ("data/members copy.yaml", "did you mean 'members.yaml'? move"),
        ("data/members.yml", "did you mean 'members.yaml'? move"),
        ("data/extra.yaml", "move what is needed into one of action_areas.yaml, coalition.yaml,"),
        ("data/notes/a.txt", "move what is needed into one of"),
        ("data/schema/x.json", "the schemas are generated: delete this file"),
        ("content/about.en.md", "move it to content/pages/ or content/news/"),
        ("content/lamp.jpg", "move it to content/images/ or content/files/"),
        ("content/notes.doc", "delete it, or move it out of content/"),
        ("content/page/about.en.md", "did you mean 'content/pages/'? move the files there"),
        ("content/blog/x/a.en.md", "move the files that are needed into one of content/pages/,"),
        ("content/pages/notes.txt", "call it 'notes.en.md' if it is a text in Markdown, or delete"),
        ("content/pages/hours.en.markdown", "call it 'hours.en.md' if it is a text"),
        ("content/pages/about.ar.markdown", "delete it if it is a copy of 'about.ar.md', which"),
        ("content/pages/about.en copy.md", "delete it if it is a copy of 'about.en.md', which"),
        ("content/pages/about.en (1).md", "delete it if it is a copy of 'about.en.md', which"),
        ("content/pages/lamp.png", "delete it, or move it to content/images/"),
    ],
)  # fmt: skip
def test_a_file_that_nothing_reads_is_one_error_with_what_was_meant(
    root: Path, name: str, hint: str
):
    write(root, name)

    (message,) = report(root)

    place = "/".join(name.split("/")[:2]) if "/notes/" in name or "content/blog" in name else name
    place = "content/page" if name.startswith("content/page/") else place
    assert message.startswith(f"{place} [unread-file] {hint}")


def test_a_file_in_capital_letters_is_renamed_rather_than_merged(root: Path):
    (root / "data/members.yaml").rename(root / "data/Members.yaml")

    messages = report(root)

    assert (
        "data/Members.yaml [unread-file] did you mean 'members.yaml'? rename the file" in messages
    )


def test_removed_addresses_and_the_schema_of_each_file_are_read(root: Path):
    write(root, "data/removed.yaml", "[]\n")
    for name in FILES_WITH_SCHEMAS:
        write(root, f"data/schema/{name}.schema.json", "{}")
    assert [] == report(root)

    write(root, "data/schema/other.schema.json", "{}")
    assert [
        "data/schema/other.schema.json [unread-file] the schemas are generated: delete this file"
    ] == report(root)


def test_an_empty_folder_is_no_error(root: Path):
    (root / "data/old/older").mkdir(parents=True)
    (root / "content/drafts").mkdir()
    (root / "content/drafts/.gitkeep").touch()

    assert [] == list(check_unread_files(root))
