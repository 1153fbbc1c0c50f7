"""Unreadable theme files and failing disks: each gives a diagnostic, never a traceback."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from invoke.exceptions import Exit

from coalition.build import publish
from coalition.cli import i18n_status, i18n_update, program
from coalition.diagnostics import BuildError
from coalition.diagnostics.errors import DataError
from coalition.project.project import load_project
from coalition.schema import schemas
from support.projects import PROJECT, copy_project
from support.systems import posix_files
from support.unprivileged import unprivileged
from tools import generated_docs

pytestmark = [posix_files, pytest.mark.integration]  # checks a whole project each time

LANTERN = PROJECT / "tests" / "data" / "coalitions" / "lantern"
CATALOG = "theme/locale/fr/LC_MESSAGES/messages.po"
FILES = (
    "theme/templates/home.html",
    "theme/static/css/tokens.css",
    "theme/static/js/directory.js",
    CATALOG,
)
FOLDERS = ("theme", "theme/templates", "theme/static", "theme/static/css", "theme/locale/fr")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A valid project."""
    return copy_project(tmp_path / "project", LANTERN / "data", LANTERN / "content")


def make_unreadable(path: Path) -> None:
    path.chmod(0)


def make_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def make_a_broken_link(path: Path) -> None:
    path.unlink()
    path.symlink_to("nowhere")


def make_a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def make_latin(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"<!-- caf\xe9 -->")


def remove(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()


BROKEN: dict[str, tuple[Callable[[Path], None], str]] = {
    "no rights": (make_unreadable, "unreadable-file"),
    "a folder": (make_a_folder, "not-a-file"),
    "a broken link": (make_a_broken_link, "symbolic-link"),
    "a pipe": (make_a_pipe, "not-a-file"),
    "Latin-1": (make_latin, "not-utf8"),
}


def list_files_and_rules(root: Path) -> set[tuple[str, str]]:
    """Return file and rule of each diagnostic of the check, run without root's privileges."""
    with unprivileged(root), pytest.raises(DataError) as caught:
        load_project(root, thorough=True)
    return {(diagnostic.location.file, diagnostic.rule) for diagnostic in caught.value.diagnostics}


@pytest.mark.parametrize("kind", BROKEN)
@pytest.mark.parametrize("file", FILES)
def test_the_check_reports_an_unreadable_theme_file(file: str, kind: str, root: Path):
    if file.endswith(".js") and kind in {"a folder", "Latin-1"}:
        pytest.skip("not read as text; a folder may have this name")
    make, name = BROKEN[kind]
    make(root / file)

    assert (file, name) in list_files_and_rules(root)


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_check_reports_an_unreadable_theme_folder(folder: str, root: Path):
    (root / folder).chmod(0)
    try:
        files_and_rules = list_files_and_rules(root)
    finally:
        (root / folder).chmod(0o755)

    assert (folder, "unreadable-file") in files_and_rules


@pytest.mark.parametrize("folder", ["theme/templates", "theme/static"])
def test_the_check_reports_a_missing_theme_folder(folder: str, root: Path):
    shutil.rmtree(root / folder)

    assert (folder, "missing-file") in list_files_and_rules(root)


@pytest.mark.parametrize("file", [*FILES[:2], CATALOG])
@pytest.mark.parametrize("kind", ["no rights", "a pipe", "Latin-1"])
def test_the_i18n_commands_report_unreadable_theme_files(file: str, kind: str, root: Path):
    make, name = BROKEN[kind]
    make(root / file)

    for command in (
        lambda: list(i18n_update.run_i18n_update(root)),
        lambda: i18n_status.format_translation_status(root),
    ):
        with unprivileged(root):
            try:
                command()
            except DataError as error:
                assert {name} == {diagnostic.rule for diagnostic in error.diagnostics}
            except PermissionError:
                pytest.fail("a traceback")


@pytest.mark.slow(60)
@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("theme/templates/home.html", "a pipe"),
        ("theme/templates/home.html", "Latin-1"),
        ("theme/templates/home.html", "a folder"),
        ("theme/static/js/directory.js", "a broken link"),
        ("theme/locale/fr/LC_MESSAGES/messages.po", "a folder"),
    ],
)
def test_a_build_ends_with_the_diagnostic_and_no_traceback(file: str, kind: str, root: Path):
    BROKEN[kind][0](root / file)

    with pytest.raises(BuildError) as caught:
        publish.build_site(root, root / "output", "")

    assert f"{file}:" in caught.value.details
    assert "Traceback" not in str(caught.value)


@pytest.mark.slow(60)
@pytest.mark.parametrize(
    ("name", "template"),
    [("home.html", None), ("deep.html", "{{ " + "(" * 3000 + " }}"),
     ("blocks.html", "{% for a in b %}" * 30 + "{% endfor %}" * 30)],
)  # fmt: skip
def test_a_missing_or_too_deeply_nested_template_is_reported_by_a_build(
    name: str, template: str | None, root: Path
):
    file = root / "theme" / "templates" / name
    file.write_text(template, "utf-8") if template else file.unlink()

    with pytest.raises(BuildError) as caught:
        publish.build_site(root, root / "output", "")

    assert "[template-error]" in caught.value.details
    assert "Traceback" not in str(caught.value)


@pytest.mark.parametrize("make", [remove, make_a_folder, make_a_broken_link, make_a_pipe])
@pytest.mark.parametrize("name", ["pelicanconf.py", "publishconf.py"])
def test_unreadable_settings_are_reported_by_a_build(
    name: str, make: Callable[[Path], None], root: Path
):
    make(root / name)

    with pytest.raises(BuildError) as caught:
        publish.build_site(root, root / "output", "https://lantern.example")

    assert {name} == {diagnostic.location.file for diagnostic in caught.value.diagnostics}
    assert "Traceback" not in str(caught.value)


# File size limits, as an example of a full disk


@contextmanager
def limit_file_size(size: int) -> Iterator[None]:
    """Make the system reject larger files with EFBIG, as a full disk does with ENOSPC."""
    import resource  # Windows has no such module

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.slow(60)
@pytest.mark.parametrize("size", [100, 3_000, 10_000, 30_000])
def test_a_file_larger_than_the_limit_ends_a_build_in_one_line(size: int, root: Path):
    options = publish.BuildOptions(compressed=True, with_offline_edition=True)
    with limit_file_size(size), pytest.raises(BuildError) as caught:
        publish.build_site(root, root / "output", "https://lantern.example", options)

    assert "File too large" in caught.value.summary
    assert "ulimit -f" in caught.value.summary
    assert "Traceback" not in str(caught.value)
    assert not (root / "output").exists()


def test_a_catalog_stays_whole_when_it_cannot_be_written(root: Path):
    file = root / CATALOG
    before = file.read_bytes().replace(b'msgid "News"', b'msgid "Old news"')
    file.write_bytes(before)

    with limit_file_size(1000), pytest.raises(OSError, match="File too large"):
        list(i18n_update.run_i18n_update(root))

    assert before == file.read_bytes()
    assert ["messages.po"] == [path.name for path in file.parent.iterdir()]


def test_schemas_and_pages_of_docs_stay_whole_when_they_cannot_be_written(root: Path):
    with limit_file_size(1000):
        with pytest.raises(OSError, match="File too large"):
            schemas.write_schemas(root)
        with pytest.raises(OSError, match="File too large"):
            list(generated_docs.write_docs(root))

    assert not list((root / "data" / "schema").iterdir())
    assert not list((root / "docs").iterdir())


def test_an_os_error_is_one_line_of_a_command():
    error = OSError(errno.EFBIG, "File too large", "data/members.yaml")

    with pytest.raises(Exit) as caught, program.report_errors("; nothing has been changed"):
        raise error

    expected_start = "the command failed: File too large (members.yaml)"
    assert caught.value.message.startswith(expected_start)
    assert caught.value.message.endswith("('ulimit -f'); nothing has been changed")
