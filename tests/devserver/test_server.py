"""The preview answers as the web server of the published site would."""

from __future__ import annotations

import shutil
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalition.devserver.builder import IncrementalBuilder
from coalition.devserver.connections import open_listener
from coalition.devserver.server import CLIENT_PATH, PreviewServer
from coalition.devserver.state import PreviewState
from coalition.site.media_types import get_content_type
from support.previews import exchange, get, parse_reply
from support.sites import project_of

TYPES = {
    "index.html": "text/html; charset=utf-8",
    "style.css": "text/css; charset=utf-8",
    "script.js": "text/javascript; charset=utf-8",
    "mark.svg": "image/svg+xml; charset=utf-8",
    "news/atom.xml": "application/atom+xml; charset=utf-8",
    "news/feed.json": "application/feed+json; charset=utf-8",
    "feeds.opml": "text/x-opml; charset=utf-8",
    "events.ics": "text/calendar; charset=utf-8",
    "sitemap.xml": "application/xml; charset=utf-8",
    "site.webmanifest": "application/manifest+json; charset=utf-8",
    "data.json": "application/json; charset=utf-8",
    "data.csv": "text/csv; charset=utf-8",
    "picture.png": "image/png",
    "unknown.qqq": "application/octet-stream",
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a secret file in its root folder, and another one in the parent folder."""
    parent = tmp_path_factory.mktemp("served")
    (parent / "secret.txt").write_text("secret")
    project = project_of("lantern", parent / "project")
    shutil.copy(parent / "secret.txt", project / "secret.txt")
    return project


@pytest.fixture(scope="module")
def errors() -> list[str]:
    """Tracebacks that the server has reported."""
    return []


@pytest.fixture(scope="module")
def address(project: Path, errors: list[str]) -> Iterator[str]:
    state = PreviewState(project)
    server = PreviewServer(open_listener("localhost", 0), state)
    server.handle_error = lambda *_: errors.append(traceback.format_exc())  # type: ignore[method-assign]
    server.start()
    address = f"http://localhost:{server.port}/"
    state.publish(IncrementalBuilder(project, address).build_snapshot())
    yield address
    state.close()
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
    assert 1 == reply.text.count(f'<script src="{CLIENT_PATH}"')


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


def test_the_404_page_is_in_the_language_of_the_address(address: str):
    reply = get(address, "/ar/nothing/")

    assert (404, True) == (reply.status, '<html lang="ar"' in reply.text)


@pytest.mark.parametrize("name", TYPES)
def test_every_file_has_its_media_type(name: str):
    assert TYPES[name] == get_content_type(Path(name))


def test_only_what_is_named_after_its_content_is_kept_by_browsers(address: str):
    page = get(address, "/")
    styles = page.text.partition('<link rel="stylesheet" href="')[2].partition('"')[0]

    assert "no-store" == page.headers["Cache-Control"]
    assert "no-store" == get(address, "/sitemap.xml").headers["Cache-Control"]
    assert "immutable" in get(address, f"/{styles}").headers["Cache-Control"]


def test_calendars_and_feeds_name_the_preview(address: str):
    calendar = get(address, "/ar/events.ics").text
    feed = get(address, "/events/feed.json").text

    assert f"SOURCE;VALUE=URI:{address}ar/events.ics" in calendar
    assert f'"feed_url": "{address}events/feed.json"' in feed
    assert f'xmlUrl="{address}events/atom.xml"' in get(address, "/feeds.opml").text
    assert (
        f'href="webcal://{address.partition("//")[2]}events.ics"' in get(address, "/events/").text
    )


def test_only_html_gets_the_script(address: str):
    assert CLIENT_PATH not in get(address, "/sitemap.xml").text
    assert CLIENT_PATH not in get(address, "/news/atom.xml").text


def test_head_gets_the_headers_alone(address: str):
    full, head = get(address, "/sitemap.xml"), get(address, "/sitemap.xml", "HEAD")

    assert "" == head.text
    assert full.headers["Content-Length"] == head.headers["Content-Length"]


def test_an_address_that_would_name_another_host_stays_here(address: str):
    reply = get(address, "/%2Fmembers")

    assert (301, "/members/") == (reply.status, reply.headers["Location"])


HOSTS = {
    b"Host: localhost:8000": 200,
    b"Host: LOCALHOST": 200,
    b"Host: 127.0.0.1": 200,
    b"Host:\t[::1]:8000 ": 200,
    b"Host: evil.example": 403,
    b"Host: localhost.evil.example": 403,
    b"Host: [2001:db8::1]": 403,
    b"Host: [::1": 400,
    b"Host: [::1]x": 400,
    b"Host: [::1]:80x": 400,
    b"Host: ::1": 400,
    b"Host: localhost:80:80": 400,
    b"Host: localhost/": 400,
    b"Host: evil.example@localhost": 400,
    b"Host: local host": 400,
    b"Host: caf\xe9.example": 400,
    b"Host: \xff\xfe": 400,
    b"Host: ": 400,
    b"Host: localhost\r\nHost: localhost": 400,
    b"Accept: */*": 400,
}


@pytest.mark.parametrize(("header", "status"), HOSTS.items())
def test_only_requests_to_this_machine_are_answered(address: str, header: bytes, status: int):
    reply = exchange(address, b"GET / HTTP/1.1\r\n" + header + b"\r\n\r\n")

    assert status == parse_reply(reply).status


def test_an_old_client_need_not_name_the_host(address: str):
    assert 200 == parse_reply(exchange(address, b"GET / HTTP/1.0\r\n\r\n")).status


TARGETS = {
    b"http://localhost": 200,
    b"HTTP://LOCALHOST:80/members/": 200,
    b"http://localhost?from=mail": 200,
    b"http://evil.example/": 403,
    b"//[": 404,
    b"/[": 404,
    b"//evil.example/members": 404,
    b"/%00": 404,
    b"/%ff": 404,
    b"/%": 404,
    b"/..": 404,
    b"/../../etc/passwd": 404,
    b"/#fragment": 404,
    b"http://[/": 400,
    b"http:///": 400,
    b"https://[::1/": 400,
    b"*": 400,
    b"members/": 400,
    b"/\x00": 400,
    b"/caf\xe9": 400,
    b"/a b": 400,
    b"/" + b"a" * 60_000: 414,
}


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(("target", "status"), TARGETS.items(), ids=lambda it: repr(it)[:30])
def test_malformed_request_targets_are_refused(
    address: str, method: str, target: bytes, status: int
):
    line = method.encode() + b" " + target + b" HTTP/1.1"

    reply = exchange(address, line + b"\r\nHost: localhost\r\n\r\n")

    assert status == parse_reply(reply, method).status


BAD_REQUESTS = {
    b"\r\n\r\nGET / HTTP/1.0\n\n": 200,
    b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\nGET / HTTP/1.1\r\n": 200,
    b"nonsense\r\n\r\n": 400,
    b"\x0b\r\n\r\n": 400,
    b"\x16\x03\x01\x02\x00\x01\n\n": 400,
    b"GET /\r\n\r\n": 400,
    b"GET / HTTP/1.1 HTTP/1.1\r\n\r\n": 400,
    b"GET / HTTP/x\r\n\r\n": 400,
    b"GET / HTTP/0.9\r\n\r\n": 400,
    b"GET / HTTP/2.0\r\nHost: localhost\r\n\r\n": 505,
    b"POST / HTTP/1.1\r\nHost: localhost\r\n\r\n": 501,
    b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 200 + b"\r\n": 431,
    b"GET / HTTP/1.1\r\nA: " + b"b" * 100_000 + b"\r\n\r\n": 431,
}


@pytest.mark.parametrize(("request_", "status"), BAD_REQUESTS.items(), ids=lambda it: repr(it)[:30])
def test_each_request_gets_one_answer(address: str, request_: bytes, status: int):
    assert status == parse_reply(exchange(address, request_)).status


def test_a_request_with_a_body_gets_its_whole_answer(address: str):
    head = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3000000\r\n\r\n"

    assert 501 == parse_reply(exchange(address, head + b"x" * 3_000_000)).status


PIECES = st.sampled_from(["[", "]", "::1", "//", "http://", "..", "%00", "%ff", "%", "?", "@", ":"])
WORDS = st.lists(PIECES | st.text(st.characters(max_codepoint=255), max_size=5), max_size=6).map(
    "".join
)
HEADERS = st.tuples(st.sampled_from(["Host", "Connection", "Expect", "", " "]) | WORDS, WORDS)


@settings(max_examples=300)
@given(
    method=st.sampled_from(["GET", "HEAD", "POST"]) | WORDS,
    target=st.builds("{}{}".format, st.sampled_from(["/", "/_preview/problems?path=", ""]), WORDS),
    version=st.sampled_from(["HTTP/1.1", "HTTP/1.0", "HTTP/0.9"]) | WORDS,
    headers=st.lists(HEADERS, max_size=4).map(lambda it: [("Host", "localhost"), *it])
    | st.lists(HEADERS, max_size=4),
)
def test_no_request_gives_a_traceback(
    address: str,
    errors: list[str],
    method: str,
    target: str,
    version: str,
    headers: list[tuple[str, str]],
):
    lines = [f"{method} {target} {version}", *(f"{name}: {value}" for name, value in headers)]
    request = "\r\n".join([*lines, "", ""]).encode("latin-1")

    errors.clear()
    reply = exchange(address, request).removeprefix(b"HTTP/1.1 100 Continue\r\n\r\n")

    assert 500 != parse_reply(reply, method).status
    assert [] == errors
