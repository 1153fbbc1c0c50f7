"""HTTP client of the link checker: short requests, one at a time per host, never to private hosts.

Uses `urllib.request`, including the proxy settings of the machine, rather than a dependency for a
command that is rarely run. Adds what that lacks: redirects are followed step by step, to tell
permanent from temporary ones, and the resolved IP address is checked before connecting.
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
"""Longest wait that a server may ask for; beyond that it is not requested again."""

PERMANENT_REDIRECT_STATUSES = {301, 308}
REDIRECT_STATUSES = {*PERMANENT_REDIRECT_STATUSES, 302, 303, 307}
GONE_STATUSES = {404, 410}
RETRY_STATUSES = {429, 503}
HOST_NOT_FOUND_MESSAGE = "there is no host of this name"
INVALID_URL_MESSAGE = "this is not a web address that anybody may open"

_UNKNOWN_HOST_ERRORS = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}


@dataclass(frozen=True)
class LinkResult:
    """Result of checking one URL; `target` is the new URL if it has moved permanently.

    `detail` is a short reason if the outcome is dead or unclear.
    """

    outcome: Literal["good", "moved", "dead", "unclear"]
    detail: str = ""
    target: str = ""


@dataclass(frozen=True)
class RateLimit:
    """Settings for requests: User-Agent header, delay between requests to a host, and timeout.

    Only tests set `allow_private_hosts`, to request servers on this machine.
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
    """State of a host: hold `lock` and wait until `next_request_at` (monotonic) to request it."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    next_request_at: float = 0.0
    blocked_reason: str = ""


class _UnclearResult(Exception):  # noqa: N818 - a result, not an error
    """Nothing can be said about a URL; the message gives the reason."""


class _PrivateHostError(OSError):
    """A host name that resolves to a private address, which the public cannot reach."""


class LinkChecker:
    """Checks URLs. Thread-safe."""

    def __init__(self, rate_limit: RateLimit) -> None:
        self.rate_limit = rate_limit
        self._hosts: dict[str, _HostState] = {}
        self._hosts_lock = threading.Lock()
        self._opener = OpenerDirector()
        self._opener.addheaders = []
        for handler in (ProxyHandler(), _PublicHostHandler(rate_limit.allow_private_hosts)):
            self._opener.add_handler(handler)

    def check(self, url: str) -> LinkResult:
        """Request a URL, following redirects. Never raises, whatever the server does."""
        current_url, moved_to, is_permanent = url, "", True
        try:
            for _ in range(MAX_REDIRECTS):
                response = self._fetch(current_url)
                if response.status not in REDIRECT_STATUSES or not response.location:
                    return _classify_status(response.status, moved_to)
                current_url = urljoin(current_url, response.location)
                is_permanent = is_permanent and response.status in PERMANENT_REDIRECT_STATUSES
                moved_to = current_url if is_permanent else moved_to
        except _UnclearResult as unclear:
            return LinkResult("unclear", str(unclear))
        except OSError as error:
            return _classify_error(error)
        except (HTTPException, ValueError):
            return LinkResult("unclear", "its answer cannot be understood")
        return LinkResult("unclear", "it redirects again and again")

    def _fetch(self, url: str) -> _Response:
        """Send HEAD, then GET if HEAD fails; retry once if the host is busy."""
        response = self._send_request("HEAD", url)
        if response is None or (response.status >= 400 and response.status not in RETRY_STATUSES):
            response = self._send_request("GET", url)
        if response and response.status in RETRY_STATUSES:
            response = self._retry(url, response)
        if response is None:
            raise _UnclearResult("it hung up")
        return response

    def _retry(self, url: str, response: _Response) -> _Response | None:
        """Retry a busy host after the delay it asks for; block it if that is too long or fails."""
        host = self._get_host_state(url)
        if (
            response.retry_after.isdecimal()
            and len(response.retry_after) < 9
            and int(response.retry_after) <= MAX_RETRY_AFTER_SECONDS
        ):
            host.next_request_at = max(
                host.next_request_at, time.monotonic() + int(response.retry_after)
            )
            second_response = self._send_request("GET", url)
            if second_response is None or second_response.status not in RETRY_STATUSES:
                return second_response
        host.blocked_reason = f"{_format_status(response.status)}: it asks to be left in peace"
        raise _UnclearResult(host.blocked_reason)

    def _send_request(self, method: str, url: str) -> _Response | None:
        """Send a request, rate-limited. Returns None if the host closes the connection instead."""
        request_headers = {"User-Agent": self.rate_limit.user_agent, "Accept": "*/*"}
        request = Request(_encode_url(url), method=method, headers=request_headers)
        with self._host_turn(url):
            try:
                with self._opener.open(
                    request, timeout=self.rate_limit.timeout_seconds
                ) as response:
                    headers = response.headers
                    location, retry_after = (
                        headers.get("Location", ""),
                        headers.get("Retry-After", ""),
                    )
                    return _Response(response.status, location, retry_after)
            except ConnectionResetError:  # also http.client's RemoteDisconnected
                return None
            except OSError as error:
                if isinstance(getattr(error, "reason", None), ConnectionResetError):
                    return None
                raise

    @contextmanager
    def _host_turn(self, url: str) -> Iterator[None]:
        host = self._get_host_state(url)
        with host.lock:
            if host.blocked_reason:
                raise _UnclearResult(host.blocked_reason)
            time.sleep(max(0.0, host.next_request_at - time.monotonic()))
            try:
                yield
            finally:
                host.next_request_at = time.monotonic() + self.rate_limit.delay_seconds

    def _get_host_state(self, url: str) -> _HostState:
        with self._hosts_lock:
            return self._hosts.setdefault(get_host(url), _HostState())


def get_host(url: str) -> str:
    """Return the host of a URL in lower case; empty if there is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _encode_url(url: str) -> str:
    """Encode a URL as ASCII: IDNA for the host, percent-encoding. Raises _UnclearResult."""
    try:
        parts = urlsplit(url)
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
    """Map a network error to a result."""
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
    """Opens connections to public hosts only; a proxy resolves host names itself."""

    http_request = https_request = AbstractHTTPHandler.do_request_

    def __init__(self, allow_private_hosts: bool) -> None:
        super().__init__()
        self.allow_private_hosts = allow_private_hosts

    def http_open(self, request: Request) -> HTTPResponse:
        if _uses_proxy(request):
            return self.do_open(HTTPConnection, request)
        return self.do_open(
            _PublicHTTPConnection, request, allow_private_hosts=self.allow_private_hosts
        )

    def https_open(self, request: Request) -> HTTPResponse:
        if _uses_proxy(request):
            return self.do_open(HTTPSConnection, request)
        return self.do_open(
            _PublicHTTPSConnection, request, allow_private_hosts=self.allow_private_hosts
        )


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


def _connect(
    host: str, port: int, timeout: float | None, allow_private_hosts: bool
) -> socket.socket:
    """Connect to `host`. Resolves it once, so that the checked addresses are the ones used."""
    addresses = [entry[4][0] for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    private_addresses = [
        address
        for address in addresses
        if not ipaddress.ip_address(str(address).partition("%")[0]).is_global
    ]
    if private_addresses and not allow_private_hosts:
        raise _PrivateHostError
    for address in addresses[:-1]:
        try:
            return socket.create_connection((str(address), port), timeout)
        except OSError:
            continue
    return socket.create_connection((str(addresses[-1]), port), timeout)
