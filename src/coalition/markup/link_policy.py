"""Rules for the URLs of links and images in a text."""

from __future__ import annotations

import re
from collections.abc import Set
from difflib import get_close_matches
from typing import Literal
from urllib.parse import unquote, urlsplit

from coalition.diagnostics import Message, quote_value
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
_WORDS = re.compile(r"[^/.#?:@]*")
"""What has nothing of an address, as in `[role](s)`."""

_WHOLE_ADDRESS_HINT = Message("write the whole address, as in 'https://example.org/page'")


def check_link_url(url: str, schemes: Set[str]) -> LinkViolation | None:
    """Check a URL, which may be relative or begin with one of `schemes`."""
    if not LINK_PREFIX.match(url) and (match := _LINK_PREFIX_LIKE.fullmatch(url)):
        return _reject_link_prefix(url, *match.groups())
    if _UNSAFE_CHARACTER.search(url):
        message = Message(
            "%(url)s contains a backslash or a control character", url=quote_value(url)
        )
        return "forbidden-html", message, Message("write '/' instead, without invisible characters")
    scheme = _SCHEME.match(url)
    if scheme and scheme[1].lower() in _CONTACT_SCHEMES:
        message = Message("%(url)s leads nowhere", url=quote_value(url))
        hint = Message("leave the link out; write an e-mail address as 'name [at] example.org'")
        return "broken-link", message, hint
    if scheme and scheme[1].lower() not in schemes:
        allowed = ", ".join(f"'{name}:'" for name in sorted(schemes))
        message = Message(
            "%(url)s begins with '%(scheme)s:', which links may not",
            url=quote_value(url),
            scheme=scheme[1],
        )
        return (
            "forbidden-html",
            message,
            Message("links can begin with %(allowed)s", allowed=allowed),
        )
    return _check_host(url, scheme[1].lower() if scheme else "")


def check_absolute_url(url: str) -> LinkViolation | None:
    """Reject URLs that lead to another place on each page that shows the text."""
    if _SCHEME.match(url):
        return None
    message = Message(
        "%(url)s is not a whole address, and this text is shown on several pages",
        url=quote_value(url),
    )
    if not url:
        message = Message("this link has no address")
    if url and _WORDS.fullmatch(unquote(url)):
        hint = Message(
            "%(hint)s; if no link is meant, write \\[ before the words", hint=_WHOLE_ADDRESS_HINT
        )
        return "broken-link", message, hint
    return "broken-link", message, _WHOLE_ADDRESS_HINT


def check_src_url(url: str) -> LinkViolation | None:
    """Reject images from other hosts, which would learn who visits the page."""
    if not _SCHEME.match(url) and not url.startswith("//"):
        return None
    message = Message(
        "%(url)s is loaded from another host, which the site's Content-Security-Policy blocks",
        url=quote_value(url),
    )
    hint = Message("put the file into content/images/ and load it from there")
    return "foreign-resource", message, hint


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
        message = Message(
            "%(url)s names a user before the '@', and leads to the host after it",
            url=quote_value(url),
        )
        return "forbidden-html", message, Message("leave out everything between '//' and '@'")
    if "%" in host or bool(host) != (scheme in ("http", "https")):
        message = Message("%(url)s is not a web address", url=quote_value(url))
        return "broken-link", message, _WHOLE_ADDRESS_HINT
    return None


def _reject_link_prefix(url: str, word: str, rest: str) -> LinkViolation:
    suggestion = next(iter(get_close_matches(word, ("filename", "static"), n=1)), "")
    suggestion = suggestion or ("static" if word == "attach" else "filename")
    prefix = url[: len(url) - len(rest)].strip()
    message = Message("%(prefix)s has no meaning in a link", prefix=quote_value(prefix))
    return "broken-link", message, Message("write '{%(word)s}%(rest)s'", word=suggestion, rest=rest)
