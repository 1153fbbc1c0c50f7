"""A preview that restarts because its program has changed answers every request all the same."""

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

from support.previews import Running, Start, connected, exchange, program, received, until, whole

pytestmark = [
    pytest.mark.slow(30),
    pytest.mark.skipif(os.name == "nt", reason="Windows does not pass sockets on"),
]
RESTARTS = 4
PATHS = ("/", "/ar/", "/members/", "/nowhere/", "/sitemap.xml")
PROGRAM, TEXT = "src/coalition/site/pages.py", 'gettext("Page not'
"""A file of the program, and what is changed in it: the title of the page for unknown addresses."""


def request(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()


@dataclass
class Clients:
    """Threads that send requests to a preview, and what came of these."""

    running: Running
    answered: dict[str, int] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    begun: int = 0
    stopped: bool = False

    def start(self) -> list[threading.Thread]:
        """Begin to send; the threads end after `stopped`."""
        kinds = [*[self.fresh] * 3, *[self.opened_ahead] * 6, self.slow, self.slow]
        threads = [threading.Thread(target=self._repeat, args=[it], daemon=True) for it in kinds]
        for target in (self._follow_output, self._follow_events):
            threading.Thread(target=target, daemon=True).start()
        for thread in threads:
            thread.start()
        return threads

    def fresh(self, random: Random) -> bytes:
        """A connection with a request at once, as from most clients."""
        return exchange(self.running.address, request(random.choice(PATHS)))

    def opened_ahead(self, random: Random) -> bytes:
        """A connection that was opened before a restart, with a request during the restart."""
        connection = connected(self.running.address)
        begun = self.begun
        while self.begun == begun and not self.stopped:
            time.sleep(0.01)
        time.sleep(random.choice([0, 0, 0.1, 0.5, 1]))
        connection.sendall(request(random.choice(PATHS)))
        return received(connection)

    def slow(self, random: Random) -> bytes:
        """A request that comes byte by byte."""
        connection = connected(self.running.address)
        for byte in request(random.choice(PATHS)):
            connection.send(bytes([byte]))
            time.sleep(0.03)
        return received(connection)

    def _repeat(self, send: Callable[[Random], bytes]) -> None:
        random = Random(4)
        while not self.stopped:
            try:
                reply = whole(send(random))
                assert reply.status in {200, 404}
                assert reply.text.rstrip().endswith(("</html>", "</urlset>"))
                self.answered[send.__name__] = self.answered.get(send.__name__, 0) + 1
            except Exception as error:
                self.errors.append(f"{send.__name__}: {error!r}")
                time.sleep(0.1)

    def _follow_output(self) -> None:
        assert self.running.process.stdout
        for line in self.running.process.stdout:
            self.begun += "starts anew" in line

    def _follow_events(self) -> None:
        while not self.stopped:
            with suppress(ConnectionError):  # the preview ends with the test
                connection = connected(self.running.address)
                connection.settimeout(None)
                connection.sendall(request("/_preview/events"))
                received(connection)


def test_no_request_is_dropped_while_the_preview_restarts(tmp_path: Path, start: Start):
    project = program(tmp_path / "project")
    running = start(project, code=project)
    text = (project / PROGRAM).read_text("utf-8")
    clients = Clients(running)
    threads = clients.start()

    for number in range(RESTARTS):
        changed = text.replace(TEXT, f'gettext("No. {number} not')
        (project / PROGRAM).write_text(changed, "utf-8")
        until(lambda title=f"No. {number} not found": title in running.page("/nowhere/"))
    clients.stopped = True
    for thread in threads:
        thread.join()

    print(clients.begun, clients.answered)
    assert [] == clients.errors
    assert RESTARTS == clients.begun
    assert {"fresh", "opened_ahead", "slow"} == set(clients.answered)
    assert "" == running.said()
