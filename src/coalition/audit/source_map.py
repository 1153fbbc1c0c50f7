"""Where a fault comes from: the line that an editor wrote, as far as it can be found."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import chain, takewhile
from pathlib import Path
from urllib.parse import unquote

from coalition.audit.findings import SourcePattern
from coalition.diagnostics import Location
from coalition.sources import decode_text

_ESCAPE = re.compile(
    r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U(00(?:0[0-9A-Fa-f]|10)[0-9A-Fa-f]{4}))"
)
"""Escapes of YAML and JSON."""

_MARKUP = re.compile(r"""[\s\\*_`~'"]+""")
"""Blanks, quotes and the signs of Markdown, which may split a text."""

SourceLine = tuple[Location, str]
"""A place in a file of the project, and the line of text there."""


class SourceMap:
    """Looks for words in the files of a project, each of which is read once."""

    def __init__(self, root: Path) -> None:
        self.project = root
        self.lines, self.heads = cache(self._lines), cache(self._head)
        self.bare_text = cache(lambda file: _normalize_text("\n".join(self.lines(file))))
        self.bare_head = cache(lambda file: _normalize_text("\n".join(self.heads(file))))
        self.data = self._named("data", "*.yaml")
        self.texts = self._named("content", "*.md")

    def places(
        self,
        patterns: Iterable[SourcePattern],
        files: Iterable[str],
        *,
        include_front_matter: bool = False,
    ) -> tuple[SourceLine, ...]:
        """Where the first of the `patterns` that stands in one of the files does.

        The files that a page is made of come first. The data stand on pages in more ways than these
        tell, so they are looked through next; if `include_front_matter`, the heads of all texts too.
        """
        files = tuple(files)
        others = [file for file in self.data if file not in files]
        heads = self.texts if include_front_matter else ()
        for among, lines in ((files, self.lines), (others, self.lines), (heads, self.heads)):
            for word in patterns:
                if found := tuple(self._places(word, among, lines)):
                    return found
        return ()

    def hold(self, text: str, files: Iterable[str]) -> bool:
        """Whether an editor wrote `text` in the data, in one of the `files` or in a head.

        It may be written in another way than it is shown: escaped for YAML, HTML, JSON or an
        address, marked up in Markdown, or on several lines.
        """
        wanted = _normalize_text(text)
        bodies = (self.bare_text(file) for file in (*files, *self.data))
        heads = (self.bare_head(file) for file in self.texts)
        return bool(wanted) and any(wanted in written for written in chain(bodies, heads))

    def _named(self, folder: str, pattern: str) -> tuple[str, ...]:
        """The files in a folder, as the project names them."""
        files = sorted((self.project / folder).rglob(pattern))
        return tuple(file.relative_to(self.project).as_posix() for file in files)

    def _places(
        self,
        word: SourcePattern,
        files: Iterable[str],
        read_lines: Callable[[str], tuple[str, ...]],
    ) -> Iterator[SourceLine]:
        pattern = _compile_pattern(word)
        for file in files if pattern else ():
            if not file.endswith(word.ending):
                continue
            for number, line in enumerate(read_lines(file), start=1):
                for found in pattern.finditer(line):  # type: ignore[union-attr]
                    yield Location(file, number, found.start() + 1, len(word.text)), line

    def _head(self, file: str) -> tuple[str, ...]:
        """The lines above the first empty one."""
        return tuple(takewhile(str.strip, self.lines(file)))

    def _lines(self, file: str) -> tuple[str, ...]:
        try:
            return decode_text((self.project / file).read_bytes(), file)[0].lines
        except OSError:
            return ()


def _normalize_text(text: str) -> str:
    """A text without all in which one way to write it differs from another."""
    unescaped = _ESCAPE.sub(lambda found: chr(int(found[1] or found[2] or found[3], 16)), text)
    return _MARKUP.sub("", html.unescape(unquote(unescaped)))


@cache
def _compile_pattern(pattern: SourcePattern) -> re.Pattern[str] | None:
    """Finds a word or an address where it is not a piece of a longer one."""
    text = pattern.text
    if not text.strip():
        return None
    before = f"(?<={re.escape(pattern.behind)})" if pattern.behind else ""
    if not before and (text[0].isalnum() or text[0] in "/._"):
        before = r"(?<![\w/.%-])"
    after = r"(?![\w/%-])" if text[-1].isalnum() or text[-1] in "/_" else ""
    return re.compile(f"{before}{re.escape(text)}{after}")
