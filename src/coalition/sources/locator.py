"""Locate pieces of rendered text in their source."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

_WORD_OR_PATH_BEFORE = re.compile(r"[\w/.%-]")
_WORD_OR_PATH_AFTER = re.compile(r"[\w%-]")


class TextLocator:
    """Finds strings in the lines of a file, from the line with the index `first_line` on.

    Searching for the same string again finds its next occurrence, and after the last one the last
    one again. Parts of longer words or paths do not match.
    """

    def __init__(self, lines: Sequence[str], first_line: int = 0) -> None:
        self._first_line = first_line
        self._text = "\n".join(lines[first_line:])
        self._starts = [0, *accumulate(len(line) + 1 for line in lines[first_line:])]
        self._last_offsets: dict[str, int] = {}

    def find(self, needles: Iterable[str]) -> tuple[int, int, int] | None:
        """Return line, column (both from 1) and width of the first needle that occurs.

        Only the first line of a needle is searched for.
        """
        for needle in needles:
            first_line = needle.split("\n")[0]
            if first_line and (start := self._search(first_line)) >= 0:
                line = bisect_right(self._starts, start) - 1
                column = start - self._starts[line] + 1
                return self._first_line + line + 1, column, len(first_line)
        return None

    def _search(self, needle: str) -> int:
        """Return the offset of the next occurrence, else of the last one, else -1."""
        last = self._last_offsets.get(needle, -1)
        start = self._text.find(needle, last + 1)
        while start >= 0 and not self._is_whole_word(needle, start):
            start = self._text.find(needle, start + 1)
        if start >= 0:
            self._last_offsets[needle] = start
        return start if start >= 0 else last

    def _is_whole_word(self, needle: str, start: int) -> bool:
        before, end = self._text[max(0, start - 1) : start], start + len(needle)
        if (needle[0].isalnum() or needle[0] in "/._") and _WORD_OR_PATH_BEFORE.match(before):
            return False
        after = self._text[end : end + 1]
        return not (needle[-1].isalnum() and _WORD_OR_PATH_AFTER.match(after))
