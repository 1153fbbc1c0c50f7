"""Find unclosed comments and blocks in style sheets.

Browsers report no error for them, but silently drop all rules up to the next closing token.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from coalition.diagnostics import Diagnostic, Message
from coalition.sources import Cache, SourceText, read_theme_texts

_RULE_NAME = "invalid-style"
_TOKEN = re.compile(r"""/\*.*?\*/|/\*|\*/|[{}]|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?""", re.S)
"""Comments, braces and strings; an unclosed string ends with its line (CSS Syntax 4.3.5)."""

_COMMENT_WITHIN = re.compile(r"\n[ \t]*/\*")
"""A comment that starts a line inside another: the outer one is unclosed and took its end."""


def check_stylesheets(static: Path, cache: Cache) -> Iterator[Diagnostic]:
    """Check all style sheets below `static`, the theme's folder of static files."""
    for text, read_error in read_theme_texts(static, ".css", "theme/static"):
        yield from (read_error,) if read_error else cache.call(_check_stylesheet, text)


def _check_stylesheet(text: SourceText) -> tuple[Diagnostic, ...]:
    return tuple(_find_unclosed(text))


def _find_unclosed(text: SourceText) -> Iterator[Diagnostic]:
    source = "\n".join(text.lines)
    open_blocks: list[int] = []
    for match in _TOKEN.finditer(source):
        start, token = match.start(), match[0]
        if token == "/*" or (token.startswith("/*") and _COMMENT_WITHIN.search(token)):
            message = Message("this comment has no end, so the rules after it have no effect")
            yield _diagnostic_at(
                text, source, start, message, Message("write */ where it should end")
            )
            return
        if token == "{":
            open_blocks.append(start)
        elif token == "}" and open_blocks:
            open_blocks.pop()
        elif token in ("}", "*/"):
            message = Message("this %(token)s ends nothing", token=token)
            yield _diagnostic_at(
                text, source, start, message, Message("delete it, or write what it ends")
            )
            return
    if open_blocks:
        message = Message("this { has no end, so the rules after it have no effect")
        hint = Message("write } where it should end")
        yield _diagnostic_at(text, source, open_blocks[0], message, hint)


def _diagnostic_at(
    text: SourceText, source: str, start: int, message: str, hint: str
) -> Diagnostic:
    line = source.count("\n", 0, start)
    location = text.location_at(line, start - source.rfind("\n", 0, start) - 1)
    return text.diagnostic_at(location, _RULE_NAME, message, hint)
