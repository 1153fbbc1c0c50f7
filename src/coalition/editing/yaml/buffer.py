"""A file as text with offsets, and pieces of it replaced; bytes beside them stay as they are."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from coalition.diagnostics import Location

_LINE_BREAK = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Splice:
    """The characters from `start` up to `stop` give way to `text`; offsets count from 0."""

    start: int
    stop: int
    text: str


@dataclass(frozen=True)
class TextBuffer:
    """The text of a UTF-8 file; `mark` is its byte order mark, empty where it has none.

    Lines count from 1 and end where `reading.text` ends them, so that places fit.
    """

    bom: bytes
    text: str

    @classmethod
    def from_bytes(cls, data: bytes) -> TextBuffer:
        """The text in `data`. Raises UnicodeDecodeError where it is not UTF-8."""
        mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
        return cls(mark, data[len(mark) :].decode())

    @cached_property
    def line_starts(self) -> list[int]:
        """The offset of each line's first character."""
        return [0, *(found.end() for found in _LINE_BREAK.finditer(self.text))]

    @cached_property
    def newline(self) -> str:
        """How the file ends its lines; as Unix does where it has one line only."""
        found = _LINE_BREAK.search(self.text)
        return found[0] if found else "\n"

    @property
    def has_final_newline(self) -> bool:
        """Whether the last line is ended; an empty file has none to end."""
        return not self.text or self.text[-1] in "\r\n"

    def offset_at(self, location: Location) -> int:
        """Where a place lies."""
        return self.line_starts[location.line - 1] + location.column - 1

    def line_number(self, offset: int) -> int:
        """The number of the line that an offset lies on."""
        return bisect_right(self.line_starts, offset)

    def line_end(self, offset: int) -> int:
        """Where the line that an offset lies on ends, without its line break."""
        found = _LINE_BREAK.search(self.text, offset)
        return found.start() if found else len(self.text)

    def line(self, number: int) -> str:
        """One line without its line break; empty where the file has no such line."""
        if number > len(self.line_starts):
            return ""
        start = self.line_starts[number - 1]
        return self.text[start : self.line_end(start)]

    def with_splices(self, splices: Iterable[Splice]) -> bytes:
        """The file with its pieces replaced; of two at one place the first stands first."""
        parts, done = [], 0
        for splice in sorted(splices, key=lambda splice: splice.start):
            parts += [self.text[done : splice.start], splice.text]
            done = splice.stop
        return self.bom + "".join([*parts, self.text[done:]]).encode()
