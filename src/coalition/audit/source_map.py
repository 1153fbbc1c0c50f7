"""Find the source of an issue: the line that an editor wrote, if there is one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import takewhile
from pathlib import Path

from coalition.audit.issues import SourcePattern
from coalition.diagnostics import Location
from coalition.sources import decode_text, find_heading_lines

SourceLine = tuple[Location, str]
"""A location in a file of the project, and the text of its line."""


class SourceMap:
    """Searches the source files of a project; each file is read once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.read_lines = cache(self._read_lines)
        self.read_front_matter = cache(self._read_front_matter)
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
            lines = read_lines(file)
            if pattern.heading_level:
                yield from _find_headings(pattern, file, lines)
                continue
            for number, line in enumerate(lines, start=1):
                for match in regex.finditer(line):  # type: ignore[union-attr]
                    yield Location(file, number, match.start(1) + 1, len(pattern.text)), line

    def _read_front_matter(self, file: str) -> tuple[str, ...]:
        """Return the lines above the first empty one."""
        return tuple(takewhile(str.strip, self.read_lines(file)))

    def _read_lines(self, file: str) -> tuple[str, ...]:
        try:
            return decode_text((self.root / file).read_bytes(), file)[0].lines
        except OSError:
            return ()


def _find_headings(pattern: SourcePattern, file: str, lines: Sequence[str]) -> Iterator[SourceLine]:
    for heading in find_heading_lines(lines, pattern.heading_level, pattern.text):
        if heading.is_exact:
            line = lines[heading.line_index]
            yield Location(file, heading.line_index + 1, 1, len(line)), line


@cache
def _compile_pattern(pattern: SourcePattern) -> re.Pattern[str] | None:
    """Return a regular expression whose group 1 matches whole words and URLs only."""
    text = pattern.text
    if not text.strip():
        return None
    if pattern.is_whole_line:
        return re.compile(rf"^\W*({re.escape(text)})\W*$")
    before = f"(?<={re.escape(pattern.prefix)})" if pattern.prefix else ""
    if not before and (text[0].isalnum() or text[0] in "/._"):
        before = r"(?<![\w/.%-])"
    after = r"(?![\w/%-])" if text[-1].isalnum() or text[-1] in "/_" else ""
    return re.compile(f"{before}({re.escape(text)}){after}")
