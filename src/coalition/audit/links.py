"""Checks of links and pictures: what they name is on the site.

`check` reads links between files (`{filename}`, `{static}`) and the form of all others. Whether a
relative URL in a text, or a URL of this site in the data, leads anywhere shows on the site only.
"""

from __future__ import annotations

from collections.abc import Iterator

from coalition.audit.built_site import NOT_FOUND_FILE, get_url_path
from coalition.audit.html import HtmlDocument
from coalition.audit.issues import AuditDiagnostic, AuditIssue, SourcePattern, build_link_patterns
from coalition.audit.link_targets import LinkResolver, LinkTarget
from coalition.diagnostics import Message, quote_value

LINK_ELEMENTS = frozenset({"a", "img"})
"""Elements with URLs that editors write; all others are in templates only."""


def check_page_links(document: HtmlDocument, resolver: LinkResolver) -> Iterator[AuditDiagnostic]:
    """Yield `broken-link`, `missing-slash`, `rooted-link` and `absolute-link`.

    404 pages are skipped: no text is on them, and their links begin at the root of the host.
    """
    if document.path.endswith(NOT_FOUND_FILE):
        return
    for element, name, href in document.iter_attributes("href", "src"):
        if element.tag not in LINK_ELEMENTS:
            continue
        target = resolver.resolve(document.path, href)
        if target.external_url or target.is_valid_file:
            continue  # the most common case, for speed
        issue = target.issue or _check_fragment(document, resolver, target)
        if not issue and target.is_absolute:
            issue = _make_absolute_link_issue(document, resolver, target, href)
        if issue:
            patterns = build_link_patterns(href) + (
                (SourcePattern(f"#{target.fragment}"),) if target.fragment else ()
            )
            yield document.make_diagnostic_at(element, issue, f'{name}="{href}"', patterns)


def _check_fragment(
    document: HtmlDocument, resolver: LinkResolver, target: LinkTarget
) -> AuditIssue | None:
    """Return the issue of a link to a fragment that does not exist."""
    file = target.file or document.path
    is_on_own_page = file == document.path and target.fragment in document.ids  # parsed already
    if is_on_own_page or resolver.has_fragment(file, target.fragment):
        return None
    page = get_url_path(file)
    page_name = quote_value(page) if page else Message("the home page")
    hint = Message("link to the page as a whole, or look for the id of the heading that is meant")
    message = Message(
        "there is no part '#%(fragment)s' on %(page)s to link to",
        fragment=target.fragment,
        page=page_name,
    )
    key = page.removeprefix(resolver.site.get_language_folder(page)) + "#" + target.fragment
    return AuditIssue("broken-link", message, hint, key)


def _make_absolute_link_issue(
    document: HtmlDocument, resolver: LinkResolver, target: LinkTarget, href: str
) -> AuditIssue:
    message = Message(
        "%(href)s is a page of this site, written with the site's own address",
        href=quote_value(href),
    )
    link = resolver.format_link(target.file, document.path.rpartition("/")[0] + "/")
    hint = Message(
        "write %(link)s, so that a copy of the site leads to itself", link=quote_value(link)
    )
    return AuditIssue("absolute-link", message, hint)
