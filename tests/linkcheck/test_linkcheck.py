"""External links are checked once, rate-limited and only on request; results are warnings.

The servers here are real ones on this machine, so no test needs a network.
"""

from __future__ import annotations

import json
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.diagnostics.diagnostic import Diagnostic, Location
from coalition.diagnostics.text import format_diagnostics
from coalition.linkcheck import checker, http_client
from coalition.linkcheck.cache import DAY_SECONDS, LINK_CACHE_FILE, LinkCache
from coalition.linkcheck.external_links import (
    EXTERNAL_URL_PATTERN,
    ExternalLink,
    find_external_links,
)
from coalition.linkcheck.http_client import (
    HOST_NOT_FOUND_MESSAGE,
    LinkChecker,
    LinkResult,
    RateLimit,
)
from coalition.project.loader import load_coalition_data
from coalition.project.project import Project
from coalition.project.translated_files import read_markdown_files
from support.imports import modules, project_imports
from support.projects import PROJECT

COALITIONS = PROJECT / "tests" / "data" / "coalitions"
EXAMPLES = PROJECT / "tests" / "data" / "link_warnings"
REQUEST_HEADERS = {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}
"""The only headers of a request: no Cookie, and no Referer."""

NOON = 1_800_000_000
"""The current time for the cache, in seconds since the epoch."""


class FakeServer(ThreadingHTTPServer):
    """A web server that records its requests; FakeServerHandler defines the responses."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), FakeServerHandler)
        self.requests: list[tuple[str, str]] = []
        self.request_headers: list[dict[str, str]] = []
        self.times: list[float] = []
        self.active = self.max_active = 0
        self.lock = threading.Lock()
        self.barrier = threading.Barrier(2, timeout=20)
        self.released = threading.Event()

    def at(self, path: str, name: str = "127.0.0.1") -> str:
        return f"http://{name}:{self.server_address[1]}{path}"

    def paths(self, method: str | None = None) -> list[str]:
        return [path for verb, path in self.requests if method in {None, verb}]


class FakeServerHandler(BaseHTTPRequestHandler):
    """Responds by the first segment of the path: a status code, or the name of a method."""

    server: FakeServer
    ended = False

    def log_message(self, *_: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self.handle_request()

    def do_GET(self) -> None:
        self.handle_request()

    def handle_request(self) -> None:
        host = self.server
        with host.lock:
            host.requests.append((self.command, self.path))
            host.request_headers.append(dict(self.headers))
            host.times.append(time.monotonic())
            host.active += 1
            host.max_active = max(host.max_active, host.active)
        try:
            behaviour = self.path.split("/")[1]
            getattr(self, behaviour.replace("-", "_"), self.status)(behaviour)
        finally:
            self.count_as_done()

    def count_as_done(self) -> None:
        """Count the request as done, once, and before its response can trigger the next one."""
        with self.server.lock:
            self.server.active -= not self.ended
            self.ended = True

    def status(self, word: str) -> None:
        self.respond(int(word) if word.isdigit() else 200)

    def brief(self, _: str) -> None:
        self.server.released.wait(0.005)  # leaves time for a concurrent request
        self.respond(200)

    def respond(self, code: int, **headers: str) -> None:
        self.count_as_done()
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def moved(self, _: str) -> None:
        self.respond(301, Location=self.path.removeprefix("/moved"))

    def away(self, _: str) -> None:
        self.respond(302, Location=self.path.removeprefix("/away"))

    def to(self, _: str) -> None:
        self.respond(301, Location=f"http://127.0.0.1:{self.path.rpartition('/')[2]}/brief")

    def loop(self, _: str) -> None:
        self.respond(308, Location=self.path)

    def elsewhere(self, _: str) -> None:
        self.respond(301, Location="ftp://files.example.org/x")

    def head_refused(self, _: str) -> None:
        self.respond(405 if self.command == "HEAD" else 200)

    def head_missing(self, _: str) -> None:
        self.respond(404 if self.command == "HEAD" else 200)

    def head_hangs_up(self, _: str) -> None:
        if self.command == "GET":
            self.respond(200)

    def hangs_up(self, _: str) -> None:
        pass

    def nonsense(self, _: str) -> None:
        self.wfile.write(b"this is not HTTP\r\n\r\n")

    def busy_once(self, _: str) -> None:
        first = self.server.paths().count(self.path) == 1
        self.respond(429, Retry_After="0") if first else self.respond(200)

    def busy(self, _: str) -> None:
        self.respond(503, Retry_After="86400")

    def cookie(self, _: str) -> None:
        self.respond(302, Location="/200", Set_Cookie="who=you")

    def meet(self, _: str) -> None:
        self.server.barrier.wait()
        self.respond(200)

    def slow(self, _: str) -> None:
        self.server.released.wait(30)


@pytest.fixture
def host() -> Iterator[FakeServer]:
    server = FakeServer()
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.released.set()
    server.shutdown()
    server.server_close()


def make_rate_limit(**changes: object) -> RateLimit:
    return RateLimit(
        **{"user_agent": "link-check", "delay_seconds": 0.0, "timeout_seconds": 10.0}
        | {"allow_private_hosts": True}
        | changes
    )


def make_project(root: Path, *urls: str, text: str = "") -> Project:
    """Make the coalition `minimal` with links to some URLs, and with a page if it gets a text."""
    if not root.joinpath("data").exists():
        shutil.copytree(COALITIONS / "minimal" / "data", root / "data")
    file = root / "data/coalition.yaml"
    original = (COALITIONS / "minimal/data/coalition.yaml").read_text(encoding="utf-8")
    license_url = "https://creativecommons.org/publicdomain/zero/1.0/"
    entries = "".join(f"  - title: Lien\n    url: {url}\n" for url in urls[1:])
    links_key = f"links:\n{entries}" if entries else ""
    file.write_text(original.replace(license_url, urls[0]) + links_key, encoding="utf-8")
    if text:
        (root / "content/pages").mkdir(parents=True, exist_ok=True)
        (root / "content/pages/liens.fr.md").write_text(f"Title: Liens\n\n{text}\n")
    return load(root)


def load(root: Path) -> Project:
    data = load_coalition_data(root / "data")
    files = read_markdown_files(root / "content", data.coalition.default_language)
    return Project(data.coalition, {}, {file.display_path: file for file in files}, data)


def check_links(
    project: Project, root: Path, now: float = NOON, link_checker: LinkChecker | None = None
) -> tuple[Diagnostic, ...]:
    """Return the warnings about the links of a project."""
    cache = LinkCache(root / LINK_CACHE_FILE, now)
    return checker.check_external_links(
        project, link_checker or LinkChecker(make_rate_limit()), cache, lambda *_: None
    ).warnings


def check_url(url: str, **changes: object) -> LinkResult:
    return LinkChecker(make_rate_limit(**changes)).check(url)


# Results for a URL


@pytest.mark.parametrize(
    ("path", "expected", "methods"),
    [
        ("/200", LinkResult("good"), ["HEAD"]),
        ("/204", LinkResult("good"), ["HEAD"]),
        ("/head-refused", LinkResult("good"), ["HEAD", "GET"]),
        ("/head-missing", LinkResult("good"), ["HEAD", "GET"]),
        ("/head-hangs-up", LinkResult("good"), ["HEAD", "GET"]),
        ("/hangs-up", LinkResult("unclear", "it hung up"), ["HEAD", "GET"]),
        ("/404", LinkResult("dead", "404 Not Found"), ["HEAD", "GET"]),
        ("/410", LinkResult("dead", "410 Gone"), ["HEAD", "GET"]),
        ("/403", LinkResult("unclear", "403 Forbidden"), ["HEAD", "GET"]),
        ("/500", LinkResult("unclear", "500 Internal Server Error"), ["HEAD", "GET"]),
        ("/999", LinkResult("unclear", "999"), ["HEAD", "GET"]),
        ("/busy-once", LinkResult("good"), ["HEAD", "GET"]),
        ("/nonsense", LinkResult("unclear", "its answer cannot be understood"), ["HEAD"]),
        ("/away/200", LinkResult("good"), ["HEAD", "HEAD"]),
        ("/away/404", LinkResult("dead", "404 Not Found"), ["HEAD", "HEAD", "GET"]),
        ("/away/moved/200", LinkResult("good"), ["HEAD"] * 3),
        ("/loop", LinkResult("unclear", "it redirects again and again"), ["HEAD"] * 8),
        ("/elsewhere", LinkResult("unclear", http_client.INVALID_URL_MESSAGE), ["HEAD"]),
    ],
)
def test_an_answer_is_judged_by_what_visitors_would_get(
    host: FakeServer, path: str, expected: LinkResult, methods: list[str]
):
    assert expected == check_url(host.at(path))
    assert methods == [method for method, _ in host.requests]


def test_only_a_permanent_redirect_has_a_new_address(host: FakeServer):
    assert LinkResult("moved", target=host.at("/200")) == check_url(host.at("/moved/200"))
    assert LinkResult("moved", target=host.at("/200")) == check_url(host.at("/moved/moved/200"))
    assert LinkResult("moved", target=host.at("/away/200")) == check_url(host.at("/moved/away/200"))


def test_a_slow_answer_is_not_waited_for(host: FakeServer):
    assert LinkResult("unclear", "no answer in time") == check_url(
        host.at("/slow"), timeout_seconds=0.1
    )


def test_a_port_where_nobody_listens_is_unclear():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    assert LinkResult("unclear", "no connection") == check_url(f"http://127.0.0.1:{port}/")


def test_an_unknown_host_is_dead_and_one_that_cannot_be_looked_up_is_not(
    monkeypatch: pytest.MonkeyPatch,
):
    def fails(code: int) -> Callable[..., None]:
        def lookup(*_: object, **__: object) -> None:
            raise socket.gaierror(code, "")

        return lookup

    monkeypatch.setattr(socket, "getaddrinfo", fails(socket.EAI_NONAME))
    assert LinkResult("dead", HOST_NOT_FOUND_MESSAGE) == check_url("https://nobody.example/")
    monkeypatch.setattr(socket, "getaddrinfo", fails(socket.EAI_AGAIN))
    assert LinkResult("unclear", "its host was not found") == check_url("https://nobody.example/")


@pytest.mark.parametrize(
    "address",
    [
        "http://[::1/",
        "http://a:99999/",
        "http:///x",
        "http://me:secret@a.example/",
        "ftp://a.example",
    ],
)
def test_what_is_no_web_address_is_not_asked(address: str):
    assert LinkResult("unclear", http_client.INVALID_URL_MESSAGE) == check_url(address)


@pytest.mark.parametrize(
    "name", ["127.0.0.1", "localhost", "[::1]", "192.168.0.1", "169.254.169.254"]
)
def test_nothing_private_is_asked(host: FakeServer, name: str):
    result = check_url(f"http://{name}:{host.server_address[1]}/200", allow_private_hosts=False)

    assert "unclear" == result.outcome
    assert [] == host.requests


def test_a_redirect_into_a_private_network_is_not_followed(
    host: FakeServer, monkeypatch: pytest.MonkeyPatch
):
    original = http_client.ipaddress.ip_address
    calls: list[str] = []

    def public_at_first(text: str) -> object:
        calls.append(text)
        return original("8.8.8.8") if len(calls) == 1 else original(text)

    monkeypatch.setattr(http_client.ipaddress, "ip_address", public_at_first)

    result = check_url(host.at("/away/200"), allow_private_hosts=False)

    assert LinkResult("unclear", "it leads into a private network") == result
    assert [("HEAD", "/away/200")] == host.requests


def test_letters_beyond_ascii_are_written_as_a_request_may_have_them(host: FakeServer):
    assert LinkResult("good") == check_url(host.at("/Ссылка и?q=é&x=a%20b"))

    assert ["/%D0%A1%D1%81%D1%8B%D0%BB%D0%BA%D0%B0%20%D0%B8?q=%C3%A9&x=a%20b"] == host.paths()


# Rate limit and identification


def test_requests_identify_the_coalition(host: FakeServer, tmp_path: Path):
    coalition = load_coalition_data(COALITIONS / "lantern" / "data").coalition

    check_url(host.at("/cookie"), user_agent=checker.format_user_agent(coalition))

    assert ["link-check (+https://lantern.example.org/)"] * 2 == [
        headers["User-Agent"] for headers in host.request_headers
    ]
    for headers in host.request_headers:
        assert REQUEST_HEADERS == set(headers)


def test_without_a_url_the_user_agent_has_none():
    coalition = load_coalition_data(COALITIONS / "minimal" / "data").coalition

    assert "link-check" == checker.format_user_agent(coalition)


def test_a_pause_lies_between_two_requests_to_a_host(host: FakeServer):
    link_checker = LinkChecker(make_rate_limit(delay_seconds=0.1))

    for number in range(3):
        link_checker.check(host.at(f"/200/{number}"))

    gaps = [later - earlier for earlier, later in zip(host.times, host.times[1:], strict=False)]
    assert all(gap >= 0.09 for gap in gaps), gaps


def test_a_host_gets_one_request_at_a_time_even_by_way_of_another(host: FakeServer, tmp_path: Path):
    port = host.server_address[1]
    straight = [host.at(f"/brief/{number}") for number in range(12)]
    others = [FakeServer() for _ in range(3)]
    for other in others:
        threading.Thread(target=other.serve_forever, args=(0.02,), daemon=True).start()
    by_way = [f"http://localhost:{other.server_address[1]}/to/{port}" for other in others]

    assert () != check_links(make_project(tmp_path, *by_way, *straight), tmp_path)

    assert (15, 1) == (len(host.paths()), host.max_active)
    for other in others:
        other.shutdown()
        other.server_close()


def test_several_hosts_are_checked_in_parallel(host: FakeServer, tmp_path: Path):
    addresses = [host.at("/meet"), host.at("/meet", "localhost")]

    diagnostics = check_links(make_project(tmp_path, *addresses), tmp_path)

    assert () == diagnostics  # each response waited for the other request
    assert 2 == host.max_active


def test_a_busy_host_gets_no_more_requests(host: FakeServer, tmp_path: Path):
    addresses = [host.at("/busy"), *(host.at(f"/200/{number}") for number in range(5))]

    report = checker.check_external_links(
        make_project(tmp_path, *addresses),
        LinkChecker(make_rate_limit()),
        LinkCache(tmp_path / LINK_CACHE_FILE, NOON),
        print,
    )

    assert [("HEAD", "/busy")] == host.requests
    assert () == report.warnings
    assert 6 == sum(answer.outcome == "unclear" for answer in report.results.values())


# Warnings


@pytest.mark.parametrize(
    ("rule", "url", "result"),
    [
        (
            "dead-link",
            "https://library.example.org/people/prove",
            LinkResult("dead", "404 Not Found"),
        ),
        (
            "moved-link",
            "http://library.example.org/people/prove",
            LinkResult("moved", target="https://library.example.org/people/prove"),
        ),
    ],
)
def test_the_examples_show_the_reports_of_bad_links(rule: str, url: str, result: LinkResult):
    location = Location("data/members.yaml", 6, 8, len(url))
    link = ExternalLink(url, location, f"  url: {url}")

    report = format_diagnostics(checker._warnings([link], {url: result}))

    assert (EXAMPLES / rule / "expected.txt").read_text("utf-8").strip() == report


def test_each_mention_of_a_bad_address_is_a_warning_at_its_place(host: FakeServer, tmp_path: Path):
    dead, moved = host.at("/404"), host.at("/moved/200")
    project = make_project(tmp_path, dead, moved + "#part", text=f"Voir [là]({dead}) et <{moved}>.")

    diagnostics = check_links(project, tmp_path)

    data, page = "data/coalition.yaml", "content/pages/liens.fr.md"
    width = len(dead)
    assert [
        ("dead-link", Location(data, 15, 8, width)),
        ("moved-link", Location(data, 18, 10, len(moved) + 5)),
        ("dead-link", Location(page, 3, 11, width)),
        ("moved-link", Location(page, 3, 11 + width + 6, len(moved))),
    ] == [(diagnostic.rule, diagnostic.location) for diagnostic in diagnostics]
    assert {"warning"} == {diagnostic.severity for diagnostic in diagnostics}
    assert f"'{dead}' leads nowhere: 404 Not Found" == diagnostics[0].message
    assert f"write '{host.at('/200')}#part'" == diagnostics[1].hint
    assert f"write '{host.at('/200')}'" == diagnostics[3].hint
    assert diagnostics[2].excerpt == f"Voir [là]({dead}) et <{moved}>."


def test_an_address_is_asked_once_however_often_it_is_mentioned(host: FakeServer, tmp_path: Path):
    url = host.at("/200")
    project = make_project(tmp_path, url, url + "#a", text=f"[a]({url}) [b]({url}#b) {url}.")

    check_links(project, tmp_path)

    assert [("HEAD", "/200")] == host.requests


def test_the_report_counts_and_says_what_could_not_be_looked_at(host: FakeServer, tmp_path: Path):
    paths = ("/200", "/404", "/moved/200", "/403", "/403/b", "/500")

    report = checker.check_external_links(
        make_project(tmp_path, *map(host.at, paths)),
        LinkChecker(make_rate_limit()),
        LinkCache(tmp_path / LINK_CACHE_FILE, NOON),
        lambda *_: None,
    )

    assert [
        f"note: {host.at('/403')} and {host.at('/403/b')} could not be looked at: 403 Forbidden",
        f"note: {host.at('/500')} could not be looked at: 500 Internal Server Error",
        "addresses outside: 1 good, 1 moved, 1 dead, 3 could not be looked at",
    ] == report.render_summary().splitlines()


def test_a_machine_without_a_network_finds_no_link_dead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    project = make_project(tmp_path, "https://a.example/", "https://b.example/")

    report = checker.check_external_links(
        project,
        LinkChecker(make_rate_limit()),
        LinkCache(tmp_path / LINK_CACHE_FILE, NOON),
        lambda *_: None,
    )

    assert () == report.warnings
    assert report.render_summary().startswith("note: no answers: no host was found, so ")
    assert {} == json.loads((tmp_path / LINK_CACHE_FILE).read_text())


# Finding links


def find_markdown_urls(root: Path, text: str) -> list[str]:
    """Return the external URLs in a Markdown text."""
    project = make_project(root, "https://a.example/", text=text)
    return [
        link.url
        for link in find_external_links(project)
        if link.location.file.startswith("content/")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a](https://a.example/b)", ["https://a.example/b"]),
        ("[a](https://a.example/b_(c)), [d](https://d.example)[e](http://e.example)",
         ["https://a.example/b_(c)", "https://d.example", "http://e.example"]),
        ('[a](https://a.example "title")', ["https://a.example"]),
        ("[a](<https://a.example/x>)", ["https://a.example/x"]),
        ("<https://a.example>, https://b.example. **https://c.example**",
         ["https://a.example", "https://b.example", "https://c.example"]),
        ("[a]: https://a.example/?b=1&amp;c=2", ["https://a.example/?b=1&c=2"]),
        ('<a href="https://a.example/">x</a>', ["https://a.example/"]),
        ("阅读[建议书](https://a.example/建)和https://b.example。好", ["https://a.example/建", "https://b.example"]),
        ("`https://a.example` ``b ` https://b.example`` https://c.example", ["https://c.example"]),
        ("```\nhttps://a.example\n```\nhttps://b.example", ["https://b.example"]),
        ("{filename}/pages/x.md mailto:a@a.example //a.example", []),
    ],
)  # fmt: skip
def test_addresses_in_markdown_end_where_their_link_ends(
    text: str, expected: list[str], tmp_path: Path
):
    assert expected == find_markdown_urls(tmp_path, text)


def test_every_url_in_the_data_is_found_at_its_location():
    project = load(COALITIONS / "lantern")

    links = [
        link for link in find_external_links(project) if link.location.file.startswith("data/")
    ]

    for link in links:
        start = link.location.column - 1
        assert link.url == link.line[start : start + link.location.width]
    lines = [
        (file, number)
        for file in ("coalition", "members", "organisations", "action_areas", "sdgs")
        for number, line in enumerate(
            (COALITIONS / f"lantern/data/{file}.yaml").read_text("utf-8").splitlines(), start=1
        )
        for _ in range(line.count("http"))
        if "{path}" not in line
    ]
    assert sorted(lines) == sorted(
        (Path(link.location.file).stem, link.location.line) for link in links
    )


def test_a_url_in_a_comment_is_not_checked(tmp_path: Path):
    project = make_project(tmp_path, "https://a.example/ # not https://b.example/")

    assert ["https://a.example/"] == [link.url for link in find_external_links(project)]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_text_after_a_url_leaves_it_a_url_that_can_be_encoded(text: str):
    for match in EXTERNAL_URL_PATTERN.finditer(f"https://a.example/{text}"):
        assert isinstance(http_client.get_host(match[0]), str)
        assert LinkResult("unclear", http_client.INVALID_URL_MESSAGE) == check_url(
            match[0].replace("//", "//me@", 1)
        )
        assert http_client._encode_url("https://a.example/" + text).isascii()


# Cache


def test_a_second_check_sends_no_requests_and_reports_the_same(host: FakeServer, tmp_path: Path):
    project = make_project(tmp_path, *map(host.at, ("/200", "/404", "/moved/200", "/500")))

    first = check_links(project, tmp_path)
    request_count = len(host.requests)
    second = check_links(project, tmp_path, NOON + DAY_SECONDS - 1)

    assert (first, request_count) == (second, len(host.requests))
    assert 2 == len(first)


def test_bad_answers_are_kept_for_a_day_and_good_ones_for_a_week(host: FakeServer, tmp_path: Path):
    project = make_project(tmp_path, *map(host.at, ("/200", "/404", "/moved/200", "/500")))
    check_links(project, tmp_path)

    del host.requests[:]
    check_links(project, tmp_path, NOON + DAY_SECONDS)
    assert ["/404", "/404", "/500", "/500"] == sorted(host.paths())
    del host.requests[:]
    check_links(project, tmp_path, NOON + 7 * DAY_SECONDS)
    assert {"/200", "/404", "/moved/200", "/500"} == set(host.paths())


def test_addresses_that_are_gone_are_forgotten(host: FakeServer, tmp_path: Path):
    check_links(make_project(tmp_path, host.at("/200"), host.at("/200/b")), tmp_path)
    check_links(make_project(tmp_path, host.at("/200")), tmp_path)

    assert [host.at("/200")] == list(json.loads((tmp_path / LINK_CACHE_FILE).read_text()))
    assert [LINK_CACHE_FILE] == [file.name for file in tmp_path.glob(f"{LINK_CACHE_FILE}*")]


@pytest.mark.parametrize(
    "content",
    ["", "[]", "nonsense", '{"A": 1}', '{"A": {"outcome": "good"}}', "[" * 100_000,
     '{"A": {"outcome": "fine", "detail": "", "target": "", "asked": 1800000000}}',
     '{"A": {"outcome": "good", "detail": "", "target": "", "asked": 1800000001}}',
     '{"A": {"outcome": "good", "detail": "", "target": "", "asked": "now"}}',
     '{"A": {"outcome": "moved", "detail": "", "target": 7, "asked": 1800000000}}'],
)  # fmt: skip
def test_a_malformed_cache_is_ignored(host: FakeServer, tmp_path: Path, content: str):
    url = host.at("/200")
    (tmp_path / LINK_CACHE_FILE).write_text(content.replace("A", url))

    check_links(make_project(tmp_path, url), tmp_path)

    assert [("HEAD", "/200")] == host.requests
    assert "good" == json.loads((tmp_path / LINK_CACHE_FILE).read_text())[url]["outcome"]


def test_what_was_answered_is_kept_when_somebody_stops_the_rest(host: FakeServer, tmp_path: Path):
    project = make_project(tmp_path, host.at("/200"), host.at("/slow"))

    def stop(done: int, _: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        checker.check_external_links(
            project,
            LinkChecker(make_rate_limit()),
            LinkCache(tmp_path / LINK_CACHE_FILE, NOON),
            stop,
        )

    assert [host.at("/200")] == list(json.loads((tmp_path / LINK_CACHE_FILE).read_text()))


# Only on request


def test_no_build_and_no_preview_can_import_the_link_checker():
    graph = {name: project_imports(file) for name, file in modules().items()}
    assert "linkcheck.__init__" in graph["cli.check"]
    start = {name for name in graph if not name.startswith("linkcheck.")} - {
        "cli.check",
        "cli.clean",  # removes the cache file
        "cli.commands",  # imports the module of a command when it runs
    }
    reached: set[str] = set()
    while start:
        reached |= start
        start = {other for name in start for other in graph[name]} - reached

    assert set() == {name for name in reached if name.startswith("linkcheck.")}


@pytest.mark.integration
def test_the_check_command_loads_no_http_client():
    code = (
        "import sys; from coalition.cli import check;"
        "print([name for name in sys.modules if 'urllib.request' in name or 'linkcheck' in name])"
    )

    import subprocess
    import sys

    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=PROJECT / "src",
        capture_output=True,
        text=True,
        check=True,
    )

    assert "[]\n" == result.stdout
