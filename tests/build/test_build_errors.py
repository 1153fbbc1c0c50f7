"""Errors that only a build can find: in a template, in redirects, or in the site's URL."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from coalition.devserver.builder import IncrementalBuilder
from coalition.diagnostics.errors import DataError
from coalition.diagnostics.text import format_diagnostics
from coalition.preflight.page_check import check_pages
from coalition.project.project import load_project
from support.projects import PROJECT, copy_project

pytestmark = pytest.mark.integration

DATA = PROJECT / "tests" / "data"
LANTERN = DATA / "coalitions" / "lantern"
EXPECTED = DATA / "build_problems"

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented coalition with an unknown name in a template, and without a URL."""
    root = copy_project(tmp_path_factory.mktemp("broken"), LANTERN / "data", LANTERN / "content")
    coalition = root / "data" / "coalition.yaml"
    lines = coalition.read_text("utf-8").splitlines(keepends=True)
    coalition.write_text("".join(line for line in lines if not line.startswith("url:")), "utf-8")
    (root / "theme/templates/member.html").write_text("<p>{{ view.membre }}</p>\n", "utf-8")
    return root


@pytest.fixture
def redirecting(tmp_path: Path) -> Path:
    """The invented coalition with invalid redirects."""
    return with_redirects(
        tmp_path / "moving",
        ("/about/", "/join/"),
        ("/hours/", "/members/"),
        ("/gatherings/", "/hours/"),
        ("/blog/", "/newz/"),
    )


def with_redirects(root: Path, *redirects: tuple[str, str]) -> Path:
    """Write the invented coalition with more entries in `redirects`."""
    copy_project(root, LANTERN / "data", LANTERN / "content")
    coalition = root / "data" / "coalition.yaml"
    entries = "".join(f"  - from: {source}\n    to: {target}\n" for source, target in redirects)
    text = coalition.read_text("utf-8")
    coalition.write_text(text.replace("\nsource:", f"{entries}\nsource:", 1), "utf-8")
    return root


MENU = """
menu:
  - page: home
  - page: events
  - page: opening-hour
  - page: plans
  - page: home
  - page: join
footer:
  - page: nowhere/else
  - page: hours-of-the-moon
"""


@pytest.fixture
def with_wrong_menu(tmp_path: Path) -> Path:
    """The invented coalition with pages in its menu that do not exist; one of them is a draft."""
    root = copy_project(tmp_path / "menu", LANTERN / "data", LANTERN / "content")
    with (root / "data/coalition.yaml").open("a", encoding="utf-8") as file:
        file.write(MENU)
    draft = "Title: Plans\nStatus: draft\n\nLater.\n"
    (root / "content/pages/plans.en.md").write_text(draft, "utf-8")
    return root


def build(root: Path, settings: str, site_url: str) -> subprocess.CompletedProcess[str]:
    """Run plain Pelican."""
    command = [sys.executable, "-m", "pelican", "content", "-s", settings, "-o", "out"]
    return subprocess.run(
        [*command, "--log-handler", "plain"],
        cwd=root,
        env=os.environ | {"SITE_URL": site_url},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("name", "settings", "address"),
    [
        ("template-error", "pelicanconf.py", ""),
        ("missing-site-address", "publishconf.py", ""),
        ("invalid-address", "publishconf.py", "example.org"),
    ],
)
def test_a_build_ends_with_the_expected_report_and_no_traceback(
    name: str, settings: str, address: str, project: Path
):
    completed = build(project, settings, address)

    assert (1, "1 problem in 1 file\n") == (completed.returncode, completed.stdout)
    assert (EXPECTED / name / "expected.txt").read_text("utf-8") == completed.stderr


def test_a_redirect_starts_where_there_is_no_page_and_leads_to_one(redirecting: Path):
    completed = build(redirecting, "pelicanconf.py", "")

    reports = completed.stderr.split("\n\n")
    names = ("address-taken", "moved-nowhere")
    assert (1, "4 problems in 1 file\n") == (completed.returncode, completed.stdout)
    for name in names:
        expected = [report.strip() for report in reports if f"[{name}]" in report]
        file = (EXPECTED / name / "expected.txt").read_text("utf-8")
        assert file.strip() == "\n\n".join(expected)


def test_the_check_reports_the_same_redirects_as_a_build(redirecting: Path):
    with pytest.raises(DataError) as raised:
        check_pages(redirecting, load_project(redirecting, thorough=True))

    rules = ["address-taken", "address-taken", "moved-nowhere", "moved-nowhere"]
    assert rules == sorted(diagnostic.rule for diagnostic in raised.value.diagnostics)


def test_a_redirect_starts_in_no_folder_of_a_language_or_of_files(tmp_path: Path):
    root = with_redirects(
        tmp_path / "moving", ("/ar/about/", "/join/"), ("/assets/about/", "/join/")
    )
    completed = build(root, "pelicanconf.py", "")

    assert (EXPECTED / "invalid-path.folder" / "expected.txt").read_text(
        "utf-8"
    ) == completed.stderr


def test_a_menu_names_each_page_once_and_only_pages_that_exist(with_wrong_menu: Path):
    completed = build(with_wrong_menu, "pelicanconf.py", "")

    assert (EXPECTED / "unknown-page" / "expected.txt").read_text("utf-8") == completed.stderr


def test_the_check_and_the_preview_report_the_same_menu_as_a_build(with_wrong_menu: Path):
    expected = (EXPECTED / "unknown-page" / "expected.txt").read_text("utf-8")
    with pytest.raises(DataError) as raised:
        check_pages(with_wrong_menu, load_project(with_wrong_menu, thorough=True))
    assert expected == format_diagnostics(raised.value.diagnostics) + "\n"

    with pytest.raises(DataError) as raised:
        IncrementalBuilder(with_wrong_menu, "").build_snapshot()
    assert expected == format_diagnostics(raised.value.diagnostics) + "\n"
