"""Run all checks on a finished site, before it replaces the published one.

Each check finds faults that texts, data, images or catalogs can cause although `check` accepts
them; its docstring says how. Faults that only templates or code can cause are not checked here but
in the tests of the sites that the tests build (`tests/site/`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from coalition import parallel
from coalition.audit import (
    accessibility,
    aggregate,
    duplicates,
    ids,
    lang_attributes,
    leaks,
    links,
)
from coalition.audit.built_site import BuiltSite
from coalition.audit.duplicates import PageMetadata
from coalition.audit.html import HtmlDocument, SiteFile
from coalition.audit.issues import AuditDiagnostic
from coalition.audit.link_targets import LinkResolver
from coalition.audit.page_weight import PageWeight
from coalition.diagnostics import Diagnostic

CHUNK_COUNT = 8
"""Number of parts in which pages are audited in parallel; one has the heaviest page."""

MAX_SERIAL_PAGES = 60
"""Up to this number, pages are checked before another process would have started."""


def audit_site(site: BuiltSite) -> list[Diagnostic]:
    """Return all diagnostics, sorted by location; none for a site that may be published."""
    pages = site.pages
    chunks = (
        [pages[start::CHUNK_COUNT] for start in range(CHUNK_COUNT)]
        if len(pages) > MAX_SERIAL_PAGES
        else [pages]
    )
    resolver = LinkResolver(site)

    def audit_pages(paths: Sequence[str]) -> list[tuple[list[AuditDiagnostic], PageMetadata]]:
        page_weight = PageWeight(resolver)
        documents = (HtmlDocument(path, site.read_bytes(path)) for path in paths)
        return [
            (list(audit_page(document, page_weight)), duplicates.read_page_metadata(document, site))
            for document in documents
        ]

    results = [result for paths in parallel.map_parallel(audit_pages, chunks) for result in paths]
    diagnostics = [diagnostic for page_diagnostics, _ in results for diagnostic in page_diagnostics]
    metadata_by_path = {metadata.path: metadata for _, metadata in results}
    diagnostics += duplicates.check_duplicates(site, [metadata_by_path[path] for path in pages])
    for path in sorted(site.files):
        if path.endswith(".svg"):
            diagnostics += leaks.check_machine_paths(SiteFile(path, site.read_bytes(path)), site)
    return aggregate.aggregate_diagnostics(site, diagnostics)


def audit_page(document: HtmlDocument, page_weight: PageWeight) -> Iterator[AuditDiagnostic]:
    """Yield all diagnostics that one page has by itself."""
    resolver = page_weight.resolver
    yield from lang_attributes.check_lang_attributes(document)
    yield from links.check_page_links(document, resolver)
    yield from ids.check_ids(document)
    yield from accessibility.check_accessibility(document)
    yield from leaks.check_leaks(document, resolver.site)
    yield from page_weight.check_page(document)
