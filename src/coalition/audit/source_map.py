"""Find the source of an issue: the line that an editor wrote, if there is one."""

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
"""Escape sequences of YAML and JSON."""

_MARKUP = re.compile(r"""[\s\\*_`~'"]+""")
"""White space, quotes and Markdown characters, which may split a text."""

SourceLine = tuple[Location, str]
"""A location in a file of the project, and the text of its line."""


class SourceMap:
    """Searches the source files of a project; each file is read once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.read_lines = cache(self._read_lines)
        self.read_front_matter = cache(self._read_front_matter)
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
        """Return where the first of the `patterns` that occurs in any of the files does.

        The sources of the page come first, then all data files: data appear on more pages than the
        sources say. Last, if `include_front_matter`, the front matter of all texts.
        """
        files = tuple(files)
        other_files = [file for file in self.data_files if file not in files]
        front_matter_files = self.content_files if include_front_matter else ()
        for searched_files, read_lines in (
            (files, self.read_lines),
            (other_files, self.read_lines),
            (front_matter_files, self.read_front_matter),
        ):
            for pattern in patterns:
                if matches := tuple(self._find_matches(pattern, searched_files, read_lines)):
                    return matches
        return ()

    def has_text(self, text: str, files: Iterable[str]) -> bool:
        """Return whether an editor wrote `text` in the data, one of the `files` or front matter.

        In the source it may be escaped for YAML, HTML, JSON or a URL, marked up in Markdown, or on
        several lines.
        """
        normalized = _normalize_text(text)
        bodies = (self.read_normalized_text(file) for file in (*files, *self.data_files))
        front_matter = (self.read_normalized_front_matter(file) for file in self.content_files)
        return bool(normalized) and any(
            normalized in source for source in chain(bodies, front_matter)
        )

    def _list_files(self, folder: str, pattern: str) -> tuple[str, ...]:
        """Return the matching files of a folder, relative to the project."""
        files = sorted((self.root / folder).rglob(pattern))
        return tuple(file.relative_to(self.root).as_posix() for file in files)

    def _find_matches(
        self,
        pattern: SourcePattern,
        files: Iterable[str],
        read_lines: Callable[[str], tuple[str, ...]],
    ) -> Iterator[SourceLine]:
        regex = _compile_pattern(pattern)
        for file in files if regex else ():
            if not file.endswith(pattern.file_suffix):
                continue
            for number, line in enumerate(read_lines(file), start=1):
                for match in regex.finditer(line):  # type: ignore[union-attr]
                    yield Location(file, number, match.start() + 1, len(pattern.text)), line

    def _read_front_matter(self, file: str) -> tuple[str, ...]:
        """Return the lines above the first empty one."""
        return tuple(takewhile(str.strip, self.read_lines(file)))

    def _read_lines(self, file: str) -> tuple[str, ...]:
        try:
            return decode_text((self.root / file).read_bytes(), file)[0].lines
        except OSError:
            return ()


def _normalize_text(text: str) -> str:
    """Return a text without everything that differs between ways to write it."""
    unescaped = _ESCAPE.sub(lambda match: chr(int(match[1] or match[2] or match[3], 16)), text)
    return _MARKUP.sub("", html.unescape(unquote(unescaped)))


@cache
def _compile_pattern(pattern: SourcePattern) -> re.Pattern[str] | None:
    """Return a regular expression that matches whole words and URLs only."""
    text = pattern.text
    if not text.strip():
        return None
    before = f"(?<={re.escape(pattern.prefix)})" if pattern.prefix else ""
    if not before and (text[0].isalnum() or text[0] in "/._"):
        before = r"(?<![\w/.%-])"
    after = r"(?![\w/%-])" if text[-1].isalnum() or text[-1] in "/_" else ""
    return re.compile(f"{before}{re.escape(text)}{after}")
