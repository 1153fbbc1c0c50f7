"""lychee requests links politely, and none of a private host; the real program runs here.

The servers are real ones on this machine, so no test needs a network.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import sysconfig
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from coalition.linkcheck import lychee
from coalition.linkcheck.checker import format_user_agent
from coalition.linkcheck.lychee import (
    HOST_LOOKUP_FAILED_MESSAGE,
    HOST_NOT_FOUND_MESSAGE,
    LinkResult,
    LycheeError,
)
from coalition.project.loader import load_coalition_data
from support.projects import PROJECT

pytestmark = pytest.mark.slow

INVALID = LinkResult("unclear", "it is not a valid web address")
PRIVATE = LinkResult("unclear", "its host is in a private network")

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


def check_urls(
    *urls: str, user_agent: str = "link-check", interval: str = "0ms", timeout: int = 10
) -> dict[str, LinkResult]:
    """Check URLs of this machine, which `lychee.check_urls` refuses."""
    replaced = ("--exclude-all-private", "--host-request-interval", "--timeout")
    kept = [option for option in lychee.OPTIONS if not option.startswith(replaced)]
    options = [*kept, f"--host-request-interval={interval}", f"--timeout={timeout}"]
    with patch.multiple(lychee, OPTIONS=options, _check_host=lambda _: None):
        return lychee.check_urls(urls, user_agent)


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
        "/999": LinkResult("unclear", "999 Unknown status code"),
        "/away/200": LinkResult("good"),
        "/away/404": LinkResult("dead", "404 Not Found"),
        "/away/moved/200": LinkResult("good"),
        "/moved/200": LinkResult("moved", target=host.at("/200")),
        "/moved/moved/200": LinkResult("moved", target=host.at("/200")),
        "/moved/away/200": LinkResult("moved", target=host.at("/away/200")),
        "/moved/404": LinkResult("dead", "404 Not Found"),
        "/loop": LinkResult("unclear", "its redirect does not work"),
        "/elsewhere": LinkResult("unclear", "its response is not valid"),
    }

    results = check_urls(*map(host.at, expected))

    assert {host.at(path): result for path, result in expected.items()} == results


def test_a_server_that_answers_in_no_known_way_is_unclear_and_says_why(host: FakeServer):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        nobody = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    urls = [host.at("/slow"), host.at("/hangs-up"), host.at("/nonsense")]

    slow, hangs_up, nonsense, refused = check_urls(*urls, nobody, timeout=1).values()

    assert LinkResult("unclear", "no answer in time") == slow
    assert {"unclear"} == {hangs_up.outcome, nonsense.outcome, refused.outcome}
    assert "closed" in hangs_up.detail and nonsense.detail.endswith("HTTP response format")
    assert refused.detail.startswith("Connection refused")


@pytest.fixture
def name_server(monkeypatch: pytest.MonkeyPatch) -> dict[str, str | int]:
    """Return the addresses of host names, or the errors of their lookup; others are as usual."""
    answers: dict[str, str | int] = {}
    original = socket.getaddrinfo

    def look_up(name: str, *args: Any, **options: Any) -> Any:  # noqa: ANN401
        answer = answers.get(name, name)
        if isinstance(answer, int):
            raise socket.gaierror(answer, "")
        return original(answer, *args, **options)

    monkeypatch.setattr(lychee.socket, "getaddrinfo", look_up)
    monkeypatch.setattr(lychee, "getproxies", lambda: {"no": "localhost"})
    return answers


def test_an_unknown_host_is_dead_and_one_that_cannot_be_looked_up_is_not(
    name_server: dict[str, str | int],
):
    name_server |= {"nobody.org": socket.EAI_NONAME, "xn--ncde-5pa7bzb.org": socket.EAI_NONAME}
    name_server["later.org"] = socket.EAI_AGAIN
    dead = LinkResult("dead", HOST_NOT_FOUND_MESSAGE)

    expected = {
        "https://nobody.org/": dead,
        "http://Nobody.org/a": dead,
        "https://later.org/": LinkResult("unclear", HOST_LOOKUP_FAILED_MESSAGE),
        "http://ünïcöde.org/": dead,
    }

    assert expected == lychee.check_urls(list(expected), "link-check")


def test_what_is_no_web_address_is_not_requested_and_is_no_option():
    urls = [
        "http://[::1/", "http://a:99999/", "http:///x", "http://me:secret@a.org/", "ftp://a.org",
        "--version", "-", "file:///etc/passwd", "http://a..b/", "http://ü..b/",
    ]  # fmt: skip

    assert dict.fromkeys(urls, INVALID) == lychee.check_urls(urls, "link-check")


@pytest.mark.parametrize(
    ("host", "expected"),
    [("faß.de", "xn--fa-hia.de"), ("βόλος.com", "xn--nxasmm1c.com"),
     ("Bücher.de", "xn--bcher-kva.de"), ("ａ。org", "a.org"), ("li\u00adbrary.org", "library.org"),
     ("нет.рф", "xn--e1apq.xn--p1ai")],
)  # fmt: skip
def test_the_host_that_was_looked_up_is_the_one_that_lychee_asks_for(
    host: str, expected: str, name_server: dict[str, str | int], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):  # fmt: skip
    name_server[expected] = "8.8.8.8"
    requested: list[str] = []

    def run(urls: list[str], _: str) -> dict[str, dict[str, Any]]:
        requested.extend(urls)
        return {f"{name}_map": {} for name in ("success", "error", "timeout", "excluded")}

    monkeypatch.setattr(lychee, "_run_lychee", run)
    lychee.check_urls([f"http://{host}:81/é?"], "link-check")
    (tmp_path / "x.html").write_text(f'<a href="http://{host}/">x</a>', "utf-8")
    program = Path(sysconfig.get_path("scripts"), "lychee")
    dump = subprocess.run(
        [program, "--dump", "x.html"], cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout

    assert [f"http://{expected}:81/é?"] == requested
    assert f"http://{expected}/\n" == dump


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
     "::", "::ffff:127.0.0.1", "fe80::1%lo", "fd00::1", "224.0.0.1", "ff0e::1", "fec0::1",
     "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001:0:808:808::f7f7:f7f7", "::7f00:1"],
)  # fmt: skip
def test_a_name_with_a_private_address_is_private(address: str, name_server: dict[str, str | int]):
    name_server |= {"private.org": address, "public.org": "8.8.8.8"}

    assert PRIVATE == lychee._check_host("private.org")
    assert lychee._check_host("public.org") is None


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "2001:4860:4860::8888", "64:ff9b::808:808", "2002:808:808::1"]
)
def test_a_public_address_may_be_in_an_ipv6_address(
    address: str, name_server: dict[str, str | int]
):
    name_server["public.org"] = address

    assert lychee._check_host("public.org") is None


def test_nothing_private_is_requested(host: FakeServer, name_server: dict[str, str | int]):
    names = ("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433",
             "0x7f.1", "0.0.0.0", "private.org")  # fmt: skip
    name_server["private.org"] = "127.0.0.1"
    urls = [host.at("/200", name) for name in names]

    assert dict.fromkeys(urls, PRIVATE) == lychee.check_urls(urls, "link-check")
    assert [] == host.requests


def test_lychee_excludes_literal_private_addresses_too(host: FakeServer):
    with patch.object(lychee, "_check_host", lambda _: None):
        (result,) = lychee.check_urls([host.at("/200")], "link-check").values()

    assert "unclear" == result.outcome
    assert [] == host.requests


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


def test_lychee_gets_no_token_and_the_proxy_of_the_network(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GITHUB_TOKEN", "secret")
    monkeypatch.setenv("https_proxy", "http://proxy.org")

    with patch.object(lychee.subprocess, "run") as run:
        run.return_value.stdout = b"{}"
        lychee._run_lychee([], "link-check")

    environment = run.call_args.kwargs["env"]
    assert "secret" not in environment.values()
    assert "http://proxy.org" == environment["https_proxy"]


def test_a_name_that_only_the_proxy_knows_is_requested_from_it(
    host: FakeServer, name_server: dict[str, str | int], monkeypatch: pytest.MonkeyPatch
):
    name_server["somewhere.org"] = socket.EAI_NONAME
    monkeypatch.setattr(lychee, "getproxies", lambda: {"http": host.at("")})
    monkeypatch.setenv("http_proxy", host.at(""))
    monkeypatch.setenv("no_proxy", "")
    urls = ["http://somewhere.org/page", host.at("/200")]

    results = lychee.check_urls(urls, "link-check")

    assert [LinkResult("good"), PRIVATE] == list(results.values())
    assert [("GET", "http://somewhere.org/page")] == host.requests


def test_a_host_gets_one_request_at_a_time_with_a_pause_between_two(host: FakeServer):
    check_urls(*(host.at(f"/brief/{number}") for number in range(4)), interval="200ms")

    gaps = [later - earlier for earlier, later in zip(host.times, host.times[1:], strict=False)]
    assert (4, 1) == (len(host.paths()), host.max_active)
    assert all(gap >= 0.15 for gap in gaps), gaps


# The program


def test_a_missing_or_failing_program_is_an_error_that_says_so(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lychee.shutil, "which", lambda _, **__: sys.executable)
    with pytest.raises(LycheeError, match=r"lychee failed \(exit code 2\)"):
        check_urls("https://a.org/")
    monkeypatch.setattr(lychee.shutil, "which", lambda _, **__: None)
    with pytest.raises(LycheeError, match="there is no program 'lychee' in "):
        check_urls("https://a.org/")


@pytest.mark.parametrize(
    "report",
    [[], None, {}, {"success_map": []}, {"success_map": {"x": [{"span": {}}]}},
     {"success_map": {"x": [{"status": {}, "span": {"line": 9}}]}, "error_map": {},
      "timeout_map": {}, "excluded_map": {}}],
)  # fmt: skip
def test_a_report_of_another_structure_is_an_error(report: object, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lychee, "_run_lychee", lambda *_: report)

    with pytest.raises(LycheeError, match="the report of lychee has an unknown structure"):
        check_urls("https://a.org/")


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel ends lychee there")
def test_lychee_ends_with_a_check_that_is_killed(host: FakeServer):
    code = (
        "import sys; from coalition.linkcheck import lychee;"
        "lychee.OPTIONS = ['--format=json', '--timeout=60']; lychee._check_host = lambda _: None;"
        "lychee.check_urls(sys.argv[1:], 'link-check')"
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
def test_ctrl_c_does_not_wait_for_name_servers():
    code = (
        "import signal, sys, time; from coalition.linkcheck import lychee;"
        "signal.signal(signal.SIGINT, signal.default_int_handler);"
        "lychee._check_host = lambda _: (print('started', flush=True), time.sleep(60));"
        "lychee.check_urls(['https://a.org/'], 'link-check')"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert "started\n" == process.stdout.readline()
        process.send_signal(signal.SIGINT)
        try:
            _, errors = process.communicate(timeout=20)
        finally:
            process.kill()

    assert errors.endswith("KeyboardInterrupt\n")


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no signals")
def test_ctrl_c_ends_lychee(host: FakeServer):
    timer = threading.Timer(20, host.released.set)  # if Ctrl-C does not work
    timer.start()

    def interrupt() -> None:
        while not host.requests:
            time.sleep(0.02)
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)

    # a shell that starts the tests in the background lets them ignore SIGINT
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        threading.Thread(target=interrupt, daemon=True).start()
        started = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            check_urls(host.at("/slow"), timeout=60)
    finally:
        signal.signal(signal.SIGINT, handler)
        timer.cancel()

    assert time.monotonic() - started < 15
