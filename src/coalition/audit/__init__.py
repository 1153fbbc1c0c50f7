"""Audit of a finished site, before it is published.

`audit_site` runs all checks on a `BuiltSite` and returns diagnostics, located in the source file
where possible; `check_lost_urls` compares it with the site that is published now. Every other
module checks one subject that editors can break although their files pass the check; what only
code or templates can break is checked by the tests. The package reads the files of the site and, to
locate a diagnostic or to know which pages were removed on purpose, of the project; it knows nothing
of Pelican, of the rendering code or of the build.
"""

from coalition.audit.allowed_losses import AllowedLosses, load_allowed_losses
from coalition.audit.built_site import BuiltSite, PageSources, SiteFiles, SiteFolder
from coalition.audit.published_urls import PublishedSite, check_lost_urls, read_published_site
from coalition.audit.runner import PageAudit, SiteAuditor, audit_site

__all__ = [
    "AllowedLosses",
    "BuiltSite",
    "PageAudit",
    "PageSources",
    "PublishedSite",
    "SiteAuditor",
    "SiteFiles",
    "SiteFolder",
    "audit_site",
    "check_lost_urls",
    "load_allowed_losses",
    "read_published_site",
]
