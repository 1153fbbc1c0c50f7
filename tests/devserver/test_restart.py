"""A preview that restarts after a change of its source code still answers every request."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

from support.previews import (
    Running,
    Start,
    connect,
    copy_with_source,
    exchange,
    parse_reply,
    receive_all,
    wait_until,
)

pytestmark = [
    pytest.mark.slow(30),
    pytest.mark.skipif(os.name == "nt", reason="Windows does not pass sockets on"),
]
RESTARTS = 4
PATHS = ("/", "/ar/", "/members/", "/nowhere/", "/sitemap.xml")
SOURCE_FILE, SOURCE_TEXT = "src/coalition/site/pages/content_pages.py", 'gettext("Page not'
"""A source file, and the text to change in it: the title of the 404 page."""


def request(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()


@dataclass
class Clients:
    """Threads that send requests to a preview, with counts of responses and errors."""

    running: Running
    response_counts: dict[str, int] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    restarts: int = 0
    stopped: bool = False

    def start(self) -> list[threading.Thread]:
        """Start the threads; they end once `stopped` is set."""
        senders = [
            *[self.send_at_once] * 3,
            *[self.connect_early] * 6,
            self.send_slowly,
            self.send_slowly,
        ]
        threads = [threading.Thread(target=self._repeat, args=[it], daemon=True) for it in senders]
        for target in (self._follow_output, self._follow_events):
            threading.Thread(target=target, daemon=True).start()
        for thread in threads:
            thread.start()
        return threads

    def send_at_once(self, random: Random) -> bytes:
        """Connect and send a request at once, as most clients do."""
        return exchange(self.running.address, request(random.choice(PATHS)))

    def connect_early(self, random: Random) -> bytes:
        """Connect before a restart, and send the request during the restart."""
        connection = connect(self.running.address)
        restarts = self.restarts
        while self.restarts == restarts and not self.stopped:
            time.sleep(0.01)
        time.sleep(random.choice([0, 0, 0.1, 0.5, 1]))
        connection.sendall(request(random.choice(PATHS)))
        return receive_all(connection)

    def send_slowly(self, random: Random) -> bytes:
        """Send a request byte by byte."""
        connection = connect(self.running.address)
        for byte in request(random.choice(PATHS)):
            connection.send(bytes([byte]))
            time.sleep(0.03)
        return receive_all(connection)

    def _repeat(self, send: Callable[[Random], bytes]) -> None:
        random = Random(4)
        while not self.stopped:
            try:
                reply = parse_reply(send(random))
                assert reply.status in {200, 404}
                assert reply.text.rstrip().endswith(("</html>", "</urlset>"))
                self.response_counts[send.__name__] = self.response_counts.get(send.__name__, 0) + 1
            except Exception as error:
                self.errors.append(f"{send.__name__}: {error!r}")
                time.sleep(0.1)

    def _follow_output(self) -> None:
        assert self.running.process.stdout
        for line in self.running.process.stdout:
            self.restarts += "and restarts" in line

    def _follow_events(self) -> None:
        while not self.stopped:
            with suppress(ConnectionError):  # the preview ends with the test
                connection = connect(self.running.address)
                connection.settimeout(None)
                connection.sendall(request("/_preview/events"))
                receive_all(connection)


def test_no_request_is_dropped_while_the_preview_restarts(tmp_path: Path, start: Start):
    project = copy_with_source(tmp_path / "project")
    running = start(project, code=project)
    text = (project / SOURCE_FILE).read_text("utf-8")
    clients = Clients(running)
    threads = clients.start()

    for number in range(RESTARTS):
        changed = text.replace(SOURCE_TEXT, f'gettext("No. {number} not')
        (project / SOURCE_FILE).write_text(changed, "utf-8")
        wait_until(lambda title=f"No. {number} not found": title in running.page("/nowhere/"))
    clients.stopped = True
    for thread in threads:
        thread.join()

    print(clients.restarts, clients.response_counts)
    assert [] == clients.errors
    assert RESTARTS == clients.restarts
    assert {"send_at_once", "connect_early", "send_slowly"} == set(clients.response_counts)
    assert "" == running.stderr_text()
