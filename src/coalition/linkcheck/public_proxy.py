"""HTTP proxy on this machine that connects to public hosts only, for lychee.

Anybody can write a link into a pull request. lychee excludes private addresses only if a link names
them literally: not after a redirect, and not for a name that resolves to one. Here each host is
resolved once, and the addresses that were checked are the ones that are used.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
from contextlib import suppress
from socketserver import StreamRequestHandler, ThreadingTCPServer
from urllib.parse import urlsplit

from coalition.linkcheck.link_result import (
    HOST_LOOKUP_FAILED_MESSAGE,
    HOST_NOT_FOUND_MESSAGE,
    INVALID_URL_MESSAGE,
    NO_CONNECTION_MESSAGE,
    PRIVATE_HOST_MESSAGE,
    TIMEOUT_MESSAGE,
    LinkResult,
)

CONNECT_TIMEOUT_SECONDS = 10
IDLE_TIMEOUT_SECONDS = 60
"""lychee closes its connections earlier; this ends those that it has left."""

MAX_LINE_LENGTH = 65536
MAX_HEADERS = 100
BUFFER_SIZE = 65536

DEFAULT_PORTS = {"http": 80, "https": 443}
HOP_BY_HOP_HEADERS = (b"connection:", b"proxy-", b"keep-alive:")
"""Headers that are not for the server (RFC 9110, section 7.6.1)."""

_UNKNOWN_HOST_ERRORS = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}


class _PrivateHostError(OSError):
    """A host name that resolves to a private address, which the public cannot reach."""


def get_endpoint(url: str) -> tuple[str, int]:
    """Return the host and the port that a valid URL is requested from."""
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or DEFAULT_PORTS.get(parts.scheme, 0)


class PublicProxy(ThreadingTCPServer):
    """Runs while it is entered; `failures` has the hosts that could not be connected to."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, allow_private_hosts: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), _ProxyHandler)
        self.allow_private_hosts = allow_private_hosts
        self.failures: dict[tuple[str, int], LinkResult] = {}
        self.url = f"http://127.0.0.1:{self.server_address[1]}"

    def __enter__(self) -> PublicProxy:
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()

    def handle_error(self, *_: object) -> None:
        """Ignore errors of single connections, which lychee reports."""


class _ProxyHandler(StreamRequestHandler):
    """Handles one request: a tunnel for https (CONNECT), or a request for an http URL."""

    server: PublicProxy
    timeout = IDLE_TIMEOUT_SECONDS

    def handle(self) -> None:
        method, target, version = self.rfile.readline(MAX_LINE_LENGTH).decode("ascii").split()
        headers = self._read_headers()
        endpoint = get_endpoint(f"//{target}" if method == "CONNECT" else target)
        try:
            remote = _connect(*endpoint, self.server.allow_private_hosts)
        except (OSError, ValueError) as error:  # ValueError: a name that IDNA does not allow
            self.server.failures[endpoint] = _classify_error(error)
            self.wfile.write(b"HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n")
            return
        with remote:
            if method == "CONNECT":
                self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
                pair = (self.connection, remote)
                threading.Thread(target=_relay, args=pair, daemon=True).start()
            else:
                path = f"/{target.split('/', 3)[3]}"
                head = [f"{method} {path} {version}\r\n".encode(), *headers]
                remote.sendall(b"".join([*head, b"Connection: close\r\n\r\n"]))
            _relay(remote, self.connection)

    def _read_headers(self) -> list[bytes]:
        headers = []
        for _ in range(MAX_HEADERS):
            line = self.rfile.readline(MAX_LINE_LENGTH)
            if line in (b"\r\n", b"\n", b""):
                break
            if not line.lower().startswith(HOP_BY_HOP_HEADERS):
                headers.append(line)
        return headers


def _relay(source: socket.socket, target: socket.socket) -> None:
    """Copy what arrives at one connection to another one, until either ends."""
    with suppress(OSError):
        while data := source.recv(BUFFER_SIZE):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


def _classify_error(error: Exception) -> LinkResult:
    if isinstance(error, socket.gaierror):
        if error.errno in _UNKNOWN_HOST_ERRORS:
            return LinkResult("dead", HOST_NOT_FOUND_MESSAGE)
        return LinkResult("unclear", HOST_LOOKUP_FAILED_MESSAGE)
    if isinstance(error, _PrivateHostError):
        return LinkResult("unclear", PRIVATE_HOST_MESSAGE)
    if isinstance(error, TimeoutError):
        return LinkResult("unclear", TIMEOUT_MESSAGE)
    if isinstance(error, ValueError):
        return LinkResult("unclear", INVALID_URL_MESSAGE)
    return LinkResult("unclear", NO_CONNECTION_MESSAGE)


def _connect(host: str, port: int, allow_private_hosts: bool) -> socket.socket:
    """Connect to `host`; raises _PrivateHostError if one of its addresses is private."""
    addresses = [entry[4][0] for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not allow_private_hosts and not all(_is_public(str(address)) for address in addresses):
        raise _PrivateHostError
    for address in addresses[:-1]:
        with suppress(OSError):
            return _open(address, port)
    return _open(addresses[-1], port)


def _is_public(address: str) -> bool:
    return ipaddress.ip_address(address.partition("%")[0]).is_global


def _open(address: str | int, port: int) -> socket.socket:
    connection = socket.create_connection((str(address), port), CONNECT_TIMEOUT_SECONDS)
    connection.settimeout(IDLE_TIMEOUT_SECONDS)
    return connection
