"""Syntax checks of HTTP requests that `http.server` leaves out (RFC 9112, section 3)."""

from __future__ import annotations

import re

_REQUEST_LINE = re.compile(rb"[!-~]+ +[!-~]+ +HTTP/[1-9]\.[0-9]\r?\n")
_TARGET = re.compile(r"(?:https?://([^/?]*))?(.*)", re.IGNORECASE)
_AUTHORITY = re.compile(
    r"(?:\[([0-9a-f:.]+)\]|([0-9a-z._~!$&'()*+,;=%-]+))(?::[0-9]*)?", re.IGNORECASE
)


def has_request_line(head: bytes) -> bool:
    """Return whether `head` begins with a method, a target in visible ASCII and an HTTP version."""
    return _REQUEST_LINE.match(head) is not None


def split_request_target(target: str) -> tuple[str | None, str] | None:
    """Split a request target into its authority (None in origin form) and its path with query.

    Returns None if the target is neither a path nor an absolute http(s) URL.
    """
    authority, path = _TARGET.fullmatch(target).groups()  # type: ignore[union-attr]
    if authority is not None and not path.startswith("/"):
        path = f"/{path}"
    return (authority, path) if path.startswith("/") else None


def parse_host(authority: str) -> str | None:
    """Return the host of an authority or Host header in lower case; None if it is malformed."""
    match = _AUTHORITY.fullmatch(authority)
    return (match[1] or match[2]).lower() if match else None
