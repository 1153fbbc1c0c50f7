"""Rules for the URLs of links and images in a text."""

from __future__ import annotations

import re
from collections.abc import Set
from difflib import get_close_matches
from typing import Literal
from urllib.parse import unquote, urlsplit

from coalition.diagnostics import quote_value
from coalition.markup.contact_details import ContactDetail, find_contact_details

LinkViolation = tuple[Literal["broken-link", "foreign-resource", "forbidden-html"], str, str]
"""Rule, message and hint."""

LINK_PREFIX = re.compile(r"\{(?:filename|static)\}")
"""Prefix of an intrasite link, which Pelican replaces by a URL."""

_LINK_PREFIX_LIKE = re.compile(r"\s*[{|]\s*(\w*)[}|\\]*(.*)", re.S)
"""What Pelican's default INTRASITE_LINK_REGEX could match, including misspelled prefixes."""

_UNSAFE_CHARACTER = re.compile(r"[\\\x00-\x1f\x7f]")
_CONTACT_SCHEMES = frozenset({"mailto", "tel"})
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")


def check_link_url(url: str, schemes: Set[str]) -> LinkViolation | None:
    """Check a URL, which may be relative or begin with one of `schemes`."""
    if not LINK_PREFIX.match(url) and (match := _LINK_PREFIX_LIKE.fullmatch(url)):
        return _reject_link_prefix(url, *match.groups())
    if _UNSAFE_CHARACTER.search(url):
        message = f"{quote_value(url)} contains a backslash or a control character"
        return "forbidden-html", message, "write '/' instead, without invisible characters"
    scheme = _SCHEME.match(url)
    if scheme and scheme[1].lower() in _CONTACT_SCHEMES:
        message = f"{quote_value(url)} leads nowhere"
        hint = "leave the link out; write an e-mail address as 'name [at] example.org'"
        return "broken-link", message, hint
    if scheme and scheme[1].lower() not in schemes:
        allowed = ", ".join(f"'{name}:'" for name in sorted(schemes))
        message = f"{quote_value(url)} begins with '{scheme[1]}:', which links may not"
        return "forbidden-html", message, f"links can begin with {allowed}"
    return _check_host(url, scheme[1].lower() if scheme else "")


def check_absolute_url(url: str) -> LinkViolation | None:
    """Reject URLs that lead to another place on each page that shows the text."""
    if _SCHEME.match(url):
        return None
    message = f"{quote_value(url)} is not a whole address, and this text is shown on several pages"
    if not url:
        message = "this link has no address"
    return "broken-link", message, "write the whole address, as in 'https://example.org/page'"


def check_src_url(url: str) -> LinkViolation | None:
    """Reject images from other hosts, which would learn who visits the page."""
    if not _SCHEME.match(url) and not url.startswith("//"):
        return None
    message = (
        f"{quote_value(url)} is loaded from another host, which the site's"
        " Content-Security-Policy blocks"
    )
    return "foreign-resource", message, "put the file into content/images/ and load it from there"


def find_linked_contact(url: str) -> ContactDetail | None:
    """Return the e-mail address or the telephone number that a link leads to, if any."""
    scheme = _SCHEME.match(url)
    if not scheme or scheme[1].lower() not in _CONTACT_SCHEMES:
        return None
    return next(find_contact_details(unquote(url)), None)


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
    suggestion = next(iter(get_close_matches(word, ("filename", "static"), n=1)), "")
    suggestion = suggestion or ("static" if word == "attach" else "filename")
    prefix = url[: len(url) - len(rest)].strip()
    message = f"{quote_value(prefix)} has no meaning in a link"
    return "broken-link", message, f"write '{{{suggestion}}}{rest}'"
