"""Values -> YAML, with quotes only where they are needed; an entry -> its lines."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from coalition.project import NULL_SCALARS, PlainData

INDENT = "  "
"""What a level below is indented by."""

_PLAIN_FIRST_CHARS = "(¿¡«“„‘/€$£§"
"""Signs that a text may begin with; others may mean something to YAML."""

_URL = re.compile(r"https?://[^\s,\[\]{}]+[^\s,\[\]{}:]")
_FLOW_PLAIN = re.compile(r"\w[\w .-]*")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def format_scalar(value: str) -> str:
    """A text as it stands behind a key on one line."""
    if is_plain_scalar(value):
        return value
    if '"' in value and "'" not in value and all(map(_is_printable, value)):
        return f"'{value}'"
    return quote_scalar(value)


def is_plain_scalar(value: str) -> bool:
    """Whether a text needs no quotes: YAML takes no sign in it for its own."""
    if value in NULL_SCALARS or value != value.strip() or not all(map(_is_printable, value)):
        return False
    if _URL.fullmatch(value):
        return True
    return (value[0].isalnum() or value[0] in _PLAIN_FIRST_CHARS) and not re.search(r":| #", value)


def format_flow_scalar(value: str) -> str:
    """A text as it stands in a list or an entry in brackets."""
    plain = _FLOW_PLAIN.fullmatch(value) and value not in NULL_SCALARS and value == value.strip()
    return value if plain else quote_scalar(value)


def quote_scalar(value: str) -> str:
    """A text in quotes, on one line."""
    return '"' + "".join(_escape(sign) for sign in value) + '"'


def format_flow_sequence(values: list[str]) -> str:
    """A list in brackets."""
    return f"[{', '.join(map(format_flow_scalar, values))}]"


def format_key_lines(key: str, value: PlainData) -> list[str]:
    """A key with its value: a text, a list of texts, or a text for each language."""
    if isinstance(value, dict):
        inner = [line for name, text in value.items() for line in format_key_lines(name, text)]
        return [f"{key}:", *(f"{INDENT}{line}" if line else "" for line in inner)]
    if isinstance(value, list):
        return [f"{key}: {format_flow_sequence(value)}"]
    if _fits_block_scalar(value):
        return [f"{key}: |-", *(f"{INDENT}{line}" if line else "" for line in value.split("\n"))]
    return [f"{key}: {format_scalar(value)}"]


def format_entry_lines(entry: Mapping[str, PlainData], dash: str = "- ") -> list[str]:
    """An entry of a list, from its dash on; `dash` has the blanks that stand behind it."""
    lines = [line for key, value in entry.items() for line in format_key_lines(key, value)]
    blanks = " " * len(dash)
    return [dash + lines[0], *(blanks + line if line else "" for line in lines[1:])]


def _fits_block_scalar(value: str) -> bool:
    r"""Whether a text on several lines keeps every sign when its lines are written as they are."""
    lines = value.split("\n")
    return (
        len(lines) > 1
        and bool(lines[0] and lines[-1])
        and lines[0][0] not in " \t"
        and all(not line or (line.strip() and all(map(_is_printable, line))) for line in lines)
    )


def _escape(sign: str) -> str:
    if sign in _ESCAPES:
        return _ESCAPES[sign]
    return sign if _is_printable(sign) else f"\\U{ord(sign):08X}"


def _is_printable(sign: str) -> bool:
    """Whether a sign may stand as it is: it can be seen, is a blank, or joins letters."""
    return sign.isprintable() or sign in "\u200c\u200d" or unicodedata.category(sign) == "Zs"
