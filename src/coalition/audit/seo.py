"""Checks of page metadata: titles, descriptions, canonical URLs and alternate languages.

Pages that search engines skip (`noindex`), or whose canonical URL is another page, may share its
title: a redirect, a page that is not translated. So may the pages of two people with one name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from coalition.audit.built_site import BuiltSite
from coalition.audit.html import HtmlDocument, get_element_text
from coalition.audit.issues import AuditDiagnostic, AuditIssue, SourcePattern, build_value_patterns
from coalition.diagnostics import quote_value

Alternates = tuple[tuple[str, str], ...]
"""The `hreflang` alternates of a page: language tag and URL."""


@dataclass(frozen=True)
class PageMetadata:
    """What the <head> of a page says; `alternates` pairs language tags with URLs."""

    path: str
    language: str
    title: str
    description: str
    is_noindex: bool
    canonical_urls: tuple[str, ...]
    alternates: Alternates
    is_about_person: bool = False

    def is_indexable(self, site: BuiltSite) -> bool:
        """Return whether search engines should index the page at its own URL."""
        return not self.is_noindex and self.canonical_urls in {(), (site.get_page_url(self.path),)}


def read_page_metadata(document: HtmlDocument, is_about_person: bool = False) -> PageMetadata:
    """Return what the <head> of a page says."""
    head = document.root.find("head")
    title = ""
    meta: dict[str, str] = {}
    canonical_urls: list[str] = []
    alternates: list[tuple[str, str]] = []
    for element in head if head is not None else ():
        if element.tag == "title":
            title = title or get_element_text(element)
        elif element.tag == "meta" and (name := element.get("name")):
            meta.setdefault(name, element.get("content") or "")
        elif element.tag == "link" and element.get("rel") == "canonical":
            canonical_urls.append(element.get("href") or "")
        elif (
            element.tag == "link" and element.get("rel") == "alternate" and element.get("hreflang")
        ):
            alternates.append((element.get("hreflang"), element.get("href") or ""))
    return PageMetadata(
        document.path,
        document.root.get("lang") or "",
        title,
        meta.get("description", "").strip(),
        "noindex" in meta.get("robots", ""),
        tuple(canonical_urls),
        tuple(alternates),
        is_about_person,
    )


def check_page_metadata(
    document: HtmlDocument, metadata: PageMetadata
) -> Iterator[AuditDiagnostic]:
    """Yield `missing-title` and `missing-description`."""
    if not metadata.title:
        hint = "write <title>; in a Markdown file, the line 'Title: ...' at its top"
        issue = AuditIssue("missing-title", "the page has no title", hint)
        yield document.make_diagnostic(issue, "<title")
    if not metadata.description:
        message = "the page has no description, which search engines would show"
        hint = "write it in the Markdown file, behind 'Summary:' in its head, or in the data"
        yield document.make_diagnostic(
            AuditIssue("missing-description", message, hint), 'name="description"'
        )


class MetadataChecker:
    """Compares the metadata of all pages of one site."""

    def __init__(self, site: BuiltSite, pages: Sequence[PageMetadata]) -> None:
        self.site, self.pages = site, pages
        self.by_path: Mapping[str, PageMetadata] = {page.path: page for page in pages}
        self._are_alternates_consistent = cache(self._compare_alternates)

    def check(self) -> Iterator[AuditDiagnostic]:
        """Yield what a comparison of the pages finds.

        `duplicate-title`, `duplicate-description`, `wrong-canonical` and `wrong-alternate`.
        """
        yield from self._check_duplicates("duplicate-title", "title", lambda page: page.title)
        yield from self._check_duplicates(
            "duplicate-description", "description", lambda page: page.description
        )
        if self.site.site_url:
            for page in self.pages:
                yield from self._check_canonical(page)
                yield from self._check_alternates(page)

    def _check_duplicates(
        self, rule: str, label: str, get_value: Callable[[PageMetadata], str]
    ) -> Iterator[AuditDiagnostic]:
        """Check that no two pages of one language have the same title or description."""
        groups: defaultdict[tuple[str, str], list[PageMetadata]] = defaultdict(list)
        for page in self.pages:
            if get_value(page) and page.is_indexable(self.site):
                groups[self.site.get_language_folder(page.path), get_value(page)].append(page)
        for (_, text), pages in groups.items():
            first, *others = pages
            for page in others:
                if not (page.is_about_person and first.is_about_person):
                    other_page = self.site.get_display_path(first.path)
                    message = f"the {label} {quote_value(text)} is that of {other_page} as well"
                    hint = f"give one of the two another {label}, so that people can choose"
                    needle = "<title" if label == "title" else 'name="description"'
                    name = text.rpartition(" – ")[0] or text
                    patterns = (*build_value_patterns(text), *build_value_patterns(name))
                    yield self._make_diagnostic(
                        page, AuditIssue(rule, message, hint), needle, patterns
                    )

    def _check_canonical(self, page: PageMetadata) -> Iterator[AuditDiagnostic]:
        hint = 'write <link rel="canonical"> with the page\'s whole address'
        if page.is_noindex:
            return
        if len(page.canonical_urls) != 1:
            number = "more than one" if page.canonical_urls else "no"
            message = f"the page names {number} canonical address"
            yield self._make_diagnostic(
                page, AuditIssue("wrong-canonical", message, hint, number), "<head"
            )
            return
        (url,) = page.canonical_urls
        file = self.site.find_file(url)
        target = self.by_path.get(file or "")
        if target is None:
            message = f"the canonical address {quote_value(url)} is no page of this site"
            yield self._make_diagnostic(
                page, AuditIssue("wrong-canonical", message, hint, "lost"), url
            )
        elif target is not page and not target.is_indexable(self.site):
            message = f"the canonical address {quote_value(url)} is a page that names another one"
            yield self._make_diagnostic(
                page, AuditIssue("wrong-canonical", message, hint, "other"), url
            )

    def _check_alternates(self, page: PageMetadata) -> Iterator[AuditDiagnostic]:
        if not page.alternates:
            return
        own_alternate = (page.language, self.site.get_page_url(page.path))
        if own_alternate not in page.alternates:
            message = f"the page is not among its own languages (hreflang '{page.language}')"
            hint = "name every language of the page on each of its pages, its own too"
            yield self._make_diagnostic(
                page, AuditIssue("wrong-alternate", message, hint, "own"), "hreflang="
            )
        elif self._are_alternates_consistent(page.alternates):
            return
        for tag, url in page.alternates:
            target = self.by_path.get(self.site.find_file(url) or "")
            kind, message = self._describe_alternate_error(page, target, tag, url)
            if message:
                hint = "let all pages on one thing name the same languages and addresses"
                yield self._make_diagnostic(
                    page, AuditIssue("wrong-alternate", message, hint, kind), url
                )

    def _compare_alternates(self, alternates: Alternates) -> bool:
        """Return whether all alternates exist and name each other.

        The common case; `_describe_alternate_error` finds out what is wrong if they do not.
        """
        pages = [(tag, self.by_path.get(self.site.find_file(url) or "")) for tag, url in alternates]
        return all(
            page is not None
            and tag in {"x-default", page.language}
            and page.alternates == alternates
            and page.is_indexable(self.site)
            for tag, page in pages
        )

    def _describe_alternate_error(
        self, page: PageMetadata, target: PageMetadata | None, tag: str, address: str
    ) -> tuple[str, str]:
        """Return the kind of error of one alternate and the message; empty if there is none."""
        if target is None:
            return "lost", f"the page in '{tag}', {quote_value(address)}, is not on this site"
        if tag not in {"x-default", target.language}:
            contradiction = f"is said to be in '{tag}' and is in '{target.language}'"
            return "language", f"{quote_value(address)} {contradiction}"
        if not target.is_indexable(self.site):
            return (
                "hidden",
                f"the page in '{tag}', {quote_value(address)}, is not for search engines",
            )
        if set(target.alternates) != set(page.alternates):
            return (
                "unanswered",
                f"{quote_value(address)} does not name the same languages as this page",
            )
        return "", ""

    def _make_diagnostic(
        self,
        page: PageMetadata,
        issue: AuditIssue,
        needle: str,
        patterns: Sequence[SourcePattern] = (),
    ) -> AuditDiagnostic:
        document = HtmlDocument(page.path, self.site.read_bytes(page.path))
        return document.make_diagnostic(issue, needle, patterns=patterns)
