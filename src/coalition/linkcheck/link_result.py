"""The result of checking one URL, and the reasons that it may give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

HOST_NOT_FOUND_MESSAGE = "there is no host of this name"
HOST_LOOKUP_FAILED_MESSAGE = "its host was not found"
INVALID_URL_MESSAGE = "this is not a web address that anybody may open"
PRIVATE_HOST_MESSAGE = "it leads into a private network"
EXCLUDED_MESSAGE = "its host is in a private network, or its name is reserved for examples"
NO_CONNECTION_MESSAGE = "no connection"
TIMEOUT_MESSAGE = "no answer in time"
REDIRECT_MESSAGE = "its redirect leads to no page"
UNKNOWN_ANSWER_MESSAGE = "its answer cannot be understood"


@dataclass(frozen=True)
class LinkResult:
    """Result of checking one URL; `target` is the new URL if it has moved permanently.

    `detail` is a short reason if the outcome is dead or unclear.
    """

    outcome: Literal["good", "moved", "dead", "unclear"]
    detail: str = ""
    target: str = ""


def is_web_url(url: str) -> bool:
    """Return whether a URL is http or https, with a host and without credentials."""
    try:
        parts = urlsplit(url)
        has_port = parts.port != 0  # raises ValueError if it is no number below 65536
    except ValueError:
        return False
    is_http = parts.scheme in {"http", "https"}
    return is_http and bool(parts.hostname) and has_port and "@" not in parts.netloc
