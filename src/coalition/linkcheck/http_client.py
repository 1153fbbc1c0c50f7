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

MOST_REDIRECTS = 8
LONGEST_WAIT = 30
"""Seconds that a server may ask us to wait before it is left in peace."""

FOR_GOOD = {301, 308}
REDIRECTS = {*FOR_GOOD, 302, 303, 307}
GONE = {404, 410}
BUSY = {429, 503}
NO_HOST = "there is no host of this name"
NO_ADDRESS = "this is not a web address that anybody may open"

_UNKNOWN_NAMES = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}


@dataclass(frozen=True)
class Answer:
    """What came of an address: it is good, has moved for good to `target`, is dead, or unclear.

    `detail` says in a few words why it is dead or unclear.
    """

    outcome: Literal["good", "moved", "dead", "unclear"]
    detail: str = ""
    target: str = ""


@dataclass(frozen=True)
class Manners:
    """How to ask. `agent` says who we are; `pause` and `timeout` are seconds.

    The pause lies between two requests to one host, the timeout is that of one request. Only tests
    look `anywhere`, at this machine and its network too.
    """

    agent: str
    pause: float = 1.0
    timeout: float = 10.0
    anywhere: bool = False


@dataclass(frozen=True)
class _Reply:
    status: int
    location: str
    wait: str


@dataclass
class _Host:
    """A host: who holds `turn` may ask it, from the time `free` on, unless it is `closed`."""

    turn: threading.Lock = field(default_factory=threading.Lock)
    free: float = 0.0
    closed: str = ""


class _Unclear(Exception):  # noqa: N818 - an answer, not an error
    """Why nothing is known of an address."""


class _PrivateHost(OSError):  # noqa: N818
    """A name that leads to this machine or its network, where nobody else could look."""


class Asker:
    """Asks addresses; safe to use from several threads."""

    def __init__(self, manners: Manners) -> None:
        self.manners = manners
        self._hosts: dict[str, _Host] = {}
        self._new_host = threading.Lock()
        self._opener = OpenerDirector()
        self._opener.addheaders = []
        for handler in (ProxyHandler(), _Handler(manners.anywhere)):
            self._opener.add_handler(handler)

    def ask(self, address: str) -> Answer:
        """What comes of `address`, redirects followed. Never raises for what a server does."""
        here, moved_to, for_good = address, "", True
        try:
            for _ in range(MOST_REDIRECTS):
                reply = self._reply(here)
                if reply.status not in REDIRECTS or not reply.location:
                    return _judged(reply.status, moved_to)
                here = urljoin(here, reply.location)
                for_good = for_good and reply.status in FOR_GOOD
                moved_to = here if for_good else moved_to
        except _Unclear as unclear:
            return Answer("unclear", str(unclear))
        except OSError as error:
            return _failed(error)
        except (HTTPException, ValueError):
            return Answer("unclear", "its answer cannot be understood")
        return Answer("unclear", "it redirects again and again")

    def _reply(self, address: str) -> _Reply:
        """The answer to HEAD, or to GET where that is refused; once more where we should wait."""
        reply = self._request("HEAD", address)
        if reply is None or (reply.status >= 400 and reply.status not in BUSY):
            reply = self._request("GET", address)
        if reply and reply.status in BUSY:
            reply = self._after_a_while(address, reply)
        if reply is None:
            raise _Unclear("it hung up")
        return reply

    def _after_a_while(self, address: str, reply: _Reply) -> _Reply | None:
        """The second answer of a busy host; one that asks for more patience is asked no more."""
        host = self._host(address)
        if reply.wait.isdecimal() and len(reply.wait) < 9 and int(reply.wait) <= LONGEST_WAIT:
            host.free = max(host.free, time.monotonic() + int(reply.wait))
            again = self._request("GET", address)
            if again is None or again.status not in BUSY:
                return again
        host.closed = f"{_words(reply.status)}: it asks to be left in peace"
        raise _Unclear(host.closed)

    def _request(self, method: str, address: str) -> _Reply | None:
        """One request, when it is our turn; None where the host hangs up without an answer."""
        headers = {"User-Agent": self.manners.agent, "Accept": "*/*"}
        request = Request(_encoded(address), method=method, headers=headers)
        with self._turn(address):
            try:
                with self._opener.open(request, timeout=self.manners.timeout) as response:
                    said = response.headers
                    where, wait = said.get("Location", ""), said.get("Retry-After", "")
                    return _Reply(response.status, where, wait)
            except ConnectionResetError:  # also http.client's RemoteDisconnected
                return None
            except OSError as error:
                if isinstance(getattr(error, "reason", None), ConnectionResetError):
                    return None
                raise

    @contextmanager
    def _turn(self, address: str) -> Iterator[None]:
        host = self._host(address)
        with host.turn:
            if host.closed:
                raise _Unclear(host.closed)
            time.sleep(max(0.0, host.free - time.monotonic()))
            try:
                yield
            finally:
                host.free = time.monotonic() + self.manners.pause

    def _host(self, address: str) -> _Host:
        with self._new_host:
            return self._hosts.setdefault(host_of(address), _Host())


def host_of(address: str) -> str:
    """The host of an address in small letters; empty where there is none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _encoded(address: str) -> str:
    """The address in the letters that a request may have. Raises _Unclear."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").encode("idna").decode()
        port = f":{parts.port}" if parts.port else ""
    except ValueError:  # also UnicodeError
        raise _Unclear(NO_ADDRESS) from None
    if parts.scheme not in {"http", "https"} or not host or "@" in parts.netloc:
        raise _Unclear(NO_ADDRESS)
    safe = "%/:@!$&'()*+,;=~"
    query = f"?{quote(parts.query, safe + '?[]')}" if parts.query else ""
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}{port}{quote(parts.path, safe) or '/'}{query}"


def _judged(status: int, moved_to: str) -> Answer:
    if status in GONE:
        return Answer("dead", _words(status))
    if not 200 <= status < 300:
        return Answer("unclear", _words(status))
    return Answer("moved", target=moved_to) if moved_to else Answer("good")


def _words(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _failed(error: OSError) -> Answer:
    """What an error of the network says of an address."""
    reason = getattr(error, "reason", error)
    if isinstance(reason, socket.gaierror):
        unknown = reason.errno in _UNKNOWN_NAMES
        return Answer("dead", NO_HOST) if unknown else Answer("unclear", "its host was not found")
    if isinstance(reason, _PrivateHost):
        return Answer("unclear", "it leads into a private network")
    if isinstance(reason, TimeoutError):
        return Answer("unclear", "no answer in time")
    if isinstance(reason, ssl.SSLError):
        return Answer("unclear", "its certificate is not accepted")
    return Answer("unclear", "no connection")


class _Handler(AbstractHTTPHandler):
    """Opens connections to hosts that everybody can see, unless a proxy opens them for us."""

    http_request = https_request = AbstractHTTPHandler.do_request_

    def __init__(self, anywhere: bool) -> None:
        super().__init__()
        self.anywhere = anywhere

    def http_open(self, request: Request) -> HTTPResponse:
        if _goes_by_proxy(request):
            return self.do_open(HTTPConnection, request)
        return self.do_open(_Connection, request, anywhere=self.anywhere)

    def https_open(self, request: Request) -> HTTPResponse:
        if _goes_by_proxy(request):
            return self.do_open(HTTPSConnection, request)
        return self.do_open(_SecureConnection, request, anywhere=self.anywhere)


def _goes_by_proxy(request: Request) -> bool:
    return request.host != urlsplit(request.full_url).netloc


class _Connection(HTTPConnection):
    def __init__(self, host: str, /, *, anywhere: bool = False, **options: Any) -> None:  # noqa: ANN401
        super().__init__(host, **options)
        self.anywhere = anywhere

    def connect(self) -> None:
        self.sock = _connected(self.host, self.port, self.timeout, self.anywhere)


class _SecureConnection(_Connection):
    default_port = 443

    def connect(self) -> None:
        super().connect()
        tls = ssl.create_default_context()
        self.sock = tls.wrap_socket(self.sock, server_hostname=self.host)


def _connected(host: str, port: int, timeout: float | None, anywhere: bool) -> socket.socket:
    """A connection to `host`, which is looked up once: what was looked at is what is asked."""
    found = [entry[4][0] for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    private = [a for a in found if not ipaddress.ip_address(str(a).partition("%")[0]).is_global]
    if private and not anywhere:
        raise _PrivateHost
    for address in found[:-1]:
        try:
            return socket.create_connection((str(address), port), timeout)
        except OSError:
            continue
    return socket.create_connection((str(found[-1]), port), timeout)
