"""A small web server for one built site, as a visitor's server would answer.

Folder addresses show their `index.html`, unknown ones the site's own 404 page. Every HTML page gets
one script more, which reloads it when the site was built anew; nothing of that is in the files.
"""

from __future__ import annotations

import mimetypes
import socket
import socketserver
import sys
import threading
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import quote, unquote

EVENTS = "/_preview/events"
SCRIPT = "/_preview/reload.js"
HEARTBEAT = 15.0
"""Seconds after which a silent event stream says that it is alive, and notices who has left."""

# Ours, not the machine's: what a file ending means differs from system to system
TYPES = {
    ".atom": "application/atom+xml",
    ".avif": "image/avif",
    ".css": "text/css",
    ".csv": "text/csv",
    ".html": "text/html",
    ".ico": "image/vnd.microsoft.icon",
    ".ics": "text/calendar",
    ".jpg": "image/jpeg",
    ".js": "text/javascript",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}

# A hidden page lets go of its stream: browsers keep only six connections to one server
RELOAD = """\
const seen = document.currentScript.dataset.build;
let stream = null;
function listen() {
  if (document.hidden || stream) return;
  stream = new EventSource("/_preview/events");
  stream.onmessage = (event) => { if (event.data !== seen) location.reload(); };
}
document.addEventListener("visibilitychange", () => {
  if (document.hidden && stream) { stream.close(); stream = null; }
  listen();
});
listen();
"""


@dataclass(frozen=True)
class Answer:
    """What one address gets."""

    status: HTTPStatus
    type: str
    body: bytes
    location: str = ""


@dataclass
class Site:
    """The site that is shown now: a folder, or `instead` while there has not been one yet.

    `build` names the state, and changes with it; no two previews share a name.
    """

    root: Path
    instead: bytes = b""
    build: str = ""
    closed: bool = False
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def show(self, instead: bytes = b"") -> None:
        """Show the folder as it is now, or the page `instead`; every open page learns of it."""
        with self._changed:
            self.instead, self.build = instead, f"{time.time_ns():x}"
            self._changed.notify_all()

    def close(self) -> None:
        """End the event streams."""
        with self._changed:
            self.closed = True
            self._changed.notify_all()

    def wait(self, seen: str) -> str:
        """The present build's name, at once if it is not `seen`, else after a change or a while."""
        with self._changed:
            self._changed.wait_for(lambda: self.closed or self.build != seen, HEARTBEAT)
            return self.build

    def answer(self, address: str) -> Answer:
        """What a request for `address` gets: a path with its query, as it stands in the request."""
        if self.instead:
            return Answer(HTTPStatus.OK, content_type(Path("x.html")), self._page(self.instead))
        path, _, query = address.partition("?")
        file = self._file(unquote(path))
        if file is None or file.is_dir() != path.endswith("/"):
            return _redirect(path, query) if file and file.is_dir() else self._missing(path)
        return self._read(file / "index.html" if file.is_dir() else file) or self._missing(path)

    def _file(self, path: str) -> Path | None:
        """The file or folder at `path`, never one outside of the site."""
        root = self.root.resolve()
        try:
            file = root.joinpath(path.lstrip("/")).resolve()
            exists = file.exists()
        except (OSError, ValueError):  # a name that no file can have
            return None
        return file if exists and "\\" not in path and file.is_relative_to(root) else None

    def _read(self, file: Path, status: HTTPStatus = HTTPStatus.OK) -> Answer | None:
        try:
            body = file.read_bytes()
        except OSError:
            return None
        kind = content_type(file)
        return Answer(status, kind, self._page(body) if kind.startswith("text/html") else body)

    def _missing(self, path: str) -> Answer:
        """The page for unknown addresses, that of the language whose folder the address is in."""
        language = self._file(f"/{path.lstrip('/').partition('/')[0]}/404.html")
        for page in filter(None, (language, self.root / "404.html")):
            if own := self._read(page, HTTPStatus.NOT_FOUND):
                return own
        return Answer(HTTPStatus.NOT_FOUND, "text/plain; charset=utf-8", b"Not found\n")

    def _page(self, html: bytes) -> bytes:
        """An HTML page with the script that reloads it."""
        script = f'<script src="{SCRIPT}" data-build="{self.build}" defer></script>'.encode()
        before, end, after = html.rpartition(b"</body>")
        return before + script + end + after if end else html + script


def _redirect(path: str, query: str) -> Answer:
    """To the same address with a slash at its end."""
    # Never two slashes at its start, which would lead to another host: http.server sees to that
    location = quote(unquote(path)) + "/" + (f"?{query}" if query else "")
    return Answer(HTTPStatus.MOVED_PERMANENTLY, "text/plain", b"", location)


def content_type(file: Path) -> str:
    """The media type of a file by its name, with the charset where it is text."""
    name = file.name.lower()
    kind = TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0]
    if name.endswith("atom.xml"):
        kind = TYPES[".atom"]
    if kind is None:
        return "application/octet-stream"
    is_text = kind.startswith("text/") or kind.endswith(("xml", "json"))
    return f"{kind}; charset=utf-8" if is_text else kind


class Handler(BaseHTTPRequestHandler):
    """Answers one connection."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        """Answer with headers and body."""
        site = self.server.site
        if self.path == EVENTS:
            self._stream(site)
        elif self.path == SCRIPT:
            self._send(Answer(HTTPStatus.OK, content_type(Path(SCRIPT)), RELOAD.encode()))
        else:
            self._send(site.answer(self.path))

    def do_HEAD(self) -> None:
        """Answer with the headers alone."""
        self._send(self.server.site.answer(self.path))

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Cache-Control", "no-store")
        if answer.location:
            self.send_header("Location", answer.location)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def _stream(self, site: Site) -> None:
        """Tell the page which build is shown, now and whenever that changes."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        told = ""
        while not site.closed:
            now = site.wait(told)
            self.wfile.write(b": still here\n\n" if now == told else f"data: {now}\n\n".encode())
            told = now

    def log_message(self, *_: object) -> None:
        """Keep the terminal for what the editor has to read."""


Request = socket.socket | tuple[bytes, socket.socket]


class Server(socketserver.ThreadingTCPServer):
    """Serves `site` at a host and port. Raises OSError where they are not to be had.

    Not http.server's own: that one asks a name server for our name first, which can take seconds.
    """

    daemon_threads = True
    allow_reuse_address = sys.platform != "win32"  # there it means to take another's port

    def __init__(self, address: tuple[str, int], site: Site) -> None:
        self.site = site
        super().__init__(address, Handler)

    def handle_error(self, request: Request, client_address: object) -> None:
        """A visitor who leaves early is no error."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)
