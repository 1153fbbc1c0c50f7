"""Somebody who asks for it disappears from everything that is published."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from coalition.build import BuildOptions, build_site
from coalition.cli.remove import run_remove
from coalition.cli.rename import run_rename
from coalition.diagnostics import BuildError
from coalition.project import load_coalition
from support.projects import ADDRESS, PROJECT, copy_project

LANTERN = PROJECT / "tests" / "data" / "coalitions" / "lantern"

pytestmark = pytest.mark.integration


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project in which a member has a photo, former addresses and a country of their own."""
    root = copy_project(tmp_path / "p", LANTERN / "data", LANTERN / "content")
    members, coalition = root / "data" / "members.yaml", root / "data" / "coalition.yaml"
    photo = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M1 1h7v7z"/></svg>'
    (root / "content" / "images" / "zephyrina-nowhere.svg").write_text(photo)
    entry = """\

# Zephyrina <Nowhere> joined late.
- name: Zephyrina <Nowhere> & Sons
  id: zephyrina-nowhere
  former_ids: [zephyrina-before]
  photo: zephyrina-nowhere.svg
  country: FJ
  group: libraries
  orcid: 0000-0001-5109-3700
"""
    members.write_text(members.read_text("utf-8") + entry, encoding="utf-8")
    redirect = "redirects:\n  - from: /zephyrina/\n    to: /members/zephyrina-nowhere/\n"
    coalition.write_text(
        coalition.read_text("utf-8").replace("redirects:\n", redirect, 1), encoding="utf-8"
    )
    (root / "data" / "schema").mkdir()
    return root


def iter_contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the names and the contents of all files, also of those in archives and workbooks."""
    for path in folder.rglob("*"):
        if path.is_file():
            yield str(path.relative_to(folder)), path.read_bytes()
            if path.suffix in {".zip", ".xlsx"}:
                with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
                    yield from ((name, archive.read(name)) for name in archive.namelist())


def list_traces(folder: Path, *words: bytes) -> set[str]:
    """Return the files whose name or content has one of these words, in any case."""
    return {
        name
        for name, content in iter_contents(folder)
        for word in words
        if word in content.lower() or word in name.lower().encode()
    }


def publish(root: Path, against: Path | None = None, *, offline: bool = False) -> Path:
    output = root / "output"
    options = BuildOptions(published=True, with_offline_edition=offline, against=str(against or ""))
    build_site(root, output, ADDRESS, options)
    return output


def test_a_removed_member_is_in_no_byte_of_the_next_site(root: Path, tmp_path: Path):
    published = shutil.copytree(publish(root), tmp_path / "published")
    assert 10 < len(list_traces(published, b"zephyrina"))
    assert (published / "members" / "country" / "fj").is_dir()

    name = "Zephyrina <Nowhere> & Sons"
    message = run_remove(root, "member", name, only_record=False, assume_yes=True)

    assert "the name is still in" not in message
    output = publish(root, published, offline=True)
    assert set() == list_traces(output, b"zephyrina", b"0000-0001-5109-3700")
    for source in ("data", "content"):
        assert set() == list_traces(root / source, b"zephyrina")
    assert not (output / "members" / "country" / "fj").exists()


def test_a_member_deleted_by_hand_cannot_be_lost_unnoticed(root: Path, tmp_path: Path):
    published = shutil.copytree(publish(root), tmp_path / "published")
    members = root / "data" / "members.yaml"
    text = members.read_text("utf-8")
    members.write_text(text[: text.index("\n# Zephyrina")], encoding="utf-8")
    coalition = root / "data" / "coalition.yaml"
    redirect = "  - from: /zephyrina/\n    to: /members/zephyrina-nowhere/\n"
    coalition.write_text(coalition.read_text("utf-8").replace(redirect, ""), encoding="utf-8")

    with pytest.raises(BuildError) as raised:
        publish(root, published)
    assert (
        "run 'python3 tasks.py remove member zephyrina-nowhere --deleted'" in raised.value.details
    )

    for id in ("zephyrina-nowhere", "zephyrina-before"):
        run_remove(root, "member", id, only_record=True, assume_yes=True)
    with pytest.raises(BuildError) as raised:
        publish(root, published)
    assert ["'/zephyrina/'"] == [one.message.split(" ")[0] for one in raised.value.diagnostics]


def test_a_forgotten_name_is_in_no_byte_of_the_next_site(root: Path, tmp_path: Path):
    published = shutil.copytree(publish(root), tmp_path / "published")

    message = run_rename(root, "zephyrina-nowhere", "Ada Test", "", forget=True, assume_yes=True)

    assert "data/members.yaml" in message  # the comment above the entry
    output = publish(root, published, offline=True)
    assert set() == list_traces(output, b"zephyrina")
    assert (output / "members" / "ada-test" / "index.html").is_file()
    assert (output / "images" / "ada-test.svg").is_file()


def test_git_merges_two_removals(root: Path):
    def git(*words: str) -> None:
        identity = ("-c", "user.name=A", "-c", "user.email=a@example.org")
        subprocess.run(["git", *identity, *words], cwd=root, check=True, capture_output=True)

    for name in (".gitattributes", ".gitignore"):
        shutil.copy(PROJECT / name, root)
    git("init", "-q", "-b", "main")
    git("add", "-A")
    git("commit", "-q", "-m", "begin")
    for ids in (("zephyrina-nowhere", "siraj"), ("sam-sample-boat", "yang-liwen")):
        for branch, id in zip(("one", "two"), ids, strict=True):
            git("switch", "-q", "-C", branch, "main")
            run_remove(root, "member", id, only_record=False, assume_yes=True)
            git("add", "-A")
            git("commit", "-q", "-m", "remove")
        git("merge", "-q", "one", "-m", "merge")
        git("switch", "-q", "-C", "main")

    assert 6 == (root / "data" / "removed.yaml").read_text("utf-8").count("hash: ")
    ids = {member.id for member in load_coalition(root / "data").members}
    assert set() == ids & {"zephyrina-nowhere", "siraj", "sam-sample-boat", "yang-liwen"}
