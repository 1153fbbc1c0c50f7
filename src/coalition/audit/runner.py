"""A finished site -> all that is wrong with it, before it takes the place of the last one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from coalition import parallel
from coalition.audit import (
    accessibility,
    aggregate,
    csp,
    feeds,
    ids,
    json_ld,
    lang_attributes,
    leaks,
    links,
    nesting,
    redirects,
    seo,
    sitemaps,
)
from coalition.audit.built_site import HOME_FILE, NOT_FOUND_FILE, BuiltSite, PageSources
from coalition.audit.html import HtmlDocument, SiteFile
from coalition.audit.issues import AuditDiagnostic, AuditIssue
from coalition.audit.link_targets import LinkResolver
from coalition.audit.page_weight import PageWeight
from coalition.audit.seo import PageMetadata
from coalition.diagnostics import Diagnostic, Location

CHUNK_COUNT = 8
"""Into how many parts the pages are divided for the processors: the heaviest page is in one."""

MAX_SERIAL_PAGES = 60
"""So many pages are looked at before another process would have been started."""

AUDITED_SUFFIXES = (".txt", ".xml", ".css", ".js", ".json", ".svg", ".webmanifest")
TEXT_FILES_WITHOUT_SUFFIX = frozenset({"_headers", "_redirects"})
"""Files of text whose name has no ending."""


def audit_site(site: BuiltSite) -> list[Diagnostic]:
    """Every problem of a finished site, sorted by place; none in one that may be published."""
    pages = site.pages
    parts = (
        [pages[first::CHUNK_COUNT] for first in range(CHUNK_COUNT)]
        if len(pages) > MAX_SERIAL_PAGES
        else [pages]
    )
    targets = LinkResolver(site)
    first_language = _get_default_language(site)

    def look(part: Sequence[str]) -> list[tuple[list[AuditDiagnostic], PageMetadata]]:
        scale = PageWeight(targets)
        read = (HtmlDocument(path, site.read_bytes(path)) for path in part)
        return [audit_page(document, scale, first_language) for document in read]

    looked = [one for part in parallel.map_parallel(look, parts) for one in part]
    found = [finding for findings, _ in looked for finding in findings]
    known = {page.path: page for _, page in looked}
    in_order = [known[path] for path in pages]
    found += seo.MetadataChecker(site, in_order).check()
    found += _check_required_files(site)
    found += _check_other_files(targets)
    if site.site_url:
        found += sitemaps.check_sitemap(site, in_order)
    return aggregate.aggregate_diagnostics(site, found, _get_feed_sources(site))


def audit_page(
    document: HtmlDocument, page_weight: PageWeight, default_language: str
) -> tuple[list[AuditDiagnostic], PageMetadata]:
    """All that is wrong on one page, and what its head tells search engines."""
    targets = page_weight.resolver
    found, about_person = json_ld.check_json_ld(document, targets)
    page = seo.read_page_metadata(document, about_person)
    found += seo.check_page_metadata(document, page)
    found += lang_attributes.check_lang_attributes(document, targets.site, default_language)
    found += links.check_page_links(document, targets)
    found += ids.check_ids(document)
    found += nesting.check_nesting(document)
    found += accessibility.check_accessibility(document)
    found += csp.check_csp(document)
    found += leaks.check_leaks(document, targets.site)
    found += page_weight.check_page(document)
    return found, page


def _get_default_language(site: BuiltSite) -> str:
    """The language of the pages that lie in no language's folder: that of the home page."""
    if HOME_FILE not in site.files:
        return "en"
    return HtmlDocument(HOME_FILE, site.read_bytes(HOME_FILE)).root.get("lang") or "en"


def _check_required_files(site: BuiltSite) -> Iterator[AuditDiagnostic]:
    """`missing-page`: what every host looks for."""
    needed = {HOME_FILE: "the home page", NOT_FOUND_FILE: "the page for unknown addresses"}
    if site.site_url:
        needed[sitemaps.SITEMAP_FILE] = "the sitemap"
    for file, what in needed.items():
        if file not in site.files:
            hint = "build the site anew; if it is still missing, see site/pages.py"
            fault = AuditIssue("missing-page", f"the site has no {file}, {what}", hint)
            yield AuditDiagnostic(fault, Location(file))


def _check_other_files(resolver: LinkResolver) -> Iterator[AuditDiagnostic]:
    site = resolver.site
    for path in sorted(site.files):
        if not path.endswith(AUDITED_SUFFIXES) and path not in TEXT_FILES_WITHOUT_SUFFIX:
            continue
        file = SiteFile(path, site.read_bytes(path))
        yield from leaks.check_file_leaks(file, site)
        if path.endswith(".css"):
            yield from links.check_css_links(file, resolver)
        elif path.endswith((".json", ".webmanifest")):
            yield from json_ld.check_json_file(file)
        elif path.endswith((".xml", ".svg")) and path != sitemaps.SITEMAP_FILE:
            yield from feeds.check_feed(file, resolver)
    yield from redirects.check_redirects_file(site)


def _get_feed_sources(site: BuiltSite) -> dict[str, PageSources]:
    """What the feeds are made of: the files of their articles."""
    found = {}
    for path in site.files:
        if path.endswith("/atom.xml"):
            articles = feeds.list_feed_articles(site.read_bytes(path), site)
            files = [f for page in articles for f in site.sources.get(page, PageSources()).files]
            if files:
                found[path] = PageSources(tuple(dict.fromkeys(files)))
    return found
