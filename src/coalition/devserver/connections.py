"""Accept connections and answer one request on each.

One thread watches all connections until the header section of a request is complete, then starts
another thread that answers it. Until then, received bytes are only peeked at and stay in the
kernel's buffer. So a connection whose request is not being answered yet can be passed to another
process at any time, whether none, some or all of its request has arrived.

"Head" in this module means the request line and the headers, up to the empty line after them.
"""

from __future__ import annotations

import re
import selectors
import socket
import socketserver
import sys
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler

BACKLOG = 64
"""Connections that the kernel queues until they are accepted; a browser opens six at most."""

MAX_HEAD_BYTES = 32 * 1024
"""Maximum size of a head; smaller than the receive buffer of every supported system."""

HEAD_POLL_SECONDS = 0.05
"""Polling interval for a request that has partly arrived."""

IDLE_TIMEOUT_SECONDS = 60.0
"""How long a connection may stay silent. Browsers open some before they need them."""

HEAD_TIMEOUT_SECONDS = 10.0
"""How long a head may take from its first byte to its last."""

CLOSE_TIMEOUT_SECONDS = 1.0
"""How long a client may take to close its side after the response."""

_HEAD = re.compile(rb"[\r\n]*[^\r\n].*?\n\r?\n", re.DOTALL)


def open_listener(host: str, port: int) -> socket.socket:
    """Return a socket that listens at `host` and `port`. Raises OSError."""
    listener = socket.socket()
    try:
        if sys.platform != "win32":  # on Windows it lets a process hijack a port in use
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def is_complete_head(head: bytes) -> bool:
    """Return whether a request line, its headers and the empty line after them have all arrived.

    Empty lines before the request line are skipped (RFC 9112, section 2.2).
    """
    return _HEAD.match(head) is not None


def receive_head(connection: socket.socket) -> bytes:
    """Read the head of a request, or as much of it as has arrived, and nothing after it."""
    arrived = connection.recv(MAX_HEAD_BYTES, socket.MSG_PEEK)
    head = match[0] if (match := _HEAD.match(arrived)) else arrived
    return connection.recv(len(head))


class ConnectionServer(socketserver.BaseServer):
    """Serves a listening socket, and connections that a previous process has accepted.

    `handler` runs when a head is complete, exceeds MAX_HEAD_BYTES or takes longer than
    HEAD_TIMEOUT_SECONDS.
    """

    def __init__(
        self,
        listener: socket.socket,
        handler: type[BaseHTTPRequestHandler],
        accepted: Iterable[socket.socket] = (),
    ) -> None:
        super().__init__(listener.getsockname()[:2], handler)
        self.listener = listener
        self.host, self.port = listener.getsockname()[:2]
        self._deadlines: dict[socket.socket, float] = {}  # of all waiting connections
        self._partial_heads: set[socket.socket] = set()
        self._responding: set[socket.socket] = set()
        self._response_done = threading.Condition()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self.serve_forever, daemon=True)
        self._selector = selectors.DefaultSelector()
        listener.setblocking(False)
        self._selector.register(listener, selectors.EVENT_READ)
        for connection in accepted:
            self._register(connection)

    def start(self) -> None:
        """Start accepting connections and answering requests."""
        self._thread.start()

    def stop(self) -> None:
        """Start no more responses; connections stay open, and new ones queue in the backlog."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def drain(self, seconds: float) -> bool:
        """Wait for responses in progress; return whether all are complete. Call `stop` first."""
        with self._response_done:
            return self._response_done.wait_for(lambda: not self._responding, seconds)

    def waiting_connections(self) -> list[socket.socket]:
        """Return the connections without a response in progress. Changes until `stop` returns."""
        return list(self._deadlines)

    def server_close(self) -> None:
        """Close the listener and all waiting connections; copies in another process stay open."""
        self._selector.close()
        for connection in (self.listener, *self._deadlines):
            connection.close()

    def serve_forever(self, poll_interval: float = HEAD_POLL_SECONDS) -> None:
        """Accept connections and answer requests until `stop` is called."""
        while not self._stopping.is_set():
            for key, _ in self._selector.select(poll_interval):
                if key.fileobj is self.listener:
                    self._accept()
                elif isinstance(key.fileobj, socket.socket):
                    self._check_head(key.fileobj)
            for connection in list(self._partial_heads):
                self._check_head(connection)
            self._expire_overdue()

    def shutdown(self) -> None:
        """Stop, under the name that `socketserver` uses."""
        self.stop()

    def handle_error(self, request: object, client_address: object) -> None:
        """Report errors in the source code; a client that disconnects early is not an error."""
        if not isinstance(sys.exception(), (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    def _accept(self) -> None:
        try:
            connection, _ = self.listener.accept()
        except OSError:  # the client has disconnected, or no file descriptor is free
            self._stopping.wait(HEAD_POLL_SECONDS)
            return
        self._register(connection)

    def _register(self, connection: socket.socket) -> None:
        connection.setblocking(False)
        with suppress(OSError):  # else Nagle's algorithm delays the body after the headers
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._deadlines[connection] = time.monotonic() + IDLE_TIMEOUT_SECONDS
        self._selector.register(connection, selectors.EVENT_READ)

    def _check_head(self, connection: socket.socket) -> None:
        """Start the response to a request whose head is complete or too long."""
        try:
            head = connection.recv(MAX_HEAD_BYTES, socket.MSG_PEEK)
        except BlockingIOError:
            return
        except OSError:
            head = b""
        if not head:  # the client has disconnected
            self._drop(connection)
        elif is_complete_head(head) or len(head) == MAX_HEAD_BYTES:
            self._start_response(connection)
        elif connection not in self._partial_heads:
            # The selector would report it all the time, as its bytes stay unread: poll it instead
            self._selector.unregister(connection)
            self._partial_heads.add(connection)
            self._deadlines[connection] = time.monotonic() + HEAD_TIMEOUT_SECONDS

    def _expire_overdue(self) -> None:
        now = time.monotonic()
        overdue = [connection for connection, deadline in self._deadlines.items() if deadline < now]
        for connection in overdue:
            if connection in self._partial_heads:
                self._start_response(connection)  # the handler sends the error
            else:
                self._drop(connection)

    def _unregister(self, connection: socket.socket) -> None:
        del self._deadlines[connection]
        if connection in self._partial_heads:
            self._partial_heads.remove(connection)
        else:
            self._selector.unregister(connection)

    def _drop(self, connection: socket.socket) -> None:
        self._unregister(connection)
        with suppress(OSError):  # the client may have disconnected
            connection.shutdown(socket.SHUT_RDWR)
        connection.close()

    def _start_response(self, connection: socket.socket) -> None:
        self._unregister(connection)
        with self._response_done:
            self._responding.add(connection)
        threading.Thread(target=self._respond, args=[connection], daemon=True).start()

    def _respond(self, connection: socket.socket) -> None:
        try:
            self.finish_request(connection, ("", 0))
        except Exception:
            self.handle_error(connection, ("", 0))
        finally:
            with connection, suppress(OSError):  # the client may have disconnected
                _await_close(connection)
            with self._response_done:
                self._responding.remove(connection)
                self._response_done.notify_all()


def _await_close(connection: socket.socket) -> None:
    """Shut down the sending side, and wait briefly for the client to close its own. Raises OSError.

    Closing a connection while the client still sends resets it, and the client may lose the
    response (RFC 9112, section 9.6). A shutdown also affects the copies of the socket in other
    processes.
    """
    connection.shutdown(socket.SHUT_WR)
    deadline = time.monotonic() + CLOSE_TIMEOUT_SECONDS
    while (remaining := deadline - time.monotonic()) > 0:
        connection.settimeout(remaining)
        if not connection.recv(MAX_HEAD_BYTES):
            return
