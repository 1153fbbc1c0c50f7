"""Diagnostics: what is wrong in a source file, where, and how to fix it.

The base layer: all packages report errors as these records. This module reads no files, so each
Diagnostic carries the source line that reporters show.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

from coalition.diagnostics.escaping import escape_invisible
from coalition.diagnostics.messages import Message, plural_message

MAX_DIAGNOSTICS_PER_FILE = 1000
"""Number of diagnostics to report for one file."""

MAX_QUOTED_LENGTH = 60
"""Characters of a value that a message quotes."""

MAX_LISTED_WORDS = 20
"""Number of words that a message or a hint lists."""


@dataclass(frozen=True, order=True)
class Location:
    """A span of text on one line of one file.

    `file` is the path from the project's root, with `/`, as an editor would type it. `line` and
    `column` count from 1, in characters; `width` is the length of the span in characters.
    """

    file: str
    line: int = 1
    column: int = 1
    width: int = 1

    def __str__(self) -> str:
        """Return `file:line:column`, escaped: file names may hold almost any character."""
        return f"{escape_invisible(self.file)}:{self.line}:{self.column}"


@dataclass(frozen=True, order=True)
class Diagnostic:
    """An error or a warning at a location in a source file.

    `rule` is a stable kebab-case name, for documentation and tests. `message` says what is wrong
    and `hint` how to fix it, both in words that editors know. `excerpt` is the whole source line
    at `location`, empty if there is none (as for a missing file). An error prevents the build, a
    warning does not.
    """

    location: Location
    rule: str
    message: str
    hint: str = ""
    excerpt: str = field(default="", compare=False)
    severity: Literal["error", "warning"] = "error"


def limit_per_file(diagnostics: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Yield the first MAX_DIAGNOSTICS_PER_FILE of each file, then one that counts its others.

    `diagnostics` are sorted by file. If a file has only one too many, it is yielded as well: its
    replacement would take as many lines.
    """
    for file, group in groupby(diagnostics, key=lambda diagnostic: diagnostic.location.file):
        of_file = list(group)
        is_short = len(of_file) <= MAX_DIAGNOSTICS_PER_FILE + 1
        yield from of_file if is_short else of_file[:MAX_DIAGNOSTICS_PER_FILE]
        if not is_short:
            yield diagnose_omitted(
                Location(file, of_file[MAX_DIAGNOSTICS_PER_FILE].location.line),
                len(of_file) - MAX_DIAGNOSTICS_PER_FILE,
            )


def diagnose_omitted(location: Location, count: int) -> Diagnostic:
    """Return a diagnostic in place of the `count` unreported ones from `location` on."""
    message = plural_message(
        "this file has %(count)s more problem from here on",
        "this file has %(count)s more problems from here on",
        count,
    )
    hint = Message("correct the ones above, then run the check again")
    return Diagnostic(location, "too-many-problems", message, hint)


def diagnostic_sort_key(diagnostic: Diagnostic) -> tuple[str | int, ...]:
    """Return a sort key that orders like Diagnostic itself, but several times faster."""
    location = diagnostic.location
    position = location.file, location.line, location.column, location.width
    return *position, diagnostic.rule, diagnostic.message, diagnostic.hint, diagnostic.severity


def quote_value(value: str) -> str:
    """Quote a value for a message, cut to MAX_QUOTED_LENGTH characters."""
    return f"'{value}'" if len(value) <= MAX_QUOTED_LENGTH else f"'{value[:MAX_QUOTED_LENGTH]}…'"


def join_words(words: Sequence[str], separator: str = ", ") -> str:
    """Join the first MAX_LISTED_WORDS words: many diagnostics with long lists would be too much."""
    first = separator.join(words[:MAX_LISTED_WORDS])
    return first if len(words) <= MAX_LISTED_WORDS else f"{first}{separator}…"


def pluralize(count: int, noun: str) -> str:
    """Return a number with its noun: '1 problem', '2 problems'."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
