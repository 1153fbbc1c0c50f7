"""Audit of a finished site, before it is published.

`audit_site` runs all checks on a `BuiltSite` and returns diagnostics, located in the source file
where possible; `find_lost_paths` compares its addresses with those that are published now. Every
other module checks one subject that editors can break although their files pass the check; what
only code or templates can break is checked by the tests. The package reads the files of the site
and, to locate a diagnostic, of the project; it knows nothing of Pelican, of the rendering code or
of the build.
"""

from coalition.audit.built_site import BuiltSite, PageSources, SiteFiles, SiteFolder
from coalition.audit.published_urls import (
    SITEMAP_SUFFIXES,
    PublishedSite,
    find_lost_paths,
    is_url,
    list_addresses,
    read_published_file,
    read_published_site,
)
from coalition.audit.runner import PageAudit, SiteAuditor, audit_site

__all__ = [
    "SITEMAP_SUFFIXES",
    "BuiltSite",
    "PageAudit",
    "PageSources",
    "PublishedSite",
    "SiteAuditor",
    "SiteFiles",
    "SiteFolder",
    "audit_site",
    "find_lost_paths",
    "is_url",
    "list_addresses",
    "read_published_file",
    "read_published_site",
]
