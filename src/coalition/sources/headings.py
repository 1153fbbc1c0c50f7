"""Find the line of a heading in Markdown, given its level and its text on the page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_HASHES = re.compile(r" {0,3}(#{1,6})(?!#)(.*?)#*\s*$")
_UNDERLINES = {1: re.compile(r"=+\s*"), 2: re.compile(r"-+\s*")}
_FENCE = re.compile(r" {0,3}(```|~~~)")
_NO_TEXT = re.compile(r"\{[^{}]*\}\s*$|\]\((?:[^()]|\([^()]*\))*\)|\]\[[^\[\]]*\]|<[^<>]*>")
"""What belongs to a heading without being on the page: its id, the targets of links, tags."""

_TAG = re.compile(r"<[^<>]*>")
_WORD = re.compile(r"\w+")


class HeadingLine(NamedTuple):
    """`line_index` of a heading, from 0, and whether it has exactly the text in question."""

    line_index: int
    is_exact: bool


class TitleHeading(NamedTuple):
    """A heading with one # at the top of a text: `line_index` from 0, and what it says."""

    line_index: int
    text: str


def find_first_heading(lines: Sequence[str], first_line: int = 0) -> TitleHeading | None:
    """Return the heading with one # in the first line of a text that is not empty, if it is one."""
    for index in range(first_line, len(lines)):
        if lines[index].strip():
            block = lines[: index + 2]
            found = next(_iter_headings(block, 1, index), (-1, ""))
            text = re.sub(r"\s*\{[^{}]*\}\s*$", "", _TAG.sub("", found[1])).strip()
            return TitleHeading(index, text) if found[0] == index and text else None
    return None


def find_heading_lines(
    lines: Sequence[str], level: int, text: str, first_line: int = 0
) -> list[HeadingLine]:
    """Return the lines with headings of this level, those with this text first.

    All ways to write a heading count: `## Text`, `##Text`, `Text` above `---`, `<h2>Text</h2>`.
    """
    words = _WORD.findall(text)
    found = [
        HeadingLine(index, _WORD.findall(_NO_TEXT.sub(" ", content)) == words)
        for index, content in _iter_headings(lines, level, first_line)
    ]
    return sorted(found, key=lambda heading: not heading.is_exact)


def _iter_headings(lines: Sequence[str], level: int, first_line: int) -> Iterator[tuple[int, str]]:
    fence = ""
    for index in range(first_line, len(lines)):
        line = lines[index]
        if match := _FENCE.match(line):
            fence = "" if fence == match[1] else fence or match[1]
        elif fence:
            continue
        elif hashes := _HASHES.match(line):
            if len(hashes[1]) == level:
                yield index, hashes[2]
        elif f"<h{level}" in line.lower():
            yield index, line
        elif line.strip() and level in _UNDERLINES and index + 1 < len(lines):
            underline = _UNDERLINES[level].fullmatch(lines[index + 1])
            yield from [(index, line)] if underline else []
