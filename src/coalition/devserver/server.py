"""A small web server for the site that is shown, as a visitor's server would answer.

Folder addresses show their `index.html`, unknown ones the site's own 404 page. Every HTML page gets
one script more, `client.js`, which follows the files; nothing of that is in a built site.
"""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote

from coalition.devserver.connections import (
    MAX_HEAD_BYTES,
    ConnectionServer,
    is_complete_head,
    receive_head,
)
from coalition.devserver.http_syntax import has_request_line, parse_host, split_request_target
from coalition.devserver.state import PreviewState
from coalition.site import ASSETS_FOLDER, get_content_type

EVENTS_PATH = "/_preview/events"
OVERLAY_PATH = "/_preview/problems"
CLIENT_PATH = "/_preview/client.js"
HEARTBEAT_SECONDS = 15.0
"""Seconds after which a silent event stream says that it is alive, and notices who has left."""

RESPONSE_TIMEOUT_SECONDS = 30.0
"""How long a client may take to receive an answer, or what is written to its event stream."""

LOOPBACK_HOSTS = {"localhost", "127.0.0.1", "::1"}
"""Names and addresses of this machine for itself."""

HEARTBEAT_EVENT = b": still here\n\n"

_CSP_META = re.compile(rb'<meta http-equiv="Content-Security-Policy"[^>]*>')

CLIENT_SCRIPT = (Path(__file__).parent / "client.js").read_bytes()


@dataclass(frozen=True)
class PreviewResponse:
    """What one address gets. `kept` says how long a browser may keep it."""

    status: HTTPStatus
    content_type: str
    body: bytes
    location: str = ""
    cache_control: str = "no-store"


def create_response(state: PreviewState, target: str) -> PreviewResponse:
    """What a request for `target` gets: a path with its query, as it stands in the request."""
    path, _, query = target.partition("?")
    found, told = state.look_up(path)
    if found.needs_slash:
        return _redirect_to_folder(path, query)
    status = HTTPStatus.NOT_FOUND if found.is_not_found else HTTPStatus.OK
    kind = get_content_type(Path(found.path))
    if not kind.startswith("text/html"):
        # Its name says what is in it, so a page that reloads need not ask for it again
        kept = (
            "max-age=31536000, immutable"
            if found.path.startswith(f"{ASSETS_FOLDER}/")
            else "no-store"
        )
        return PreviewResponse(status, kind, found.body, cache_control=kept)
    return PreviewResponse(status, kind, _inject_client_script(found.body, told))


def _inject_client_script(html: bytes, versions: Mapping[str, str]) -> bytes:
    """An HTML page with the script that follows the files."""
    html = _CSP_META.sub(b"", html, count=1)  # our script fetches, and lays a frame over the page
    data = " ".join(f'data-{key}="{value}"' for key, value in versions.items())
    script = f'<script src="{CLIENT_PATH}" {data} defer></script>'.encode()
    before, end, after = html.rpartition(b"</body>")
    return before + script + end + after if end else html + script


def _redirect_to_folder(path: str, query: str) -> PreviewResponse:
    """To the same address with a slash at its end."""
    # Two slashes at its start would lead to another host
    location = f"/{quote(unquote(path).lstrip('/'))}/" + (f"?{query}" if query else "")
    return PreviewResponse(HTTPStatus.MOVED_PERMANENTLY, "text/plain", b"", location)


class PreviewRequestHandler(BaseHTTPRequestHandler):
    """Answers the one request of a connection."""

    protocol_version = "HTTP/1.1"
    default_request_version = "HTTP/1.0"  # answers have a status line in any case
    timeout = RESPONSE_TIMEOUT_SECONDS
    server: PreviewServer

    def handle(self) -> None:
        """Answer, and say so if the request is incomplete or malformed."""
        head = receive_head(self.connection)
        start = head.lstrip(b"\r\n")
        if is_complete_head(head) and has_request_line(start):
            self.rfile.close()
            self.rfile = BytesIO(start)  # so that nothing waits for more bytes
            self.handle_one_request()
        else:
            self.command = "HEAD" if start.startswith(b"HEAD ") else ""
            self.requestline, self.request_version = "", self.default_request_version
            self.send_error(_error_status(head))

    def do_GET(self) -> None:
        """Answer with headers and body."""
        address = self._request_target()
        if address is None:
            return
        path, _, query = address.partition("?")
        page = parse_qs(query).get("path", ["/"])[0]
        if path == EVENTS_PATH:
            self._stream_events(self.server.state, page)
            return
        try:
            answer = self._create_response(address, page)
        except Exception:
            self.send_error(HTTPStatus.INTERNAL_SERVER_ERROR)
            raise
        self._send_response(answer)

    def do_HEAD(self) -> None:
        """Answer with the headers alone."""
        self.do_GET()

    def _request_target(self) -> str | None:
        """The requested path with its query; None if the request has been refused.

        Refuses other host names: by DNS rebinding, a foreign site could read the preview.
        """
        target = split_request_target(self.path)
        host = self._request_host(target[0] if target else None)
        if target is None or host is None:
            self.send_error(HTTPStatus.BAD_REQUEST)
        elif self.server.host in LOOPBACK_HOSTS and host not in LOOPBACK_HOSTS:
            refusal = f"this preview is at http://localhost:{self.server.port}/\n"
            self._send_response(
                PreviewResponse(HTTPStatus.FORBIDDEN, "text/plain; charset=utf-8", refusal.encode())
            )
        else:
            return target[1]
        return None

    def _request_host(self, authority: str | None) -> str | None:
        """The requested host, from the target or else from the header; None if malformed."""
        hosts: list[str] = self.headers.get_all("Host", [])
        if not hosts and self.request_version == "HTTP/1.0":
            hosts = ["localhost"]
        if len(hosts) != 1:
            return None
        return parse_host(hosts[0].strip(" \t") if authority is None else authority)

    def _create_response(self, target: str, page: str) -> PreviewResponse:
        path = target.partition("?")[0]
        if path == OVERLAY_PATH:
            html = self.server.state.render_overlay(page).encode()
            return PreviewResponse(HTTPStatus.OK, get_content_type(Path("overlay.html")), html)
        if path == CLIENT_PATH:
            return PreviewResponse(
                HTTPStatus.OK, get_content_type(Path(CLIENT_PATH)), CLIENT_SCRIPT
            )
        return create_response(self.server.state, target)

    def _send_response(self, answer: PreviewResponse) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Cache-Control", answer.cache_control)
        self.send_header("Connection", "close")
        if answer.location:
            self.send_header("Location", answer.location)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def _stream_events(self, state: PreviewState, page: str) -> None:
        """Tell an open page what it has to know, now and whenever that changes."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command == "HEAD":
            return
        self.wfile.write(b"retry: 200\n\n")  # ms: how soon it comes back when we start anew
        seen, told = None, None
        with state.track_open_page(page):
            while not state.closed:
                moment = state.wait_for_change(seen, HEARTBEAT_SECONDS)
                now = told if moment is seen else state.look_up(page)[1]
                self.wfile.write(
                    HEARTBEAT_EVENT if now == told else f"data: {json.dumps(now)}\n\n".encode()
                )
                seen, told = moment, now

    def log_message(self, *_: object) -> None:
        """Keep the terminal for what the editor has to read."""


def _error_status(head: bytes) -> HTTPStatus:
    """Why a head that is incomplete or has no valid request line cannot be answered."""
    if is_complete_head(head):
        return HTTPStatus.BAD_REQUEST
    if len(head) < MAX_HEAD_BYTES:
        return HTTPStatus.REQUEST_TIMEOUT
    if b"\n" in head.lstrip(b"\r\n"):
        return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
    return HTTPStatus.REQUEST_URI_TOO_LONG


class PreviewServer(ConnectionServer):
    """Serves what is `shown`, at a socket that listens and on connections accepted before."""

    def __init__(
        self, listener: socket.socket, state: PreviewState, accepted: Iterable[socket.socket] = ()
    ) -> None:
        super().__init__(listener, PreviewRequestHandler, accepted)
        self.state = state
