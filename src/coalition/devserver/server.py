"""HTTP server of the preview; answers as the web server of the published site would.

A folder's URL serves its `index.html`, an unknown URL the site's own 404 page. Every HTML page gets
one additional script, `client.js`, for live reload; a built site never contains it.
"""

from __future__ import annotations

import json
import re
import socket
import threading
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
from coalition.devserver.explanations import EXPLANATIONS_PATH
from coalition.devserver.http_syntax import has_request_line, parse_host, split_request_target
from coalition.devserver.state import PreviewState
from coalition.site import ASSETS_FOLDER, get_content_type

EVENTS_PATH = "/_preview/events"
OVERLAY_PATH = "/_preview/problems"
CLIENT_PATH = "/_preview/client.js"
HEARTBEAT_SECONDS = 15.0
"""Interval of keep-alive comments in an idle event stream; they reveal disconnected clients."""

RESPONSE_TIMEOUT_SECONDS = 30.0
"""How long a client may take to receive a response or a message of its event stream."""

LOOPBACK_HOSTS = {"localhost", "127.0.0.1", "::1"}
"""Hosts that always mean this machine."""

HEARTBEAT_EVENT = b": still here\n\n"

_CSP_META = re.compile(rb'<meta http-equiv="Content-Security-Policy"[^>]*>')

_FOLDER = Path(__file__).parent
CLIENT_SCRIPT = (_FOLDER / "client.js").read_bytes()
BADGE_STYLES = b"<style>" + (_FOLDER / "badges.css").read_bytes() + b"</style>"
BADGE_CLASS = b'class="preview-badge"'
"""What marks a draft in a page; the style sheet of the site does not know it."""


@dataclass(frozen=True)
class PreviewResponse:
    """Response to one request; `location` is set for redirects, `is_page` for pages of the site."""

    status: HTTPStatus
    content_type: str
    body: bytes
    location: str = ""
    cache_control: str = "no-store"
    is_page: bool = False


def create_response(state: PreviewState, target: str) -> PreviewResponse:
    """Return the response for `target`: the path with its query, still percent-encoded."""
    path, _, query = target.partition("?")
    file, versions = state.look_up(path)
    if file.needs_slash:
        return _redirect_to_folder(path, query)
    status = HTTPStatus.NOT_FOUND if file.is_not_found else HTTPStatus.OK
    content_type = get_content_type(Path(file.path))
    if not content_type.startswith("text/html"):
        # The name contains a hash of the content, so a reload need not request it again
        cache_control = (
            "max-age=31536000, immutable"
            if file.path.startswith(f"{ASSETS_FOLDER}/")
            else "no-store"
        )
        return PreviewResponse(status, content_type, file.body, cache_control=cache_control)
    html = _inject_client_script(file.body, versions)
    return PreviewResponse(status, content_type, html, is_page=not file.is_not_found)


def _inject_client_script(html: bytes, versions: Mapping[str, str]) -> bytes:
    """Add the live-reload script to an HTML page; `versions` become its data attributes."""
    # The policy would block the script's requests and the styles of the overlay
    html = _CSP_META.sub(b"", html, count=1)
    if BADGE_CLASS in html:
        html = html.replace(b"</head>", BADGE_STYLES + b"</head>", 1)
    data = " ".join(f'data-{key}="{value}"' for key, value in versions.items())
    script = f'<script src="{CLIENT_PATH}" {data} defer></script>'.encode()
    before, end, after = html.rpartition(b"</body>")
    return before + script + end + after if end else html + script


def _redirect_to_folder(path: str, query: str) -> PreviewResponse:
    """Redirect to the same URL with a trailing slash."""
    # A location that begins with two slashes would lead to another host
    location = f"/{quote(unquote(path).lstrip('/'))}/" + (f"?{query}" if query else "")
    return PreviewResponse(HTTPStatus.MOVED_PERMANENTLY, "text/plain", b"", location)


class PreviewRequestHandler(BaseHTTPRequestHandler):
    """Answers one request per connection."""

    protocol_version = "HTTP/1.1"
    default_request_version = "HTTP/1.0"  # so that every response has a status line
    timeout = RESPONSE_TIMEOUT_SECONDS
    server: PreviewServer

    def handle(self) -> None:
        """Answer the request, with an error if it is incomplete or malformed."""
        head = receive_head(self.connection)
        start = head.lstrip(b"\r\n")
        if is_complete_head(head) and has_request_line(start):
            self.rfile.close()
            self.rfile = BytesIO(start)  # the request is complete: never wait for more bytes
            self.handle_one_request()
        else:
            self.command = "HEAD" if start.startswith(b"HEAD ") else ""
            self.requestline, self.request_version = "", self.default_request_version
            self.send_error(_error_status(head))

    def do_GET(self) -> None:
        """Send headers and body."""
        target = self._request_target()
        if target is None:
            return
        path, _, query = target.partition("?")
        page_path = parse_qs(query).get("path", ["/"])[0]
        if path == EVENTS_PATH:
            self._stream_events(self.server.state, page_path)
            return
        try:
            response = self._create_response(target, page_path)
        except Exception:
            self.send_error(HTTPStatus.INTERNAL_SERVER_ERROR)
            raise
        self._send_response(response)
        if response.is_page and self.command != "HEAD":
            # After the response: showing the page comes first
            audit = threading.Thread(target=self.server.state.audit_page, args=[path], daemon=True)
            audit.start()

    def do_HEAD(self) -> None:
        """Send the headers only."""
        self.do_GET()

    def _request_target(self) -> str | None:
        """Return the requested path with its query; None after sending an error.

        Rejects foreign host names, as another site could read the preview by DNS rebinding.
        """
        target = split_request_target(self.path)
        host = self._request_host(target[0] if target else None)
        if target is None or host is None:
            self.send_error(HTTPStatus.BAD_REQUEST)
        elif self.server.host in LOOPBACK_HOSTS and host not in LOOPBACK_HOSTS:
            message = f"this preview is at http://localhost:{self.server.port}/\n"
            self._send_response(
                PreviewResponse(HTTPStatus.FORBIDDEN, "text/plain; charset=utf-8", message.encode())
            )
        else:
            return target[1]
        return None

    def _request_host(self, authority: str | None) -> str | None:
        """Return the host from the target, or else from the Host header; None if malformed."""
        hosts: list[str] = self.headers.get_all("Host", [])
        if not hosts and self.request_version == "HTTP/1.0":
            hosts = ["localhost"]
        if len(hosts) != 1:
            return None
        return parse_host(hosts[0].strip(" \t") if authority is None else authority)

    def _create_response(self, target: str, page_path: str) -> PreviewResponse:
        path = target.partition("?")[0]
        if path == OVERLAY_PATH:
            html = self.server.state.render_overlay(page_path).encode()
            return PreviewResponse(HTTPStatus.OK, get_content_type(Path("overlay.html")), html)
        if path == CLIENT_PATH:
            return PreviewResponse(
                HTTPStatus.OK, get_content_type(Path(CLIENT_PATH)), CLIENT_SCRIPT
            )
        if path.startswith(EXPLANATIONS_PATH):
            return self._explain(path)
        return create_response(self.server.state, target)

    def _explain(self, path: str) -> PreviewResponse:
        html = self.server.state.explanations.render(path)
        status = HTTPStatus.OK if html else HTTPStatus.NOT_FOUND
        content_type = get_content_type(Path("explanation.html"))
        return PreviewResponse(status, content_type, (html or "There is no such rule.").encode())

    def _send_response(self, response: PreviewResponse) -> None:
        self.send_response(response.status)
        self.send_header("Content-Type", response.content_type)
        self.send_header("Content-Length", str(len(response.body)))
        self.send_header("Cache-Control", response.cache_control)
        self.send_header("Connection", "close")
        if response.location:
            self.send_header("Location", response.location)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)

    def _stream_events(self, state: PreviewState, page_path: str) -> None:
        """Send the versions of a page as server-sent events: now, and whenever they change."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command == "HEAD":
            return
        self.wfile.write(b"retry: 200\n\n")  # reconnect 200 ms after a restart
        last_version, last_data = None, None
        with state.track_open_page(page_path):
            while not state.closed:
                version = state.wait_for_change(last_version, HEARTBEAT_SECONDS)
                data = last_data if version is last_version else state.look_up(page_path)[1]
                event = f"data: {json.dumps(data)}\n\n".encode()
                self.wfile.write(HEARTBEAT_EVENT if data == last_data else event)
                if last_data and data and data["page"] == last_data["page"]:
                    state.audit_page(
                        page_path
                    )  # a page that changed is requested, and audited then
                last_version, last_data = version, data

    def log_message(self, *_: object) -> None:
        """Do not log requests: the terminal shows only what editors need."""


def _error_status(head: bytes) -> HTTPStatus:
    """Return the error status for a head that is incomplete or has no valid request line."""
    if is_complete_head(head):
        return HTTPStatus.BAD_REQUEST
    if len(head) < MAX_HEAD_BYTES:
        return HTTPStatus.REQUEST_TIMEOUT
    if b"\n" in head.lstrip(b"\r\n"):
        return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
    return HTTPStatus.REQUEST_URI_TOO_LONG


class PreviewServer(ConnectionServer):
    """Serves the state of the preview on a listening socket and on inherited connections."""

    def __init__(
        self, listener: socket.socket, state: PreviewState, accepted: Iterable[socket.socket] = ()
    ) -> None:
        super().__init__(listener, PreviewRequestHandler, accepted)
        self.state = state
