"""What is wrong, where it stands, and what to do about it.

The ground floor of the house: every other room reports through the records here. This module
imports nothing of ours and reads no file, so a Problem carries the line of text that it frames.
"""

from __future__ import annotations

import json
import os
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal
from urllib.parse import quote

MAX_EXCERPT_WIDTH = 100
"""Columns of a source line that a frame shows at most; longer lines are cut around the place."""

MAX_DIAGNOSTICS_PER_FILE = 1000
"""How many problems of one file are reported: correct these first."""

MAX_QUOTED_LENGTH = 60
"""Characters of a value that a message quotes at most."""

MAX_LISTED_WORDS = 20
"""Words that a message or a hint lists at most."""

_LEGACY_COMMAND, _ESCAPED_COMMAND = "##[", "#<U+0023>["
"""How commands of GitHub's runner began once, and still may; and what is written instead."""

_COMBINING_CATEGORIES = {"Mn", "Me"}
"""Kinds of characters that sit on the one before: vowel signs have no combining class."""


@dataclass(frozen=True, order=True)
class Location:
    """A stretch of text on one line of one file.

    `file` is the path as an editor would type it, from the top of the project, with `/`.
    `line` and `column` count from 1, in characters; `width` is how many characters are meant.
    """

    file: str
    line: int = 1
    column: int = 1
    width: int = 1

    def __str__(self) -> str:
        """How reports show it: a file's name may hold any character but `/` and NUL."""
        return f"{escape_invisible(self.file)}:{self.line}:{self.column}"


@dataclass(frozen=True, order=True)
class Diagnostic:
    """One thing that an editor has to mend.

    `name` is stable and in kebab-case, so that it can be looked up and tested. `message` says what
    is wrong and `hint` what to do instead, both in an editor's words. `excerpt` is the whole line
    of text at `place`, or empty where there is none to show (a missing file). An error keeps the
    site from being built; a warning is worth a look and keeps nothing from going on.
    """

    location: Location
    rule: str
    message: str
    hint: str = ""
    excerpt: str = field(default="", compare=False)
    severity: Literal["error", "warning"] = "error"


def limit_per_file(diagnostics: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Yield the first MAX_DIAGNOSTICS_PER_FILE of each file, then one that counts the others of that file.

    `diagnostics` are sorted by file. A file with one problem too many has them all: it costs no line.
    """
    for file, of_file in groupby(diagnostics, key=lambda problem: problem.location.file):
        found = list(of_file)
        is_short = len(found) <= MAX_DIAGNOSTICS_PER_FILE + 1
        yield from found if is_short else found[:MAX_DIAGNOSTICS_PER_FILE]
        if not is_short:
            yield diagnose_omitted(
                Location(file, found[MAX_DIAGNOSTICS_PER_FILE].location.line),
                len(found) - MAX_DIAGNOSTICS_PER_FILE,
            )


def diagnose_omitted(location: Location, count: int) -> Diagnostic:
    """The Problem that a file has `count` more from `location` on, which are not reported."""
    message = f"this file has {pluralize(count, 'more problem')} from here on"
    hint = "correct the ones above, then run the check again"
    return Diagnostic(location, "too-many-problems", message, hint)


def format_diagnostics(diagnostics: Iterable[Diagnostic]) -> str:
    """All problems as a terminal shows them, a blank line between two."""
    return "\n\n".join(format_diagnostic(problem) for problem in diagnostics)


def summarize_diagnostics(diagnostics: Iterable[Diagnostic]) -> str:
    """The closing line of a report: how many problems and warnings in how many files."""
    listed = list(diagnostics)
    warnings = sum(problem.severity == "warning" for problem in listed)
    errors = len(listed) - warnings
    parts = [pluralize(errors, "problem")] if errors or not warnings else []
    parts += [pluralize(warnings, "warning")] if warnings else []
    files = len({problem.location.file for problem in listed})
    return f"{' and '.join(parts)} in {pluralize(files, 'file')}"


def format_diagnostic(diagnostic: Diagnostic) -> str:
    """One problem with its source frame and its hint, several lines long."""
    place = diagnostic.location
    lines = [
        f"{place}: {diagnostic.severity}: {escape_invisible(diagnostic.message)} [{diagnostic.rule}]"
    ]
    margin = " " * len(str(place.line))
    if diagnostic.excerpt:
        before, meant, after = split_excerpt(diagnostic)
        marks = " " * _display_width(before) + "^" * max(1, _display_width(meant))
        lines += [f"{margin} |", f"{place.line} | {before}{meant}{after}", f"{margin} | {marks}"]
    if diagnostic.hint:
        lines.append(f"{margin} = help: {escape_invisible(diagnostic.hint)}")
    return sanitize_log("\n".join(lines))


def format_annotation(diagnostic: Diagnostic) -> str:
    """One problem as a GitHub Actions annotation, on one line; its name is title and last word.

    Escapes follow GitHub's workflow commands: `%`, CR and LF in the text, `:` and `,` in values.
    """
    place = diagnostic.location
    where = f"file={_escape_property(escape_invisible(place.file))},line={place.line},col={place.column}"
    text = f"{diagnostic.message}. {diagnostic.hint}" if diagnostic.hint else diagnostic.message
    title = _escape_property(diagnostic.rule)
    where += f",endColumn={place.column + place.width},title={title}"
    note = f"::{diagnostic.severity} {where}::{_escape_data(escape_invisible(text))} [{diagnostic.rule}]"
    return note.replace(_LEGACY_COMMAND, _ESCAPED_COMMAND)


def sanitize_log(text: str) -> str:
    """Lines for a terminal or a log, none of which GitHub's runner takes for a workflow command.

    The runner reads a line that begins with `::`, whatever blanks come first, and any line that
    holds `##[`. Characters that cannot be seen are shown by their codes.
    """
    return "\n".join(map(_sanitize_line, text.split("\n"))).replace(
        _LEGACY_COMMAND, _ESCAPED_COMMAND
    )


def dump_log_json(value: object) -> str:
    """JSON in ASCII, which a log may show: it holds no `##[`, and no line begins with `::`."""
    return json.dumps(value, indent=2).replace(_LEGACY_COMMAND, r"#\u0023[")


def quote_url_path(file: str) -> str:
    """A file's path as a part of an address, also where its name is not UTF-8."""
    try:
        return quote(os.fsencode(file))
    except UnicodeEncodeError:
        return quote(file, errors="replace")


def escape_invisible(text: str) -> str:
    """`text` with every character that hides, moves the cursor or turns the line made readable."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escape_character(character) for character in text)


def quote_value(value: str) -> str:
    """A value as a message shows it: in quotes, and only the beginning of a long one."""
    return f"'{value}'" if len(value) <= MAX_QUOTED_LENGTH else f"'{value[:MAX_QUOTED_LENGTH]}…'"


def join_words(words: Sequence[str], separator: str = ", ") -> str:
    """Words in a row, and of many only the first: with each of many problems they would be many."""
    first = separator.join(words[:MAX_LISTED_WORDS])
    return first if len(words) <= MAX_LISTED_WORDS else f"{first}{separator}…"


def pluralize(count: int, noun: str) -> str:
    """A number with its noun: '1 problem', '2 problems'."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def split_excerpt(diagnostic: Diagnostic) -> tuple[str, str, str]:
    """The source line, cut to MAX_EXCERPT_WIDTH around the place: what stands before, is meant, after.

    What is meant is empty where the place lies behind the end of the line.
    """
    line = diagnostic.excerpt.rstrip("\r\n")
    start = min(diagnostic.location.column - 1, len(line))
    first = max(0, min(start - MAX_EXCERPT_WIDTH // 3, len(line) - MAX_EXCERPT_WIDTH))
    last = first + MAX_EXCERPT_WIDTH
    stop = max(start + 1, min(start + diagnostic.location.width, last, len(line)))
    lead, tail = "… " if first else "", " …" if len(line) > last else ""
    before, after = (
        lead + escape_invisible(line[first:start]),
        escape_invisible(line[stop:last]) + tail,
    )
    return before, escape_invisible(line[start:stop]), after


def diagnostic_sort_key(problem: Diagnostic) -> tuple[str | int, ...]:
    """Sorts like a Problem itself, but several times faster."""
    place, severity = problem.location, problem.severity
    where = place.file, place.line, place.column, place.width
    return *where, problem.rule, problem.message, problem.hint, severity


def _sanitize_line(line: str) -> str:
    shown = escape_invisible(line)
    return shown.replace(":", "<U+003A>", 1) if shown.lstrip().startswith("::") else shown


def _escape_character(character: str) -> str:
    if character == "\t":
        return "    "
    if unicodedata.category(character) in {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}:
        return f"<U+{ord(character):04X}>"
    return character


def _display_width(text: str) -> int:
    """Terminal cells that `text` takes: two for wide characters, none for combining marks."""
    spacing = [
        character
        for character in text
        if unicodedata.category(character) not in _COMBINING_CATEGORIES
    ]
    wide = sum(unicodedata.east_asian_width(character) in {"W", "F"} for character in spacing)
    return len(spacing) + wide


def _escape_data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape_data(text).replace(":", "%3A").replace(",", "%2C")
