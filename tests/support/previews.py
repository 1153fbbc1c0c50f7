"""Real previews in processes of their own, for the tests of what editors meet."""

from __future__ import annotations

import http.client
import io
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import quote, urlsplit

import pytest

from support.projects import PROJECT
from support.sites import project_of

CODE = (
    "import os, sys; from pathlib import Path;"
    "from coalition.devserver import serve; from coalition import processes;"
    "again = serve.serve_preview(Path(sys.argv[1]), 'localhost', int(sys.argv[2]), False);"
    "again and processes.replace_process([sys.executable, *sys.orig_argv[1:]])"
)
LOOKED_AT = ("/", "/ar/", "/about/", "/members/", "/members/ingrid-prove/", "/sdgs/4/", "/nowhere/")
"""Pages of the coalition `lantern` that show whether its files are as they were."""

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


def connected(address: str) -> socket.socket:
    """A connection on which nothing has been sent yet."""
    parts = urlsplit(address)
    return socket.create_connection((parts.hostname, parts.port), timeout=PATIENCE)


def received(connection: socket.socket) -> bytes:
    """All that comes until the server closes the connection."""
    with connection:
        return b"".join(iter(lambda: connection.recv(65536), b""))


def exchange(address: str, request: bytes) -> bytes:
    """Send bytes as they are on a connection of their own, and read all that comes."""
    connection = connected(address)
    connection.sendall(request)
    return received(connection)


def whole(reply: bytes, method: str = "GET") -> Reply:
    """Parse a reply, and assert that nothing of it is missing."""
    head, end, body = reply.partition(b"\r\n\r\n")
    status, _, lines = head.partition(b"\r\n")
    assert end and status.startswith(b"HTTP/1.1 "), reply[:200]
    headers = http.client.parse_headers(io.BytesIO(lines + b"\r\n\r\n"))
    assert "close" == headers["Connection"]
    assert int(headers["Content-Length"]) == len(body) or method == "HEAD"
    return Reply(int(status.split()[1]), headers, body.decode())


def until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.01)


@dataclass
class Running:
    """A preview of `project` in a process of its own."""

    process: subprocess.Popen[str]
    project: Path
    address: str
    errors: Path
    before: dict[str, bytes] = field(default_factory=dict)
    at_first: dict[str, dict[str, str]] = field(default_factory=dict)

    def look(self) -> dict[str, dict[str, str]]:
        """What some of its pages are told now."""
        return {path: self.events(path).next() for path in LOOKED_AT}

    def events(self, path: str = "/") -> Events:
        """What an open page at `path` is told."""
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=PATIENCE)
        connection.request("GET", f"/_preview/events?path={quote(path, safe='')}")
        return Events(connection.getresponse())

    def page(self, path: str) -> str:
        return get(self.address, path).text

    def problems(self, path: str = "/") -> str:
        """The overlay; empty if there is nothing wrong."""
        text = self.page(f"/_preview/problems?path={quote(path, safe='')}")
        return text if "<li>" in text else ""

    def said(self) -> str:
        return self.errors.read_text(encoding="utf-8")

    def edit(self, name: str, change: Callable[[str], str]) -> None:
        """Change a file of the project; `restore` puts it back."""
        file = self.project / name
        if name not in self.before:
            self.before[name] = file.read_bytes()
        file.write_text(change(file.read_text("utf-8")), "utf-8")

    def restore(self) -> None:
        """Put back what `edit` changed, and wait until that is shown."""
        for name, content in self.before.items():
            (self.project / name).parent.mkdir(parents=True, exist_ok=True)
            (self.project / name).write_bytes(content)
        self.before.clear()
        until(lambda: self.look() == self.at_first)


@dataclass
class Events:
    """An open stream of events."""

    stream: IO[bytes]

    def next(self) -> dict[str, str]:
        """What the page is told next."""
        deadline = time.monotonic() + PATIENCE
        while line := self.stream.readline().decode():
            assert time.monotonic() < deadline, "nothing was told"
            if line.startswith("data: "):
                told: dict[str, str] = json.loads(line.removeprefix("data: "))
                return told
        raise AssertionError("the stream ended")

    def until(self, condition: Callable[[dict[str, str]], object]) -> dict[str, str]:
        """The first news that are as they should be."""
        while not condition(told := self.next()):
            pass
        return told


Start = Callable[..., Running]


def started(project: Path, errors: Path, port: int = 0, code: Path = PROJECT) -> Running:
    """A preview, once it says that it is ready. `code` is the project whose program it runs."""
    process = subprocess.Popen(
        [sys.executable, "-c", CODE, str(project), str(port)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (code, code / "src")))},
        stdout=subprocess.PIPE,
        stderr=errors.open("w"),
        text=True,
    )
    assert process.stdout
    for line in process.stdout:
        if line.startswith("preview: "):
            return Running(process, project, line.split()[1], errors)
    raise AssertionError(errors.read_text())


def ended(running: Running) -> None:
    running.process.kill()
    running.process.wait()
    assert running.process.stdout
    running.process.stdout.close()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """A function: a project in, its preview out."""
    all_started = []

    def run(project: Path, port: int = 0, code: Path = PROJECT) -> Running:
        errors = tmp_path / f"errors-{len(all_started)}.txt"
        all_started.append(started(project, errors, port, code))
        return all_started[-1]

    yield run
    for running in all_started:
        ended(running)


@pytest.fixture(scope="module")
def kept_preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A preview of the coalition `lantern` that many tests share."""
    folder = tmp_path_factory.mktemp("preview")
    running = started(project_of("lantern", folder / "lantern"), folder / "errors.txt")
    running.at_first = running.look()
    yield running
    ended(running)


@pytest.fixture
def preview(kept_preview: Running) -> Iterator[Running]:
    """The same, with its files as they were at first."""
    yield kept_preview
    kept_preview.restore()


def program(folder: Path) -> Path:
    """A project with a program of its own, which a test may change."""
    project = project_of("lantern", folder)
    ignored = shutil.ignore_patterns("__pycache__")
    for name in ("src", "tools"):
        shutil.copytree(PROJECT / name, project / name, ignore=ignored)
    shutil.copy(PROJECT / "tasks.py", project)
    return project
