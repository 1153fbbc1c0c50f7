"""Files of the finished site: as text with lines, and HTML pages as element trees.

The only module that parses HTML and XML (`lxml`).
"""

from __future__ import annotations

import html
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from lxml import etree

from coalition.audit.issues import AuditDiagnostic, AuditIssue, SourcePattern
from coalition.diagnostics import Location, Message

Element = Any  # lxml has no type annotations
MAX_TAG_LINES = 20
"""Lines that a start tag may span: the parser reports the last of them."""

_PARSER = etree.HTMLParser(encoding="utf-8", remove_comments=True, huge_tree=True)

TEXT_CLASS = "prose"
"""The class of the elements into which templates put what editors write in Markdown."""

NON_TEXT_ELEMENTS = frozenset({"script", "style", "template"})


class SiteFile:
    """A file of the site; `path` is relative to the site's folder."""

    def __init__(self, path: str, raw: bytes) -> None:
        self.path, self.raw = path, raw

    @cached_property
    def text(self) -> str:
        """The content, decoded as UTF-8."""
        return self.raw.decode("utf-8", "replace")

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text; at least one."""
        return self.text.removesuffix("\n").split("\n")

    def make_diagnostic(
        self,
        issue: AuditIssue,
        needle: str = "",
        line: int = 1,
        patterns: Iterable[SourcePattern] = (),
    ) -> AuditDiagnostic:
        """Return a diagnostic located at `needle`: on this line, or the nearest one with it."""
        number, column, width = self._locate_needle(needle, line)
        location = Location(self.path, number, column, width)
        return AuditDiagnostic(
            issue, location, self.lines[number - 1].rstrip("\r"), tuple(patterns)
        )

    def _locate_needle(self, needle: str, line: int) -> tuple[int, int, int]:
        """Return line, column and width of `needle`, or of the line's text; from 1."""
        line = max(1, min(line, len(self.lines)))
        needle = next((part.strip() for part in needle.splitlines() if part.strip()), "")
        spellings = dict.fromkeys((needle, html.escape(needle, quote=False), html.escape(needle)))
        preceding = range(line - 1, max(-1, line - 1 - MAX_TAG_LINES), -1)
        for number in (*preceding, *range(line, len(self.lines))) if needle else ():
            for spelling in spellings:
                column = self.lines[number].find(spelling)
                if column >= 0:
                    return number + 1, column + 1, len(spelling)
        text = self.lines[line - 1]
        return line, len(text) - len(text.lstrip()) + 1, max(1, len(text.strip()))


class HtmlDocument(SiteFile):
    """An HTML page, with the element tree that libxml2 makes of it."""

    @cached_property
    def root(self) -> Element:
        """The <html> element; without attributes and children for an empty file."""
        root = etree.fromstring(self.raw, _PARSER) if self.raw.strip() else None
        return etree.Element("html") if root is None else root

    @cached_property
    def ids(self) -> frozenset[str]:
        """The ids on the page: the fragments that links can lead to."""
        return frozenset(id for _, id in self.attributes.get("id", ()))

    @cached_property
    def attributes(self) -> Mapping[str, Sequence[tuple[Element, str]]]:
        """All attributes by name: each element that has it, with the value, in document order.

        One walk serves all checks: a query for each of them would take several times as long.
        """
        occurrences: defaultdict[str, list[tuple[Element, str]]] = defaultdict(list)
        for element in self.root.iter(etree.Element):
            for name, value in element.items():
                occurrences[name].append((element, value))
        return occurrences

    def iter_attributes(self, *names: str) -> Iterator[tuple[Element, str, str]]:
        """Yield element, name and value of these attributes."""
        for name in names:
            for element, value in self.attributes.get(name, ()):
                yield element, name, value

    def iter_elements(self, *tags: str) -> Iterator[Element]:
        """Yield the elements with these tags, in document order."""
        elements: Iterator[Element] = self.root.iter(*tags)
        return elements

    def make_diagnostic_at(
        self,
        element: Element,
        issue: AuditIssue,
        needle: str = "",
        patterns: Iterable[SourcePattern] = (),
    ) -> AuditDiagnostic:
        """Return a diagnostic located at an element, or at `needle` in or after it."""
        diagnostic = self.make_diagnostic(
            issue, needle or f"<{element.tag}", element.sourceline or 1, patterns
        )
        if not is_in_text(element):
            return diagnostic
        words = SourcePattern(get_element_text(element), is_whole_line=True)
        return replace(diagnostic, patterns=(*diagnostic.patterns, words), is_in_text=True)

    def iter_texts(self) -> Iterator[tuple[Element, str]]:
        """Yield each visible piece of text, with the element that contains it."""
        for element in self.root.iter(etree.Element):
            if element.text and element.tag not in NON_TEXT_ELEMENTS:
                yield element, element.text
            if element.tail and (parent := element.getparent()) is not None:
                yield parent, element.tail


def is_in_text(element: Element) -> bool:
    """Return whether an element is in a text of an editor, not only in a template."""
    return any(
        TEXT_CLASS in (ancestor.get("class") or "").split() for ancestor in element.iterancestors()
    )


def compile_xpath(path: str) -> Callable[[Element], Any]:
    """Compile an XPath expression."""
    compiled: Callable[[Element], Any] = etree.XPath(path, smart_strings=False)
    return compiled


class XmlError(Exception):
    """XML that is not well-formed; the message says why."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(message)


def parse_xml(raw: bytes) -> Element:
    """Return the root of an XML document; loads no external entities. Raises XmlError."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        reason = (
            error.msg.partition(", line ")[0] if error.msg else Message("there is nothing in it")
        )
        raise XmlError(Message("it is no well-formed XML (%(reason)s)", reason=reason)) from None


def get_element_text(element: Element) -> str:
    """Return all text in an element, with white space collapsed as in a browser."""
    return " ".join("".join(element.itertext()).split())
