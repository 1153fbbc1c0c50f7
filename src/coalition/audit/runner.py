"""A finished site -> all that is wrong with it, before it takes the place of the last one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from coalition import parallel
from coalition.audit import (
    aggregate,
    csp,
    feeds,
    headings,
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
from coalition.audit.built_site import HOME, NOT_FOUND, Finished, Sources
from coalition.audit.findings import Fault, Finding
from coalition.audit.html import Document, SiteFile
from coalition.audit.link_targets import Targets
from coalition.audit.page_weight import Scale
from coalition.audit.seo import Known
from coalition.diagnostics.diagnostic import Place, Problem

PARTS = 8
"""Into how many parts the pages are divided for the processors: the heaviest page is in one."""

FEW = 60
"""So many pages are looked at before another process would have been started."""

TEXTS = (".txt", ".xml", ".css", ".js", ".json", ".svg", ".webmanifest")
BARE = frozenset({"_headers", "_redirects"})
"""Files of text whose name has no ending."""


def inspect(site: Finished) -> list[Problem]:
    """Every problem of a finished site, sorted by place; none in one that may be published."""
    pages = site.pages
    parts = [pages[first::PARTS] for first in range(PARTS)] if len(pages) > FEW else [pages]
    targets = Targets(site)
    first_language = _first_language(site)

    def look(part: Sequence[str]) -> list[tuple[list[Finding], Known]]:
        scale = Scale(targets)
        read = (Document(path, site.read(path)) for path in part)
        return [on_page(document, scale, first_language) for document in read]

    looked = [one for part in parallel.each(look, parts) for one in part]
    found = [finding for findings, _ in looked for finding in findings]
    known = {page.path: page for _, page in looked}
    in_order = [known[path] for path in pages]
    found += seo.Directory(site, in_order).findings()
    found += _missing(site)
    found += _other_files(targets)
    if site.address:
        found += sitemaps.findings(site, in_order)
    return aggregate.problems(site, found, _sources_of_feeds(site))


def on_page(document: Document, scale: Scale, first_language: str) -> tuple[list[Finding], Known]:
    """All that is wrong on one page, and what its head tells search engines."""
    targets = scale.targets
    found, about_person = json_ld.on_page(document, targets)
    page = seo.known(document, about_person)
    found += seo.on_page(document, page)
    found += lang_attributes.on_page(document, targets.site, first_language)
    found += links.on_page(document, targets)
    found += ids.on_page(document)
    found += nesting.on_page(document)
    found += headings.on_page(document)
    found += csp.on_page(document)
    found += leaks.on_page(document, targets.site)
    found += scale.on_page(document)
    return found, page


def _first_language(site: Finished) -> str:
    """The language of the pages that lie in no language's folder: that of the home page."""
    if HOME not in site.files:
        return "en"
    return Document(HOME, site.read(HOME)).root.get("lang") or "en"


def _missing(site: Finished) -> Iterator[Finding]:
    """`missing-page`: what every host looks for."""
    needed = {HOME: "the home page", NOT_FOUND: "the page for unknown addresses"}
    if site.address:
        needed[sitemaps.FILE] = "the sitemap"
    for file, what in needed.items():
        if file not in site.files:
            hint = "build the site anew; if it is still missing, see site/pages.py"
            fault = Fault("missing-page", f"the site has no {file}, {what}", hint)
            yield Finding(fault, Place(file))


def _other_files(targets: Targets) -> Iterator[Finding]:
    site = targets.site
    for path in sorted(site.files):
        if not path.endswith(TEXTS) and path not in BARE:
            continue
        file = SiteFile(path, site.read(path))
        yield from leaks.in_file(file, site)
        if path.endswith(".css"):
            yield from links.in_style_sheet(file, targets)
        elif path.endswith((".json", ".webmanifest")):
            yield from json_ld.in_file(file)
        elif path.endswith((".xml", ".svg")) and path != sitemaps.FILE:
            yield from feeds.in_file(file, targets)
    yield from redirects.findings(site)


def _sources_of_feeds(site: Finished) -> dict[str, Sources]:
    """What the feeds are made of: the files of their articles."""
    found = {}
    for path in site.files:
        if path.endswith("/atom.xml"):
            articles = feeds.articles(site.read(path), site)
            files = [f for page in articles for f in site.sources.get(page, Sources()).files]
            if files:
                found[path] = Sources(tuple(dict.fromkeys(files)))
    return found
