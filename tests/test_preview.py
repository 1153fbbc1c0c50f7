"""The preview answers as a visitor's server would, and follows what the editor saves."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from watchfiles import Change

from coalition.running.preview import Sources
from coalition.running.preview_server import EVENTS, SCRIPT

if TYPE_CHECKING:
    from playwright.sync_api import Page

PREVIEW = (
    "import sys; from pathlib import Path; from coalition.running import preview;"
    "preview.serve(Path(sys.argv[1]), 'localhost', int(sys.argv[2]), False)"
)
WRONG = "data/members.yaml:1:1: error: <b>nobody</b> & nothing [no-members]"
PATIENCE = 30.0
"""Seconds that a test waits for what must come."""


@dataclass
class Reply:
    status: int
    headers: http.client.HTTPMessage
    text: str


def get(address: str, path: str, method: str = "GET") -> Reply:
    """Ask for `path` exactly as it is written, which urllib would tidy up."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=PATIENCE)
    connection.putrequest(method, path, skip_accept_encoding=True)
    connection.endheaders()
    reply = connection.getresponse()
    text = reply.read().decode()
    connection.close()
    return Reply(reply.status, reply.headers, text)


def until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.02)


FILES = {
    "index.html": "<body>home</body>",
    "404.html": "<body>no such page here</body>",
    "about/index.html": "<body>about</body>",
    "empty/picture.png": "",
    "style.css": "",
    "script.js": "",
    "mark.svg": "<svg/>",
    "news/atom.xml": "<feed/>",
    "sitemap.xml": "<urlset/>",
    "site.webmanifest": "{}",
    "data.json": "{}",
    "data.csv": "é",
    "unknown.qqq": "",
    "ar/مثال/index.html": "<body>مثال</body>",
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, serve_site: Callable[[Path], str]) -> str:
    """Where a small site is served, with a secret beside its folder."""
    folder = tmp_path_factory.mktemp("served")
    for name, text in FILES.items():
        file = folder / "site" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    (folder / "secret.txt").write_text("secret")
    (folder / "site-secret").mkdir()
    (folder / "site-secret" / "secret.txt").write_text("secret")
    (folder / "site" / "outside").symlink_to(folder / "secret.txt")
    return serve_site(folder / "site")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", "home"),
        ("/?from=mail", "home"),
        ("/index.html", "home"),
        ("/about/", "about"),
        ("/ar/%D9%85%D8%AB%D8%A7%D9%84/", "مثال"),
    ],
)
def test_an_address_shows_its_page(address: str, path: str, expected: str):
    reply = get(address, path)

    assert 200 == reply.status
    assert reply.text.startswith(f"<body>{expected}<script")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/about", "/about/"),
        ("/about?x=1", "/about/?x=1"),
        ("//about", "/about/"),
        ("/ar/%D9%85%D8%AB%D8%A7%D9%84", "/ar/%D9%85%D8%AB%D8%A7%D9%84/"),
    ],
)
def test_a_folder_without_its_slash_leads_to_itself_with_one(
    address: str, path: str, expected: str
):
    reply = get(address, path)

    assert (301, expected) == (reply.status, reply.headers["Location"])


@pytest.mark.parametrize(
    "path",
    [
        "/nobody/",
        "/about/nobody",
        "/style.css/",
        "/empty/",
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/..%5csecret.txt",
        "/about/../../site-secret/secret.txt",
        "/outside",
        "//secret.txt",
        "/%00",
        "/" + "a" * 5000,
    ],
)
def test_an_unknown_address_gets_the_sites_own_page_and_says_404(address: str, path: str):
    reply = get(address, path)

    assert 404 == reply.status
    assert reply.text.startswith("<body>no such page here<script")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/nobody", "text/html; charset=utf-8"),
        ("/style.css", "text/css; charset=utf-8"),
        ("/script.js", "text/javascript; charset=utf-8"),
        ("/mark.svg", "image/svg+xml; charset=utf-8"),
        ("/news/atom.xml", "application/atom+xml; charset=utf-8"),
        ("/sitemap.xml", "application/xml; charset=utf-8"),
        ("/site.webmanifest", "application/manifest+json; charset=utf-8"),
        ("/data.json", "application/json; charset=utf-8"),
        ("/data.csv", "text/csv; charset=utf-8"),
        ("/empty/picture.png", "image/png"),
        ("/unknown.qqq", "application/octet-stream"),
    ],
)
def test_every_file_has_its_media_type(address: str, path: str, expected: str):
    assert expected == get(address, path).headers["Content-Type"]


def test_nothing_is_cached(address: str):
    assert "no-store" == get(address, "/style.css").headers["Cache-Control"]


def test_only_html_gets_the_script(address: str):
    assert "<svg/>" == get(address, "/mark.svg").text
    assert "EventSource" in get(address, SCRIPT).text


def test_head_gets_the_headers_alone(address: str):
    full, head = get(address, "/data.csv"), get(address, "/data.csv", "HEAD")

    assert "" == head.text
    assert full.headers["Content-Length"] == head.headers["Content-Length"]


@dataclass
class Running:
    """A preview in a process of its own."""

    process: subprocess.Popen[str]
    project: Path
    address: str
    errors: Path

    def events(self) -> IO[bytes]:
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=PATIENCE)
        connection.request("GET", EVENTS)
        return connection.getresponse()

    def rests(self) -> bool:
        """Whether nothing was built for a second."""
        before = get(self.address, "/").text
        time.sleep(1)
        is_building = any(self.project.glob("output.*.lock"))
        return not is_building and before == get(self.address, "/").text

    def said(self) -> str:
        return self.errors.read_text(encoding="utf-8")


def build_name(events: IO[bytes]) -> str:
    """The next build that the stream tells of."""
    while True:
        line = events.readline().decode()
        assert line, "the stream ended"
        if line.startswith("data: "):
            return line.removeprefix("data: ").strip()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[Path], Running]]:
    """A function: a project in, its preview out, once it says that it is ready."""
    processes = []

    def run(project: Path, port: int = 0) -> Running:
        errors = tmp_path / f"errors-{len(processes)}.txt"
        process = subprocess.Popen(
            [sys.executable, "-c", PREVIEW, project, str(port)],
            stdout=subprocess.PIPE,
            stderr=errors.open("w"),
            text=True,
        )
        processes.append(process)
        for line in process.stdout:
            if line.startswith("preview: "):
                return Running(process, project, line.split()[1], errors)
        raise AssertionError(errors.read_text())

    yield run
    for process in processes:
        process.kill()
        process.wait()
        process.stdout.close()


def test_a_saved_page_is_built_and_told_to_the_browser(
    tiny_project: Path, start: Callable[[Path], Running]
):
    preview = start(tiny_project)
    assert "first words" in get(preview.address, "/about/").text
    events = preview.events()
    before = build_name(events)
    assert f'data-build="{before}"' in get(preview.address, "/about/").text

    (tiny_project / "content/pages/about.md").write_text("title: About\n\nother words\n")

    assert before != build_name(events)
    assert "other words" in get(preview.address, "/about/").text


@pytest.mark.parametrize("how", ["written", "replaced"])
def test_saved_settings_are_followed_however_the_editor_saves(
    tiny_project: Path, start: Callable[[Path], Running], how: str
):
    preview = start(tiny_project)
    events = preview.events()
    build_name(events)
    for words in ("once", "twice"):
        text = (tiny_project / "publishconf.py").read_text()
        file = tiny_project / ("publishconf.py" if how == "written" else "new.txt")
        file.write_text(text + f'SETTINGS_FILE = "{words}"\n')
        file.rename(tiny_project / "publishconf.py")

        build_name(events)
        assert f"<body>{words} " in get(preview.address, "/").text


def test_a_folder_that_was_away_is_followed_again(
    tiny_project: Path, start: Callable[[Path], Running]
):
    preview = start(tiny_project)
    # Another folder with the same name, as after a change of branch; a moved one keeps its watch
    shutil.copytree(tiny_project / "content", tiny_project / "elsewhere")
    shutil.rmtree(tiny_project / "content")
    (tiny_project / "elsewhere").rename(tiny_project / "content")
    until(preview.rests)

    (tiny_project / "content/pages/about.md").write_text("title: About\n\nother words\n")

    until(lambda: "other words" in get(preview.address, "/about/").text)


def test_what_is_saved_during_a_build_is_built_too(
    tiny_project: Path, start: Callable[[Path], Running]
):
    preview = start(tiny_project)
    about = tiny_project / "content/pages/about.md"
    (tiny_project / "data/wait").touch()
    until((tiny_project / "data/waiting").exists)

    about.write_text("title: About\n\nwords during the build\n")
    time.sleep(0.3)
    (tiny_project / "data/wait").unlink()

    until(lambda: "words during the build" in get(preview.address, "/about/").text)


def test_a_problem_leaves_the_last_good_site_up_and_is_printed(
    tiny_project: Path, start: Callable[[Path], Running]
):
    preview = start(tiny_project)
    (tiny_project / "content/pages/about.md").write_text("title: About\n\nother words\n")
    (tiny_project / "data/wrong").write_text(WRONG)

    until(lambda: "the last good site stays up" in preview.said())

    assert f"{WRONG}\n\n1 problem in 1 file\n" in preview.said()
    assert "Traceback" not in preview.said()
    assert 200 == get(preview.address, "/about/").status

    (tiny_project / "data/wrong").unlink()

    until(lambda: "other words" in get(preview.address, "/about/").text)


def test_problems_at_the_start_are_a_page_that_heals(
    tiny_project: Path, start: Callable[[Path], Running]
):
    (tiny_project / "data/wrong").write_text(WRONG)

    preview = start(tiny_project)
    events = preview.events()
    before = build_name(events)
    page = get(preview.address, "/about/").text

    assert "error: &lt;b&gt;nobody&lt;/b&gt; &amp; nothing" in page
    assert "1 problem in 1 file" in page
    assert SCRIPT in page

    (tiny_project / "data/wrong").unlink()

    assert before != build_name(events)
    assert "first words" in get(preview.address, "/about/").text


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("pages/about.en.md", True),
        ("static/css/base.css", True),
        ("pages/.about.en.md.swp", False),
        ("pages/about.en.md~", False),
        ("pages/.#about.en.md", False),
        ("pages/4913", False),
        ("coalition/__pycache__/load.pyc", False),
        ("coalition.egg-info", False),
    ],
)
def test_what_editors_keep_beside_a_file_is_no_change(tmp_path: Path, name: str, expected: bool):
    assert expected == Sources()(Change.modified, str(tmp_path / name))


def test_a_taken_port_leads_to_the_next_free_one(tiny_project: Path, start: Callable[..., Running]):
    with socket.create_server(("localhost", 0)) as taken:
        port = taken.getsockname()[1]
        preview = start(tiny_project, port)

    assert port < urlsplit(preview.address).port
    assert f"port {port} is taken, so this is " in preview.said()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("when", ["waiting", "building"])
def test_it_stops_cleanly_and_leaves_nothing(
    tiny_project: Path, start: Callable[[Path], Running], how: signal.Signals, when: str
):
    preview = start(tiny_project)
    events = preview.events()
    build_name(events)
    if when == "building":
        (tiny_project / "data/wait").touch()
        until((tiny_project / "data/waiting").exists)

    preview.process.send_signal(how)

    assert 0 == preview.process.wait(PATIENCE)
    assert "" == preview.said()
    assert [] == [path.name for path in tiny_project.iterdir() if "output" in path.name]
    (tiny_project / "data/waiting").unlink(missing_ok=True)
    time.sleep(0.3)
    assert not (tiny_project / "data/waiting").exists(), "the build lives on"


def test_an_open_page_reloads_itself(
    tiny_project: Path, start: Callable[[Path], Running], page: Page
):
    preview = start(tiny_project)
    page.goto(preview.address + "about/")
    assert "first words" == page.inner_text("p")

    (tiny_project / "content/pages/about.md").write_text("title: About\n\nother words\n")

    page.wait_for_selector("text=other words")
