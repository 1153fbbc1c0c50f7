"""Check external links with lychee, rate-limited per host and with cached results.

`check_external_links` is the way in: it finds the URLs with their locations, has lychee request
those that are not in the `LinkCache`, and returns warnings. The extra `links` installs lychee.
Depends on `project` and `sources`. Runs only on request: no build, preview or other check may
import it.
"""

from coalition.linkcheck.cache import LINK_CACHE_FILE, LinkCache
from coalition.linkcheck.checker import check_external_links, format_user_agent

__all__ = [
    "LINK_CACHE_FILE",
    "LinkCache",
    "check_external_links",
    "format_user_agent",
]
