"""Where pieces of a rendered text are in its source."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

_PART_BEFORE = re.compile(r"[\w/.%-]")
_PART_AFTER = re.compile(r"[\w%-]")


class TextLocator:
    """Searches the lines of a file, from the line `first` on, counted from 0.

    Searching for the same text again finds its next occurrence, and the last one once there are no
    more. What is part of a longer word or path does not count.
    """

    def __init__(self, lines: Sequence[str], first_line: int = 0) -> None:
        self._first_line = first_line
        self._text = "\n".join(lines[first_line:])
        self._starts = [0, *accumulate(len(line) + 1 for line in lines[first_line:])]
        self._last_offsets: dict[str, int] = {}

    def find(self, needles: Iterable[str]) -> tuple[int, int, int] | None:
        """Return line and column, counted from 1, and width of the first of `needles` there is.

        Only the first line of a needle is searched for.
        """
        for needle in needles:
            part = needle.split("\n")[0]
            if part and (start := self._search(part)) >= 0:
                line = bisect_right(self._starts, start) - 1
                return self._first_line + line + 1, start - self._starts[line] + 1, len(part)
        return None

    def _search(self, needle: str) -> int:
        """Return the offset of the next occurrence, of the last one, or -1."""
        last = self._last_offsets.get(needle, -1)
        start = self._text.find(needle, last + 1)
        while start >= 0 and not self._is_whole_word(needle, start):
            start = self._text.find(needle, start + 1)
        if start >= 0:
            self._last_offsets[needle] = start
        return start if start >= 0 else last

    def _is_whole_word(self, needle: str, start: int) -> bool:
        before, end = self._text[max(0, start - 1) : start], start + len(needle)
        if (needle[0].isalnum() or needle[0] in "/._") and _PART_BEFORE.match(before):
            return False
        return not (needle[-1].isalnum() and _PART_AFTER.match(self._text[end : end + 1]))
