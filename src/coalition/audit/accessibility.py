"""What screen readers make of a page: its headings, and words for all that is not text."""

from __future__ import annotations

from collections.abc import Iterator

from coalition.audit.html import Element, HtmlDocument, get_element_text
from coalition.audit.issues import AuditDiagnostic, AuditIssue, SourcePattern, build_link_patterns
from coalition.diagnostics import quote_value

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def check_accessibility(document: HtmlDocument) -> Iterator[AuditDiagnostic]:
    """`heading-level`, `missing-alt` and `missing-name`."""
    yield from _check_headings(document)
    for picture in document.iter_elements("img"):
        if picture.get("alt") is None:
            source = picture.get("src") or ""
            file = source.rpartition("/")[2]
            message = f"the picture {quote_value(file)} has no words for those who cannot see it"
            hint = 'say what it shows in alt="..."; alt="" if it only adorns the page'
            fault = AuditIssue("missing-alt", message, hint)
            yield document.make_diagnostic_at(
                picture, fault, f'src="{source}"', build_link_patterns(source)
            )
    for drawing in document.iter_elements("svg"):
        if (
            drawing.get("role") == "img"
            and not _has_accessible_name(drawing)
            and not _is_hidden(drawing)
        ):
            message = "this drawing has no words for those who cannot see it"
            hint = "give it a <title>, or aria-hidden where its text says the same"
            yield document.make_diagnostic_at(drawing, AuditIssue("missing-name", message, hint))
    for element in document.iter_elements("a", "button", "summary"):
        if not (element.text and not element.text.isspace()) and not _has_accessible_name(element):
            yield from _check_accessible_name(document, element)


def _check_accessible_name(document: HtmlDocument, element: Element) -> Iterator[AuditDiagnostic]:
    href = element.get("href")
    if _is_hidden(element) or (element.tag == "a" and href is None):
        return
    what = f"this link to {quote_value(href)}" if href else "this button"
    message = f"{what} has no words, so nobody hears what it does"
    key = "/" + (href or what).lstrip("./")
    fault = AuditIssue("missing-name", message, "write what it leads to or does", key)
    needle = f'href="{href}"' if href else f"<{element.tag}"
    yield document.make_diagnostic_at(element, fault, needle, build_link_patterns(href or ""))


def _check_headings(document: HtmlDocument) -> Iterator[AuditDiagnostic]:
    headings = list(document.iter_elements(*HEADINGS))
    main = [heading for heading in headings if heading.tag == "h1"]
    if len(main) != 1:
        message = f"the page has {len(main) or 'no'} main heading{'s' * (len(main) > 1)} (h1)"
        fault = AuditIssue("heading-level", message, "a page has one h1, which is its title")
        second = main[1] if main else document.root
        words = [SourcePattern(f"# {get_element_text(second)}")] if main else []
        yield document.make_diagnostic_at(second, fault, patterns=words)
    above = 0
    for heading in headings:
        level = int(heading.tag[1])
        if level > above + 1:
            before = f"h{above}" if above else "the beginning"
            message = f"a heading h{level} follows {before}, so a level is missing"
            hint = f"make it h{above + 1}; in Markdown, begin it with {'#' * (above + 1)}"
            words = [SourcePattern(f"{'#' * level} {get_element_text(heading)}")]
            yield document.make_diagnostic_at(
                heading, AuditIssue("heading-level", message, hint), patterns=words
            )
        above = level


def _has_accessible_name(element: Element) -> bool:
    """Whether a screen reader has something to say for an element."""
    first = next(iter(element), None)
    if (first is not None and _is_plain_text_element(first)) or _has_naming_attribute(element):
        return True
    for part in element.iterdescendants():
        if part.tag in {"img", "area", "input"} and (part.get("alt") or "").strip():
            return True
        if _has_naming_attribute(part) and not _is_hidden(part, element):
            return True
        if part.tail and not part.tail.isspace() and not _is_hidden(part.getparent(), element):
            return True
        if part.text and not part.text.isspace() and not _is_hidden(part, element):
            return True
    return False


def _is_plain_text_element(element: Element) -> bool:
    """Whether an element shows words: most names of links are such, the others take longer."""
    if element.tag not in {"bdi", "span", "b"} or element.get("hidden") is not None:
        return False
    return bool(element.text) and not element.text.isspace() and element.get("aria-hidden") is None


def _has_naming_attribute(element: Element) -> bool:
    names = (element.get("aria-label"), element.get("aria-labelledby"), element.get("title"))
    return any(name and name.strip() for name in names)


def _is_hidden(element: Element, within: Element | None = None) -> bool:
    """Whether screen readers pass over an element; looked at up to the one it is `within`."""
    while element is not None and element is not within:
        if element.get("aria-hidden") == "true" or element.get("hidden") is not None:
            return True
        element = element.getparent()
    return False
