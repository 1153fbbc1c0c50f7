"""The head of a Markdown file: the lines `Key: value` at its top, and the text's fingerprint."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

FRONT_MATTER_LINE = re.compile(r"([\w-]+):[ \t]*(.*)")
"""A key with its value. Python-Markdown's `meta` extension accepts the same keys (`META_RE`)."""

FINGERPRINT_PATTERN = re.compile(r"[0-9a-f]{8}")


@dataclass(frozen=True)
class FrontMatterField:
    """One line of a head: its key and value, and where they stand."""

    line: int
    key: str
    value: str
    source_line: str
    column: int


def parse_front_matter(lines: Sequence[str]) -> Iterator[FrontMatterField]:
    """The entries of a head: its lines down to the first that is empty or no entry.

    A line that begins with a space or a tab continues the one above.
    """
    for number, text in enumerate(lines, start=1):
        if number > 1 and is_continuation_line(text):
            continue
        found = FRONT_MATTER_LINE.fullmatch(text)
        if found is None:
            return
        yield FrontMatterField(number, found[1], found[2].rstrip(" \t"), text, found.start(2) + 1)


def is_continuation_line(line: str) -> bool:
    """Whether a line continues the one above, or is read as a key of its own.

    Python-Markdown expands tabs before it reads the metadata.
    """
    return line.startswith((" ", "\t")) and bool(line.strip())


def read_metadata(lines: Sequence[str]) -> dict[str, str]:
    """What a head says, by its keys in small letters."""
    return {entry.key.lower(): entry.value for entry in parse_front_matter(lines)}


def find_body_start(lines: Sequence[str]) -> int:
    """Return the index of the first line after the head."""
    return max((entry.line for entry in parse_front_matter(lines)), default=0)


def extract_body(lines: Sequence[str]) -> str:
    """Return the text below the head."""
    return "\n".join(lines[find_body_start(lines) :])


def compute_text_fingerprint(lines: Sequence[str]) -> str:
    """Eight hexadecimal digits that change when title, summary or body do.

    How the lines are wrapped does not count, nor what the head says of dates and states. A
    translation keeps the fingerprint of the text that it was made from.
    """
    said = read_metadata(lines)
    words = " ".join([said.get("title", ""), said.get("summary", ""), extract_body(lines)]).split()
    return hashlib.sha256(" ".join(words).encode()).hexdigest()[:8]
