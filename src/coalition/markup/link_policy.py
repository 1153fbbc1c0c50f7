"""The URLs that links and pictures in a text may have."""

from __future__ import annotations

import re
from collections.abc import Set
from difflib import get_close_matches
from typing import Literal
from urllib.parse import urlsplit

from coalition.diagnostics import quote_value

LinkViolation = tuple[Literal["broken-link", "foreign-resource", "forbidden-html"], str, str]
"""The name, message and hint of a problem."""

LINK_PREFIX = re.compile(r"\{(?:filename|static)\}")
"""What Pelican replaces by an address, at the beginning of a URL."""

_LINK_PREFIX_LIKE = re.compile(r"\s*[{|]\s*(\w*)[}|\\]*(.*)", re.S)
"""What Pelican could take for such a variable."""

_UNSAFE_CHARACTER = re.compile(r"[\\\x00-\x1f\x7f]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")


def check_link_url(url: str, schemes: Set[str]) -> LinkViolation | None:
    """Return what is wrong with a URL that may begin with one of `schemes`, or be relative."""
    if not LINK_PREFIX.match(url) and (found := _LINK_PREFIX_LIKE.fullmatch(url)):
        return _reject_link_prefix(url, *found.groups())
    if _UNSAFE_CHARACTER.search(url):
        message = f"{quote_value(url)} contains a backslash or a control character"
        return "forbidden-html", message, "write '/' instead, and nothing that cannot be seen"
    scheme = _SCHEME.match(url)
    if scheme and scheme[1].lower() not in schemes:
        allowed = ", ".join(f"'{known}:'" for known in sorted(schemes))
        message = f"{quote_value(url)} begins with '{scheme[1]}:', which links may not"
        return "forbidden-html", message, f"links can begin with {allowed}"
    return _check_host(url, scheme[1].lower() if scheme else "")


def check_src_url(url: str) -> LinkViolation | None:
    """Refuse a picture of another host, which would learn who reads the page."""
    if not _SCHEME.match(url) and not url.startswith("//"):
        return None
    message = f"{quote_value(url)} is loaded from elsewhere, which browsers are told to refuse"
    return "foreign-resource", message, "put the file into content/images/, and load it from there"


def _check_host(url: str, scheme: str) -> LinkViolation | None:
    try:
        host = urlsplit(url).netloc
    except ValueError:  # such as `http://[`
        host = "%"
    if "@" in host:
        message = f"{quote_value(url)} names a user before the '@', and leads to the host after it"
        return "forbidden-html", message, "leave out everything between '//' and '@'"
    if "%" in host or bool(host) != (scheme in ("http", "https")):
        message = f"{quote_value(url)} is not a web address"
        return "broken-link", message, "write the whole address, as in 'https://example.org/page'"
    return None


def _reject_link_prefix(url: str, word: str, rest: str) -> LinkViolation:
    near = next(iter(get_close_matches(word, ("filename", "static"), n=1)), "")
    near = near or ("static" if word == "attach" else "filename")
    written = url[: len(url) - len(rest)].strip()
    return (
        "broken-link",
        f"{quote_value(written)} has no meaning in a link",
        f"write '{{{near}}}{rest}'",
    )
