"""Checks that no two pages of a language have the same title or description.

Two Markdown files, or two entries of the data, may have the same name or summary. Pages that search
engines skip (`noindex`), or whose canonical URL is another page, may share those of another page: a
redirect, a page that is not translated. So may the pages of two people with one name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from coalition.audit.built_site import BuiltSite, format_page
from coalition.audit.html import HtmlDocument, get_element_text
from coalition.audit.issues import AuditDiagnostic, AuditIssue, build_value_patterns
from coalition.diagnostics import Message, quote_value

_PERSON = re.compile(r'\s*\{\s*"@context":\s*"[^"]*",\s*"@type":\s*"Person"')
"""The beginning of the JSON-LD on the page of a person: other pages may name people in it."""


@dataclass(frozen=True)
class PageMetadata:
    """What the <head> of a page says."""

    path: str
    title: str
    description: str
    is_indexable: bool
    is_about_person: bool


def read_page_metadata(document: HtmlDocument, site: BuiltSite) -> PageMetadata:
    """Return what the <head> of a page says."""
    head = document.root.find("head")
    title = description = ""
    is_indexable, is_about_person = True, False
    for element in head if head is not None else ():
        content = element.get("content") or ""
        match element.tag, element.get("name") or element.get("rel") or element.get("type"):
            case "title", _:
                title = title or get_element_text(element)
            case "meta", "description":
                description = content.strip()
            case "meta", "robots":
                is_indexable &= "noindex" not in content
            case "link", "canonical":
                is_indexable &= element.get("href") == site.get_page_url(document.path)
            case "script", "application/ld+json":
                is_about_person |= bool(_PERSON.match(element.text or ""))
    return PageMetadata(document.path, title, description, is_indexable, is_about_person)


def check_duplicates(site: BuiltSite, pages: Sequence[PageMetadata]) -> Iterator[AuditDiagnostic]:
    """Yield `duplicate-title` and `duplicate-description`."""
    yield from _compare_pages(site, pages, "duplicate-title", "<title", lambda page: page.title)
    yield from _compare_pages(
        site,
        pages,
        "duplicate-description",
        'name="description"',
        lambda page: page.description,
    )


def _compare_pages(
    site: BuiltSite,
    pages: Sequence[PageMetadata],
    rule: str,
    needle: str,
    get_value: Callable[[PageMetadata], str],
) -> Iterator[AuditDiagnostic]:
    groups: defaultdict[tuple[str, str], list[PageMetadata]] = defaultdict(list)
    for page in pages:
        if get_value(page) and page.is_indexable:
            groups[site.get_language_folder(page.path), get_value(page)].append(page)
    for (_, text), (first, *others) in groups.items():
        for page in others:
            if page.is_about_person and first.is_about_person:
                continue
            other_page = format_page(first.path)
            values = {"text": quote_value(text), "page": other_page}
            message = Message("the title %(text)s is also that of %(page)s", **values)
            hint = Message("give one of the two another title, so that people can choose")
            if rule == "duplicate-description":
                message = Message("the description %(text)s is also that of %(page)s", **values)
                hint = Message("give one of the two another description, so that people can choose")
            name = text.rpartition(" – ")[0] or text
            patterns = (*build_value_patterns(text), *build_value_patterns(name))
            document = HtmlDocument(page.path, site.read_bytes(page.path))
            yield document.make_diagnostic(
                AuditIssue(rule, message, hint), needle, patterns=patterns
            )
