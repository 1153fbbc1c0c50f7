"""What is added to a finished site: build information, modification times, compressed copies."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import brotli
import pytest

from coalition.build import publish
from coalition.output import build_info, mtimes, precompress
from support.git import git


@pytest.fixture
def repository(tiny_project: Path) -> Path:
    """A project in git; the data were committed late in the day west of Greenwich, then the theme.

    Texts are not committed.
    """
    git(tiny_project, "init", "-q")
    git(tiny_project, "add", "data")
    git(tiny_project, "commit", "-qm", "Data", day="2026-03-09T22:00:00-05:00")
    git(tiny_project, "add", ".")
    git(tiny_project, "reset", "-q", "--", "content")
    git(tiny_project, "commit", "-qm", "Theme", day="2026-04-01T12:00:00Z")
    return tiny_project


# Build information


@pytest.mark.integration
def test_build_info_has_the_commit_and_the_date_of_the_data(repository: Path):
    (repository / "content/pages/about.md").unlink()

    assert {
        "commit": git(repository, "rev-parse", "HEAD"),
        "data": "2026-03-10",
    } == build_info.collect_build_info(repository)


@pytest.mark.integration
def test_build_info_says_that_files_differ_from_the_commit(repository: Path):
    assert build_info.collect_build_info(repository)["changed"] is True


@pytest.mark.integration
def test_the_last_commit_to_content_counts_as_well(repository: Path):
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "Prose", day="2026-05-06T12:00:00Z")

    assert "2026-05-06" == build_info.collect_build_info(repository)["data"]


@pytest.mark.integration
def test_a_clone_without_the_history_does_not_guess_the_day(repository: Path, tmp_path: Path):
    git(tmp_path, "clone", "-q", "--depth", "1", repository.as_uri(), "clone")

    assert {"commit": git(repository, "rev-parse", "HEAD")} == build_info.collect_build_info(
        tmp_path / "clone"
    )


@pytest.mark.integration
def test_a_clone_with_as_much_history_as_is_needed_knows_the_day(repository: Path, tmp_path: Path):
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "Prose", day="2026-05-06T12:00:00Z")
    git(tmp_path, "clone", "-q", "--depth", "2", repository.as_uri(), "clone")

    assert "2026-05-06" == build_info.collect_build_info(tmp_path / "clone")["data"]


@pytest.mark.integration
def test_build_info_is_empty_outside_of_a_repository(tiny_project: Path):
    assert {} == build_info.collect_build_info(tiny_project)

    git(tiny_project.parent, "init", "-q")

    assert {} == build_info.collect_build_info(tiny_project), (
        "it is in a repository that does not track it"
    )


@pytest.mark.integration
def test_build_info_is_empty_without_git(repository: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", "")

    assert {} == build_info.collect_build_info(repository)


@pytest.mark.integration
def test_the_site_contains_build_info(repository: Path):
    publish.build_site(repository, repository / "output", "")

    info = json.loads((repository / "output/build.json").read_text("utf-8"))
    assert build_info.collect_build_info(repository) == info


# Modification times


@pytest.mark.integration
def test_a_file_that_did_not_change_keeps_its_time(tiny_project: Path):
    output = tiny_project / "output"
    publish.build_site(tiny_project, output, "")
    for file in output.rglob("*"):
        os.utime(file, (1e9, 1e9))
    (tiny_project / "content/pages/about.md").write_text("title: About\n\nother words\n")
    publish.build_site(tiny_project, output, "")

    unchanged = {file.name for file in output.rglob("*.*") if file.stat().st_mtime == 1e9}
    pages = {file.relative_to(output).as_posix() for file in output.rglob("*.html")}
    assert {"about/index.html"} == {
        page for page in pages if (output / page).stat().st_mtime != 1e9
    }
    assert {"404.html", "index.html", "build.json"} <= unchanged


def test_a_changed_file_of_the_same_length_does_not(tmp_path: Path):
    for name, content in (("fresh", "new"), ("old", "old")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "page.html").write_text(content)
    os.utime(tmp_path / "old/page.html", (1e9, 1e9))
    mtimes.preserve_mtimes(tmp_path / "fresh", tmp_path / "old")

    assert 1e9 != (tmp_path / "fresh/page.html").stat().st_mtime


def test_a_file_in_the_place_of_a_folder_gets_no_time(tmp_path: Path):
    (tmp_path / "fresh").mkdir()
    (tmp_path / "fresh/news").write_text("")
    (tmp_path / "old/news").mkdir(parents=True)

    mtimes.preserve_mtimes(tmp_path / "fresh", tmp_path / "old")


# Compressed copies


@pytest.mark.integration
def test_compressed_copies_have_the_same_content_and_only_texts_have_them(tmp_path: Path):
    text = "<p>a page that says itself</p>" * 20
    for name in ("a.html", "b/c.svg", "d.xml", "e.png", "f.br"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "short.txt").write_text("short")

    assert 3 == precompress.precompress_files(tmp_path)
    for name in ("a.html", "b/c.svg", "d.xml"):
        assert text == brotli.decompress((tmp_path / f"{name}.br").read_bytes()).decode()
        assert text == gzip.decompress((tmp_path / f"{name}.gz").read_bytes()).decode()
    assert 12 == sum(file.is_file() for file in tmp_path.rglob("*"))


def test_compressed_copies_contain_neither_name_nor_time(tmp_path: Path):
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.html").write_text("words " * 100)
        precompress.precompress_files(tmp_path / name)

    header = (tmp_path / "one/one.html.gz").read_bytes()[:10]
    assert b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff" == header
    for suffix in (".gz", ".br"):
        one, other = (tmp_path / f"{name}/{name}.html{suffix}" for name in ("one", "other"))
        assert one.read_bytes() == other.read_bytes()
