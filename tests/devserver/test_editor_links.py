"""Links that open a file in a text editor: known editors, templates, and names that could act."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coalition.devserver.editor_links import EDITOR_URLS, EditorLinks, parse_editor
from coalition.diagnostics import CommandError, Location


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "my site"
    (root / "content").mkdir(parents=True)
    (root / "content" / "about us.en.md").write_text("Title: About\n", "utf-8")
    return root


LOCATION = Location("content/about us.en.md", 3, 14)


def test_a_link_opens_the_file_at_its_line_and_column_in_vs_code(root: Path):
    path = root.as_posix().replace(" ", "%20").lstrip("/")

    url = EditorLinks(root).build_url(LOCATION)

    assert f"vscode://file/{path}/content/about%20us.en.md:3:14" == url


@pytest.mark.parametrize("name", sorted(EDITOR_URLS.keys() - {"none"}))
def test_each_known_editor_gets_file_and_line(root: Path, name: str):
    url = EditorLinks(root, parse_editor(name)).build_url(LOCATION)

    assert "content/about us.en.md" in unquote(url)
    assert "3" in url.partition("about%20us.en.md")[2]
    assert "{" not in url


def test_no_editor_makes_no_link(root: Path):
    assert "" == EditorLinks(root, parse_editor("none")).build_url(LOCATION)


@pytest.mark.parametrize(
    "file", ["", "content", "content/missing.md", "SITE_URL", "output/index.html", "content/\0"]
)
def test_what_is_no_file_gets_no_link(root: Path, file: str):
    assert "" == EditorLinks(root).build_url(Location(file))


def test_a_template_of_ones_own_is_used(root: Path):
    template = parse_editor(" myeditor://open?file={file}&line={line} ")

    url = EditorLinks(root, template).build_url(LOCATION)

    assert url.startswith("myeditor://open?file=/")
    assert url.endswith("/content/about%20us.en.md&line=3")


@pytest.mark.parametrize(
    "setting",
    [
        "", "vi", "emacs -nw {file}", "javascript:alert({file})", "JavaScript:open({file})",
        "data:text/html,{file}", "vscode://file", "vscode://{line}", "x://{file}{colour}",
        "x://{file}\" onclick=\"y", "x://{file}<b>", "//host/{file}",
    ],
)  # fmt: skip
def test_what_opens_no_editor_is_refused(setting: str):
    with pytest.raises(CommandError):
        parse_editor(setting)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1))
def test_no_file_name_leaves_the_path_of_the_link(tmp_path: Path, name: str):
    file = tmp_path / f"x{name[:40]}"
    try:
        file.write_bytes(b"")
    except OSError:  # the system does not accept the name
        return

    url = EditorLinks(tmp_path).build_url(Location(file.name, 7, 9))

    assert ("vscode", "file", "", "") == urlsplit(url)[:2] + urlsplit(url)[3:]
    assert unquote(urlsplit(url).path) == f"/{file.as_posix().lstrip('/')}:7:9"
