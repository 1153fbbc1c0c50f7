"""Real web servers, configured as in docs/deploying.md, serve the site at the root and below it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urljoin

import brotli
import pytest

from coalition.project.media_files import MEDIA_SUFFIXES
from coalition.site.host_files import CACHE_IMMUTABLE, CACHE_REVALIDATE, RESPONSE_HEADERS
from coalition.site.media_types import MEDIA_TYPES
from support import machine
from support.documents import text
from support.hosted_sites import (
    ENCODINGS,
    OLD_PATH,
    Start,
    list_files,
    read_redirects,
    send_request,
    url_path,
)
from support.sites import Sites
from support.web_servers import DEPLOYING, HOSTS, SERVERS, Host, SiteLocation, run_server

pytestmark = pytest.mark.slow


def parametrize_servers(names: Iterable[str]) -> pytest.MarkDecorator:
    """Run a test with each of the servers, at the root of its host and below a path."""
    pairs = [(name, position) for name in names for position in ("top", "below")]
    return pytest.mark.parametrize("host", pairs, ids="-".join, indirect=True)


ALL_SERVERS, CONFIGURED_SERVERS = parametrize_servers(HOSTS), parametrize_servers(SERVERS)

TYPES = {
    "index.html": {"text/html"},
    "ar/about/index.html": {"text/html"},
    "assets/site.*.css": {"text/css"},
    "assets/directory.*.js": {"text/javascript", "application/javascript"},
    "assets/world.*.svg": {"image/svg+xml"},
    "assets/letters.*.woff2": {"font/woff2"},
    "sitemap.xml": {"text/xml", "application/xml"},
    "news/atom.xml": {"application/atom+xml"},
    "ar/news/atom.xml": {"application/atom+xml"},
    "news/feed.json": {"application/feed+json"},
    "ar/events/feed.json": {"application/feed+json"},
    "feeds.opml": {"text/x-opml"},
    "ar/events.ics": {"text/calendar"},
    "data/members.json": {"application/json"},
    "data/coalition.jsonld": {"application/ld+json"},
    "data/members.csv": {"text/csv"},
    "data/coalition.ttl": {"text/turtle"},
    "licence.txt": {"text/plain"},
    "site.webmanifest": {"application/manifest+json"},
    "images/a.png": {"image/png"},
    "images/a.jpg": {"image/jpeg"},
    "images/a.webp": {"image/webp"},
    "images/a.avif": {"image/avif"},
    "images/a.gif": {"image/gif"},
    "files/a.csv": {"text/csv"},
    "files/a.docx": {MEDIA_TYPES[".docx"]},
    "files/a.epub": {"application/epub+zip"},
    "files/a.ics": {"text/calendar"},
    "files/a.odp": {MEDIA_TYPES[".odp"]},
    "files/a.ods": {MEDIA_TYPES[".ods"]},
    "files/a.odt": {MEDIA_TYPES[".odt"]},
    "files/a.pdf": {"application/pdf"},
    "files/a.pptx": {MEDIA_TYPES[".pptx"]},
    "files/a.txt": {"text/plain"},
    "files/a.xlsx": {MEDIA_TYPES[".xlsx"]},
}
"""The media type of each kind of file; some have two equivalent names."""

UNKNOWN_TO_PYTHON = (
    ".avif", ".docx", ".epub", ".ics", ".jsonld", ".odp", ".ods", ".odt", ".opml", ".pptx",
    ".ttl",    ".webmanifest", ".webp", ".woff2", ".xlsx",
)  # fmt: skip
PLAIN_FEED_TYPES = {"atom.xml": {"text/xml", "application/xml"}, "feed.json": {"application/json"}}
PYTHON_TYPES = {
    name: types | PLAIN_FEED_TYPES.get(name.rpartition("/")[2], set())
    for name, types in TYPES.items()
    if not name.endswith(UNKNOWN_TO_PYTHON)
}
"""The same for Python's http.server; other types depend on its version and on the machine."""

TYPES_WITH_CHARSET = re.compile(r"text/|application/.*(xml|javascript)$")
"""The types that need a charset; SVG and JSON are UTF-8 by default."""

MISSING_PATHS = {
    "nowhere": "404.html",
    "nowhere/": "404.html",
    "a/b/c/d/e/": "404.html",
    "members/nobody/": "404.html",
    "members/nobody/photo.jpg": "404.html",
    "assets/site.00000000.css": "404.html",
    "news/none/atom.xml": "404.html",
    "none.webmanifest": "404.html",
    "about/index.html/more": "404.html",
    "arabic/": "404.html",
    "ar/nowhere": "ar/404.html",
    "ar/nowhere/deep/": "ar/404.html",
    "ar/members/nobody/photo.jpg": "ar/404.html",
    "ar/ar/": "ar/404.html",
}
"""Paths that do not exist, and the 404 page that is served there."""


@pytest.fixture
def host(request: pytest.FixtureRequest, hosts: Start) -> Host:
    """The server under test."""
    return hosts(*request.param)


@pytest.fixture
def connection(host: Host) -> Iterator[HTTPConnection]:
    """An open connection to the server under test."""
    connection = host.connection()
    yield connection
    connection.close()


@ALL_SERVERS
def test_every_address_answers_with_its_file(host: Host, connection: HTTPConnection):
    redirects = {} if host.name == "python" else read_redirects(host)
    paths = {url_path(host, file): file for file in list_files(host)}
    wrong = []
    for path in sorted(paths.keys() - redirects.keys()):
        response = send_request(connection, path)
        if (200, (host.location.site / paths[path]).read_bytes()) != (
            response.status,
            response.body,
        ):
            wrong.append(f"{path}: {response.status}")

    assert len(paths) > 300
    assert [] == wrong


@ALL_SERVERS
def test_every_kind_of_file_has_its_media_type(host: Host, connection: HTTPConnection):
    expected = PYTHON_TYPES if host.name == "python" else TYPES
    headers_by_file = {
        file: send_request(connection, url_path(host, file)).headers for file in expected
    }

    assert {} == {
        file: headers.get_content_type()
        for file, headers in headers_by_file.items()
        if headers.get_content_type() not in expected[file]
    }
    if host.name != "python":
        assert {} == {
            file: headers.get_content_charset()
            for file, headers in headers_by_file.items()
            if TYPES_WITH_CHARSET.match(headers.get_content_type())
            and headers.get_content_charset() != "utf-8"
        }


@ALL_SERVERS
@pytest.mark.parametrize("name", ["members", "ar", "ar/about"])
def test_a_folder_without_its_slash_leads_to_the_one_with_it(
    host: Host, connection: HTTPConnection, name: str
):
    assert_redirects_to_slash(host, connection, host.location.path + name)


@pytest.mark.parametrize("name", HOSTS)
def test_the_path_of_the_site_without_its_slash_leads_to_its_home_page(name: str, hosts: Start):
    host = hosts(name, "below")
    with closing(host.connection()) as connection:
        assert_redirects_to_slash(host, connection, host.location.path.removesuffix("/"))


def assert_redirects_to_slash(host: Host, connection: HTTPConnection, path: str) -> None:
    """Fail unless a path redirects to the same one with a slash, at the same host and port."""
    response = send_request(connection, path)

    assert response.status in (301, 308)
    assert f"{host.address}{path}/" == urljoin(
        f"{host.address}{path}", response.headers["Location"]
    )


@CONFIGURED_SERVERS
def test_an_address_that_does_not_exist_shows_the_page_of_its_language(
    host: Host, connection: HTTPConnection
):
    responses = {
        path: send_request(connection, host.location.path + path) for path in MISSING_PATHS
    }

    pages = {name: (host.location.site / name).read_bytes() for name in set(MISSING_PATHS.values())}
    expected = {path: (404, "text/html", pages[name]) for path, name in MISSING_PATHS.items()}
    assert expected == {
        path: (response.status, response.kind, response.body)
        for path, response in responses.items()
    }
    assert {CACHE_REVALIDATE} == {
        response.headers["Cache-Control"] for response in responses.values()
    }


@ALL_SERVERS
def test_an_address_that_does_not_exist_has_the_status_404(host: Host, connection: HTTPConnection):
    assert {404} == {
        send_request(connection, host.location.path + path).status for path in MISSING_PATHS
    }


@CONFIGURED_SERVERS
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_compressed_copy_is_sent_to_clients_that_accept_it(
    host: Host, connection: HTTPConnection, encoding: str
):
    extension, decompress = ENCODINGS[encoding]
    names = [
        name for name in list_files(host) if (host.location.site / f"{name}{extension}").exists()
    ]
    wrong = []
    for name in names:
        path = url_path(host, name)
        if path in read_redirects(host):
            continue
        compressed, plain = (
            send_request(connection, path, Accept_Encoding=encoding),
            send_request(connection, path),
        )
        is_same = decompress(compressed.body) == plain.body and compressed.kind == plain.kind
        encodings = compressed.headers["Content-Encoding"], plain.headers["Content-Encoding"]
        vary = {compressed.headers["Vary"], plain.headers["Vary"]}
        if not is_same or encodings != (encoding, None) or vary != {"Accept-Encoding"}:
            wrong.append(path)

    assert len(names) > 100
    assert [] == wrong


@CONFIGURED_SERVERS
def test_of_two_compressed_copies_the_smaller_is_sent(host: Host, connection: HTTPConnection):
    response = send_request(
        connection, host.location.path, Accept_Encoding="gzip, deflate, br, zstd"
    )

    assert "br" == response.headers["Content-Encoding"]
    assert (host.location.site / "index.html.br").read_bytes() == response.body


@CONFIGURED_SERVERS
def test_the_404_page_is_compressed_too(host: Host, connection: HTTPConnection):
    response = send_request(connection, f"{host.location.path}ar/nowhere/", Accept_Encoding="br")

    assert (404, "br") == (response.status, response.headers["Content-Encoding"])
    assert (host.location.site / "ar/404.html").read_bytes() == brotli.decompress(response.body)


@ALL_SERVERS
@pytest.mark.parametrize("file", ["members/index.html", "assets/site.*.css", "licence.txt"])
def test_head_has_the_same_headers_as_get(host: Host, connection: HTTPConnection, file: str):
    path = url_path(host, file)
    get, head = send_request(connection, path), send_request(connection, path, "HEAD")

    assert (200, b"") == (head.status, head.body)
    assert {**get.headers, "Date": ""} == {**head.headers, "Date": ""}


@CONFIGURED_SERVERS
@pytest.mark.parametrize("encoding", ["identity", "gzip", "br"])
@pytest.mark.parametrize("file", ["members/index.html", "assets/site.*.css", "licence.txt"])
def test_a_file_with_the_same_etag_is_not_sent_again(
    host: Host, connection: HTTPConnection, file: str, encoding: str
):
    path = url_path(host, file)
    first = send_request(connection, path, Accept_Encoding=encoding)
    unchanged = send_request(
        connection, path, Accept_Encoding=encoding, If_None_Match=first.headers["ETag"]
    )
    changed = send_request(connection, path, Accept_Encoding=encoding, If_None_Match='"another"')

    assert (304, b"") == (unchanged.status, unchanged.body)
    assert first.headers["Cache-Control"] == unchanged.headers["Cache-Control"]
    assert (200, first.body) == (changed.status, changed.body)


@ALL_SERVERS
def test_a_file_not_modified_since_a_date_is_not_sent_again(host: Host, connection: HTTPConnection):
    path = url_path(host, "members/index.html")
    date = send_request(connection, path).headers["Last-Modified"]
    same = send_request(connection, path, If_Modified_Since=date)
    older = send_request(connection, path, If_Modified_Since="Sat, 01 Jan 2000 00:00:00 GMT")

    assert [(304, b""), 200] == [(same.status, same.body), older.status]


@CONFIGURED_SERVERS
@pytest.mark.parametrize(
    ("path", "caching"),
    [
        ("", CACHE_REVALIDATE),
        ("ar/members/", CACHE_REVALIDATE),
        ("news/atom.xml", CACHE_REVALIDATE),
        ("nowhere/", CACHE_REVALIDATE),
        ("assets/gone.0123abcd.css", CACHE_REVALIDATE),
        ("assets/site.*.css", CACHE_IMMUTABLE),
        ("assets/world.*.svg", CACHE_IMMUTABLE),
    ],
)
def test_the_headers_are_sent(host: Host, connection: HTTPConnection, path: str, caching: str):
    target = url_path(host, path) if "*" in path else host.location.path + path
    headers = send_request(connection, target, Accept_Encoding="br").headers

    expected = {**RESPONSE_HEADERS, "Cache-Control": caching}
    assert {name: [value] for name, value in expected.items()} == {
        name: headers.get_all(name) for name in expected
    }
    assert not re.search("[0-9]", headers["Server"]), "the server's version is not disclosed"


@CONFIGURED_SERVERS
@pytest.mark.parametrize(
    "path", [".git/config", ".git/", ".nojekyll", "ar/.env", "about/../.git/config"]
)
def test_hidden_files_are_not_served(host: Host, connection: HTTPConnection, path: str):
    assert 404 == send_request(connection, host.location.path + path).status


@CONFIGURED_SERVERS
def test_well_known_files_are_served(host: Host, connection: HTTPConnection):
    response = send_request(connection, f"{host.location.path}.well-known/security.txt")

    assert 200 == response.status
    assert b"Contact: mailto:security@example.org" == response.body


@CONFIGURED_SERVERS
@pytest.mark.parametrize("path", ["assets/", "images/"])
def test_a_folder_without_a_page_is_not_listed(host: Host, connection: HTTPConnection, path: str):
    response = send_request(connection, host.location.path + path)

    assert (404, (host.location.site / "404.html").read_bytes()) == (response.status, response.body)


@CONFIGURED_SERVERS
def test_a_former_address_leads_to_the_new_one_for_good(host: Host, connection: HTTPConnection):
    rules = read_redirects(host)
    responses = {old: send_request(connection, old) for old in rules}

    assert host.location.path + OLD_PATH in rules
    assert {301} == {response.status for response in responses.values()}
    assert {CACHE_REVALIDATE} == {
        response.headers["Cache-Control"] for response in responses.values()
    }
    assert {old: host.address + new for old, new in rules.items()} == {
        old: urljoin(host.address + old, response.headers["Location"])
        for old, response in responses.items()
    }
    assert {200} == {send_request(connection, new).status for new in rules.values()}


def test_the_document_installs_what_the_tests_install():
    commands = re.findall(r"^    apt-get install (.+)$", text(DEPLOYING), re.M)

    assert [machine.NEEDS[name].packages for name in SERVERS] == [
        tuple(packages.split()) for packages in commands
    ]


@pytest.mark.parametrize("name", SERVERS)
def test_a_site_without_former_addresses_is_shown_too(name: str, www: Path, sites: Sites):
    machine.need(name)
    site = shutil.copytree(sites["minimal"].root, www / f"minimal-{name}")

    with run_server(name, SiteLocation(site, "/")) as host:
        assert 200 == send_request(host.connection(), "/").status


def test_every_kind_of_picture_and_document_is_tried():
    suffixes = {Path(name).suffix for name in TYPES if name.startswith(("files/", "images/"))}

    assert MEDIA_SUFFIXES - {".jpeg", ".svg"} == suffixes
