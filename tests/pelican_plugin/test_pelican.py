"""Plain Pelican, without this project's commands, builds the same site with the plugin."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pelican.contents import Article, Content, Page
from pelican.settings import read_settings

from coalition.pelican_plugin import generator
from support.projects import ADDRESS, PROJECT
from support.sites import Built, project_of


def run_pelican(
    root: Path, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run plain Pelican in a project, without this project's commands."""
    command = [sys.executable, "-m", "pelican", "content", *arguments]
    inherited = {name: value for name, value in os.environ.items() if name != "SITE_URL"}
    return subprocess.run(
        command, cwd=root, env=inherited | environment, capture_output=True, text=True, check=False
    )


def hash_files(folder: Path) -> dict[str, str]:
    """Map the path of each file in a folder to a digest of its content."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def list_differences(folder: Path, other: Path) -> list[str]:
    """List the files that are not the same, byte for byte, in both folders."""
    digests, others = hash_files(folder), hash_files(other)
    paths = digests.keys() | others.keys()
    return sorted(path for path in paths if digests.get(path) != others.get(path))


@pytest.mark.integration
def test_pelican_alone_builds_a_site_where_no_address_is_known(tmp_path: Path):
    project = project_of("minimal", tmp_path / "project")

    result = run_pelican(
        project, "-s", "pelicanconf.py", "--fatal", "warnings", "--log-handler", "plain"
    )

    assert (0, "") == (result.returncode, result.stderr)
    assert (project / "output/index.html").is_file()
    assert not (project / "output/sitemap.xml").exists()


@pytest.mark.integration
def test_a_site_without_an_address_has_nothing_that_needs_one(tmp_path: Path):
    project = project_of("orchard", tmp_path / "project")

    assert 0 == run_pelican(project, "-s", "pelicanconf.py").returncode

    assert [] == [*project.glob("output/**/*.xml")]
    pages = {path: path.read_text("utf-8") for path in project.glob("output/**/*.html")}
    # The data of an entry are linked from its pages, whatever the address is
    relative = re.compile(
        r'<link rel="alternate"\s+type="application/json"\s+href="[^":]*data\.json">'
    )
    needing = re.compile(r'rel="(canonical|alternate)"|og:url|atom\+xml|\(Atom\)|"url":')
    assert len(pages) > 50
    # JSON-LD may contain an organisation's own URL
    matches = {
        path: needing.findall(re.sub(r'"url": ?"https?://[^"]*"', "", relative.sub("", text)))
        for path, text in pages.items()
    }
    assert {} == {path.name: some for path, some in matches.items() if some}


@pytest.mark.integration
def test_a_published_site_without_an_address_is_refused_in_plain_words(tmp_path: Path):
    project = project_of("orchard", tmp_path / "project")

    result = run_pelican(project, "-s", "publishconf.py")

    assert 1 == result.returncode
    assert result.stderr.startswith(
        "data/coalition.yaml:1:1: error: the address of the published site is not known"
    )
    assert "set SITE_URL in the environment" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (project / "output").exists()


@pytest.mark.integration
def test_a_published_site_takes_its_address_from_the_data(tmp_path: Path):
    project = project_of("lantern", tmp_path / "project")

    result = run_pelican(project, "-s", "publishconf.py")

    assert 0 == result.returncode
    home = (project / "output/index.html").read_text("utf-8")
    assert '<link rel="canonical" href="https://lantern.example.org/">' in home


@pytest.mark.integration
def test_bad_data_end_plain_pelican_with_a_report_and_leave_the_old_site(tmp_path: Path):
    project = project_of("minimal", tmp_path / "project")
    assert 0 == run_pelican(project, "-s", "pelicanconf.py").returncode
    before = hash_files(project / "output")
    (project / "data/members.yaml").write_text("- name: Maël Le Phare\n  grop: gardiens\n", "utf-8")

    result = run_pelican(project, "-s", "pelicanconf.py")

    assert 1 == result.returncode
    assert result.stderr.startswith("data/members.yaml:")
    assert "[unknown-key]" in result.stderr
    assert "did you mean 'group'" in result.stderr
    assert "Traceback" not in result.stderr + result.stdout
    assert re.fullmatch(r"\d+ problems? in 1 file\n", result.stdout)
    assert before == hash_files(project / "output")


@pytest.mark.integration
def test_invalid_front_matter_is_reported_with_its_line(tmp_path: Path):
    project = project_of("minimal", tmp_path / "project")
    file = project / "content/pages/about.fr.md"
    file.write_text("Title: La coalition\nChecked: 2024-02-31\n\nLes phares.\n", "utf-8")

    result = run_pelican(project, "-s", "pelicanconf.py")

    assert 1 == result.returncode
    assert result.stderr.startswith("content/pages/about.fr.md:2:10: error: ")
    assert "[invalid-date]" in result.stderr
    assert "Traceback" not in result.stderr + result.stdout
    assert not (project / "output" / "index.html").exists()


@pytest.mark.integration
def test_a_coalition_without_any_prose_has_a_site(tmp_path: Path):
    project = project_of("minimal", tmp_path / "project")
    shutil.rmtree(project / "content" / "pages")

    result = run_pelican(
        project, "-s", "pelicanconf.py", "--fatal", "warnings", "--log-handler", "plain"
    )

    assert (0, "") == (result.returncode, result.stderr)
    assert (project / "output/members/mael-le-phare/index.html").is_file()


def test_plain_pelican_writes_the_same_pages(lantern: Built, tmp_path: Path):
    project = project_of("lantern", tmp_path / "elsewhere")

    result = run_pelican(project, "-s", "publishconf.py", SITE_URL=ADDRESS.rstrip("/"))

    assert 0 == result.returncode, result.stderr
    assert ["build.json"] == list_differences(lantern.root, project / "output")


@pytest.mark.parametrize(
    ("kind", "slug", "language", "offline", "expected"),
    [
        (Page, "about", "en", False, "about/"),
        (Page, "home", "en", False, ""),
        (Page, "home", "pt_BR", False, "pt-BR/"),
        (Page, "about", "pt_BR", True, "pt-BR/about/index.html"),
        (Article, "first-light", "ar", False, "ar/news/first-light/"),
    ],
)
def test_links_between_texts_lead_to_where_the_pages_are(
    kind: type[Content], slug: str, language: str, offline: bool, expected: str
):
    generator.register()
    settings = read_settings(str(PROJECT / "pelicanconf.py"))
    settings.update(DEFAULT_LANG="en", OFFLINE=offline)

    text = kind("", {"slug": slug, "lang": language, "title": "A text"}, settings)

    assert expected == text.url
