"""Addresses outside are asked politely, once, and only on request; what comes of them is a warning.

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

from coalition.diagnostics.diagnostic import Diagnostic, Location, format_diagnostics
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
OURS = {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}
"""All that a request says of itself: no cookie, and not where the address was found."""

NOON = 1_800_000_000
"""A time of the day in seconds; the answers that are kept are as old as the tests say."""


class Host(ThreadingHTTPServer):
    """A web server that notes what it is asked; `answers` says what to answer for each path."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.asked: list[tuple[str, str]] = []
        self.heads: list[dict[str, str]] = []
        self.times: list[float] = []
        self.now = self.most = 0
        self.lock = threading.Lock()
        self.together = threading.Barrier(2, timeout=20)
        self.released = threading.Event()

    def at(self, path: str, name: str = "127.0.0.1") -> str:
        return f"http://{name}:{self.server_address[1]}{path}"

    def paths(self, method: str | None = None) -> list[str]:
        return [path for verb, path in self.asked if method in {None, verb}]


class Answering(BaseHTTPRequestHandler):
    """Answers by the first word of the path: a status, or a habit."""

    server: Host
    ended = False

    def log_message(self, *_: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self.answer()

    def do_GET(self) -> None:
        self.answer()

    def answer(self) -> None:
        host = self.server
        with host.lock:
            host.asked.append((self.command, self.path))
            host.heads.append(dict(self.headers))
            host.times.append(time.monotonic())
            host.now += 1
            host.most = max(host.most, host.now)
        try:
            word = self.path.split("/")[1]
            getattr(self, word.replace("-", "_"), self.status)(word)
        finally:
            self.end()

    def end(self) -> None:
        """Count the request as done, once: before its last word, or the next comes too soon."""
        with self.server.lock:
            self.server.now -= not self.ended
            self.ended = True

    def status(self, word: str) -> None:
        self.say(int(word) if word.isdigit() else 200)

    def brief(self, _: str) -> None:
        self.server.released.wait(0.005)  # time enough for another one to get in
        self.say(200)

    def say(self, code: int, **headers: str) -> None:
        self.end()
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def moved(self, _: str) -> None:
        self.say(301, Location=self.path.removeprefix("/moved"))

    def away(self, _: str) -> None:
        self.say(302, Location=self.path.removeprefix("/away"))

    def to(self, _: str) -> None:
        self.say(301, Location=f"http://127.0.0.1:{self.path.rpartition('/')[2]}/brief")

    def loop(self, _: str) -> None:
        self.say(308, Location=self.path)

    def elsewhere(self, _: str) -> None:
        self.say(301, Location="ftp://files.example.org/x")

    def head_refused(self, _: str) -> None:
        self.say(405 if self.command == "HEAD" else 200)

    def head_missing(self, _: str) -> None:
        self.say(404 if self.command == "HEAD" else 200)

    def head_hangs_up(self, _: str) -> None:
        if self.command == "GET":
            self.say(200)

    def hangs_up(self, _: str) -> None:
        pass

    def nonsense(self, _: str) -> None:
        self.wfile.write(b"this is not HTTP\r\n\r\n")

    def busy_once(self, _: str) -> None:
        first = self.server.paths().count(self.path) == 1
        self.say(429, Retry_After="0") if first else self.say(200)

    def busy(self, _: str) -> None:
        self.say(503, Retry_After="86400")

    def cookie(self, _: str) -> None:
        self.say(302, Location="/200", Set_Cookie="who=you")

    def meet(self, _: str) -> None:
        self.server.together.wait()
        self.say(200)

    def slow(self, _: str) -> None:
        self.server.released.wait(30)


@pytest.fixture
def host() -> Iterator[Host]:
    server = Host()
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.released.set()
    server.shutdown()
    server.server_close()


def manners(**changes: object) -> RateLimit:
    return RateLimit(
        **{"agent": "link-check", "pause": 0.0, "timeout": 10.0, "anywhere": True} | changes
    )


def project(top: Path, *addresses: str, text: str = "") -> Project:
    """The smallest coalition, with links to some addresses, and a page."""
    if not top.joinpath("data").exists():
        shutil.copytree(COALITIONS / "minimal" / "data", top / "data")
    file = top / "data/coalition.yaml"
    known = (COALITIONS / "minimal/data/coalition.yaml").read_text(encoding="utf-8")
    licence = "https://creativecommons.org/publicdomain/zero/1.0/"
    listed = "".join(f"  - title: Lien\n    url: {address}\n" for address in addresses[1:])
    links_key = f"links:\n{listed}" if listed else ""
    file.write_text(known.replace(licence, addresses[0]) + links_key, encoding="utf-8")
    if text:
        (top / "content/pages").mkdir(parents=True, exist_ok=True)
        (top / "content/pages/liens.fr.md").write_text(f"Title: Liens\n\n{text}\n")
    return read(top)


def read(top: Path) -> Project:
    data = load_coalition_data(top / "data")
    files = read_markdown_files(top / "content", data.coalition.default_language)
    return Project(data.coalition, {}, {file.display_path: file for file in files}, data)


def look(
    what: Project, top: Path, now: float = NOON, asker: LinkChecker | None = None
) -> tuple[Diagnostic, ...]:
    """The warnings about a project's links."""
    answers = LinkCache(top / LINK_CACHE_FILE, now)
    return checker.check_external_links(
        what, asker or LinkChecker(manners()), answers, lambda *_: None
    ).warnings


def ask(address: str, **changes: object) -> LinkResult:
    return LinkChecker(manners(**changes)).check(address)


# What comes of an address


@pytest.mark.parametrize(
    ("path", "expected", "asked"),
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
    host: Host, path: str, expected: LinkResult, asked: list[str]
):
    assert expected == ask(host.at(path))
    assert asked == [method for method, _ in host.asked]


def test_only_a_permanent_redirect_has_a_new_address(host: Host):
    assert LinkResult("moved", target=host.at("/200")) == ask(host.at("/moved/200"))
    assert LinkResult("moved", target=host.at("/200")) == ask(host.at("/moved/moved/200"))
    assert LinkResult("moved", target=host.at("/away/200")) == ask(host.at("/moved/away/200"))


def test_a_slow_answer_is_not_waited_for(host: Host):
    assert LinkResult("unclear", "no answer in time") == ask(host.at("/slow"), timeout=0.1)


def test_a_port_where_nobody_listens_is_unclear():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    assert LinkResult("unclear", "no connection") == ask(f"http://127.0.0.1:{port}/")


def test_an_unknown_host_is_dead_and_one_that_cannot_be_looked_up_is_not(
    monkeypatch: pytest.MonkeyPatch,
):
    def fails(code: int) -> Callable[..., None]:
        def lookup(*_: object, **__: object) -> None:
            raise socket.gaierror(code, "")

        return lookup

    monkeypatch.setattr(socket, "getaddrinfo", fails(socket.EAI_NONAME))
    assert LinkResult("dead", HOST_NOT_FOUND_MESSAGE) == ask("https://nobody.example/")
    monkeypatch.setattr(socket, "getaddrinfo", fails(socket.EAI_AGAIN))
    assert LinkResult("unclear", "its host was not found") == ask("https://nobody.example/")


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
    assert LinkResult("unclear", http_client.INVALID_URL_MESSAGE) == ask(address)


@pytest.mark.parametrize(
    "name", ["127.0.0.1", "localhost", "[::1]", "192.168.0.1", "169.254.169.254"]
)
def test_nothing_private_is_asked(host: Host, name: str):
    answer = ask(f"http://{name}:{host.server_address[1]}/200", anywhere=False)

    assert "unclear" == answer.outcome
    assert [] == host.asked


def test_a_redirect_into_a_private_network_is_not_followed(
    host: Host, monkeypatch: pytest.MonkeyPatch
):
    real = http_client.ipaddress.ip_address
    seen: list[str] = []

    def public_at_first(text: str) -> object:
        seen.append(text)
        return real("8.8.8.8") if len(seen) == 1 else real(text)

    monkeypatch.setattr(http_client.ipaddress, "ip_address", public_at_first)

    answer = ask(host.at("/away/200"), anywhere=False)

    assert LinkResult("unclear", "it leads into a private network") == answer
    assert [("HEAD", "/away/200")] == host.asked


def test_letters_beyond_ascii_are_written_as_a_request_may_have_them(host: Host):
    assert LinkResult("good") == ask(host.at("/Ссылка и?q=é&x=a%20b"))

    assert ["/%D0%A1%D1%81%D1%8B%D0%BB%D0%BA%D0%B0%20%D0%B8?q=%C3%A9&x=a%20b"] == host.paths()


# Manners


def test_servers_are_told_who_asks(host: Host, tmp_path: Path):
    coalition = load_coalition_data(COALITIONS / "lantern" / "data").coalition

    ask(host.at("/cookie"), agent=checker.format_user_agent(coalition))

    assert ["link-check (+https://lantern.example.org/)"] * 2 == [
        h["User-Agent"] for h in host.heads
    ]
    for sent in host.heads:
        assert OURS == set(sent)


def test_a_coalition_without_an_address_is_not_made_one():
    coalition = load_coalition_data(COALITIONS / "minimal" / "data").coalition

    assert "link-check" == checker.format_user_agent(coalition)


def test_a_pause_lies_between_two_requests_to_a_host(host: Host):
    asker = LinkChecker(manners(pause=0.1))

    for number in range(3):
        asker.check(host.at(f"/200/{number}"))

    gaps = [later - earlier for earlier, later in zip(host.times, host.times[1:], strict=False)]
    assert all(gap >= 0.09 for gap in gaps), gaps


def test_a_host_gets_one_request_at_a_time_even_by_way_of_another(host: Host, tmp_path: Path):
    port = host.server_address[1]
    straight = [host.at(f"/brief/{number}") for number in range(12)]
    others = [Host() for _ in range(3)]
    for other in others:
        threading.Thread(target=other.serve_forever, args=(0.02,), daemon=True).start()
    by_way = [f"http://localhost:{other.server_address[1]}/to/{port}" for other in others]

    assert () != look(project(tmp_path, *by_way, *straight), tmp_path)

    assert (15, 1) == (len(host.paths()), host.most)
    for other in others:
        other.shutdown()
        other.server_close()


def test_several_hosts_are_asked_side_by_side(host: Host, tmp_path: Path):
    addresses = [host.at("/meet"), host.at("/meet", "localhost")]

    found = look(project(tmp_path, *addresses), tmp_path)

    assert () == found  # each waited until the other was there too
    assert 2 == host.most


def test_a_busy_host_is_left_in_peace(host: Host, tmp_path: Path):
    addresses = [host.at("/busy"), *(host.at(f"/200/{number}") for number in range(5))]

    found = checker.check_external_links(
        project(tmp_path, *addresses),
        LinkChecker(manners()),
        LinkCache(tmp_path / LINK_CACHE_FILE, NOON),
        print,
    )

    assert [("HEAD", "/busy")] == host.asked
    assert () == found.warnings
    assert 6 == sum(answer.outcome == "unclear" for answer in found.results.values())


# What an editor is told


@pytest.mark.parametrize(
    ("name", "address", "answer"),
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
def test_the_examples_of_bad_addresses_are_what_is_told(
    name: str, address: str, answer: LinkResult
):
    place = Location("data/members.yaml", 6, 8, len(address))
    mention = ExternalLink(address, place, f"  url: {address}")

    told = format_diagnostics(checker._warnings([mention], {address: answer}))

    assert (EXAMPLES / name / "expected.txt").read_text("utf-8").strip() == told


def test_each_mention_of_a_bad_address_is_a_warning_at_its_place(host: Host, tmp_path: Path):
    dead, moved = host.at("/404"), host.at("/moved/200")
    what = project(tmp_path, dead, moved + "#part", text=f"Voir [là]({dead}) et <{moved}>.")

    found = look(what, tmp_path)

    data, page = "data/coalition.yaml", "content/pages/liens.fr.md"
    width = len(dead)
    assert [
        ("dead-link", Location(data, 15, 8, width)),
        ("moved-link", Location(data, 18, 10, len(moved) + 5)),
        ("dead-link", Location(page, 3, 11, width)),
        ("moved-link", Location(page, 3, 11 + width + 6, len(moved))),
    ] == [(one.rule, one.location) for one in found]
    assert {"warning"} == {one.severity for one in found}
    assert f"'{dead}' leads nowhere: 404 Not Found" == found[0].message
    assert f"write '{host.at('/200')}#part'" == found[1].hint
    assert f"write '{host.at('/200')}'" == found[3].hint
    assert found[2].excerpt == f"Voir [là]({dead}) et <{moved}>."


def test_an_address_is_asked_once_however_often_it_is_mentioned(host: Host, tmp_path: Path):
    one = host.at("/200")
    what = project(tmp_path, one, one + "#a", text=f"[a]({one}) [b]({one}#b) {one}.")

    look(what, tmp_path)

    assert [("HEAD", "/200")] == host.asked


def test_the_report_counts_and_says_what_could_not_be_looked_at(host: Host, tmp_path: Path):
    paths = ("/200", "/404", "/moved/200", "/403", "/403/b", "/500")

    found = checker.check_external_links(
        project(tmp_path, *map(host.at, paths)),
        LinkChecker(manners()),
        LinkCache(tmp_path / LINK_CACHE_FILE, NOON),
        lambda *_: None,
    )

    assert [
        f"note: {host.at('/403')} and {host.at('/403/b')} could not be looked at: 403 Forbidden",
        f"note: {host.at('/500')} could not be looked at: 500 Internal Server Error",
        "addresses outside: 1 good, 1 moved, 1 dead, 3 could not be looked at",
    ] == found.render_summary().splitlines()


def test_a_machine_without_a_network_finds_no_link_dead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    what = project(tmp_path, "https://a.example/", "https://b.example/")

    found = checker.check_external_links(
        what, LinkChecker(manners()), LinkCache(tmp_path / LINK_CACHE_FILE, NOON), lambda *_: None
    )

    assert () == found.warnings
    assert found.render_summary().startswith("note: no answers: no host was found, so ")
    assert {} == json.loads((tmp_path / LINK_CACHE_FILE).read_text())


# Which addresses there are


def typed(top: Path, text: str) -> list[str]:
    """The addresses in a Markdown text."""
    what = project(top, "https://a.example/", text=text)
    return [
        one.url for one in find_external_links(what) if one.location.file.startswith("content/")
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
    assert expected == typed(tmp_path, text)


def test_every_address_of_the_data_is_found_where_it_stands():
    what = read(COALITIONS / "lantern")

    found = [one for one in find_external_links(what) if one.location.file.startswith("data/")]

    for one in found:
        start = one.location.column - 1
        assert one.url == one.line[start : start + one.location.width]
    lines = [
        (file, number)
        for file in ("coalition", "members", "organisations", "action_areas", "sdgs")
        for number, line in enumerate(
            (COALITIONS / f"lantern/data/{file}.yaml").read_text("utf-8").splitlines(), start=1
        )
        for _ in range(line.count("http"))
        if "{path}" not in line
    ]
    assert sorted(lines) == sorted((Path(o.location.file).stem, o.location.line) for o in found)


def test_an_address_in_a_remark_is_not_asked(tmp_path: Path):
    what = project(tmp_path, "https://a.example/ # not https://b.example/")

    assert ["https://a.example/"] == [one.url for one in find_external_links(what)]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_whatever_stands_behind_an_address_it_is_one_and_can_be_asked(text: str):
    for found in EXTERNAL_URL_PATTERN.finditer(f"https://a.example/{text}"):
        assert isinstance(http_client.get_host(found[0]), str)
        assert LinkResult("unclear", http_client.INVALID_URL_MESSAGE) == ask(
            found[0].replace("//", "//me@", 1)
        )
        assert http_client._encode_url("https://a.example/" + text).isascii()


# What is kept


def test_a_second_look_asks_nothing_and_says_the_same(host: Host, tmp_path: Path):
    what = project(tmp_path, *map(host.at, ("/200", "/404", "/moved/200", "/500")))

    first = look(what, tmp_path)
    asked = len(host.asked)
    again = look(what, tmp_path, NOON + DAY_SECONDS - 1)

    assert (first, asked) == (again, len(host.asked))
    assert 2 == len(first)


def test_bad_answers_are_kept_for_a_day_and_good_ones_for_a_week(host: Host, tmp_path: Path):
    what = project(tmp_path, *map(host.at, ("/200", "/404", "/moved/200", "/500")))
    look(what, tmp_path)

    del host.asked[:]
    look(what, tmp_path, NOON + DAY_SECONDS)
    assert ["/404", "/404", "/500", "/500"] == sorted(host.paths())
    del host.asked[:]
    look(what, tmp_path, NOON + 7 * DAY_SECONDS)
    assert {"/200", "/404", "/moved/200", "/500"} == set(host.paths())


def test_addresses_that_are_gone_are_forgotten(host: Host, tmp_path: Path):
    look(project(tmp_path, host.at("/200"), host.at("/200/b")), tmp_path)
    look(project(tmp_path, host.at("/200")), tmp_path)

    assert [host.at("/200")] == list(json.loads((tmp_path / LINK_CACHE_FILE).read_text()))
    assert [LINK_CACHE_FILE] == [file.name for file in tmp_path.glob(f"{LINK_CACHE_FILE}*")]


@pytest.mark.parametrize(
    "kept",
    ["", "[]", "nonsense", '{"A": 1}', '{"A": {"outcome": "good"}}', "[" * 100_000,
     '{"A": {"outcome": "fine", "detail": "", "target": "", "asked": 1800000000}}',
     '{"A": {"outcome": "good", "detail": "", "target": "", "asked": 1800000001}}',
     '{"A": {"outcome": "good", "detail": "", "target": "", "asked": "now"}}',
     '{"A": {"outcome": "moved", "detail": "", "target": 7, "asked": 1800000000}}'],
)  # fmt: skip
def test_a_file_of_answers_that_makes_no_sense_is_as_none(host: Host, tmp_path: Path, kept: str):
    one = host.at("/200")
    (tmp_path / LINK_CACHE_FILE).write_text(kept.replace("A", one))

    look(project(tmp_path, one), tmp_path)

    assert [("HEAD", "/200")] == host.asked
    assert "good" == json.loads((tmp_path / LINK_CACHE_FILE).read_text())[one]["outcome"]


def test_what_was_answered_is_kept_when_somebody_stops_the_rest(host: Host, tmp_path: Path):
    what = project(tmp_path, host.at("/200"), host.at("/slow"))

    def stop(done: int, _: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        checker.check_external_links(
            what, LinkChecker(manners()), LinkCache(tmp_path / LINK_CACHE_FILE, NOON), stop
        )

    assert [host.at("/200")] == list(json.loads((tmp_path / LINK_CACHE_FILE).read_text()))


# Only on request


def test_no_build_and_no_preview_can_ask_anything_outside():
    graph = {name: project_imports(file) for name, file in modules().items()}
    start = {name for name in graph if not name.startswith("checking.")} - {
        "cli.check",
        "cli.clean",  # removes the file of answers
    }
    reached: set[str] = set()
    while start:
        reached |= start
        start = {other for name in start for other in graph[name]} - reached

    assert set() == {name for name in reached if name.startswith("checking.")}


def test_the_check_itself_loads_nothing_that_asks():
    code = (
        "import sys; from coalition.cli import check;"
        "print([name for name in sys.modules if 'urllib.request' in name or 'asking' in name])"
    )

    import subprocess
    import sys

    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=PROJECT / "src",
        capture_output=True,
        text=True,
        check=True,
    )

    assert "[]\n" == done.stdout
