"""Run all checks on a finished site, before it replaces the published one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from coalition import parallel
from coalition.audit import (
    accessibility,
    aggregate,
    csp,
    feeds,
    ids_and_nesting,
    json_ld,
    lang_attributes,
    leaks,
    links,
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
"""Number of parts in which pages are audited in parallel; one has the heaviest page."""

MAX_SERIAL_PAGES = 60
"""Up to this number, pages are checked before another process would have started."""

AUDITED_SUFFIXES = (".txt", ".xml", ".css", ".js", ".json", ".svg", ".webmanifest")
TEXT_FILES_WITHOUT_SUFFIX = frozenset({"_headers", "_redirects"})
"""Names of text files without a suffix."""


def audit_site(site: BuiltSite) -> list[Diagnostic]:
    """Return all diagnostics, sorted by location; none for a site that may be published."""
    pages = site.pages
    chunks = (
        [pages[start::CHUNK_COUNT] for start in range(CHUNK_COUNT)]
        if len(pages) > MAX_SERIAL_PAGES
        else [pages]
    )
    resolver = LinkResolver(site)
    default_language = _get_default_language(site)

    def audit_pages(paths: Sequence[str]) -> list[tuple[list[AuditDiagnostic], PageMetadata]]:
        page_weight = PageWeight(resolver)
        documents = (HtmlDocument(path, site.read_bytes(path)) for path in paths)
        return [audit_page(document, page_weight, default_language) for document in documents]

    results = [result for paths in parallel.map_parallel(audit_pages, chunks) for result in paths]
    diagnostics = [diagnostic for page_diagnostics, _ in results for diagnostic in page_diagnostics]
    metadata_by_path = {metadata.path: metadata for _, metadata in results}
    all_metadata = [metadata_by_path[path] for path in pages]
    diagnostics += seo.MetadataChecker(site, all_metadata).check()
    diagnostics += _check_required_files(site)
    diagnostics += _check_other_files(resolver)
    if site.site_url:
        diagnostics += sitemaps.check_sitemap(site, all_metadata)
    return aggregate.aggregate_diagnostics(site, diagnostics, _get_feed_sources(site))


def audit_page(
    document: HtmlDocument, page_weight: PageWeight, default_language: str
) -> tuple[list[AuditDiagnostic], PageMetadata]:
    """Return all diagnostics of one page, and its metadata for the checks between pages."""
    resolver = page_weight.resolver
    diagnostics, is_about_person = json_ld.check_json_ld(document, resolver)
    metadata = seo.read_page_metadata(document, is_about_person)
    diagnostics += seo.check_page_metadata(document, metadata)
    diagnostics += lang_attributes.check_lang_attributes(document, resolver.site, default_language)
    diagnostics += links.check_page_links(document, resolver)
    diagnostics += ids_and_nesting.check_ids(document)
    diagnostics += ids_and_nesting.check_nesting(document)
    diagnostics += accessibility.check_accessibility(document)
    diagnostics += csp.check_csp(document)
    diagnostics += leaks.check_leaks(document, resolver.site)
    diagnostics += page_weight.check_page(document)
    return diagnostics, metadata


def _get_default_language(site: BuiltSite) -> str:
    """Return the language of pages outside the language folders: that of the home page."""
    if HOME_FILE not in site.files:
        return "en"
    return HtmlDocument(HOME_FILE, site.read_bytes(HOME_FILE)).root.get("lang") or "en"


def _check_required_files(site: BuiltSite) -> Iterator[AuditDiagnostic]:
    """Yield `missing-page` for files that every host looks for."""
    required_files = {HOME_FILE: "the home page", NOT_FOUND_FILE: "the page for unknown addresses"}
    if site.site_url:
        required_files[sitemaps.SITEMAP_FILE] = "the sitemap"
    for file, label in required_files.items():
        if file not in site.files:
            hint = "build the site anew; if it is still missing, see site/pages.py"
            issue = AuditIssue("missing-page", f"the site has no {file}, {label}", hint)
            yield AuditDiagnostic(issue, Location(file))


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
    """Return the sources of the feeds: those of their articles."""
    feed_sources = {}
    for path in site.files:
        if path.endswith("/atom.xml"):
            articles = feeds.list_feed_articles(site.read_bytes(path), site)
            files = [
                file for page in articles for file in site.sources.get(page, PageSources()).files
            ]
            if files:
                feed_sources[path] = PageSources(tuple(dict.fromkeys(files)))
    return feed_sources
