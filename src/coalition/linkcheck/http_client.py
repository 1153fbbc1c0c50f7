"""Asks a server whether an address still answers: briefly, one at a time, and never a private one.

Python's own `urllib.request` does all that is needed, with the proxy of the machine where it has
one; no library is added for a command that few people run now and then. What it cannot do stands
here: to follow redirects with open eyes, and to look at where a name leads before it connects.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any, Literal
from urllib.parse import quote, urljoin, urlsplit
from urllib.request import AbstractHTTPHandler, OpenerDirector, ProxyHandler, Request

MAX_REDIRECTS = 8
MAX_RETRY_AFTER_SECONDS = 30
"""Seconds that a server may ask us to wait before it is left in peace."""

PERMANENT_REDIRECT_STATUSES = {301, 308}
REDIRECT_STATUSES = {*PERMANENT_REDIRECT_STATUSES, 302, 303, 307}
GONE_STATUSES = {404, 410}
RETRY_STATUSES = {429, 503}
HOST_NOT_FOUND_MESSAGE = "there is no host of this name"
INVALID_URL_MESSAGE = "this is not a web address that anybody may open"

_UNKNOWN_HOST_ERRORS = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}


@dataclass(frozen=True)
class LinkResult:
    """What came of an address: it is good, has moved for good to `target`, is dead, or unclear.

    `detail` says in a few words why it is dead or unclear.
    """

    outcome: Literal["good", "moved", "dead", "unclear"]
    detail: str = ""
    target: str = ""


@dataclass(frozen=True)
class RateLimit:
    """How to ask. `agent` says who we are; `pause` and `timeout` are seconds.

    The pause lies between two requests to one host, the timeout is that of one request. Only tests
    look `anywhere`, at this machine and its network too.
    """

    user_agent: str
    delay_seconds: float = 1.0
    timeout_seconds: float = 10.0
    allow_private_hosts: bool = False


@dataclass(frozen=True)
class _Response:
    status: int
    location: str
    retry_after: str


@dataclass
class _HostState:
    """A host: who holds `turn` may ask it, from the time `free` on, unless it is `closed`."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    next_request_at: float = 0.0
    blocked_reason: str = ""


class _UnclearResult(Exception):  # noqa: N818 - an answer, not an error
    """Why nothing is known of an address."""


class _PrivateHostError(OSError):
    """A name that leads to this machine or its network, where nobody else could look."""


class LinkChecker:
    """Asks addresses; safe to use from several threads."""

    def __init__(self, rate_limit: RateLimit) -> None:
        self.rate_limit = rate_limit
        self._hosts: dict[str, _HostState] = {}
        self._hosts_lock = threading.Lock()
        self._opener = OpenerDirector()
        self._opener.addheaders = []
        for handler in (ProxyHandler(), _PublicHostHandler(rate_limit.allow_private_hosts)):
            self._opener.add_handler(handler)

    def check(self, url: str) -> LinkResult:
        """What comes of `url`, redirects followed. Never raises for what a server does."""
        here, moved_to, for_good = url, "", True
        try:
            for _ in range(MAX_REDIRECTS):
                reply = self._fetch(here)
                if reply.status not in REDIRECT_STATUSES or not reply.location:
                    return _classify_status(reply.status, moved_to)
                here = urljoin(here, reply.location)
                for_good = for_good and reply.status in PERMANENT_REDIRECT_STATUSES
                moved_to = here if for_good else moved_to
        except _UnclearResult as unclear:
            return LinkResult("unclear", str(unclear))
        except OSError as error:
            return _classify_error(error)
        except (HTTPException, ValueError):
            return LinkResult("unclear", "its answer cannot be understood")
        return LinkResult("unclear", "it redirects again and again")

    def _fetch(self, address: str) -> _Response:
        """The answer to HEAD, or to GET where that is refused; once more where we should wait."""
        reply = self._send_request("HEAD", address)
        if reply is None or (reply.status >= 400 and reply.status not in RETRY_STATUSES):
            reply = self._send_request("GET", address)
        if reply and reply.status in RETRY_STATUSES:
            reply = self._retry(address, reply)
        if reply is None:
            raise _UnclearResult("it hung up")
        return reply

    def _retry(self, address: str, reply: _Response) -> _Response | None:
        """The second answer of a busy host; one that asks for more patience is asked no more."""
        host = self._get_host_state(address)
        if (
            reply.retry_after.isdecimal()
            and len(reply.retry_after) < 9
            and int(reply.retry_after) <= MAX_RETRY_AFTER_SECONDS
        ):
            host.next_request_at = max(
                host.next_request_at, time.monotonic() + int(reply.retry_after)
            )
            again = self._send_request("GET", address)
            if again is None or again.status not in RETRY_STATUSES:
                return again
        host.blocked_reason = f"{_format_status(reply.status)}: it asks to be left in peace"
        raise _UnclearResult(host.blocked_reason)

    def _send_request(self, method: str, address: str) -> _Response | None:
        """One request, when it is our turn; None where the host hangs up without an answer."""
        headers = {"User-Agent": self.rate_limit.user_agent, "Accept": "*/*"}
        request = Request(_encode_url(address), method=method, headers=headers)
        with self._host_turn(address):
            try:
                with self._opener.open(
                    request, timeout=self.rate_limit.timeout_seconds
                ) as response:
                    said = response.headers
                    where, wait = said.get("Location", ""), said.get("Retry-After", "")
                    return _Response(response.status, where, wait)
            except ConnectionResetError:  # also http.client's RemoteDisconnected
                return None
            except OSError as error:
                if isinstance(getattr(error, "reason", None), ConnectionResetError):
                    return None
                raise

    @contextmanager
    def _host_turn(self, address: str) -> Iterator[None]:
        host = self._get_host_state(address)
        with host.lock:
            if host.blocked_reason:
                raise _UnclearResult(host.blocked_reason)
            time.sleep(max(0.0, host.next_request_at - time.monotonic()))
            try:
                yield
            finally:
                host.next_request_at = time.monotonic() + self.rate_limit.delay_seconds

    def _get_host_state(self, address: str) -> _HostState:
        with self._hosts_lock:
            return self._hosts.setdefault(get_host(address), _HostState())


def get_host(url: str) -> str:
    """The host of an address in small letters; empty where there is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _encode_url(address: str) -> str:
    """The address in the letters that a request may have. Raises _Unclear."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").encode("idna").decode()
        port = f":{parts.port}" if parts.port else ""
    except ValueError:  # also UnicodeError
        raise _UnclearResult(INVALID_URL_MESSAGE) from None
    if parts.scheme not in {"http", "https"} or not host or "@" in parts.netloc:
        raise _UnclearResult(INVALID_URL_MESSAGE)
    safe = "%/:@!$&'()*+,;=~"
    query = f"?{quote(parts.query, safe + '?[]')}" if parts.query else ""
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}{port}{quote(parts.path, safe) or '/'}{query}"


def _classify_status(status: int, moved_to: str) -> LinkResult:
    if status in GONE_STATUSES:
        return LinkResult("dead", _format_status(status))
    if not 200 <= status < 300:
        return LinkResult("unclear", _format_status(status))
    return LinkResult("moved", target=moved_to) if moved_to else LinkResult("good")


def _format_status(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _classify_error(error: OSError) -> LinkResult:
    """What an error of the network says of an address."""
    reason = getattr(error, "reason", error)
    if isinstance(reason, socket.gaierror):
        unknown = reason.errno in _UNKNOWN_HOST_ERRORS
        return (
            LinkResult("dead", HOST_NOT_FOUND_MESSAGE)
            if unknown
            else LinkResult("unclear", "its host was not found")
        )
    if isinstance(reason, _PrivateHostError):
        return LinkResult("unclear", "it leads into a private network")
    if isinstance(reason, TimeoutError):
        return LinkResult("unclear", "no answer in time")
    if isinstance(reason, ssl.SSLError):
        return LinkResult("unclear", "its certificate is not accepted")
    return LinkResult("unclear", "no connection")


class _PublicHostHandler(AbstractHTTPHandler):
    """Opens connections to hosts that everybody can see, unless a proxy opens them for us."""

    http_request = https_request = AbstractHTTPHandler.do_request_

    def __init__(self, allow_private_hosts: bool) -> None:
        super().__init__()
        self.allow_private_hosts = allow_private_hosts

    def http_open(self, request: Request) -> HTTPResponse:
        if _uses_proxy(request):
            return self.do_open(HTTPConnection, request)
        return self.do_open(_PublicHTTPConnection, request, anywhere=self.allow_private_hosts)

    def https_open(self, request: Request) -> HTTPResponse:
        if _uses_proxy(request):
            return self.do_open(HTTPSConnection, request)
        return self.do_open(_PublicHTTPSConnection, request, anywhere=self.allow_private_hosts)


def _uses_proxy(request: Request) -> bool:
    return request.host != urlsplit(request.full_url).netloc


class _PublicHTTPConnection(HTTPConnection):
    def __init__(self, host: str, /, *, allow_private_hosts: bool = False, **options: Any) -> None:  # noqa: ANN401
        super().__init__(host, **options)
        self.allow_private_hosts = allow_private_hosts

    def connect(self) -> None:
        self.sock = _connect(self.host, self.port, self.timeout, self.allow_private_hosts)


class _PublicHTTPSConnection(_PublicHTTPConnection):
    default_port = 443

    def connect(self) -> None:
        super().connect()
        tls = ssl.create_default_context()
        self.sock = tls.wrap_socket(self.sock, server_hostname=self.host)


def _connect(host: str, port: int, timeout: float | None, anywhere: bool) -> socket.socket:
    """A connection to `host`, which is looked up once: what was looked at is what is asked."""
    found = [entry[4][0] for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    private = [a for a in found if not ipaddress.ip_address(str(a).partition("%")[0]).is_global]
    if private and not anywhere:
        raise _PrivateHostError
    for address in found[:-1]:
        try:
            return socket.create_connection((str(address), port), timeout)
        except OSError:
            continue
    return socket.create_connection((str(found[-1]), port), timeout)
