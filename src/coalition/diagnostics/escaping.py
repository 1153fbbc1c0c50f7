"""Escape text so that it cannot act in a terminal, in a log or in a URL.

Diagnostics quote names of files and texts of editors, which may hold control characters and lines
that GitHub's runner would take for workflow commands. Imports nothing from this package.
"""

from __future__ import annotations

import json
import os
import unicodedata
from urllib.parse import quote

_LEGACY_COMMAND, _ESCAPED_LEGACY_COMMAND = "##[", "#<U+0023>["
"""Start of a legacy command of GitHub's runner, which still reads them, and its replacement."""


def escape_invisible(text: str) -> str:
    """Replace each invisible, control or bidirectional formatting character by its code point.

    A tab becomes four spaces.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escape_character(character) for character in text)


def sanitize_log(text: str) -> str:
    """Escape lines for a terminal or a log, so that none is a workflow command of GitHub's runner.

    The runner reads a line that begins with `::`, after any blanks, and any line that contains
    `##[`. Invisible characters are shown by their codes.
    """
    return escape_legacy_commands("\n".join(map(_sanitize_line, text.split("\n"))))


def escape_legacy_commands(text: str) -> str:
    """Escape `##[`, which begins a command for GitHub's runner anywhere in a line."""
    return text.replace(_LEGACY_COMMAND, _ESCAPED_LEGACY_COMMAND)


def dump_log_json(value: object) -> str:
    """Return ASCII JSON that is safe in a log: no `##[`, and no line that begins with `::`."""
    return json.dumps(value, indent=2).replace(_LEGACY_COMMAND, r"#\u0023[")


def quote_url_path(file: str) -> str:
    """Percent-encode a file's path for a URL, even if its name is not UTF-8."""
    try:
        return quote(os.fsencode(file))
    except UnicodeEncodeError:
        return quote(file, errors="replace")


def _sanitize_line(line: str) -> str:
    escaped = escape_invisible(line)
    return escaped.replace(":", "<U+003A>", 1) if escaped.lstrip().startswith("::") else escaped


def _escape_character(character: str) -> str:
    if character == "\t":
        return "    "
    if unicodedata.category(character) in {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}:
        return f"<U+{ord(character):04X}>"
    return character
