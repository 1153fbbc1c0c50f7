"""Checks of links: they lead somewhere, and no resource is loaded from another host."""

from __future__ import annotations

import re
from collections.abc import Iterator

from coalition.audit.built_site import get_url_path
from coalition.audit.html import Element, HtmlDocument, SiteFile
from coalition.audit.issues import AuditDiagnostic, AuditIssue, SourcePattern, build_link_patterns
from coalition.audit.link_targets import LinkResolver, LinkTarget
from coalition.diagnostics import quote_value

LINK_ATTRIBUTES = ("href", "src", "poster", "data", "xlink:href")
_REFRESH = re.compile(r"[0-9. ]*[;,]\s*url\s*=\s*['\"]?([^'\"]*)", re.I)
_CSS_URL = re.compile(
    r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^)"'\s]*))\s*\)|@import\s+(?:"([^"]*)"|'([^']*)')"""
)

LOADED_RELATIONS = frozenset(
    {"stylesheet", "icon", "preload", "modulepreload", "manifest", "prefetch"}
)
"""`rel` values of <link> whose file a browser fetches."""

NAVIGATION_ELEMENTS = frozenset({"a", "area", "base", "form"})
"""Elements whose URL is only followed if a user chooses it."""


def check_page_links(document: HtmlDocument, resolver: LinkResolver) -> Iterator[AuditDiagnostic]:
    """Yield `broken-link`, `missing-slash`, `rooted-link`, `absolute-link`, `foreign-resource`."""
    for element, name, href in document.iter_attributes(*LINK_ATTRIBUTES):
        tag = element.tag
        if tag == "link" and _requires_absolute_url(element):
            continue  # checked in seo.py
        target = resolver.resolve(document.path, href)
        if tag == "a" and (target.external_url or target.is_valid_file):
            continue  # the most common case, for speed
        yield from _check_link(document, element, name, href, target, resolver)
    for element, name, sources in document.iter_attributes("srcset", "imagesrcset"):
        for candidate in sources.split(", "):
            if source := candidate.split():
                target = resolver.resolve(document.path, source[0])
                yield from _check_link(document, element, name, source[0], target, resolver)
    for element, _, value in document.iter_attributes("http-equiv"):
        if value.lower() == "refresh" and (match := _REFRESH.match(element.get("content") or "")):
            target = resolver.resolve(document.path, match[1])
            yield from _check_link(document, element, "content", match[1], target, resolver)


def check_css_links(file: SiteFile, resolver: LinkResolver) -> Iterator[AuditDiagnostic]:
    """Yield diagnostics for the files that a style sheet loads."""
    for match in _CSS_URL.finditer(file.text):
        href = next(filter(None, match.groups()), "")
        line = file.text.count("\n", 0, match.start()) + 1
        target = resolver.resolve(file.path, href)
        if issue := _check_foreign_resource(target, href) or target.issue:
            yield file.make_diagnostic(issue, href, line)


def _check_link(
    document: HtmlDocument,
    element: Element,
    attribute: str,
    href: str,
    target: LinkTarget,
    resolver: LinkResolver,
) -> Iterator[AuditDiagnostic]:
    is_loaded = _is_loaded(element, attribute)
    if target.external_url and not is_loaded:
        return
    issue = _check_foreign_resource(target, href) if is_loaded else None
    issue = issue or target.issue or _check_fragment(document, resolver, target)
    if not issue and target.is_absolute:
        issue = _make_absolute_link_issue(document, resolver, target, href)
    if issue:
        patterns = build_link_patterns(href) + (
            (SourcePattern(f"#{target.fragment}"),) if target.fragment else ()
        )
        needle = f'{attribute}="{href}"' if attribute in LINK_ATTRIBUTES else href
        yield document.make_diagnostic_at(element, issue, needle, patterns)


def _check_fragment(
    document: HtmlDocument, resolver: LinkResolver, target: LinkTarget
) -> AuditIssue | None:
    """Return the issue of a link to a fragment that does not exist."""
    file = target.file or document.path
    ids = document.ids if file == document.path else None
    if not target.fragment or (ids is not None and target.fragment in ids):
        return None
    if resolver.has_fragment(file, target.fragment):
        return None
    page = get_url_path(file)
    page_name = quote_value(page) if page else "the home page"
    hint = "link to the page as a whole, or look for the id of the heading that is meant"
    message = f"there is no part '#{target.fragment}' on {page_name} to link to"
    key = page.removeprefix(resolver.site.get_language_folder(page)) + "#" + target.fragment
    return AuditIssue("broken-link", message, hint, key)


def _check_foreign_resource(target: LinkTarget, href: str) -> AuditIssue | None:
    """Return the issue of a resource that is loaded from another host."""
    if not target.external_url:
        return None
    message = f"{quote_value(href)} is loaded from elsewhere, which browsers are told to refuse"
    hint = "put the file into content/images/ or theme/static/, and load it from there"
    return AuditIssue("foreign-resource", message, hint)


def _make_absolute_link_issue(
    document: HtmlDocument, resolver: LinkResolver, target: LinkTarget, href: str
) -> AuditIssue:
    message = f"{quote_value(href)} is a page of this site, written with the site's own address"
    link = resolver.format_link(target.file, document.path.rpartition("/")[0] + "/")
    hint = f"write {quote_value(link)}, so that a copy of the site leads to itself"
    return AuditIssue("absolute-link", message, hint)


def _requires_absolute_url(link: Element) -> bool:
    """Return whether a <link> names a URL of its page, which the standards want absolute."""
    return link.get("rel") == "canonical" or link.get("hreflang") is not None


def _is_loaded(element: Element, attribute: str) -> bool:
    """Return whether a browser fetches the file without a user's choice."""
    tag = element.tag
    if tag in NAVIGATION_ELEMENTS or attribute == "content":
        return False
    return tag != "link" or bool(LOADED_RELATIONS & _get_relations(element))


def _get_relations(element: Element) -> set[str]:
    return set((element.get("rel") or "").lower().split()) if element.tag == "link" else set()
