"""Linkcheck."""

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
