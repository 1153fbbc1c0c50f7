"""Diagnostics as text for a terminal: message, source line with the span underlined, and hint."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from coalition.diagnostics.diagnostic import Diagnostic, pluralize
from coalition.diagnostics.escaping import escape_invisible, sanitize_log

MAX_EXCERPT_WIDTH = 100
"""Characters of a source line to show; a longer line is cut around the location."""

_COMBINING_CATEGORIES = {"Mn", "Me"}
"""Categories of marks that take no cell of their own; some have combining class 0."""


def format_diagnostics(diagnostics: Iterable[Diagnostic]) -> str:
    """Format all diagnostics for a terminal, separated by blank lines."""
    return "\n\n".join(format_diagnostic(diagnostic) for diagnostic in diagnostics)


def format_diagnostic(diagnostic: Diagnostic) -> str:
    """Format one diagnostic over several lines, with its source line and its hint."""
    location = diagnostic.location
    message = escape_invisible(diagnostic.message)
    lines = [f"{location}: {diagnostic.severity}: {message} [{diagnostic.rule}]"]
    margin = " " * len(str(location.line))
    if diagnostic.excerpt:
        before, span, after = split_excerpt(diagnostic)
        marks = " " * _display_width(before) + "^" * max(1, _display_width(span))
        lines += [f"{margin} |", f"{location.line} | {before}{span}{after}", f"{margin} | {marks}"]
    if diagnostic.hint:
        lines.append(f"{margin} = help: {escape_invisible(diagnostic.hint)}")
    return sanitize_log("\n".join(lines))


def summarize_diagnostics(diagnostics: Iterable[Diagnostic]) -> str:
    """Return the last line of a report: the number of errors, of warnings, and of their files."""
    listed = list(diagnostics)
    warnings = sum(diagnostic.severity == "warning" for diagnostic in listed)
    errors = len(listed) - warnings
    parts = [pluralize(errors, "problem")] if errors or not warnings else []
    parts += [pluralize(warnings, "warning")] if warnings else []
    files = len({diagnostic.location.file for diagnostic in listed})
    return f"{' and '.join(parts)} in {pluralize(files, 'file')}"


def split_excerpt(diagnostic: Diagnostic) -> tuple[str, str, str]:
    """Split the source line into the text before the location, its span, and the text after it.

    The line is escaped and cut to MAX_EXCERPT_WIDTH characters around the location. The span is
    empty if the location is after the end of the line.
    """
    line = diagnostic.excerpt.rstrip("\r\n")
    start = min(diagnostic.location.column - 1, len(line))
    first, last = _find_window(diagnostic)
    stop = max(start + 1, min(start + diagnostic.location.width, last, len(line)))
    lead, tail = "… " if first else "", " …" if len(line) > last else ""
    before = lead + escape_invisible(line[first:start])
    after = escape_invisible(line[stop:last]) + tail
    return before, escape_invisible(line[start:stop]), after


def crop_line(diagnostic: Diagnostic, line: str) -> str:
    """Escape and cut a line next to that of a diagnostic, so that it fits above or below it."""
    first, last = _find_window(diagnostic)
    lead, tail = "… " if first else "", " …" if len(line) > last else ""
    return lead + escape_invisible(line[first:last]) + tail


def _find_window(diagnostic: Diagnostic) -> tuple[int, int]:
    """Return the columns, from 0, of the part of the source line to show."""
    line = diagnostic.excerpt.rstrip("\r\n")
    start = min(diagnostic.location.column - 1, len(line))
    first = max(0, min(start - MAX_EXCERPT_WIDTH // 3, len(line) - MAX_EXCERPT_WIDTH))
    return first, first + MAX_EXCERPT_WIDTH


def _display_width(text: str) -> int:
    """Count the terminal cells of a text: two for wide characters, none for combining marks."""
    spacing = [
        character
        for character in text
        if unicodedata.category(character) not in _COMBINING_CATEGORIES
    ]
    wide = sum(unicodedata.east_asian_width(character) in {"W", "F"} for character in spacing)
    return len(spacing) + wide
