"""The head of a Markdown file: the lines `Key: value` at its top, and the text's fingerprint."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

ENTRY = re.compile(r"([\w-]+):[ \t]*(.*)")
"""A key with its value. Python-Markdown's `meta` extension accepts the same keys (`META_RE`)."""

FINGERPRINT = re.compile(r"[0-9a-f]{8}")


@dataclass(frozen=True)
class Entry:
    """One line of a head: its key and value, and where they stand."""

    line: int
    key: str
    value: str
    text: str
    column: int


def entries(lines: Sequence[str]) -> Iterator[Entry]:
    """The entries of a head: its lines down to the first that is empty or no entry.

    A line that begins with a space or a tab continues the one above.
    """
    for number, text in enumerate(lines, start=1):
        if number > 1 and goes_on(text):
            continue
        found = ENTRY.fullmatch(text)
        if found is None:
            return
        yield Entry(number, found[1], found[2].rstrip(" \t"), text, found.start(2) + 1)


def goes_on(line: str) -> bool:
    """Whether a line continues the one above, or is read as a key of its own.

    Python-Markdown expands tabs before it reads the metadata.
    """
    return line.startswith((" ", "\t")) and bool(line.strip())


def values(lines: Sequence[str]) -> dict[str, str]:
    """What a head says, by its keys in small letters."""
    return {entry.key.lower(): entry.value for entry in entries(lines)}


def body_start(lines: Sequence[str]) -> int:
    """Return the index of the first line after the head."""
    return max((entry.line for entry in entries(lines)), default=0)


def body(lines: Sequence[str]) -> str:
    """Return the text below the head."""
    return "\n".join(lines[body_start(lines) :])


def fingerprint(lines: Sequence[str]) -> str:
    """Eight hexadecimal digits that change when title, summary or body do.

    How the lines are wrapped does not count, nor what the head says of dates and states. A
    translation keeps the fingerprint of the text that it was made from.
    """
    said = values(lines)
    words = " ".join([said.get("title", ""), said.get("summary", ""), body(lines)]).split()
    return hashlib.sha256(" ".join(words).encode()).hexdigest()[:8]
