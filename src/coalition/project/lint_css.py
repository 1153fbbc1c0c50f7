"""The style sheets, as far as a browser would not complain: it passes over what is not closed.

Where a comment or a block has no end, all rules up to some other end are lost, and nobody is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from coalition.diagnostics import Diagnostic
from coalition.sources import Cache, SourceText, read_theme_texts

_RULE_NAME = "invalid-style"
_TOKEN = re.compile(r"""/\*.*?\*/|/\*|\*/|[{}]|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?""", re.S)
"""A string that is not closed ends with its line (CSS Syntax 4.3.5)."""

_COMMENT_WITHIN = re.compile(r"\n[ \t]*/\*")
"""Where another comment begins a line: the one before it has only found that one's end."""


def check_stylesheets(static: Path, cache: Cache) -> Iterator[Diagnostic]:
    """What is not closed in the style sheets below the folder `static` of the theme."""
    for text, unreadable in read_theme_texts(static, ".css", "theme/static"):
        yield from (unreadable,) if unreadable else cache.call(_check_stylesheet, text)


def _check_stylesheet(text: SourceText) -> tuple[Diagnostic, ...]:
    return tuple(_find_unclosed(text))


def _find_unclosed(text: SourceText) -> Iterator[Diagnostic]:
    source = "\n".join(text.lines)
    open_blocks: list[int] = []
    for token in _TOKEN.finditer(source):
        start, found = token.start(), token[0]
        if found == "/*" or (found.startswith("/*") and _COMMENT_WITHIN.search(found)):
            message = "this comment has no end, so the rules behind it are lost"
            yield _diagnostic_at(text, source, start, message, "write */ where it should end")
            return
        if found == "{":
            open_blocks.append(start)
        elif found == "}" and open_blocks:
            open_blocks.pop()
        elif found in ("}", "*/"):
            message = f"this {found} ends nothing"
            yield _diagnostic_at(
                text, source, start, message, "take it away, or write what it ends"
            )
            return
    if open_blocks:
        message = "this { has no end, so the rules behind it are lost"
        yield _diagnostic_at(text, source, open_blocks[0], message, "write } where it should end")


def _diagnostic_at(
    text: SourceText, source: str, start: int, message: str, hint: str
) -> Diagnostic:
    line = source.count("\n", 0, start)
    place = text.location_at(line, start - source.rfind("\n", 0, start) - 1)
    return text.diagnostic_at(place, _RULE_NAME, message, hint)
