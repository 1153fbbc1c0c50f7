"""Only pictures and documents of `content/` get published, however a text names another file."""

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
from coalition.pelican_plugin.pelican_adapter import PelicanAdapter, check_content
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
"""Ways to have Pelican publish the file SECRET."""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A site in one language, below a folder that has a secret beside the project."""
    (tmp_path / "secret.txt").write_text("token", "utf-8")
    project = copy_project(tmp_path / "site", MINIMAL / "data", MINIMAL / "content")
    (project / "content/images").mkdir()
    (project / "content/images/mark.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    return project


def write_about(project: Path, text: str) -> None:
    (project / ABOUT).write_text(f"Title: About\n\nFirst words.\n\n{text}\n", "utf-8")


def problems_of(project: Path) -> list[Diagnostic]:
    """What `tasks.py check` finds."""
    try:
        check_content(project, load_project(project, thorough=True))
    except DataError as error:
        return list(error.diagnostics)
    return []


@pytest.fixture
def blind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Checks that find nothing, as if an attacker had found a way past all of them."""
    for module in (file_tree, markdown_files, media_files):
        monkeypatch.setattr(module, "problems", lambda *_, **__: [])


@pytest.mark.parametrize("link", LINKS)
def test_a_link_to_a_file_elsewhere_is_refused_at_its_line(link: str, project: Path):
    write_about(project, link.replace("SECRET", "../../../secret.txt"))

    found = problems_of(project)

    assert found
    assert {(ABOUT, 5)} == {(problem.location.file, problem.location.line) for problem in found}


@pytest.mark.parametrize("link", LINKS)
def test_a_link_that_the_check_overlooks_publishes_nothing(link: str, project: Path, blind: None):
    write_about(project, link.replace("SECRET", "../../../secret.txt"))
    try:
        _, published = PelicanAdapter(project, "").read_content(load_project(project))
    except DataError:
        return

    allowed = {project / "content/images/mark.svg"}
    assert allowed >= {Path(os.path.normpath(project / "content" / p)) for p in published.values()}


@pytest.mark.slow(5)
@pytest.mark.parametrize("link", ["{static}../../../secret.txt", "linked"])
def test_the_build_stops_before_it_publishes_a_file_that_the_check_overlooks(
    link: str, project: Path
):
    blind = (
        "\nfrom coalition.project import file_tree, markdown_files, media_files\n"
        "for module in (file_tree, markdown_files, media_files):\n"
        "    module.problems = lambda *_, **__: []\n"
    )
    with (project / "pelicanconf.py").open("a", encoding="utf-8") as settings:
        settings.write(blind)
    if link == "linked":
        (project / "content/images/x.png").symlink_to(project.parent / "secret.txt")
    else:
        write_about(project, f"[x]({link})")
    command = [sys.executable, "-m", "pelican", "content", "-s", "pelicanconf.py", "-o", "out"]

    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "[unsupported-file]" in done.stderr
    assert "Traceback" not in done.stderr
    assert not [file for file in (project / "out").rglob("*") if file.is_file()]


@pytest.mark.parametrize(
    "place", ["content/images/x.png", "content/pages/x.fr.md", "data/members.yaml",
              "theme/templates/base.html", "content/images/folder", "content/news", "data", "theme"]
)  # fmt: skip
def test_a_symbolic_link_is_refused_before_anything_is_read_through_it(place: str, project: Path):
    target = project.parent / "secret.txt"
    path = project / place
    if path.is_dir():
        path.rename(project.parent / "moved")
        target = project.parent / "moved"
    path.unlink(missing_ok=True)
    path.symlink_to(target)

    found = problems_of(project)

    assert [("symbolic-link", place)] == [(p.rule, p.location.file) for p in found]
    assert "token" not in repr(found)


@pytest.mark.parametrize("target", ["loop", "nowhere"])
def test_a_broken_or_looping_link_is_refused_too(target: str, project: Path):
    (project / "content/images/loop").symlink_to(target)

    assert ["symbolic-link"] == [problem.rule for problem in problems_of(project)]


def test_the_lock_of_an_editor_is_passed_over(project: Path):
    (project / "content/pages/.#about.fr.md").symlink_to("somebody@host.1234:5678")

    assert [] == problems_of(project)


QUERY = (
    """<a href='{filename}/pages/q&a/faq.fr.md?">x</a><script src="../files/x.txt"></script>"""
    """<a href="../faq/'>link</a>"""
)


def test_a_folder_whose_name_links_cannot_have_is_refused(project: Path):
    (project / "content/pages/q&a").mkdir()
    (project / "content/pages/q&a/faq.fr.md").write_text("Title: FAQ\n\nWords.\n", "utf-8")

    (problem,) = problems_of(project)

    assert ("content/pages/q&a/faq.fr.md", "invalid-file-name") == (
        problem.location.file,
        problem.rule,
    )


@pytest.mark.usefixtures("blind")
def test_html_that_pelican_puts_into_a_link_is_taken_out(project: Path):
    (project / "content/pages/q&a").mkdir()
    (project / "content/pages/q&a/faq.fr.md").write_text("Title: FAQ\n\nWords.\n", "utf-8")
    write_about(project, QUERY)

    texts, _ = PelicanAdapter(project, "").read_content(load_project(project))

    (about,) = texts.pages["about"].values()
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

    (problem,) = problems_of(project)

    assert ("broken-link", hint) == (problem.rule, problem.hint)


def test_a_warning_of_pelican_names_no_folder_of_the_machine(
    project: Path, monkeypatch: pytest.MonkeyPatch
):
    usual = ArticlesGenerator.generate_context

    def warn(generator: ArticlesGenerator) -> None:
        logging.getLogger("pelican").warning("Cannot read %s", project / "content" / "x.md")
        usual(generator)

    monkeypatch.setattr(ArticlesGenerator, "generate_context", warn)

    (problem,) = problems_of(project)

    assert "Cannot read content/x.md" == problem.message


HEAD = "Title: About\n_x: y\nSave_as: ../../evil.html\nTemplate: base\n\nWords.\n"


def test_metadata_that_pelican_would_obey_is_refused(project: Path):
    (project / ABOUT).write_text(HEAD, "utf-8")

    assert {(ABOUT, "unknown-key")} == {(p.location.file, p.rule) for p in problems_of(project)}


@pytest.mark.usefixtures("blind")
def test_metadata_that_the_check_overlooks_is_not_obeyed(project: Path):
    (project / ABOUT).write_text(HEAD, "utf-8")
    settings = read_settings(str(project / "pelicanconf.py"))

    assert {"title"} == MarkdownReader(settings).read(str(project / ABOUT))[1].keys()


def test_a_project_without_texts_is_sound_and_one_without_the_folder_is_not(project: Path):
    shutil.rmtree(project / "content")
    (project / "content").mkdir()
    assert [] == problems_of(project)

    (project / "content").rmdir()
    assert [("content", "missing-file")] == [
        (p.location.file, p.rule) for p in problems_of(project)
    ]


def test_a_project_without_settings_is_a_problem_and_no_traceback(project: Path):
    (project / "pelicanconf.py").unlink()

    (problem,) = problems_of(project)

    assert ("pelicanconf.py", "missing-file") == (problem.location.file, problem.rule)
