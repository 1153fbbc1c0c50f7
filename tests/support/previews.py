"""Fixtures that run the preview in a subprocess, and an HTTP client for it."""

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

SERVE_SCRIPT = (
    "import os, sys; from pathlib import Path;"
    "from coalition.devserver import serve; from coalition import processes;"
    "again = serve.serve_preview(Path(sys.argv[1]), 'localhost', int(sys.argv[2]), False);"
    "again and processes.replace_process([sys.executable, *sys.orig_argv[1:]])"
)
SAMPLE_PATHS = (
    "/",
    "/ar/",
    "/about/",
    "/members/",
    "/members/ingrid-prove/",
    "/sdgs/4/",
    "/nowhere/",
)
"""Paths on the site of `lantern` whose versions show whether its files have been restored."""

EPOCH = "1717200000"
"""1 June 2024, the current date of the previews: no date in `lantern` is too old then."""

TIMEOUT_SECONDS = 30.0
"""How long a test waits for an expected event."""


@dataclass
class Reply:
    status: int
    headers: http.client.HTTPMessage
    text: str


def get(address: str, path: str, method: str = "GET") -> Reply:
    """Request `path` exactly as written; urllib would normalise it."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=TIMEOUT_SECONDS)
    connection.putrequest(method, path, skip_accept_encoding=True)
    connection.endheaders()
    reply = connection.getresponse()
    text = reply.read().decode()
    connection.close()
    return Reply(reply.status, reply.headers, text)


def connect(address: str) -> socket.socket:
    """Open a connection without sending anything."""
    parts = urlsplit(address)
    return socket.create_connection((parts.hostname, parts.port), timeout=TIMEOUT_SECONDS)


def receive_all(connection: socket.socket) -> bytes:
    """Read until the server closes the connection."""
    with connection:
        return b"".join(iter(lambda: connection.recv(65536), b""))


def exchange(address: str, request: bytes) -> bytes:
    """Send raw bytes on a new connection, and read the whole response."""
    connection = connect(address)
    connection.sendall(request)
    return receive_all(connection)


def parse_reply(reply: bytes, method: str = "GET") -> Reply:
    """Parse a response, and assert that it is complete."""
    head, end, body = reply.partition(b"\r\n\r\n")
    status, _, lines = head.partition(b"\r\n")
    assert end and status.startswith(b"HTTP/1.1 "), reply[:200]
    headers = http.client.parse_headers(io.BytesIO(lines + b"\r\n\r\n"))
    assert "close" == headers["Connection"]
    assert int(headers["Content-Length"]) == len(body) or method == "HEAD"
    return Reply(int(status.split()[1]), headers, body.decode())


def wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "timed out"
        time.sleep(0.01)


@dataclass
class Running:
    """A running preview of `project`; `errors` is a file with its stderr."""

    process: subprocess.Popen[str]
    project: Path
    address: str
    errors: Path
    before: dict[str, bytes] = field(default_factory=dict)
    initial_versions: dict[str, dict[str, str]] = field(default_factory=dict)

    def page_versions(self) -> dict[str, dict[str, str]]:
        """Return the current versions of SAMPLE_PATHS, as the event streams send them."""
        return {path: self.events(path).next() for path in SAMPLE_PATHS}

    def events(self, path: str = "/") -> Events:
        """Open the event stream of a page."""
        connection = http.client.HTTPConnection(
            urlsplit(self.address).netloc, timeout=TIMEOUT_SECONDS
        )
        connection.request("GET", f"/_preview/events?path={quote(path, safe='')}")
        return Events(connection.getresponse())

    def page(self, path: str) -> str:
        return get(self.address, path).text

    def problems(self, path: str = "/") -> str:
        """Return the overlay of a page; empty if there are neither errors nor warnings."""
        text = self.page(f"/_preview/problems?path={quote(path, safe='')}")
        return text if "<li class=" in text else ""

    def stderr_text(self) -> str:
        return self.errors.read_text(encoding="utf-8")

    def edit(self, name: str, change: Callable[[str], str]) -> None:
        """Change a file of the project; `restore` puts it back."""
        file = self.project / name
        if name not in self.before:
            self.before[name] = file.read_bytes()
        file.write_text(change(file.read_text("utf-8")), "utf-8")

    def restore(self) -> None:
        """Undo all edits, and wait until the preview has caught up."""
        for name, content in self.before.items():
            (self.project / name).parent.mkdir(parents=True, exist_ok=True)
            (self.project / name).write_bytes(content)
        self.before.clear()
        wait_until(lambda: self.page_versions() == self.initial_versions)


@dataclass
class Events:
    """An open event stream."""

    stream: IO[bytes]

    def next(self) -> dict[str, str]:
        """Return the next event."""
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while line := self.stream.readline().decode():
            assert time.monotonic() < deadline, "no event arrived"
            if line.startswith("data: "):
                versions: dict[str, str] = json.loads(line.removeprefix("data: "))
                return versions
        raise AssertionError("the stream ended")

    def until(self, condition: Callable[[dict[str, str]], object]) -> dict[str, str]:
        """Return the next event that fulfils `condition`."""
        while not condition(versions := self.next()):
            pass
        return versions


Start = Callable[..., Running]


def start_preview(project: Path, errors: Path, port: int = 0, code: Path = PROJECT) -> Running:
    """Start a preview, and wait until it is ready. `code` is the folder of its source code."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE_SCRIPT, str(project), str(port)],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(map(str, (code, code / "src"))),
            "SOURCE_DATE_EPOCH": EPOCH,
        },
        stdout=subprocess.PIPE,
        stderr=errors.open("w"),
        text=True,
    )
    assert process.stdout
    for line in process.stdout:
        if line.startswith("preview: "):
            return Running(process, project, line.split()[1], errors)
    raise AssertionError(errors.read_text())


def stop_preview(running: Running) -> None:
    running.process.kill()
    running.process.wait()
    assert running.process.stdout
    running.process.stdout.close()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Return a function that starts a preview of a project."""
    previews = []

    def run(project: Path, port: int = 0, code: Path = PROJECT) -> Running:
        errors = tmp_path / f"errors-{len(previews)}.txt"
        previews.append(start_preview(project, errors, port, code))
        return previews[-1]

    yield run
    for running in previews:
        stop_preview(running)


@pytest.fixture(scope="module")
def shared_preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A preview of the coalition `lantern`, shared by the tests of a module."""
    folder = tmp_path_factory.mktemp("preview")
    running = start_preview(copy_without_warnings(folder / "lantern"), folder / "errors.txt")
    running.initial_versions = running.page_versions()
    yield running
    stop_preview(running)


@pytest.fixture
def preview(shared_preview: Running) -> Iterator[Running]:
    """The shared preview; its files are restored after the test."""
    yield shared_preview
    shared_preview.restore()


def copy_without_warnings(folder: Path) -> Path:
    """Copy the project `lantern`, and make the only change after which it has no warnings."""
    project = project_of("lantern", folder)
    areas = project / "data/action_areas.yaml"
    areas.write_text(areas.read_text("utf-8").replace("goals: [4]", "goals: [4, 7]"), "utf-8")
    return project


def copy_with_source(folder: Path) -> Path:
    """Copy the project `lantern` together with the source code, so that a test may change it."""
    project = copy_without_warnings(folder)
    ignored = shutil.ignore_patterns("__pycache__")
    for name in ("src", "tools"):
        shutil.copytree(PROJECT / name, project / name, ignore=ignored)
    shutil.copy(PROJECT / "tasks.py", project)
    return project
