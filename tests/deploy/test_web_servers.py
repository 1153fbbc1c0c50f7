"""Any host shows the site: real servers, set up as docs/deploying.md says, at the top and below."""

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

from coalition.site.host_files import CACHE_IMMUTABLE, CACHE_REVALIDATE, RESPONSE_HEADERS
from support import machine
from support.documents import text
from support.hosted_sites import FORMER, UNPACKED, Start, ask, files, former, path_of
from support.sites import Sites
from support.web_servers import DEPLOYING, HOSTS, SERVERS, Host, Place, served

pytestmark = pytest.mark.slow


def each(names: Iterable[str]) -> pytest.MarkDecorator:
    """Run a test with each of the servers, at the top of its host and below a path."""
    pairs = [(name, place) for name in names for place in ("top", "below")]
    return pytest.mark.parametrize("host", pairs, ids="-".join, indirect=True)


EVERY, SET_UP = each(HOSTS), each(SERVERS)

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
    "data/members.json": {"application/json"},
    "data/members.jsonld": {"application/ld+json"},
    "data/members.csv": {"text/csv"},
    "news/events.ics": {"text/calendar"},
    "licence.txt": {"text/plain"},
    "site.webmanifest": {"application/manifest+json"},
    "images/a.png": {"image/png"},
    "images/a.jpg": {"image/jpeg"},
    "images/a.webp": {"image/webp"},
    "images/a.avif": {"image/avif"},
}
"""What each kind of file is called; some have two names that mean the same."""

OF_PYTHON = {
    name: types | {"text/xml", "application/xml"} if "atom" in name else types
    for name, types in TYPES.items()
    if not name.endswith((".woff2", ".webp", ".avif", ".webmanifest", ".jsonld", ".ics"))
}
"""What Python calls the others hangs on its version and on the machine's list of types."""

IN_WORDS = re.compile(r"text/|application/.*(xml|javascript)$")
"""The types that say how their letters are written; SVG and JSON are UTF-8 by themselves."""

ASTRAY = {
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
"""Addresses that do not exist, and the page that is shown there."""


@pytest.fixture
def host(request: pytest.FixtureRequest, hosts: Start) -> Host:
    """The server that the test is about."""
    return hosts(*request.param)


@pytest.fixture
def line(host: Host) -> Iterator[HTTPConnection]:
    """An open connection to it."""
    connection = host.connection()
    yield connection
    connection.close()


@EVERY
def test_every_address_answers_with_its_file(host: Host, line: HTTPConnection):
    moved = {} if host.name == "python" else former(host)
    paths = {path_of(host, file): file for file in files(host)}
    wrong = []
    for path in sorted(paths.keys() - moved.keys()):
        reply = ask(line, path)
        if (200, (host.place.site / paths[path]).read_bytes()) != (reply.status, reply.body):
            wrong.append(f"{path}: {reply.status}")

    assert len(paths) > 300
    assert [] == wrong


@EVERY
def test_every_kind_of_file_is_called_by_its_name(host: Host, line: HTTPConnection):
    expected = OF_PYTHON if host.name == "python" else TYPES
    found = {file: ask(line, path_of(host, file)).headers for file in expected}

    assert {} == {
        file: told.get_content_type()
        for file, told in found.items()
        if told.get_content_type() not in expected[file]
    }
    if host.name != "python":
        letters = {file: told.get_content_charset() for file, told in found.items()}
        in_words = {file for file in expected if IN_WORDS.match(found[file].get_content_type())}
        assert {} == {file: letters[file] for file in in_words if letters[file] != "utf-8"}


@EVERY
@pytest.mark.parametrize("name", ["members", "ar", "ar/about"])
def test_a_folder_without_its_slash_leads_to_the_one_with_it(
    host: Host, line: HTTPConnection, name: str
):
    gains_a_slash(host, line, host.place.path + name)


@pytest.mark.parametrize("name", HOSTS)
def test_the_path_of_the_site_without_its_slash_leads_to_its_home_page(name: str, hosts: Start):
    host = hosts(name, "below")
    with closing(host.connection()) as line:
        gains_a_slash(host, line, host.place.path.removesuffix("/"))


def gains_a_slash(host: Host, line: HTTPConnection, path: str) -> None:
    """Fail unless a path leads to the same with a slash, at the same host and port."""
    reply = ask(line, path)

    assert reply.status in (301, 308)
    assert f"{host.address}{path}/" == urljoin(f"{host.address}{path}", reply.headers["Location"])


@SET_UP
def test_an_address_that_does_not_exist_shows_the_page_of_its_language(
    host: Host, line: HTTPConnection
):
    replies = {path: ask(line, host.place.path + path) for path in ASTRAY}

    pages = {name: (host.place.site / name).read_bytes() for name in set(ASTRAY.values())}
    expected = {path: (404, "text/html", pages[name]) for path, name in ASTRAY.items()}
    assert expected == {path: (it.status, it.kind, it.body) for path, it in replies.items()}
    assert {CACHE_REVALIDATE} == {it.headers["Cache-Control"] for it in replies.values()}


@EVERY
def test_an_address_that_does_not_exist_has_the_status_404(host: Host, line: HTTPConnection):
    assert {404} == {ask(line, host.place.path + path).status for path in ASTRAY}


@SET_UP
@pytest.mark.parametrize("way", UNPACKED)
def test_a_packed_file_is_sent_to_those_who_take_it(host: Host, line: HTTPConnection, way: str):
    ending, unpack = UNPACKED[way]
    names = [name for name in files(host) if (host.place.site / f"{name}{ending}").exists()]
    wrong = []
    for name in names:
        path = path_of(host, name)
        if path in former(host):
            continue
        packed, plain = ask(line, path, Accept_Encoding=way), ask(line, path)
        same = unpack(packed.body) == plain.body and packed.kind == plain.kind
        told = packed.headers["Content-Encoding"], plain.headers["Content-Encoding"]
        vary = {packed.headers["Vary"], plain.headers["Vary"]}
        if not same or told != (way, None) or vary != {"Accept-Encoding"}:
            wrong.append(path)

    assert len(names) > 100
    assert [] == wrong


@SET_UP
def test_of_two_packed_files_the_smaller_is_sent(host: Host, line: HTTPConnection):
    reply = ask(line, host.place.path, Accept_Encoding="gzip, deflate, br, zstd")

    assert "br" == reply.headers["Content-Encoding"]
    assert (host.place.site / "index.html.br").read_bytes() == reply.body


@SET_UP
def test_the_page_for_unknown_addresses_is_packed_too(host: Host, line: HTTPConnection):
    reply = ask(line, f"{host.place.path}ar/nowhere/", Accept_Encoding="br")

    assert (404, "br") == (reply.status, reply.headers["Content-Encoding"])
    assert (host.place.site / "ar/404.html").read_bytes() == brotli.decompress(reply.body)


@EVERY
@pytest.mark.parametrize("file", ["members/index.html", "assets/site.*.css", "licence.txt"])
def test_the_head_alone_says_what_comes_with_the_whole(host: Host, line: HTTPConnection, file: str):
    path = path_of(host, file)
    whole, head = ask(line, path), ask(line, path, "HEAD")

    assert (200, b"") == (head.status, head.body)
    assert {**whole.headers, "Date": ""} == {**head.headers, "Date": ""}


@SET_UP
@pytest.mark.parametrize("way", ["identity", "gzip", "br"])
@pytest.mark.parametrize("file", ["members/index.html", "assets/site.*.css", "licence.txt"])
def test_what_has_not_changed_is_not_sent_again(
    host: Host, line: HTTPConnection, file: str, way: str
):
    path = path_of(host, file)
    first = ask(line, path, Accept_Encoding=way)
    by_tag = ask(line, path, Accept_Encoding=way, If_None_Match=first.headers["ETag"])
    changed = ask(line, path, Accept_Encoding=way, If_None_Match='"another"')

    assert (304, b"") == (by_tag.status, by_tag.body)
    assert first.headers["Cache-Control"] == by_tag.headers["Cache-Control"]
    assert (200, first.body) == (changed.status, changed.body)


@EVERY
def test_what_has_not_changed_since_a_day_is_not_sent_again(host: Host, line: HTTPConnection):
    path = path_of(host, "members/index.html")
    day = ask(line, path).headers["Last-Modified"]
    same = ask(line, path, If_Modified_Since=day)
    older = ask(line, path, If_Modified_Since="Sat, 01 Jan 2000 00:00:00 GMT")

    assert [(304, b""), 200] == [(same.status, same.body), older.status]


@SET_UP
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
def test_the_headers_are_sent(host: Host, line: HTTPConnection, path: str, caching: str):
    asked = path_of(host, path) if "*" in path else host.place.path + path
    told = ask(line, asked, Accept_Encoding="br").headers

    expected = {**RESPONSE_HEADERS, "Cache-Control": caching}
    assert {name: [value] for name, value in expected.items()} == {
        name: told.get_all(name) for name in expected
    }
    assert not re.search("[0-9]", told["Server"]), "the server's version is nobody's business"


@SET_UP
@pytest.mark.parametrize(
    "path", [".git/config", ".git/", ".nojekyll", "ar/.env", "about/../.git/config"]
)
def test_hidden_files_are_not_shown(host: Host, line: HTTPConnection, path: str):
    assert 404 == ask(line, host.place.path + path).status


@SET_UP
def test_what_is_well_known_is_shown(host: Host, line: HTTPConnection):
    reply = ask(line, f"{host.place.path}.well-known/security.txt")

    assert (200, b"who to tell") == (reply.status, reply.body)


@SET_UP
@pytest.mark.parametrize("path", ["assets/", "images/"])
def test_a_folder_without_a_page_is_not_listed(host: Host, line: HTTPConnection, path: str):
    reply = ask(line, host.place.path + path)

    assert (404, (host.place.site / "404.html").read_bytes()) == (reply.status, reply.body)


@SET_UP
def test_a_former_address_leads_to_the_new_one_for_good(host: Host, line: HTTPConnection):
    rules = former(host)
    replies = {old: ask(line, old) for old in rules}

    assert host.place.path + FORMER in rules
    assert {301} == {reply.status for reply in replies.values()}
    assert {CACHE_REVALIDATE} == {reply.headers["Cache-Control"] for reply in replies.values()}
    assert {old: host.address + new for old, new in rules.items()} == {
        old: urljoin(host.address + old, reply.headers["Location"])
        for old, reply in replies.items()
    }
    assert {200} == {ask(line, new).status for new in rules.values()}


def test_the_document_installs_what_the_tests_install():
    told = re.findall(r"^    apt-get install (.+)$", text(DEPLOYING), re.M)

    assert [machine.NEEDS[name].packages for name in SERVERS] == [tuple(it.split()) for it in told]


@pytest.mark.parametrize("name", SERVERS)
def test_a_site_without_former_addresses_is_shown_too(name: str, www: Path, sites: Sites):
    machine.need(name)
    site = shutil.copytree(sites["minimal"].root, www / f"minimal-{name}")

    with served(name, Place(site, "/")) as host:
        assert 200 == ask(host.connection(), "/").status
