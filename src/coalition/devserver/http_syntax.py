"""The syntax of requests as far as `http.server` does not check it (RFC 9112, section 3)."""

from __future__ import annotations

import re

_REQUEST_LINE = re.compile(rb"[!-~]+ +[!-~]+ +HTTP/[1-9]\.[0-9]\r?\n")
_TARGET = re.compile(r"(?:https?://([^/?]*))?(.*)", re.IGNORECASE)
_AUTHORITY = re.compile(
    r"(?:\[([0-9a-f:.]+)\]|([0-9a-z._~!$&'()*+,;=%-]+))(?::[0-9]*)?", re.IGNORECASE
)


def has_request_line(head: bytes) -> bool:
    """Whether a head begins with a method, a target of visible ASCII characters and a version."""
    return _REQUEST_LINE.match(head) is not None


def split_request_target(target: str) -> tuple[str | None, str] | None:
    """The authority of a request target, if it names one, and its path with its query.

    None if the target is neither a path nor a whole http address.
    """
    authority, path = _TARGET.fullmatch(target).groups()  # type: ignore[union-attr]
    if authority is not None and not path.startswith("/"):
        path = f"/{path}"
    return (authority, path) if path.startswith("/") else None


def parse_host(authority: str) -> str | None:
    """The host of an authority or a Host header in lower case; None where it is malformed."""
    match = _AUTHORITY.fullmatch(authority)
    return (match[1] or match[2]).lower() if match else None
