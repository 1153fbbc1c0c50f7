"""The preview answers as a visitor's server would."""

from __future__ import annotations

import http.client
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from coalition.media_types import content_type
from coalition.previewing.connections import listen
from coalition.previewing.live import Live
from coalition.previewing.server import CLIENT, Server
from coalition.previewing.shown import Shown
from preview_running import PATIENCE, get
from site_building import project_of

TYPES = {
    "index.html": "text/html; charset=utf-8",
    "style.css": "text/css; charset=utf-8",
    "script.js": "text/javascript; charset=utf-8",
    "mark.svg": "image/svg+xml; charset=utf-8",
    "news/atom.xml": "application/atom+xml; charset=utf-8",
    "sitemap.xml": "application/xml; charset=utf-8",
    "site.webmanifest": "application/manifest+json; charset=utf-8",
    "data.json": "application/json; charset=utf-8",
    "data.csv": "text/csv; charset=utf-8",
    "picture.png": "image/png",
    "unknown.qqq": "application/octet-stream",
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a secret beside it, and a link that leads out of it."""
    folder = tmp_path_factory.mktemp("served")
    (folder / "secret.txt").write_text("secret")
    project = project_of("lantern", folder / "project")
    shutil.copy(folder / "secret.txt", project / "secret.txt")
    return project


@pytest.fixture(scope="module")
def address(project: Path) -> Iterator[str]:
    shown = Shown()
    server = Server(listen("localhost", 0), shown)
    server.start()
    address = f"http://localhost:{server.port}/"
    shown.publish(Live(project, address).edition())
    yield address
    shown.close()
    server.stop()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "language"),
    [("/", "en"), ("/?from=mail", "en"), ("/index.html", "en"), ("/members/", "en"), ("/ar/", "ar"),
     ("/%61r/members/", "ar")],
)  # fmt: skip
def test_an_address_shows_its_page(address: str, path: str, language: str):
    reply = get(address, path)

    assert 200 == reply.status
    assert f'<html lang="{language}"' in reply.text
    assert 1 == reply.text.count(f'<script src="{CLIENT}"')


@pytest.mark.parametrize(
    ("path", "expected"),
    [("/members", "/members/"), ("/ar", "/ar/"), ("/members?group=x", "/members/?group=x")],
)
def test_a_folder_without_its_slash_leads_to_itself_with_one(
    address: str, path: str, expected: str
):
    reply = get(address, path)

    assert (301, expected) == (reply.status, reply.headers["Location"])


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/nothing/", "/../secret.txt", "/..%2Fsecret.txt", "/images/..%2f..%2fsecret.txt",
     "/%00", "/members/index.html/", "/" + "a" * 5000, "/%ff", "/secret.txt", "/\\..\\secret.txt"],
)  # fmt: skip
def test_an_unknown_address_gets_the_sites_own_page_and_says_404(address: str, path: str):
    reply = get(address, path)

    assert 404 == reply.status
    assert "secret" not in reply.text
    assert '<html lang="en"' in reply.text


def test_an_unknown_address_below_a_language_is_told_in_it(address: str):
    reply = get(address, "/ar/nothing/")

    assert (404, True) == (reply.status, '<html lang="ar"' in reply.text)


@pytest.mark.parametrize("name", TYPES)
def test_every_file_has_its_media_type(name: str):
    assert TYPES[name] == content_type(Path(name))


def test_only_what_is_named_after_its_content_is_kept_by_browsers(address: str):
    page = get(address, "/")
    styles = page.text.partition('<link rel="stylesheet" href="')[2].partition('"')[0]

    assert "no-store" == page.headers["Cache-Control"]
    assert "no-store" == get(address, "/sitemap.xml").headers["Cache-Control"]
    assert "immutable" in get(address, f"/{styles}").headers["Cache-Control"]


def test_only_html_gets_the_script(address: str):
    assert CLIENT not in get(address, "/sitemap.xml").text
    assert CLIENT not in get(address, "/news/atom.xml").text


def test_head_gets_the_headers_alone(address: str):
    full, head = get(address, "/sitemap.xml"), get(address, "/sitemap.xml", "HEAD")

    assert "" == head.text
    assert full.headers["Content-Length"] == head.headers["Content-Length"]


def test_an_address_that_would_name_another_host_stays_here(address: str):
    reply = get(address, "/%2Fmembers")

    assert (301, "/members/") == (reply.status, reply.headers["Location"])


@pytest.mark.parametrize(
    ("host", "status"),
    [("localhost:8000", 200), ("127.0.0.1", 200), ("[::1]:8000", 200), ("evil.example", 403)],
)
def test_only_who_means_this_machine_is_answered(address: str, host: str, status: int):
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=PATIENCE)
    connection.request("GET", "/", headers={"Host": host})

    assert status == connection.getresponse().status
    connection.close()
