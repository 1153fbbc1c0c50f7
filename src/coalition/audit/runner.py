"""Run all checks on a finished site, before it replaces the published one.

Each check finds faults that texts, data, images or catalogs can cause although `check` accepts
them; its docstring says how. Faults that only templates or code can cause are not checked here but
in the tests of the sites that the tests build (`tests/site/`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

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
from coalition.diagnostics import DataError, Diagnostic

CHUNK_COUNT = 8
"""Number of parts in which pages are audited in parallel; one has the heaviest page."""

MAX_SERIAL_PAGES = 60
"""Up to this number, pages are checked before another process would have started."""


@dataclass(frozen=True)
class PageAudit:
    """What one page says: the diagnostics that it has by itself, and what others are compared to.

    `diagnostics` are located in the finished page.
    """

    diagnostics: tuple[AuditDiagnostic, ...]
    metadata: PageMetadata


class SiteAuditor:
    """Audits the pages of one site, in any order and any number.

    Pages of a site in memory are rendered when they are audited.
    """

    def __init__(self, site: BuiltSite) -> None:
        self.site, self._resolver = site, LinkResolver(site)
        self._page_weight = PageWeight(self._resolver)

    def audit_page(self, path: str, raw: bytes | None = None) -> PageAudit:
        """Return the audit of the page in the file `path`; `raw` is its content if it is known."""
        document = HtmlDocument(path, self.site.read_bytes(path) if raw is None else raw)
        return PageAudit(
            tuple(audit_document(document, self._page_weight)),
            duplicates.read_page_metadata(document, self.site),
        )

    def locate_diagnostics(self, audits: Iterable[PageAudit]) -> list[Diagnostic]:
        """Return the diagnostics that pages have by themselves, located in the source files."""
        diagnostics = (diagnostic for audit in audits for diagnostic in audit.diagnostics)
        return aggregate.aggregate_diagnostics(self.site, diagnostics)

    def conclude(self, audits: Iterable[PageAudit]) -> list[Diagnostic]:
        """Return all diagnostics of the site, located in the source files and sorted by location.

        `audits` are those of all its pages: some faults only show when pages are compared.
        """
        site, audits = self.site, tuple(audits)
        diagnostics = [diagnostic for audit in audits for diagnostic in audit.diagnostics]
        metadata = {audit.metadata.path: audit.metadata for audit in audits}
        diagnostics += duplicates.check_duplicates(site, [metadata[path] for path in site.pages])
        for path in sorted(site.files):
            if path.endswith(".svg"):
                file = SiteFile(path, site.read_bytes(path))
                diagnostics += leaks.check_machine_paths(file, site)
        return aggregate.aggregate_diagnostics(site, diagnostics)


def audit_site(site: BuiltSite) -> list[Diagnostic]:
    """Return all diagnostics, sorted by location; none for a site that may be published.

    Raises DataError if a page of a site in memory cannot be rendered.
    """
    auditor = SiteAuditor(site)

    def audit_pages(paths: Sequence[str]) -> list[PageAudit] | DataError:
        try:
            return [auditor.audit_page(path) for path in paths]
        except DataError as error:  # a page in memory cannot be rendered; the others end first
            return error

    parts = parallel.map_parallel(audit_pages, _divide_pages(site))
    if error := next((part for part in parts if isinstance(part, DataError)), None):
        raise error
    return auditor.conclude(chain(*(part for part in parts if not isinstance(part, DataError))))


def _divide_pages(site: BuiltSite) -> list[tuple[str, ...]]:
    """Divide the pages into parts to audit in parallel.

    Pages of one language stay together if there are many: to render some of them takes what all of
    them need.
    """
    if len(site.pages) <= MAX_SERIAL_PAGES:
        return [site.pages]
    by_language: defaultdict[str, list[str]] = defaultdict(list)
    for page in site.pages:
        by_language[site.get_language_folder(page)].append(page)
    step = max(1, CHUNK_COUNT // len(by_language))
    # The first language last: a site in memory has built its pages already
    languages = reversed(by_language.values())
    return [tuple(pages[start::step]) for pages in languages for start in range(step)]


def audit_document(document: HtmlDocument, page_weight: PageWeight) -> Iterator[AuditDiagnostic]:
    """Yield all diagnostics that one page has by itself."""
    resolver = page_weight.resolver
    yield from lang_attributes.check_lang_attributes(document)
    yield from links.check_page_links(document, resolver)
    yield from ids.check_ids(document)
    yield from accessibility.check_accessibility(document)
    yield from leaks.check_leaks(document, resolver.site)
    yield from page_weight.check_page(document)
