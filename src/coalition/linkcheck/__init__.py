"""Check external links: polite HTTP requests, rate-limited per host, with cached results.

`check_external_links` is the way in; it takes a `LinkChecker`, which sends the requests, and a
`LinkCache`. Depends on `project` and `sources`. Runs only on request: no build, preview or other
check may import it.
"""

from coalition.linkcheck.cache import LINK_CACHE_FILE, LinkCache
from coalition.linkcheck.checker import check_external_links, format_user_agent
from coalition.linkcheck.http_client import LinkChecker, RateLimit

__all__ = [
    "LINK_CACHE_FILE",
    "LinkCache",
    "LinkChecker",
    "RateLimit",
    "check_external_links",
    "format_user_agent",
]
