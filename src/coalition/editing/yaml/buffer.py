"""The text of a file with offsets, and splices that leave the rest byte for byte as it is."""

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
    """Replace the characters from offset `start` (from 0) up to, not including, `stop`."""

    start: int
    stop: int
    text: str


@dataclass(frozen=True)
class TextBuffer:
    """The text of a UTF-8 file, and its byte order mark or an empty `bom`.

    Lines count from 1 and end at LF, CR LF or CR, as in `sources.text`, so that the lines of
    locations fit.
    """

    bom: bytes
    text: str

    @classmethod
    def from_bytes(cls, data: bytes) -> TextBuffer:
        """Decode the content of a file. Raises UnicodeDecodeError if it is not UTF-8."""
        bom = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
        return cls(bom, data[len(bom) :].decode())

    @cached_property
    def line_starts(self) -> list[int]:
        """The offset of each line's first character."""
        return [0, *(match.end() for match in _LINE_BREAK.finditer(self.text))]

    @cached_property
    def newline(self) -> str:
        """The line break of the file's first line; LF if there is only one line."""
        match = _LINE_BREAK.search(self.text)
        return match[0] if match else "\n"

    @property
    def has_final_newline(self) -> bool:
        """Whether the file ends with a line break, or is empty."""
        return not self.text or self.text[-1] in "\r\n"

    def offset_at(self, location: Location) -> int:
        """Return the offset of a location."""
        return self.line_starts[location.line - 1] + location.column - 1

    def line_number(self, offset: int) -> int:
        """Return the number of the line that contains an offset."""
        return bisect_right(self.line_starts, offset)

    def line_end(self, offset: int) -> int:
        """Return the end of the line that contains an offset, before its line break."""
        match = _LINE_BREAK.search(self.text, offset)
        return match.start() if match else len(self.text)

    def line(self, number: int) -> str:
        """Return a line without its line break; empty if there is no such line."""
        if number > len(self.line_starts):
            return ""
        start = self.line_starts[number - 1]
        return self.text[start : self.line_end(start)]

    def with_splices(self, splices: Iterable[Splice]) -> bytes:
        """Return the file with all splices applied; those at the same offset keep their order."""
        parts, position = [], 0
        for splice in sorted(splices, key=lambda splice: splice.start):
            parts += [self.text[position : splice.start], splice.text]
            position = splice.stop
        return self.bom + "".join([*parts, self.text[position:]]).encode()
