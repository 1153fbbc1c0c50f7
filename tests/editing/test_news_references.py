"""Renaming and removing change the front matter of news that names an entry, and nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from coalition.editing.entry_kinds import MEMBER_KIND
from coalition.editing.new_text import TEXT_KINDS, make_text_file
from coalition.editing.removing import remove_entry
from coalition.editing.renaming import rename_entry
from coalition.editing.workspace import Workspace
from support.projects import INVENTED

PLAIN = b"""\
Title: A walk\r
Date: 2024-04-01\r
Authors: siraj, Siraj Sample, siraj-two\r
People:  layla-mithal ,siraj\r
Areas: open-doors\r
\r
siraj walked.
"""
FENCED = b"""\
\xef\xbb\xbf---
Title: A run
Date: 2024-04-02
People:
  - 'siraj'  # he ran
  - layla-mithal
Authors: [ "siraj" ]
Image: lamp.svg
Image_alt: A lamp
---

It rained.
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    project = tmp_path / "project"
    shutil.copytree(INVENTED / "lantern", project)
    (project / "content/news/walk.en.md").write_bytes(PLAIN)
    (project / "content/news/run.en.md").write_bytes(FENCED)
    return project


def test_a_new_id_replaces_the_old_one_in_news_and_other_bytes_stay(root: Path):
    after = rename_entry(Workspace.open(root), "siraj", id="siraj-sun")
    texts = {change.path.name: change.after for change in after.changes()}

    assert {"members.yaml", "walk.en.md", "run.en.md"} == set(texts)
    assert texts["walk.en.md"] == PLAIN.replace(b"Authors: siraj,", b"Authors: siraj-sun,").replace(
        b",siraj\r", b",siraj-sun\r"
    )
    assert texts["run.en.md"] == FENCED.replace(b"'siraj'", b"'siraj-sun'").replace(
        b'"siraj"', b'"siraj-sun"'
    )


def test_a_new_name_changes_no_news(root: Path):
    after = rename_entry(Workspace.open(root), "siraj", name="Siraj Sun")

    assert ["members.yaml"] == [change.path.name for change in after.changes()]


def test_a_removed_member_disappears_from_news_and_other_bytes_stay(root: Path):
    removal = remove_entry(Workspace.open(root), MEMBER_KIND, "siraj")
    texts = {change.path.name: change.after for change in removal.workspace.changes()}

    assert texts["walk.en.md"] == PLAIN.replace(b"Authors: siraj, ", b"Authors: ").replace(
        b"layla-mithal ,siraj", b"layla-mithal"
    )
    assert texts["run.en.md"] == FENCED.replace(b"  - 'siraj'  # he ran\n", b"").replace(
        b'Authors: [ "siraj" ]\n', b""
    )


def test_a_translation_begins_without_the_references_of_its_original(root: Path):
    change = make_text_file(
        Workspace.open(root), TEXT_KINDS["translation"], {"of": "run", "language": "ar"}
    )
    lines = (change.after or b"").decode().splitlines()

    assert ["---", "Title: A run", "Date: 2024-04-02", "Image_alt: A lamp"] == lines[:4]
