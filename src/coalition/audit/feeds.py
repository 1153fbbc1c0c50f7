"""Checks of Atom feeds: well-formed, complete by RFC 4287, and with links that work."""

from __future__ import annotations

import re
from collections.abc import Iterator

from coalition.audit.built_site import BuiltSite
from coalition.audit.html import Element, HtmlDocument, SiteFile, XmlError, parse_xml
from coalition.audit.issues import AuditDiagnostic, AuditIssue, build_link_patterns
from coalition.audit.link_targets import LinkResolver
from coalition.diagnostics import quote_value

ATOM_TAG_PREFIX = "{http://www.w3.org/2005/Atom}"
REQUIRED_FEED_ELEMENTS = ("id", "title", "updated")

_ABSOLUTE_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:.")
_RFC3339_DATETIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
_HINT = "see site/feeds.py, which writes the feeds"


def check_feed(file: SiteFile, resolver: LinkResolver) -> Iterator[AuditDiagnostic]:
    """Yield `invalid-feed`, and `broken-link` for links of the feed that lead nowhere.

    Takes any XML file: other formats than Atom only have to be well-formed.
    """
    try:
        root = parse_xml(file.raw)
    except XmlError as error:
        issue = AuditIssue("invalid-feed", f"the file cannot be read: {error}", _HINT)
        yield file.make_diagnostic(issue, line=error.line)
        return
    if root.tag != f"{ATOM_TAG_PREFIX}feed":
        return
    yield from _check_required_elements(file, root, "the feed")
    if _get_self_url(root) not in {None, resolver.site.get_page_url(file.path)}:
        message = f"the feed says that its address is {quote_value(_get_self_url(root) or '')}"
        hint = f'let its link with rel="self" be {resolver.site.get_page_url(file.path)}'
        yield file.make_diagnostic(AuditIssue("invalid-feed", message, hint), "self")
    first_lines: dict[str, int] = {}
    for entry in root.iterfind(f"{ATOM_TAG_PREFIX}entry"):
        yield from _check_required_elements(file, entry, "an entry of the feed")
        if (
            root.find(f"{ATOM_TAG_PREFIX}author") is None
            and entry.find(f"{ATOM_TAG_PREFIX}author") is None
        ):
            issue = AuditIssue("invalid-feed", "an entry of the feed has no author", _HINT)
            yield file.make_diagnostic(issue, line=entry.sourceline)
        id = entry.findtext(f"{ATOM_TAG_PREFIX}id") or ""
        if id in first_lines:
            message = (
                f"the id {quote_value(id)} is that of another entry, on line {first_lines[id]}"
            )
            yield file.make_diagnostic(
                AuditIssue("invalid-feed", message, _HINT), id, entry.sourceline
            )
        first_lines.setdefault(id, entry.sourceline)
        yield from _check_content_links(file, entry, resolver)
    for link in root.iter(f"{ATOM_TAG_PREFIX}link"):
        yield from _check_feed_link(file, link, resolver)


def _get_self_url(root: Element) -> str | None:
    links = root.findall(f"{ATOM_TAG_PREFIX}link[@rel='self']")
    return links[0].get("href") if links else None


def _check_required_elements(
    file: SiteFile, element: Element, label: str
) -> Iterator[AuditDiagnostic]:
    for name in REQUIRED_FEED_ELEMENTS:
        if not (element.findtext(f"{ATOM_TAG_PREFIX}{name}") or "").strip():
            issue = AuditIssue("invalid-feed", f"{label} has no <{name}>", _HINT)
            yield file.make_diagnostic(issue, line=element.sourceline)
    for name in ("updated", "published"):
        value = element.findtext(f"{ATOM_TAG_PREFIX}{name}")
        if value and not _RFC3339_DATETIME.fullmatch(value.strip()):
            message = f"{quote_value(value)} is no moment as feeds write it"
            issue = AuditIssue("invalid-feed", message, "write it as in '2026-03-09T00:00:00Z'")
            yield file.make_diagnostic(issue, value, element.sourceline)


def _check_feed_link(
    file: SiteFile, link: Element, resolver: LinkResolver
) -> Iterator[AuditDiagnostic]:
    href = link.get("href") or ""
    if not _ABSOLUTE_URL.match(href):
        message = f"the feed links to {quote_value(href)}, but who reads it is not on the site"
        issue = AuditIssue("invalid-feed", message, "write the whole address")
        yield file.make_diagnostic(issue, f'href="{href}"', link.sourceline)
    elif link_issue := resolver.resolve(file.path, href).issue:
        yield file.make_diagnostic(link_issue, href, link.sourceline)


def _check_content_links(
    file: SiteFile, entry: Element, resolver: LinkResolver
) -> Iterator[AuditDiagnostic]:
    """Check links in the text of an entry: it is shown outside of the site."""
    text = entry.findtext(f"{ATOM_TAG_PREFIX}content") or ""
    if "=" not in text:
        return
    for _, _, href in HtmlDocument(file.path, f"<div>{text}</div>".encode()).iter_attributes(
        "href", "src"
    ):
        if not _ABSOLUTE_URL.match(href) and not href.startswith("#"):
            message = (
                f"the link {quote_value(href)} in a text works on its page and not in the feed"
            )
            hint = "name the file, as in '{filename}/pages/about.en.md', or the whole address"
            issue = AuditIssue("invalid-feed", message, hint)
            yield file.make_diagnostic(issue, href, entry.sourceline, build_link_patterns(href))
        elif resolver.site.find_file(href) and (
            link_issue := resolver.resolve(file.path, href).issue
        ):
            yield file.make_diagnostic(
                link_issue, href, entry.sourceline, build_link_patterns(href)
            )


def list_feed_articles(raw: bytes, site: BuiltSite) -> list[str]:
    """Return the files of the pages that the entries of a feed link to."""
    try:
        links = parse_xml(raw).iterfind(f"{ATOM_TAG_PREFIX}entry/{ATOM_TAG_PREFIX}link")
    except XmlError:
        return []
    return [file for link in links if (file := site.find_file(link.get("href") or ""))]
