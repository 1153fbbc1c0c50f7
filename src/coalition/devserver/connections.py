"""Accept connections and answer one request on each.

One thread watches all connections until the head of a request has arrived completely; then a thread
is started that answers it. Until then what has arrived is only peeked at and stays in the kernel's
buffer. So a connection whose request is not being answered yet can be passed to another process at
any time, whether nothing, a part or all of its request has arrived.
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
"""Connections that the kernel keeps while nobody accepts them: a browser opens six at most."""

MAX_HEAD_BYTES = 32 * 1024
"""Bytes of a request line with its headers. Less than what any system buffers for a connection."""

HEAD_POLL_SECONDS = 0.05
"""Seconds between two looks at a request that has arrived in part."""

IDLE_TIMEOUT_SECONDS = 60.0
"""How long a connection may send nothing at all. Browsers open some ahead of their requests."""

HEAD_TIMEOUT_SECONDS = 10.0
"""How long the head of a request may take from its first byte to its last."""

CLOSE_TIMEOUT_SECONDS = 1.0
"""How long a client may take to close a connection after it was answered."""

_HEAD = re.compile(rb"[\r\n]*[^\r\n].*?\n\r?\n", re.DOTALL)


def open_listener(host: str, port: int) -> socket.socket:
    """A socket that listens at `host` and `port`. Raises OSError."""
    listener = socket.socket()
    try:
        if sys.platform != "win32":  # there it would allow to take over another program's port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def is_complete_head(head: bytes) -> bool:
    """Whether the bytes hold a whole request line with all headers and the empty line after them.

    Empty lines before the request line are skipped (RFC 9112, section 2.2).
    """
    return _HEAD.match(head) is not None


def receive_head(connection: socket.socket) -> bytes:
    """Take the head of a request, or the part of it that has arrived, off a connection."""
    arrived = connection.recv(MAX_HEAD_BYTES, socket.MSG_PEEK)
    head = match[0] if (match := _HEAD.match(arrived)) else arrived
    return connection.recv(len(head))


class ConnectionServer(socketserver.BaseServer):
    """Serves at a listening socket, and on connections that another process has accepted.

    `handler` is started when the head of a request is complete, when it has become longer than
    MAX_HEAD_BYTES, or when it has taken longer than HEAD_TIMEOUT_SECONDS.
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
        self._deadlines: dict[socket.socket, float] = {}  # of all connections that wait
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
        """Begin to accept connections and to answer requests."""
        self._thread.start()

    def stop(self) -> None:
        """Begin nothing any more: connections stay as they are, or in the listener's backlog."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def drain(self, seconds: float) -> bool:
        """Wait until every answer that has begun is complete. Call `stop` first."""
        with self._response_done:
            return self._response_done.wait_for(lambda: not self._responding, seconds)

    def waiting_connections(self) -> list[socket.socket]:
        """The connections on which no answer has begun. They change until `stop` has returned."""
        return list(self._deadlines)

    def server_close(self) -> None:
        """Close the listener and all connections that wait; those passed on stay open there."""
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
        """Stop, as other servers of `socketserver` do."""
        self.stop()

    def handle_error(self, request: object, client_address: object) -> None:
        """Report what is wrong with the program; a client that leaves early is no error."""
        if not isinstance(sys.exception(), (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    def _accept(self) -> None:
        try:
            connection, _ = self.listener.accept()
        except OSError:  # the client has left, or this process has no file descriptor left
            self._stopping.wait(HEAD_POLL_SECONDS)
            return
        self._register(connection)

    def _register(self, connection: socket.socket) -> None:
        connection.setblocking(False)
        with suppress(OSError):  # headers and body are two writes, and the second would wait
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._deadlines[connection] = time.monotonic() + IDLE_TIMEOUT_SECONDS
        self._selector.register(connection, selectors.EVENT_READ)

    def _check_head(self, connection: socket.socket) -> None:
        """Begin to answer a request whose head is complete or too long."""
        try:
            head = connection.recv(MAX_HEAD_BYTES, socket.MSG_PEEK)
        except BlockingIOError:
            return
        except OSError:
            head = b""
        if not head:  # the client has left
            self._drop(connection)
        elif is_complete_head(head) or len(head) == MAX_HEAD_BYTES:
            self._start_response(connection)
        elif connection not in self._partial_heads:
            # It would be readable all the time, so it is looked at from time to time instead
            self._selector.unregister(connection)
            self._partial_heads.add(connection)
            self._deadlines[connection] = time.monotonic() + HEAD_TIMEOUT_SECONDS

    def _expire_overdue(self) -> None:
        now = time.monotonic()
        overdue = [connection for connection, end in self._deadlines.items() if end < now]
        for connection in overdue:
            if connection in self._partial_heads:
                self._start_response(connection)  # the handler says what is wrong
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
        with suppress(OSError):  # the client may have left
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
            with connection, suppress(OSError):  # the client may have left
                _await_close(connection)
            with self._response_done:
                self._responding.remove(connection)
                self._response_done.notify_all()


def _await_close(connection: socket.socket) -> None:
    """End an answer, and give the client some time to close its side. Raises OSError.

    A connection that is closed while the client still sends is reset, and the client may lose the
    answer (RFC 9112, section 9.6). Copies of the socket in other processes are shut down as well.
    """
    connection.shutdown(socket.SHUT_WR)
    deadline = time.monotonic() + CLOSE_TIMEOUT_SECONDS
    while (left := deadline - time.monotonic()) > 0:
        connection.settimeout(left)
        if not connection.recv(MAX_HEAD_BYTES):
            return
