"""lychee requests links politely, and never from a private host; the real program runs here.

The servers are real ones on this machine, so no test needs a network.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from coalition.linkcheck import lychee, public_proxy
from coalition.linkcheck.checker import format_user_agent
from coalition.linkcheck.link_result import (
    EXCLUDED_MESSAGE,
    HOST_LOOKUP_FAILED_MESSAGE,
    HOST_NOT_FOUND_MESSAGE,
    INVALID_URL_MESSAGE,
    NO_CONNECTION_MESSAGE,
    PRIVATE_HOST_MESSAGE,
    REDIRECT_MESSAGE,
    TIMEOUT_MESSAGE,
    UNKNOWN_ANSWER_MESSAGE,
    LinkResult,
)
from coalition.linkcheck.lychee import LycheeError, RateLimit
from coalition.project.loader import load_coalition_data
from support.projects import PROJECT

pytestmark = pytest.mark.slow

REQUEST_HEADERS = {"accept", "accept-encoding", "connection", "host", "referer", "user-agent"}
"""The only headers of a request; the referer is the address of the redirect."""


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
        self.released = threading.Event()

    def at(self, path: str, name: str = "127.0.0.1") -> str:
        return f"http://{name}:{self.server_address[1]}{path}"

    def paths(self) -> list[str]:
        return [path for _, path in self.requests]


class FakeServerHandler(BaseHTTPRequestHandler):
    """Responds by the first segment of the path: a status code, or the name of a method."""

    server: FakeServer
    ended = False

    def log_message(self, *_: object) -> None:
        pass

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

    def loop(self, _: str) -> None:
        self.respond(308, Location=self.path)

    def host(self, _: str) -> None:
        self.respond(302, Location=f"http://{self.path.removeprefix('/host/')}/")

    def big(self, _: str) -> None:
        self.count_as_done()
        self.send_response(200)
        self.end_headers()
        with suppress(OSError):
            while not self.server.released.is_set():
                self.wfile.write(bytes(1 << 16))

    def elsewhere(self, _: str) -> None:
        self.respond(301, Location="ftp://files.example.org/x")

    def hangs_up(self, _: str) -> None:
        pass

    def nonsense(self, _: str) -> None:
        self.wfile.write(b"this is not HTTP\r\n\r\n")

    def cookie(self, _: str) -> None:
        self.respond(302, Location="/200", Set_Cookie="who=you")

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


def check_urls(*urls: str, **changes: object) -> dict[str, LinkResult]:
    options = {"user_agent": "link-check", "delay_seconds": 0.0, "allow_private_hosts": True}
    return lychee.check_urls(urls, RateLimit(**options | changes))


# Results


def test_an_answer_is_judged_by_what_visitors_would_get(host: FakeServer):
    expected = {
        "/200": LinkResult("good"),
        "/204": LinkResult("good"),
        "/big": LinkResult("good"),
        "/404": LinkResult("dead", "404 Not Found"),
        "/410": LinkResult("dead", "410 Gone"),
        "/403": LinkResult("unclear", "403 Forbidden"),
        "/500": LinkResult("unclear", "500 Internal Server Error"),
        "/999": LinkResult("unclear", "999"),
        "/away/200": LinkResult("good"),
        "/away/404": LinkResult("dead", "404 Not Found"),
        "/away/moved/200": LinkResult("good"),
        "/moved/200": LinkResult("moved", target=host.at("/200")),
        "/moved/moved/200": LinkResult("moved", target=host.at("/200")),
        "/moved/away/200": LinkResult("moved", target=host.at("/away/200")),
        "/moved/404": LinkResult("dead", "404 Not Found"),
        "/loop": LinkResult("unclear", REDIRECT_MESSAGE),
        "/elsewhere": LinkResult("unclear", UNKNOWN_ANSWER_MESSAGE),
    }

    results = check_urls(*map(host.at, expected))

    assert {host.at(path): result for path, result in expected.items()} == results


def test_a_server_that_answers_in_no_known_way_is_unclear_and_says_why(host: FakeServer):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        nobody = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    urls = [host.at("/slow"), host.at("/hangs-up"), host.at("/nonsense")]

    slow, hangs_up, nonsense, refused = check_urls(*urls, nobody, timeout_seconds=1).values()

    assert LinkResult("unclear", TIMEOUT_MESSAGE) == slow
    assert LinkResult("unclear", NO_CONNECTION_MESSAGE) == refused
    assert {"unclear"} == {hangs_up.outcome, nonsense.outcome}
    assert hangs_up.detail and nonsense.detail


def test_an_unknown_host_is_dead_and_one_that_cannot_be_looked_up_is_not(
    host: FakeServer, monkeypatch: pytest.MonkeyPatch
):
    def look_up(name: str, *_: object, **__: object) -> list[object]:
        raise socket.gaierror(socket.EAI_AGAIN if "later" in name else socket.EAI_NONAME, "")

    monkeypatch.setattr(public_proxy.socket, "getaddrinfo", look_up)
    dead = LinkResult("dead", HOST_NOT_FOUND_MESSAGE)
    unclear = LinkResult("unclear", HOST_LOOKUP_FAILED_MESSAGE)

    assert {
        "https://nobody.org/": dead,
        "http://nobody.org/": dead,
        "https://later.org/": unclear,
        "http://ünïcöde.org/": dead,
    } == check_urls(
        "https://nobody.org/", "http://nobody.org/", "https://later.org/", "http://ünïcöde.org/"
    )


def test_what_is_no_web_address_is_not_requested_and_is_no_option():
    urls = (
        "http://[::1/", "http://a:99999/", "http:///x", "http://me:secret@a.org/", "ftp://a.org",
        "--version", "-", "file:///etc/passwd",
    )  # fmt: skip

    assert dict.fromkeys(urls, LinkResult("unclear", INVALID_URL_MESSAGE)) == check_urls(*urls)


def test_every_character_of_an_address_arrives_at_its_host(host: FakeServer):
    urls = [
        host.at(f"/200/{number}{end}")
        for number, end in enumerate(("Ссылка|и?q=é&x=a%20b", "a_(b)", "?a=1&amp;b=2", ";,!*'~$"))
    ]

    results = check_urls(*urls)

    assert {"good"} == {result.outcome for result in results.values()}
    assert [
        "/200/0%D0%A1%D1%81%D1%8B%D0%BB%D0%BA%D0%B0|%D0%B8?q=%C3%A9&x=a%20b",
        "/200/1a_(b)",
        "/200/2?a=1&amp;b=2",
        "/200/3;,!*'~$",
    ] == sorted(host.paths())


# Private hosts


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "0.0.0.0", "10.0.0.1", "100.64.0.1", "169.254.169.254", "192.168.0.1", "::1",
     "::", "::ffff:127.0.0.1", "fe80::1%eth0", "fd00::1"],
)  # fmt: skip
def test_private_addresses_are_not_public(address: str):
    assert not public_proxy._is_public(address)


def test_nothing_private_is_requested(host: FakeServer, monkeypatch: pytest.MonkeyPatch):
    names = ("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433",
             "0x7f.1", "0.0.0.0", "rebinding.org")  # fmt: skip
    original = socket.getaddrinfo

    def look_up(name: str, *args: Any, **options: Any) -> Any:  # noqa: ANN401
        return original("127.0.0.1" if name == "rebinding.org" else name, *args, **options)

    monkeypatch.setattr(public_proxy.socket, "getaddrinfo", look_up)

    results = check_urls(*(host.at("/200", name) for name in names), allow_private_hosts=False)

    assert {"unclear"} == {result.outcome for result in results.values()}
    assert {PRIVATE_HOST_MESSAGE} == {result.detail for result in results.values()}
    assert [] == host.requests


def test_a_redirect_into_a_private_network_is_not_followed(
    host: FakeServer, monkeypatch: pytest.MonkeyPatch
):
    original = socket.getaddrinfo

    def look_up(name: str, *args: Any, **options: Any) -> Any:  # noqa: ANN401
        return original("127.0.0.1" if name == "public.org" else name, *args, **options)

    def connect(name: str, port: int, allow_private_hosts: bool) -> socket.socket:
        return connect_to(name, port, allow_private_hosts or name == "public.org")

    connect_to = public_proxy._connect
    monkeypatch.setattr(public_proxy.socket, "getaddrinfo", look_up)
    monkeypatch.setattr(public_proxy, "_connect", connect)
    port = host.server_address[1]
    targets = (f"127.0.0.1:{port}", f"localhost:{port}", f"0.0.0.0:{port}")
    urls = [host.at(f"/host/{target}", "public.org") for target in targets]

    results = check_urls(*urls, allow_private_hosts=False)

    assert dict.fromkeys(urls, LinkResult("unclear", PRIVATE_HOST_MESSAGE)) == results
    assert sorted(f"/host/{target}" for target in targets) == sorted(host.paths())


# Rate limit, identification and isolation


def test_requests_identify_the_coalition_and_nobody_else(
    host: FakeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    coalition = load_coalition_data(PROJECT / "tests/data/coalitions/lantern/data").coalition
    (tmp_path / "lychee.toml").write_text('header = { X-Token = "secret" }\n')
    (tmp_path / ".lycheeignore").write_text(".*\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GITHUB_TOKEN", "secret")

    (result,) = check_urls(host.at("/cookie"), user_agent=format_user_agent(coalition)).values()

    assert LinkResult("good") == result
    assert ["/cookie", "/200"] == host.paths()
    for headers in host.request_headers:
        names = {name.lower(): value for name, value in headers.items()}
        assert names.keys() <= REQUEST_HEADERS
        assert "link-check (+https://lantern.example.org/)" == names["user-agent"]
        assert "secret" not in str(headers)
    assert {"lychee.toml", ".lycheeignore"} == {path.name for path in tmp_path.iterdir()}


def test_lychee_gets_no_variable_but_those_it_needs(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GITHUB_TOKEN", "secret")
    monkeypatch.setenv("NO_PROXY", "secret")

    environment = lychee._make_environment({"http": "http://127.0.0.1:1"})

    assert "secret" not in environment.values()
    assert environment.keys() <= {*lychee.PASSED_VARIABLES, lychee.PARENT_VARIABLE, "http_proxy"}


def test_the_proxy_of_the_network_is_used_for_its_scheme(
    host: FakeServer, monkeypatch: pytest.MonkeyPatch
):
    network = {"http": host.at("").removesuffix("/"), "no": "127.0.0.1"}
    monkeypatch.setattr(lychee, "getproxies", lambda: network)
    urls = ("http://somewhere.org/page", host.at("/200"), "https://127.0.0.1:1/")

    somewhere, private, other = check_urls(*urls, allow_private_hosts=False).values()

    assert LinkResult("good") == somewhere
    assert [("GET", "http://somewhere.org/page")] == host.requests
    assert {LinkResult("unclear", EXCLUDED_MESSAGE)} == {private, other}


def test_a_host_gets_one_request_at_a_time_with_a_pause_between_two(host: FakeServer):
    check_urls(*(host.at(f"/brief/{number}") for number in range(4)), delay_seconds=0.2)

    gaps = [later - earlier for earlier, later in zip(host.times, host.times[1:], strict=False)]
    assert (4, 1) == (len(host.paths()), host.max_active)
    assert all(gap >= 0.15 for gap in gaps), gaps


# The program


def test_a_missing_or_failing_program_is_an_error_that_says_so(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lychee, "_find_lychee", lambda: Path(sys.executable))
    with pytest.raises(LycheeError, match=r"lychee failed \(exit code 2\)"):
        check_urls("https://a.org/")
    monkeypatch.undo()
    monkeypatch.setattr(lychee, "files", lambda _: None)
    with pytest.raises(LycheeError, match=r"pip install 'coalition\[links\]'"):
        check_urls("https://a.org/")


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel ends lychee there")
def test_lychee_ends_with_a_check_that_is_killed(host: FakeServer):
    code = (
        "import sys; from coalition.linkcheck.lychee import RateLimit, check_urls;"
        "check_urls(sys.argv[1:], RateLimit('link-check', 0.0, 60, True))"
    )
    with subprocess.Popen([sys.executable, "-c", code, host.at("/slow")]) as process:
        deadline = time.monotonic() + 30
        while not host.requests and time.monotonic() < deadline:
            time.sleep(0.02)
        (child,) = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        name = Path(f"/proc/{child}/comm").read_text().strip()
        process.kill()
    while Path(f"/proc/{child}").exists() and time.monotonic() < deadline:
        time.sleep(0.02)

    assert "lychee" == name
    assert not Path(f"/proc/{child}").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no signals")
def test_ctrl_c_ends_lychee(host: FakeServer):
    timer = threading.Timer(20, host.released.set)  # if Ctrl-C does not work
    timer.start()

    def interrupt() -> None:
        while not host.requests:
            time.sleep(0.02)
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)

    threading.Thread(target=interrupt, daemon=True).start()
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        check_urls(host.at("/slow"), timeout_seconds=60)
    timer.cancel()

    assert time.monotonic() - started < 15
