"""Audit."""

from coalition.audit.built_site import BuiltSite, PageSources
from coalition.audit.published_urls import PublishedSite, check_lost_urls, read_published_site
from coalition.audit.runner import audit_site

__all__ = [
    "BuiltSite",
    "PageSources",
    "PublishedSite",
    "audit_site",
    "check_lost_urls",
    "read_published_site",
]
