"""Feeds: well-formed Atom with all that RFC 4287 wants, whose links lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from coalition.audit.built_site import Finished
from coalition.audit.findings import Fault, Finding, link_words
from coalition.audit.html import Document, Element, SiteFile, XmlError, xml
from coalition.audit.link_targets import Targets
from coalition.diagnostics.diagnostic import quoted

ATOM = "{http://www.w3.org/2005/Atom}"
REQUIRED = ("id", "title", "updated")

_WHOLE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:.")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
_HINT = "see site/exports.py, which writes the feeds"


def in_file(file: SiteFile, targets: Targets) -> Iterator[Finding]:
    """`invalid-feed`, and `broken-link` where a link of it leads nowhere; any XML is read."""
    try:
        root = xml(file.raw)
    except XmlError as error:
        fault = Fault("invalid-feed", f"the file cannot be read: {error}", _HINT)
        yield file.finding(fault, line=error.line)
        return
    if root.tag != f"{ATOM}feed":
        return
    yield from _required(file, root, "the feed")
    if _own_address(root) not in {None, targets.site.url(file.path)}:
        message = f"the feed says that its address is {quoted(_own_address(root) or '')}"
        hint = f'let its link with rel="self" be {targets.site.url(file.path)}'
        yield file.finding(Fault("invalid-feed", message, hint), "self")
    first: dict[str, int] = {}
    for entry in root.iterfind(f"{ATOM}entry"):
        yield from _required(file, entry, "an entry of the feed")
        if root.find(f"{ATOM}author") is None and entry.find(f"{ATOM}author") is None:
            fault = Fault("invalid-feed", "an entry of the feed has no author", _HINT)
            yield file.finding(fault, line=entry.sourceline)
        id = entry.findtext(f"{ATOM}id") or ""
        if id in first:
            message = f"the id {quoted(id)} is that of another entry, on line {first[id]}"
            yield file.finding(Fault("invalid-feed", message, _HINT), id, entry.sourceline)
        first.setdefault(id, entry.sourceline)
        yield from _in_content(file, entry, targets)
    for link in root.iter(f"{ATOM}link"):
        yield from _link(file, link, targets)


def _own_address(root: Element) -> str | None:
    links = root.findall(f"{ATOM}link[@rel='self']")
    return links[0].get("href") if links else None


def _required(file: SiteFile, element: Element, what: str) -> Iterator[Finding]:
    for name in REQUIRED:
        if not (element.findtext(f"{ATOM}{name}") or "").strip():
            fault = Fault("invalid-feed", f"{what} has no <{name}>", _HINT)
            yield file.finding(fault, line=element.sourceline)
    for name in ("updated", "published"):
        said = element.findtext(f"{ATOM}{name}")
        if said and not _MOMENT.fullmatch(said.strip()):
            message = f"{quoted(said)} is no moment as feeds write it"
            fault = Fault("invalid-feed", message, "write it as in '2026-03-09T00:00:00Z'")
            yield file.finding(fault, said, element.sourceline)


def _link(file: SiteFile, link: Element, targets: Targets) -> Iterator[Finding]:
    href = link.get("href") or ""
    if not _WHOLE.match(href):
        message = f"the feed links to {quoted(href)}, but who reads it is not on the site"
        fault = Fault("invalid-feed", message, "write the whole address")
        yield file.finding(fault, f'href="{href}"', link.sourceline)
    elif fault_there := targets.on(file.path, href).fault:
        yield file.finding(fault_there, href, link.sourceline)


def _in_content(file: SiteFile, entry: Element, targets: Targets) -> Iterator[Finding]:
    """Links in the text of an entry, which is shown where no page of the site is near."""
    text = entry.findtext(f"{ATOM}content") or ""
    if "=" not in text:
        return
    for _, _, href in Document(file.path, f"<div>{text}</div>".encode()).having("href", "src"):
        if not _WHOLE.match(href) and not href.startswith("#"):
            message = f"the link {quoted(href)} in a text works on its page and not in the feed"
            hint = "name the file, as in '{filename}/pages/about.en.md', or the whole address"
            fault = Fault("invalid-feed", message, hint)
            yield file.finding(fault, href, entry.sourceline, link_words(href))
        elif targets.site.file_at(href) and (lost := targets.on(file.path, href).fault):
            yield file.finding(lost, href, entry.sourceline, link_words(href))


def articles(raw: bytes, site: Finished) -> list[str]:
    """The files of the pages that the entries of a feed are about."""
    try:
        links = xml(raw).iterfind(f"{ATOM}entry/{ATOM}link")
    except XmlError:
        return []
    return [file for link in links if (file := site.file_at(link.get("href") or ""))]
