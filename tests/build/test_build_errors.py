"""What only a build can find wrong: in a template, or in the site's address."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from coalition.diagnostics.errors import DataError
from coalition.pelican_plugin.pelican_adapter import check_content
from coalition.project.project import load_project
from support.projects import PROJECT, copy_project

DATA = PROJECT / "tests" / "data"
LANTERN = DATA / "coalitions" / "lantern"
EXPECTED = DATA / "build_problems"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented coalition with a name in a template that nothing has, and no address."""
    folder = copy_project(tmp_path_factory.mktemp("broken"), LANTERN / "data", LANTERN / "content")
    coalition = folder / "data" / "coalition.yaml"
    lines = coalition.read_text("utf-8").splitlines(keepends=True)
    coalition.write_text("".join(li for li in lines if not li.startswith("url:")), "utf-8")
    (folder / "theme/templates/member.html").write_text("<p>{{ view.membre }}</p>\n", "utf-8")
    return folder


@pytest.fixture
def moving(tmp_path: Path) -> Path:
    """The same coalition, which has moved things that it should not."""
    return with_moves(
        tmp_path / "moving",
        ("/about/", "/join/"),
        ("/hours/", "/members/"),
        ("/events/", "/hours/"),
        ("/blog/", "/newz/"),
    )


def with_moves(folder: Path, *moves: tuple[str, str]) -> Path:
    """The invented coalition with more entries in `redirects`."""
    copy_project(folder, LANTERN / "data", LANTERN / "content")
    coalition = folder / "data" / "coalition.yaml"
    wrong = "".join(f"  - from: {was}\n    to: {now}\n" for was, now in moves)
    text = coalition.read_text("utf-8")
    coalition.write_text(text.replace("\nsource:", f"{wrong}\nsource:", 1), "utf-8")
    return folder


def build(project: Path, settings: str, address: str) -> subprocess.CompletedProcess[str]:
    """Run plain Pelican."""
    command = [sys.executable, "-m", "pelican", "content", "-s", settings, "-o", "out"]
    return subprocess.run(
        [*command, "--log-handler", "plain"],
        cwd=project,
        env=os.environ | {"SITE_URL": address},
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
def test_a_build_ends_with_these_words_and_no_traceback(
    name: str, settings: str, address: str, project: Path
):
    done = build(project, settings, address)

    assert (1, "1 problem in 1 file\n") == (done.returncode, done.stdout)
    assert (EXPECTED / name / "expected.txt").read_text("utf-8") == done.stderr


def test_addresses_move_only_from_where_no_page_is_to_where_one_is(moving: Path):
    done = build(moving, "pelicanconf.py", "")

    told = done.stderr.split("\n\n")
    names = ("address-taken", "moved-nowhere")
    assert (1, "4 problems in 1 file\n") == (done.returncode, done.stdout)
    for name in names:
        expected = [text.strip() for text in told if f"[{name}]" in text]
        report = (EXPECTED / name / "expected.txt").read_text("utf-8")
        assert report.strip() == "\n\n".join(expected)


def test_the_check_finds_what_a_build_says_of_addresses_that_move(moving: Path):
    with pytest.raises(DataError) as raised:
        check_content(moving, load_project(moving, thorough=True))

    names = ["address-taken", "address-taken", "moved-nowhere", "moved-nowhere"]
    assert names == sorted(problem.rule for problem in raised.value.diagnostics)


def test_an_address_that_moves_lies_in_no_folder_of_a_language_or_of_files(tmp_path: Path):
    folder = with_moves(tmp_path / "moving", ("/ar/about/", "/join/"), ("/assets/about/", "/join/"))
    done = build(folder, "pelicanconf.py", "")

    assert (EXPECTED / "invalid-path.folder" / "expected.txt").read_text("utf-8") == done.stderr
