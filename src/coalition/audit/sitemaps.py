"""Checks of the sitemap: well-formed, and exactly the pages for search engines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from coalition.audit.built_site import BuiltSite, get_url_path
from coalition.audit.html import HtmlDocument, SiteFile, XmlError, parse_xml
from coalition.audit.issues import AuditDiagnostic, AuditIssue
from coalition.audit.seo import PageMetadata
from coalition.diagnostics import quote_value

SITEMAP_FILE = "sitemap.xml"
SITEMAP_TAG_PREFIX = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


class SitemapError(Exception):
    """A sitemap that cannot be read; the message says why, and `line` where."""

    def __init__(self, message: str, line: int = 1) -> None:
        self.line = line
        super().__init__(message)


def parse_sitemap(raw: bytes) -> list[tuple[str, int]]:
    """Return the URLs in a sitemap, each with its line. Raises SitemapError."""
    try:
        root = parse_xml(raw)
    except XmlError as error:
        raise SitemapError(str(error), error.line) from None
    if root.tag == f"{SITEMAP_TAG_PREFIX}sitemapindex":
        raise SitemapError("it lists other sitemaps and no pages")
    if root.tag != f"{SITEMAP_TAG_PREFIX}urlset":
        raise SitemapError("it does not begin with the <urlset> of sitemaps.org")
    locations = root.iterfind(f"{SITEMAP_TAG_PREFIX}url/{SITEMAP_TAG_PREFIX}loc")
    return [((location.text or "").strip(), location.sourceline) for location in locations]


def check_sitemap(site: BuiltSite, pages: Sequence[PageMetadata]) -> Iterator[AuditDiagnostic]:
    """Yield `invalid-sitemap`, for a site whose URL is known."""
    if SITEMAP_FILE not in site.files:
        return
    file = SiteFile(SITEMAP_FILE, site.read_bytes(SITEMAP_FILE))
    try:
        entries = parse_sitemap(file.raw)
    except SitemapError as error:
        hint = "see site/sitemap.py, which writes it"
        issue = AuditIssue("invalid-sitemap", f"the sitemap cannot be read: {error}", hint)
        yield file.make_diagnostic(issue, line=error.line)
        return
    indexable = {site.get_page_url(page.path): page for page in pages if page.is_indexable(site)}
    first_lines: dict[str, int] = {}
    for url, line in entries:
        if url in first_lines:
            message = f"{quote_value(url)} stands in the sitemap a second time"
            issue = AuditIssue("invalid-sitemap", message, "list each page once", "twice")
            yield file.make_diagnostic(issue, url, line)
        elif url not in indexable:
            yield file.make_diagnostic(_make_unexpected_url_issue(site, url), url, line)
        first_lines.setdefault(url, line)
    for url, page in indexable.items():
        if url not in first_lines:
            path = quote_value(get_url_path(page.path) or "./")
            message = f"{path} is for search engines, but not in the sitemap"
            hint = 'list it, or mark the page <meta name="robots" content="noindex">'
            document = HtmlDocument(page.path, site.read_bytes(page.path))
            yield document.make_diagnostic(
                AuditIssue("invalid-sitemap", message, hint, "unlisted"), "<head"
            )


def _make_unexpected_url_issue(site: BuiltSite, url: str) -> AuditIssue:
    """Return the issue of a URL that does not belong in the sitemap."""
    file = site.find_file(url)
    if file is None:
        reason = f"does not lie below the site's address, {site.site_url}/"
    elif file not in site.files:
        reason = "is not on the site"
    else:
        reason = "is not for search engines, or names another page as the canonical one"
    hint = "list the pages whose canonical address is their own, and no others"
    return AuditIssue(
        "invalid-sitemap", f"{quote_value(url)} in the sitemap {reason}", hint, reason
    )
