"""Links of a page: that they lead somewhere on the site, and load nothing from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from coalition.audit.built_site import address_of
from coalition.audit.findings import Fault, Finding, Written, link_words
from coalition.audit.html import Document, Element, SiteFile
from coalition.audit.link_targets import Target, Targets
from coalition.diagnostics.diagnostic import quoted

ATTRIBUTES = ("href", "src", "poster", "data", "xlink:href")
_REFRESH = re.compile(r"[0-9. ]*[;,]\s*url\s*=\s*['\"]?([^'\"]*)", re.I)
_CSS_URL = re.compile(
    r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^)"'\s]*))\s*\)|@import\s+(?:"([^"]*)"|'([^']*)')"""
)

LOADED = frozenset({"stylesheet", "icon", "preload", "modulepreload", "manifest", "prefetch"})
"""Relations whose file a browser fetches."""

LINKS_OF_PAGES = frozenset({"a", "area", "base", "form"})
"""Elements whose address is only followed by somebody who chooses it."""


def on_page(document: Document, targets: Targets) -> Iterator[Finding]:
    """`broken-link`, `missing-slash`, `rooted-link`, `absolute-link`, `foreign-resource`."""
    for element, name, href in document.having(*ATTRIBUTES):
        tag = element.tag
        if tag == "link" and _is_whole(element):
            continue  # `known_pages` looks at these
        target = targets.on(document.path, href)
        if tag == "a" and (target.outside or target.is_sound_file):
            continue  # most links are such
        yield from _link(document, element, name, href, target, targets)
    for element, name, sources in document.having("srcset", "imagesrcset"):
        for candidate in sources.split(", "):
            if source := candidate.split():
                target = targets.on(document.path, source[0])
                yield from _link(document, element, name, source[0], target, targets)
    for element, _, value in document.having("http-equiv"):
        if value.lower() == "refresh" and (found := _REFRESH.match(element.get("content") or "")):
            target = targets.on(document.path, found[1])
            yield from _link(document, element, "content", found[1], target, targets)


def in_style_sheet(file: SiteFile, targets: Targets) -> Iterator[Finding]:
    """What a style sheet loads."""
    for found in _CSS_URL.finditer(file.text):
        href = next(filter(None, found.groups()), "")
        line = file.text.count("\n", 0, found.start()) + 1
        target = targets.on(file.path, href)
        if fault := _foreign(target, href) or target.fault:
            yield file.finding(fault, href, line)


def _link(
    document: Document,
    element: Element,
    attribute: str,
    href: str,
    target: Target,
    targets: Targets,
) -> Iterator[Finding]:
    is_loaded = _is_loaded(element, attribute)
    if target.outside and not is_loaded:
        return
    fault = _foreign(target, href) if is_loaded else None
    fault = fault or target.fault or _lost_part(document, targets, target)
    if not fault and target.whole:
        fault = _absolute(document, targets, target, href)
    if fault:
        words = link_words(href) + ((Written(f"#{target.fragment}"),) if target.fragment else ())
        needle = f'{attribute}="{href}"' if attribute in ATTRIBUTES else href
        yield document.fault_at(element, fault, needle, words)


def _lost_part(document: Document, targets: Targets, target: Target) -> Fault | None:
    """What is wrong where a link leads to a part of a page that is not there."""
    file = target.file or document.path
    known = document.ids if file == document.path else None
    if not target.fragment or (known is not None and target.fragment in known):
        return None
    if targets.has_part(file, target.fragment):
        return None
    page = address_of(file)
    where = quoted(page) if page else "the home page"
    hint = "link to the page as a whole, or look for the id of the heading that is meant"
    message = f"there is no part '#{target.fragment}' on {where} to link to"
    key = page.removeprefix(targets.site.language_folder(page)) + "#" + target.fragment
    return Fault("broken-link", message, hint, key)


def _foreign(target: Target, href: str) -> Fault | None:
    """What is wrong with a file that is not the site's own and is loaded nevertheless."""
    if not target.outside:
        return None
    message = f"{quoted(href)} is loaded from elsewhere, which browsers are told to refuse"
    hint = "put the file into content/images/ or theme/static/, and load it from there"
    return Fault("foreign-resource", message, hint)


def _absolute(document: Document, targets: Targets, target: Target, href: str) -> Fault:
    message = f"{quoted(href)} is a page of this site, written with the site's own address"
    there = targets.written(target.file, document.path.rpartition("/")[0] + "/")
    hint = f"write {quoted(there)}, so that a copy of the site leads to itself"
    return Fault("absolute-link", message, hint)


def _is_whole(link: Element) -> bool:
    """Whether a <link> names another address of its page, which the standards want whole."""
    return link.get("rel") == "canonical" or link.get("hreflang") is not None


def _is_loaded(element: Element, attribute: str) -> bool:
    """Whether a browser fetches the file, without anybody choosing to."""
    tag = element.tag
    if tag in LINKS_OF_PAGES or attribute == "content":
        return False
    return tag != "link" or bool(LOADED & _relations(element))


def _relations(element: Element) -> set[str]:
    return set((element.get("rel") or "").lower().split()) if element.tag == "link" else set()
