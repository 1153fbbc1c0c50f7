"""The URLs of the published site are read from its sitemap, and none may get lost."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.audit import published_urls
from coalition.audit.built_site import BuiltSite
from coalition.audit.published_urls import (
    PublishedSite,
    find_lost_paths,
    get_paths_below_home,
    list_addresses,
)
from coalition.diagnostics.errors import DataError
from coalition.diagnostics.text import format_diagnostics


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    """A local server; `answers` maps paths to the status and body that it sends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = self.server.answers.get(self.path, (404, b""))  # type: ignore[attr-defined]
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.answers = {}  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def sitemap_of(*urls: str) -> bytes:
    """Return a sitemap with these URLs."""
    lines = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    return f'<urlset xmlns="{published_urls.SITEMAP_TAG_PREFIX[1:-1]}">{lines}</urlset>'.encode()


def url_of(server: HTTPServer) -> str:
    return f"http://127.0.0.1:{server.server_port}"


@pytest.mark.parametrize("path", ["/lamps", "/lamps/", "/lamps/sitemap.xml"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_the_last_sitemap_is_found_from_the_address_of_the_site(
    path: str, pack: Callable[[bytes], bytes], server: HTTPServer
):
    home_url = f"{url_of(server)}/lamps"
    server.answers["/lamps/sitemap.xml"] = 200, pack(sitemap_of(f"{home_url}/", f"{home_url}/a/b/"))  # type: ignore[attr-defined]

    assert PublishedSite(("", "a/b/")) == published_urls.read_published_site(url_of(server) + path)


def test_former_addresses_are_known_where_the_host_shows_them(server: HTTPServer):
    redirects = b"# moved\n/l%C3%A4/old/ /l%C3%A4/a/ 301\n/elsewhere/ / 301\n/l%C3%A4/x/* / 301\n"
    server.answers["/copy/sitemap.xml"] = 200, sitemap_of("https://a.example/l%C3%A4/")  # type: ignore[attr-defined]
    server.answers["/copy/_redirects"] = 200, redirects  # type: ignore[attr-defined]

    assert PublishedSite(("",), redirected_paths=("old/",)) == published_urls.read_published_site(
        f"{url_of(server)}/copy/"
    )

    server.answers["/copy/_redirects"] = 200, b"<!doctype html>\n<p>Not here, nor there"  # type: ignore[attr-defined]

    assert PublishedSite(("",)) == published_urls.read_published_site(f"{url_of(server)}/copy/")


def test_a_site_that_is_not_published_yet_can_have_lost_nothing(server: HTTPServer):
    note = f"nothing is published at {url_of(server)}/ yet, so no address can be gone"

    assert PublishedSite(note=note) == published_urls.read_published_site(url_of(server))


def read_error(source: str) -> str:
    with pytest.raises(DataError) as raised:
        published_urls.read_published_site(source)
    return format_diagnostics(raised.value.diagnostics)


HINT = "= help: try again when it can be reached, or give a file: a sitemap.xml that was kept"


def test_a_site_without_a_sitemap_is_not_one_that_is_not_published_yet(server: HTTPServer):
    server.answers["/"] = 200, b"<!doctype html>"  # type: ignore[attr-defined]

    expected = f"there is a site at {url_of(server)}/, but no sitemap.xml [unreadable-sitemap]"
    assert expected in read_error(f"{url_of(server)}/index.html")


def test_a_page_instead_of_a_sitemap_may_ask_for_a_login(server: HTTPServer):
    server.answers["/sitemap.xml"] = 200, b"<!DOCTYPE html><p>Sign in"  # type: ignore[attr-defined]

    assert "this is a page; perhaps visitors have to log in there" in read_error(url_of(server))


def test_a_url_with_a_password_is_rejected_without_printing_it():
    message = read_error("https://ada:secret@lamps.example/")

    assert message.startswith("https://lamps.example/sitemap.xml:1:1: error: there is a name or a")
    assert "secret" not in message


def test_an_invalid_url_is_reported():
    assert "http://[lamps:1:1: error: this is no web address" in read_error("http://[lamps")


def test_the_folder_of_a_site_is_taken_as_well(sound: BuiltSite):
    published = published_urls.read_published_site(str(sound.content.folder))

    assert "about/" in published.paths
    assert ("lamps/",) == published.redirected_paths


def test_a_server_in_trouble_is_no_reason_to_publish_unseen(server: HTTPServer):
    server.answers["/sitemap.xml"] = 503, b"<urlset/>"  # type: ignore[attr-defined]

    assert read_error(url_of(server)) == (
        f"{url_of(server)}/sitemap.xml:1:1: error: the server of the last published site answers"
        f" 503 Service Unavailable [unreadable-sitemap]\n  {HINT}"
    )


def test_a_server_that_does_not_answer_is_reported(server: HTTPServer):
    server.shutdown()
    server.server_close()

    assert read_error(url_of(server)) == (
        f"{url_of(server)}/sitemap.xml:1:1: error: the last published site cannot be reached:"
        f" [Errno 111] Connection refused [unreadable-sitemap]\n  {HINT}"
    )


def test_a_missing_file_is_reported(tmp_path: Path):
    assert read_error(f"{tmp_path}/none.xml") == (
        f"{tmp_path}/none.xml:1:1: error: the file cannot be read: No such file or directory"
        " [unreadable-sitemap]\n"
        "  = help: give a folder with a site, a sitemap, or an address that begins with https://"
    )


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "it is no well-formed XML (Document is empty)"),
        (b"<feed/>", "it does not begin with the <urlset> of sitemaps.org"),
        (b"\x1f\x8b\x00", "it is packed, and the package is broken"),
        (sitemap_of().replace(b"urlset", b"sitemapindex"), "it lists other sitemaps and no pages"),
    ],
)
def test_what_is_no_sitemap_is_not_taken_for_one(body: bytes, reason: str, server: HTTPServer):
    server.answers["/sitemap.xml"] = 200, body  # type: ignore[attr-defined]

    assert f"error: the last sitemap cannot be read: {reason} [" in read_error(url_of(server))


def index_of(*urls: str) -> bytes:
    entries = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    namespace = published_urls.SITEMAP_TAG_PREFIX[1:-1]
    return f'<sitemapindex xmlns="{namespace}">{entries}</sitemapindex>'.encode()


def test_the_parts_of_a_sitemap_are_read_next_to_their_index(tmp_path: Path, server: HTTPServer):
    home_url = "https://lamps.example"
    index = index_of(f"{home_url}/sitemap-1.xml", f"{home_url}/sitemap-2.xml")
    files = {"sitemap.xml": index, "sitemap-1.xml": sitemap_of(f"{home_url}/a/")}
    files["sitemap-2.xml"] = sitemap_of(f"{home_url}/", f"{home_url}/b/")
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
        server.answers[f"/{name}"] = 200, content  # type: ignore[attr-defined]

    for source in (str(tmp_path), f"{tmp_path}/sitemap.xml", url_of(server)):
        assert {"", "a/", "b/"} == {*published_urls.read_published_site(source).paths}


def test_a_missing_part_of_a_sitemap_is_reported(server: HTTPServer):
    server.answers["/sitemap.xml"] = 200, index_of("https://a.example/sitemap-1.xml")  # type: ignore[attr-defined]

    assert "its part sitemap-1.xml is missing [" in read_error(url_of(server))


def test_an_index_leads_to_no_file_elsewhere(tmp_path: Path):
    (tmp_path / "sitemap.xml").write_bytes(index_of("https://a.example/../../etc/passwd"))

    assert "it lists other sitemaps and no pages" in read_error(str(tmp_path))


def test_addresses_are_compared_below_the_home_page_wherever_that_was(sound: BuiltSite):
    paths = tuple(get_paths_below_home(["https://old.example/a/", "https://old.example/a/about/"]))

    assert ("", "about/") == paths
    assert [] == find_lost_paths(paths, list_addresses(sound))


def test_an_address_is_kept_by_a_file_or_a_redirect_of_the_host(sound: BuiltSite):
    addresses = list_addresses(sound)

    kept = ["lamps/", "about", "about/", "about/index.html", "404.html", "ar/"]
    assert [] == find_lost_paths(kept, addresses)
    assert ["abou", "lamp/", "a/b/"] == find_lost_paths(["a/b/", "lamp/", "abou", "ar/"], addresses)


STEPS = st.lists(st.sampled_from(["a", "bé", "c.html", "%20", "ar"]), max_size=4)


@given(st.lists(STEPS, min_size=1), st.sampled_from(["https://a.example", "http://b.example/x"]))
def test_whatever_the_host_and_path_the_same_pages_are_known(paths: list[list[str]], at: str):
    relative = ["", *("".join(f"{step}/" for step in path) for path in paths)]

    expected = [path.replace("%20", " ") for path in relative]
    assert expected == list(get_paths_below_home([f"{at}/{path}" for path in relative]))
    assert expected == list(
        get_paths_below_home([f"{at}/{path}" for path in relative], f"{at}/sitemap.xml")
    )
