"""The parts of a report, before they are Markdown: lines with links, lists and tables.

A line is a tuple of spans. Sentences with links are made from translated patterns (`fill`), so that
each language has its own word order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from coalition.i18n import Language
from coalition.model import LocalizedText

_MARKER = re.compile("\x00([^\x00]*)\x00")
"""The place of a line in a pattern. Texts of the data contain no NUL."""


@dataclass(frozen=True)
class Span:
    """A piece of text in one language, and where it leads.

    `language` is empty if it is that of the report. `href` is relative to the page of the report,
    or the address of a page on another site.
    """

    text: str
    href: str = ""
    language: str = ""


Line = tuple[Span, ...]


@dataclass(frozen=True)
class BulletItem:
    """An item of a list, with lines below it."""

    line: Line
    details: tuple[Line, ...] = ()


@dataclass(frozen=True)
class BulletList:
    """A list."""

    items: tuple[BulletItem, ...]


@dataclass(frozen=True)
class FigureTable:
    """A table of two columns: what is counted, and how many there are."""

    header: tuple[str, str]
    rows: tuple[tuple[Line, int], ...]


@dataclass(frozen=True)
class Prompt:
    """A place for people to write at."""


ReportBlock = Line | BulletList | FigureTable | Prompt


@dataclass(frozen=True)
class ReportSection:
    """A section with a heading; `level` is 2 for a section of the report, 3 for a part of one."""

    title: str
    blocks: tuple[ReportBlock, ...]
    level: int = 2


def make_line(text: str) -> Line:
    """Return a line of text in the language of the report."""
    return (Span(text),)


def make_span(text: LocalizedText, language: Language, href: str = "") -> Span:
    """Return a text that is in `language`, the one of the report, or in another one."""
    return Span(text.text, href, "" if text.language == language.code else text.language)


def fill(pattern: str, lines: Mapping[str, Line]) -> Line:
    """Return a translated pattern with a line in the place of each `%(name)s`."""
    return _split(pattern % {name: f"\x00{name}\x00" for name in lines}, lines)


def join_lines(lines: Iterable[Line], language: Language) -> Line:
    """Return several lines as a list in a sentence: "a, b and c"."""
    numbered = {str(number): line for number, line in enumerate(lines)}
    return _split(language.join_list(f"\x00{name}\x00" for name in numbered), numbered)


def separate_lines(lines: Iterable[Line]) -> Line:
    """Return several facts as one line, with dots between them; empty ones are left out."""
    parts = [line for line in lines if line]
    return tuple(
        span
        for index, line in enumerate(parts)
        for span in ((Span(" · "),) if index else ()) + line
    )


def _split(text: str, lines: Mapping[str, Line]) -> Line:
    spans: list[Span] = []
    for index, part in enumerate(_MARKER.split(text)):
        spans += lines[part] if index % 2 else filter(lambda span: span.text, [Span(part)])
    return tuple(spans)
