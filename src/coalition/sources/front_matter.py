"""Front matter of Markdown files (`Key: value` lines at the top), and fingerprints of texts."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

FRONT_MATTER_LINE = re.compile(r"([\w-]+):[ \t]*(.*)")
"""A key and its value. Python-Markdown's `meta` extension accepts the same keys (`META_RE`)."""

FINGERPRINT_PATTERN = re.compile(r"[0-9a-f]{8}")


@dataclass(frozen=True)
class FrontMatterField:
    """One line of front matter: key and value, with the line and the column of the value."""

    line: int
    key: str
    value: str
    source_line: str
    column: int


def parse_front_matter(lines: Sequence[str]) -> Iterator[FrontMatterField]:
    """Yield the fields at the top of a file, up to the first line that is empty or not a field.

    A line that begins with a space or a tab continues the one above.
    """
    for number, line in enumerate(lines, start=1):
        if number > 1 and is_continuation_line(line):
            continue
        match = FRONT_MATTER_LINE.fullmatch(line)
        if match is None:
            return
        yield FrontMatterField(number, match[1], match[2].rstrip(" \t"), line, match.start(2) + 1)


def is_continuation_line(line: str) -> bool:
    """Return whether a line is indented, and so continues the field above.

    A tab counts as well: Python-Markdown expands tabs before it reads the metadata.
    """
    return line.startswith((" ", "\t")) and bool(line.strip())


def read_metadata(lines: Sequence[str]) -> dict[str, str]:
    """Return the values of front matter by their keys in lower case."""
    return {field.key.lower(): field.value for field in parse_front_matter(lines)}


def find_body_start(lines: Sequence[str]) -> int:
    """Return the index of the first line after the last field of the front matter."""
    return max((field.line for field in parse_front_matter(lines)), default=0)


def extract_body(lines: Sequence[str]) -> str:
    """Return the text below the front matter."""
    return "\n".join(lines[find_body_start(lines) :])


def compute_text_fingerprint(lines: Sequence[str]) -> str:
    """Return a fingerprint of title, summary and body: eight hexadecimal digits.

    It is independent of line wrapping and of other front matter, such as dates. A translation
    stores the fingerprint of the text that it was made from.
    """
    metadata = read_metadata(lines)
    parts = [metadata.get("title", ""), metadata.get("summary", ""), extract_body(lines)]
    words = " ".join(parts).split()
    return hashlib.sha256(" ".join(words).encode()).hexdigest()[:8]
