"""Render a report as a Markdown page of the site.

Texts of the data are escaped: whatever they contain is shown as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from coalition.i18n import get_language_tag, get_text_direction
from coalition.project import PLACEHOLDER_TEXT
from coalition.reports.blocks import (
    BulletList,
    FigureTable,
    Line,
    Prompt,
    ReportBlock,
    ReportSection,
    Span,
)
from coalition.reports.yearly import YearlyReport

_SPECIAL = re.compile(r"[\\`*_{}\[\]|]")
"""Characters that can mean something anywhere in a text."""

_AMPERSAND = re.compile(r"&(?=[#\w])")
"""What can begin a character reference: HTML reads many without a semicolon at their end."""

_START = re.compile(r"^(?:[#>+=~:-]|\d+[.)](?=\s|$))")
"""What can begin a heading, a quotation, a list, a definition or a block of code."""

STATIC_PREFIX = "{static}"
"""What Pelican replaces in a link to a file of `content/files/`."""

_UNSAFE_IN_URL = re.compile(r"[\s<>()\[\]{}\"'`\\|^*_]")
"""Characters of an address that Markdown could read as its end or as markup."""


def render_report_page(report: YearlyReport, front_matter: Mapping[str, str]) -> list[str]:
    """Return the lines of a report's page, a draft with more keys of front matter if needed."""
    keys = {"Title": report.title, "Summary": report.summary, "Status": "draft", **front_matter}
    lines = [f"{key}: {' '.join(value.split())}" for key, value in keys.items()]
    for block in report.introduction:
        lines += ["", *_render_block(block)]
    for section in report.sections:
        lines += _render_section(section)
    return [*lines, ""]


def escape_markdown(text: str) -> str:
    """Return a text as Markdown that shows it, on one line."""
    escaped = _SPECIAL.sub(r"\\\g<0>", " ".join(text.split()))
    return _AMPERSAND.sub("&amp;", escaped).replace("<", "&lt;").replace("!\\[", "\\!\\[")


def _render_section(section: ReportSection) -> Iterator[str]:
    yield ""
    yield f"{'#' * section.level} {escape_markdown(section.title)}"
    for block in section.blocks:
        yield ""
        yield from _render_block(block)


def _render_block(block: ReportBlock) -> Iterator[str]:
    match block:
        case Prompt():
            yield PLACEHOLDER_TEXT
        case BulletList():
            for item in block.items:
                yield f"- {_render_line(item.line)}"
                yield from (f"    - {_render_line(detail)}" for detail in item.details)
        case FigureTable():
            yield _render_row(*map(escape_markdown, block.header))
            yield "| --- | ---: |"
            yield from (_render_row(_render_line(line), str(n)) for line, n in block.rows)
        case tuple():
            yield _render_line(block)


def _render_row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _render_line(line: Line) -> str:
    """Return a line of Markdown whose first character begins no other block."""
    text = "".join(map(_render_span, line)).strip()
    return _START.sub(_escape_start, text)


def _escape_start(match: re.Match[str]) -> str:
    start = match[0]
    if start[0].isdigit():
        return f"{start[:-1]}\\{start[-1]}"
    return f"\\{start}" if start in "#>+-" else f"&#{ord(start)};"


def _render_span(span: Span) -> str:
    text = _escape_edges(span.text)
    if span.language:
        tag, direction = get_language_tag(span.language), get_text_direction(span.language)
        text = f'<span lang="{tag}" dir="{direction}">{text}</span>'
    return f"[{text}]({_quote_url(span.href)})" if span.href else text


def _escape_edges(text: str) -> str:
    """Escape a text that others follow: keep its blanks, and an exclamation mark before a link."""
    stripped = text.strip()
    start = " " if text[:1].isspace() else ""
    end = " " if text[-1:].isspace() and stripped else ""
    escaped = escape_markdown(stripped)
    if escaped.endswith("!"):
        escaped = f"{escaped[:-1]}\\!"
    return f"{start}{escaped}{end}"


def _quote_url(url: str) -> str:
    prefix = STATIC_PREFIX if url.startswith(STATIC_PREFIX) else ""
    rest = url.removeprefix(prefix)
    quoted = _UNSAFE_IN_URL.sub(lambda match: _percent_encode(match[0]), rest)
    return prefix + _AMPERSAND.sub("&amp;", quoted)


def _percent_encode(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())
