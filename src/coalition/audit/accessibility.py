"""Accessibility checks: heading levels, text alternatives and accessible names.

A Markdown text can skip a level (`## A`, `#### B`), and have `<img>` without `alt`, a link without
words (`[](...)`) or an empty `<summary>`. A title of spaces alone makes links without words too.
"""

from __future__ import annotations

from collections.abc import Iterator

from coalition.audit.html import Element, HtmlDocument, get_element_text
from coalition.audit.issues import (
    AuditDiagnostic,
    AuditIssue,
    build_heading_patterns,
    build_html_patterns,
    build_link_patterns,
    build_markup_link_patterns,
)
from coalition.diagnostics import Message, quote_value

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def check_accessibility(document: HtmlDocument) -> Iterator[AuditDiagnostic]:
    """Yield `heading-level`, `missing-alt` and `missing-name`."""
    yield from _check_headings(document)
    for image in document.iter_elements("img"):
        if image.get("alt") is None:
            source = image.get("src") or ""
            file_name = source.rpartition("/")[2]
            message = Message(
                "the picture %(file_name)s has no text alternative",
                file_name=quote_value(file_name),
            )
            hint = Message('say what it shows in alt="..."')
            issue = AuditIssue("missing-alt", message, hint)
            yield document.make_diagnostic_at(
                image, issue, f'src="{source}"', build_link_patterns(source)
            )
    for element in document.iter_elements("a", "summary"):
        if not (element.text and not element.text.isspace()) and not _has_accessible_name(element):
            yield from _check_accessible_name(document, element)


def _check_accessible_name(document: HtmlDocument, element: Element) -> Iterator[AuditDiagnostic]:
    href = element.get("href")
    if _is_hidden(element) or (element.tag == "a" and href is None):
        return
    message = Message("this button has no text, so screen readers cannot say what it does")
    if href:
        message = Message(
            "this link to %(href)s has no text, so screen readers cannot say what it does",
            href=quote_value(href),
        )
    key = "/" + (href or "this button").lstrip("./")
    issue = AuditIssue("missing-name", message, Message("write what it leads to or does"), key)
    needle = f'href="{href}"' if href else f"<{element.tag}"
    patterns = build_markup_link_patterns(href) if href else build_html_patterns(needle)
    yield document.make_diagnostic_at(element, issue, needle, patterns)


def _check_headings(document: HtmlDocument) -> Iterator[AuditDiagnostic]:
    previous_level = 0
    for heading in document.iter_elements(*HEADINGS):
        level = int(heading.tag[1])
        if level > previous_level + 1:
            predecessor = f"h{previous_level}" if previous_level else Message("the beginning")
            message = Message(
                "a heading h%(level)s follows %(predecessor)s, so a level is missing",
                level=level,
                predecessor=predecessor,
            )
            expected = previous_level + 1
            hint = Message(
                "make it h%(expected)s; in Markdown, begin it with %(signs)s",
                expected=expected,
                signs="#" * expected,
            )
            patterns = build_heading_patterns(level, get_element_text(heading))
            yield document.make_diagnostic_at(
                heading, AuditIssue("heading-level", message, hint), patterns=patterns
            )
        previous_level = level


def _has_accessible_name(element: Element) -> bool:
    """Return whether a screen reader has a name to announce for the element.

    A simplified accessible name computation (https://www.w3.org/TR/accname/).
    """
    first = next(iter(element), None)
    if (first is not None and _is_plain_text_element(first)) or _has_naming_attribute(element):
        return True
    for descendant in element.iterdescendants():
        if descendant.tag in {"img", "area", "input"} and (descendant.get("alt") or "").strip():
            return True
        if _has_naming_attribute(descendant) and not _is_hidden(descendant, element):
            return True
        if (
            descendant.tail
            and not descendant.tail.isspace()
            and not _is_hidden(descendant.getparent(), element)
        ):
            return True
        if (
            descendant.text
            and not descendant.text.isspace()
            and not _is_hidden(descendant, element)
        ):
            return True
    return False


def _is_plain_text_element(element: Element) -> bool:
    """Return whether the element is visible text.

    Most links are named by such an element; the full walk takes longer.
    """
    if element.tag not in {"bdi", "span", "b"} or element.get("hidden") is not None:
        return False
    return bool(element.text) and not element.text.isspace() and element.get("aria-hidden") is None


def _has_naming_attribute(element: Element) -> bool:
    values = (element.get("aria-label"), element.get("aria-labelledby"), element.get("title"))
    return any(value and value.strip() for value in values)


def _is_hidden(element: Element, within: Element | None = None) -> bool:
    """Return whether screen readers skip the element; looks at ancestors up to `within`."""
    while element is not None and element is not within:
        if element.get("aria-hidden") == "true" or element.get("hidden") is not None:
            return True
        element = element.getparent()
    return False
