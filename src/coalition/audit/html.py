"""Files of the finished site as they are looked at: text with lines, and pages with elements.

The only room that reads HTML and XML (`lxml`).
"""

from __future__ import annotations

import html
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from lxml import etree

from coalition.audit.issues import AuditDiagnostic, AuditIssue, SourcePattern
from coalition.diagnostics import Location

Element = Any  # lxml carries no types
MAX_TAG_LINES = 20
"""Lines that a start tag may take: the parser tells the last of them."""

_PARSER = etree.HTMLParser(encoding="utf-8", remove_comments=True, huge_tree=True)

NON_TEXT_ELEMENTS = frozenset({"script", "style", "template"})


class SiteFile:
    """One file of the site; `path` is its name from the site's top."""

    def __init__(self, path: str, raw: bytes) -> None:
        self.path, self.raw = path, raw

    @cached_property
    def text(self) -> str:
        """What stands in it."""
        return self.raw.decode("utf-8", "replace")

    @cached_property
    def lines(self) -> list[str]:
        """Its lines; at least one."""
        return self.text.removesuffix("\n").split("\n")

    def make_diagnostic(
        self,
        issue: AuditIssue,
        needle: str = "",
        line: int = 1,
        patterns: Iterable[SourcePattern] = (),
    ) -> AuditDiagnostic:
        """The fault, placed where `needle` stands: on this line, or else near it."""
        number, column, width = self._locate_needle(needle, line)
        place = Location(self.path, number, column, width)
        return AuditDiagnostic(issue, place, self.lines[number - 1].rstrip("\r"), tuple(patterns))

    def _locate_needle(self, needle: str, line: int) -> tuple[int, int, int]:
        """Line, column and width of the place meant, from 1."""
        line = max(1, min(line, len(self.lines)))
        needle = next((part.strip() for part in needle.splitlines() if part.strip()), "")
        forms = dict.fromkeys((needle, html.escape(needle, quote=False), html.escape(needle)))
        before = range(line - 1, max(-1, line - 1 - MAX_TAG_LINES), -1)
        for number in (*before, *range(line, len(self.lines))) if needle else ():
            for form in forms:
                column = self.lines[number].find(form)
                if column >= 0:
                    return number + 1, column + 1, len(form)
        text = self.lines[line - 1]
        return line, len(text) - len(text.lstrip()) + 1, max(1, len(text.strip()))


class HtmlDocument(SiteFile):
    """A page."""

    @cached_property
    def root(self) -> Element:
        """Its <html>; of an empty file, an element in which everything is missing."""
        return self._parsed[0]

    @cached_property
    def parser_errors(self) -> tuple[tuple[str, int], ...]:
        """What the parser had to repair: its words, and the line."""
        return self._parsed[1]

    @cached_property
    def _parsed(self) -> tuple[Element, tuple[tuple[str, int], ...]]:
        root = etree.fromstring(self.raw, _PARSER) if self.raw.strip() else None
        slips = tuple((error.message, error.line) for error in _PARSER.error_log)
        return (etree.Element("html"), ()) if root is None else (root, slips)

    @cached_property
    def ids(self) -> frozenset[str]:
        """The ids on the page, to which links can lead."""
        return frozenset(id for _, id in self.attributes.get("id", ()))

    @cached_property
    def attributes(self) -> Mapping[str, Sequence[tuple[Element, str]]]:
        """All attributes by their names: each element that has it, with the value, in order.

        One walk for all checks: a query for each of them would take several times as long.
        """
        found: defaultdict[str, list[tuple[Element, str]]] = defaultdict(list)
        for element in self.root.iter(etree.Element):
            for name, value in element.items():
                found[name].append((element, value))
        return found

    def iter_attributes(self, *names: str) -> Iterator[tuple[Element, str, str]]:
        """The elements that have these attributes: element, name and value."""
        for name in names:
            for element, value in self.attributes.get(name, ()):
                yield element, name, value

    def iter_elements(self, *tags: str) -> Iterator[Element]:
        """The elements of these kinds, in their order."""
        found: Iterator[Element] = self.root.iter(*tags)
        return found

    def make_diagnostic_at(
        self,
        element: Element,
        issue: AuditIssue,
        needle: str = "",
        patterns: Iterable[SourcePattern] = (),
    ) -> AuditDiagnostic:
        """The fault at an element, or at `needle` in it or behind it."""
        return self.make_diagnostic(
            issue, needle or f"<{element.tag}", element.sourceline or 1, patterns
        )

    def iter_texts(self) -> Iterator[tuple[Element, str]]:
        """Every piece of text that is shown, each with the element that holds it."""
        for element in self.root.iter(etree.Element):
            if element.text and element.tag not in NON_TEXT_ELEMENTS:
                yield element, element.text
            if element.tail and (parent := element.getparent()) is not None:
                yield parent, element.tail


def compile_xpath(path: str) -> Callable[[Element], Any]:
    """An XPath that is compiled once."""
    found: Callable[[Element], Any] = etree.XPath(path, smart_strings=False)
    return found


class XmlError(Exception):
    """A document that is no well-formed XML; the message says why, and `line` where."""

    def __init__(self, message: str, line: int) -> None:
        self.line = line
        super().__init__(message)


def parse_xml(raw: bytes) -> Element:
    """The root of an XML document, read without looking elsewhere. Raises XmlError."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        said = (error.msg or "there is nothing in it").partition(", line ")[0]
        raise XmlError(f"it is no well-formed XML ({said})", error.lineno or 1) from None


def get_element_text(element: Element) -> str:
    """All text in an element, blanks as a browser shows them."""
    return " ".join("".join(element.itertext()).split())
