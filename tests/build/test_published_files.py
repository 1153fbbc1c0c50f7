"""Only images and documents of `content/` are published, however a text refers to another file."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pelican.generators import ArticlesGenerator
from pelican.settings import read_settings

from coalition.diagnostics.diagnostic import Diagnostic
from coalition.diagnostics.errors import DataError
from coalition.pelican_plugin.markdown_reader import MarkdownReader
from coalition.pelican_plugin.pelican_adapter import PelicanAdapter
from coalition.preflight.page_check import check_pages
from coalition.project import file_tree, markdown_files, media_files
from coalition.project.project import load_project
from support.projects import PROJECT, copy_project

MINIMAL = PROJECT / "tests" / "data" / "coalitions" / "minimal"
ABOUT = "content/pages/about.fr.md"

LINKS = [
    "[x](|attach|SECRET)",
    "[x](|static|SECRET)",
    "[x]({attach|SECRET)",
    "[x]({attach\\}SECRET)",
    "[x]({attach}SECRET)",
    "[x]({static}SECRET)",
    "[x](&#123;static}SECRET)",
    "[x]( {static}SECRET)",
    "[x]({static}/images/../../../SECRET)",
    "[x]({static}/images/%2e%2e/%2e%2e/SECRET)",
    "[x]({static}//host/SECRET)",
    "![x]({attach}../images/mark.svg)/../../../../SECRET)",
    '<img alt="x" src="{attach}SECRET">',
    '<meta name="x" content="|attach|SECRET">',
    '<blockquote cite="|attach|SECRET">x</blockquote>',
    '<form action="{static}SECRET"></form>',
    '<object data="{static}SECRET"></object>',
    "<p title='<a href=\"{static}SECRET\">'>x</p>",
    "<p title=\"<a href='{static}SECRET'>\">x</p>",
    "[x]({static}/pages/../../data/coalition.yaml)",
    "[x]({static}/../pelicanconf.py)",
]
"""Ways to make Pelican publish the file SECRET."""

CHECKS = (
    (file_tree, "check_file_tree", []),
    (markdown_files, "check_markdown_files", []),
    (media_files, "read_media_files", media_files.MediaFiles({}, (), [], {})),
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A site in one language, in a folder that contains a secret next to the project."""
    (tmp_path / "secret.txt").write_text("token", "utf-8")
    root = copy_project(tmp_path / "site", MINIMAL / "data", MINIMAL / "content")
    (root / "content/images").mkdir()
    (root / "content/images/mark.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    return root


def write_about(project: Path, text: str) -> None:
    (project / ABOUT).write_text(f"Title: About\n\nFirst words.\n\n{text}\n", "utf-8")


def check(project: Path) -> list[Diagnostic]:
    """Return what `tasks.py check` reports."""
    try:
        check_pages(project, load_project(project, thorough=True))
    except DataError as error:
        return list(error.diagnostics)
    return []


@pytest.fixture
def blind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the checks find nothing, as if an attacker had a way past all of them."""
    for module, name, nothing in CHECKS:
        monkeypatch.setattr(module, name, lambda *_, nothing=nothing, **__: nothing)


@pytest.mark.parametrize("link", LINKS)
def test_a_link_to_a_file_elsewhere_is_refused_at_its_line(link: str, project: Path):
    write_about(project, link.replace("SECRET", "../../../secret.txt"))

    diagnostics = check(project)

    assert diagnostics
    assert {(ABOUT, 5)} == {
        (diagnostic.location.file, diagnostic.location.line) for diagnostic in diagnostics
    }


@pytest.mark.parametrize("link", LINKS)
def test_a_link_that_the_check_overlooks_publishes_nothing(link: str, project: Path, blind: None):
    write_about(project, link.replace("SECRET", "../../../secret.txt"))
    try:
        published = PelicanAdapter(project, "").read_content(load_project(project)).media_files
    except DataError:
        return

    allowed = {project / "content/images/mark.svg"}
    assert allowed >= {Path(os.path.normpath(project / "content" / p)) for p in published.values()}


@pytest.mark.slow(5)
@pytest.mark.parametrize("link", ["{static}../../../secret.txt", "linked"])
def test_the_build_stops_before_it_publishes_a_file_that_the_check_overlooks(
    link: str, project: Path
):
    settings_without_checks = (
        "\nfrom coalition.project import file_tree, markdown_files, media_files\n"
        "file_tree.check_file_tree = lambda *_, **__: []\n"
        "markdown_files.check_markdown_files = lambda *_, **__: []\n"
        "nothing = media_files.MediaFiles({}, (), [], {})\n"
        "media_files.read_media_files = lambda *_, **__: nothing\n"
    )
    with (project / "pelicanconf.py").open("a", encoding="utf-8") as settings:
        settings.write(settings_without_checks)
    if link == "linked":
        (project / "content/images/x.png").symlink_to(project.parent / "secret.txt")
    else:
        write_about(project, f"[x]({link})")
    command = [sys.executable, "-m", "pelican", "content", "-s", "pelicanconf.py", "-o", "out"]

    completed = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)

    assert completed.returncode == 1
    assert "[unsupported-file]" in completed.stderr
    assert "Traceback" not in completed.stderr
    assert not [file for file in (project / "out").rglob("*") if file.is_file()]


@pytest.mark.parametrize(
    "name", ["content/images/x.png", "content/pages/x.fr.md", "data/members.yaml",
              "theme/templates/base.html", "content/images/folder", "content/news", "data", "theme"]
)  # fmt: skip
def test_a_symbolic_link_is_refused_before_anything_is_read_through_it(name: str, project: Path):
    target = project.parent / "secret.txt"
    path = project / name
    if path.is_dir():
        path.rename(project.parent / "moved")
        target = project.parent / "moved"
    path.unlink(missing_ok=True)
    path.symlink_to(target)

    diagnostics = check(project)

    assert [("symbolic-link", name)] == [
        (diagnostic.rule, diagnostic.location.file) for diagnostic in diagnostics
    ]
    assert "token" not in repr(diagnostics)


@pytest.mark.parametrize("target", ["loop", "nowhere"])
def test_a_broken_or_looping_link_is_refused_too(target: str, project: Path):
    (project / "content/images/loop").symlink_to(target)

    assert ["symbolic-link"] == [diagnostic.rule for diagnostic in check(project)]


def test_the_lock_file_of_a_text_editor_is_ignored(project: Path):
    (project / "content/pages/.#about.fr.md").symlink_to("somebody@host.1234:5678")

    assert [] == check(project)


QUERY = (
    """<a href='{filename}/pages/q&a/faq.fr.md?">x</a><script src="../files/x.txt"></script>"""
    """<a href="../faq/'>link</a>"""
)


def test_a_folder_whose_name_links_cannot_have_is_refused(project: Path):
    (project / "content/pages/q&a").mkdir()
    (project / "content/pages/q&a/faq.fr.md").write_text("Title: FAQ\n\nWords.\n", "utf-8")

    (diagnostic,) = check(project)

    assert ("content/pages/q&a/faq.fr.md", "invalid-file-name") == (
        diagnostic.location.file,
        diagnostic.rule,
    )


@pytest.mark.usefixtures("blind")
def test_html_that_pelican_puts_into_a_link_is_taken_out(project: Path):
    (project / "content/pages/q&a").mkdir()
    (project / "content/pages/q&a/faq.fr.md").write_text("Title: FAQ\n\nWords.\n", "utf-8")
    write_about(project, QUERY)

    content = PelicanAdapter(project, "").read_content(load_project(project)).content

    (about,) = content.pages["about"].values()
    assert "<script" not in about.html("..")


@pytest.mark.parametrize(
    ("link", "hint"),
    [
        ("{static}/images/%6dark.svg", "write the name of the file as it is: '/images/mark.svg'"),
        ("{static}/images/" + "x" * 5000, "look for the file's name in content/"),
    ],
)
def test_a_link_that_pelican_would_not_resolve_is_refused(link: str, hint: str, project: Path):
    write_about(project, f"[x]({link})")

    (diagnostic,) = check(project)

    assert ("broken-link", hint) == (diagnostic.rule, diagnostic.hint)


def test_a_warning_of_pelican_names_no_folder_of_the_machine(
    project: Path, monkeypatch: pytest.MonkeyPatch
):
    generate_context = ArticlesGenerator.generate_context

    def warn(generator: ArticlesGenerator) -> None:
        logging.getLogger("pelican").warning("Cannot read %s", project / "content" / "x.md")
        generate_context(generator)

    monkeypatch.setattr(ArticlesGenerator, "generate_context", warn)

    (diagnostic,) = check(project)

    assert "Cannot read content/x.md" == diagnostic.message


FRONT_MATTER = "Title: About\n_x: y\nSave_as: ../../evil.html\nTemplate: base\n\nWords.\n"


def test_metadata_that_pelican_would_obey_is_refused(project: Path):
    (project / ABOUT).write_text(FRONT_MATTER, "utf-8")

    assert {(ABOUT, "unknown-key")} == {
        (diagnostic.location.file, diagnostic.rule) for diagnostic in check(project)
    }


@pytest.mark.usefixtures("blind")
def test_metadata_that_the_check_overlooks_is_not_obeyed(project: Path):
    (project / ABOUT).write_text(FRONT_MATTER, "utf-8")
    settings = read_settings(str(project / "pelicanconf.py"))

    assert {"title"} == MarkdownReader(settings).read(str(project / ABOUT))[1].keys()


def test_a_project_without_texts_is_sound_and_one_without_the_folder_is_not(project: Path):
    shutil.rmtree(project / "content")
    (project / "content").mkdir()
    assert [] == check(project)

    (project / "content").rmdir()
    assert [("content", "missing-file")] == [
        (diagnostic.location.file, diagnostic.rule) for diagnostic in check(project)
    ]


def test_missing_settings_are_reported_without_a_traceback(project: Path):
    (project / "pelicanconf.py").unlink()

    (diagnostic,) = check(project)

    assert ("pelicanconf.py", "missing-file") == (diagnostic.location.file, diagnostic.rule)
