"""Where a fault comes from: the line that an editor wrote, as far as it can be found."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import chain, takewhile
from pathlib import Path
from urllib.parse import unquote

from coalition.audit.issues import SourcePattern
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
        self.root = root
        self.read_lines, self.read_front_matter = (
            cache(self._read_lines),
            cache(self._read_front_matter),
        )
        self.read_normalized_text = cache(
            lambda file: _normalize_text("\n".join(self.read_lines(file)))
        )
        self.read_normalized_front_matter = cache(
            lambda file: _normalize_text("\n".join(self.read_front_matter(file)))
        )
        self.data_files = self._list_files("data", "*.yaml")
        self.content_files = self._list_files("content", "*.md")

    def find_lines(
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
        others = [file for file in self.data_files if file not in files]
        heads = self.content_files if include_front_matter else ()
        for among, lines in (
            (files, self.read_lines),
            (others, self.read_lines),
            (heads, self.read_front_matter),
        ):
            for word in patterns:
                if found := tuple(self._find_matches(word, among, lines)):
                    return found
        return ()

    def has_text(self, text: str, files: Iterable[str]) -> bool:
        """Whether an editor wrote `text` in the data, in one of the `files` or in a head.

        It may be written in another way than it is shown: escaped for YAML, HTML, JSON or an
        address, marked up in Markdown, or on several lines.
        """
        wanted = _normalize_text(text)
        bodies = (self.read_normalized_text(file) for file in (*files, *self.data_files))
        heads = (self.read_normalized_front_matter(file) for file in self.content_files)
        return bool(wanted) and any(wanted in written for written in chain(bodies, heads))

    def _list_files(self, folder: str, pattern: str) -> tuple[str, ...]:
        """The files in a folder, as the project names them."""
        files = sorted((self.root / folder).rglob(pattern))
        return tuple(file.relative_to(self.root).as_posix() for file in files)

    def _find_matches(
        self,
        word: SourcePattern,
        files: Iterable[str],
        read_lines: Callable[[str], tuple[str, ...]],
    ) -> Iterator[SourceLine]:
        pattern = _compile_pattern(word)
        for file in files if pattern else ():
            if not file.endswith(word.file_suffix):
                continue
            for number, line in enumerate(read_lines(file), start=1):
                for found in pattern.finditer(line):  # type: ignore[union-attr]
                    yield Location(file, number, found.start() + 1, len(word.text)), line

    def _read_front_matter(self, file: str) -> tuple[str, ...]:
        """The lines above the first empty one."""
        return tuple(takewhile(str.strip, self.read_lines(file)))

    def _read_lines(self, file: str) -> tuple[str, ...]:
        try:
            return decode_text((self.root / file).read_bytes(), file)[0].lines
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
    before = f"(?<={re.escape(pattern.prefix)})" if pattern.prefix else ""
    if not before and (text[0].isalnum() or text[0] in "/._"):
        before = r"(?<![\w/.%-])"
    after = r"(?![\w/%-])" if text[-1].isalnum() or text[-1] in "/_" else ""
    return re.compile(f"{before}{re.escape(text)}{after}")
