"""Format values and entries as YAML, with quotes only where they are needed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from coalition.look_alikes import is_quoted_by_look_alikes
from coalition.project import NULL_SCALARS, PlainData

INDENT = "  "
"""The indentation of a nested level."""

_PLAIN_FIRST_CHARS = "(¿¡«“„‘/€$£§"
"""Characters other than letters and digits that may start a plain scalar."""

_URL = re.compile(r"https?://[^\s,\[\]{}]+[^\s,\[\]{}:]")
_DAY_TIME = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}")
_FLOW_PLAIN = re.compile(r"\w[\w .-]*")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def format_scalar(value: str) -> str:
    """Format a text as a scalar in block context, on one line: plain if possible, or quoted."""
    if is_plain_scalar(value):
        return value
    if '"' in value and "'" not in value and all(map(_is_printable, value)):
        return f"'{value}'"
    return quote_scalar(value)


def is_plain_scalar(value: str) -> bool:
    """Return whether a text can be a plain (unquoted) scalar: no character is YAML syntax."""
    if value in NULL_SCALARS or value != value.strip() or not all(map(_is_printable, value)):
        return False
    if _URL.fullmatch(value) or _DAY_TIME.fullmatch(value):
        return True
    if is_quoted_by_look_alikes(value):  # reported, because mostly the editor's mistake
        return False
    return (value[0].isalnum() or value[0] in _PLAIN_FIRST_CHARS) and not re.search(r":| #", value)


def format_flow_scalar(value: str) -> str:
    """Format a text as a scalar in a flow collection: `[...]` or `{...}`."""
    is_plain = _FLOW_PLAIN.fullmatch(value) and value not in NULL_SCALARS and value == value.strip()
    return value if is_plain else quote_scalar(value)


def quote_scalar(value: str) -> str:
    """Format a text as a double-quoted scalar, on one line."""
    return '"' + "".join(_escape(char) for char in value) + '"'


def format_flow_sequence(values: list[str]) -> str:
    """Format texts as a flow sequence: `[a, b]`."""
    return f"[{', '.join(map(format_flow_scalar, values))}]"


def format_key_lines(key: str, value: PlainData) -> list[str]:
    """Format a key and its value: a text, a list of texts or of records, a record, or texts."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        items = [line for item in value for line in format_entry_lines(item)]
        return [f"{key}:", *(f"{INDENT}{line}" if line else "" for line in items)]
    if isinstance(value, dict):
        lines = [line for name, text in value.items() for line in format_key_lines(name, text)]
        return [f"{key}:", *(f"{INDENT}{line}" if line else "" for line in lines)]
    if isinstance(value, list):
        return [f"{key}: {format_flow_sequence(value)}"]
    if _fits_block_scalar(value):
        return [f"{key}: |-", *(f"{INDENT}{line}" if line else "" for line in value.split("\n"))]
    return [f"{key}: {format_scalar(value)}"]


def format_entry_lines(entry: Mapping[str, PlainData], dash: str = "- ") -> list[str]:
    """Format an entry of a block sequence; `dash` includes the spaces after it."""
    lines = [line for key, value in entry.items() for line in format_key_lines(key, value)]
    indent = " " * len(dash)
    return [dash + lines[0], *(indent + line if line else "" for line in lines[1:])]


def _fits_block_scalar(value: str) -> bool:
    """Return whether a text has several lines and survives as a literal block scalar (`|-`)."""
    lines = value.split("\n")
    return (
        len(lines) > 1
        and bool(lines[0] and lines[-1])
        and lines[0][0] not in " \t"
        and all(not line or (line.strip() and all(map(_is_printable, line))) for line in lines)
    )


def _escape(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    return char if _is_printable(char) else f"\\U{ord(char):08X}"


def _is_printable(char: str) -> bool:
    """Return whether a character needs no escape: visible, a space, or a joiner (ZWJ, ZWNJ)."""
    return char.isprintable() or char in "\u200c\u200d" or unicodedata.category(char) == "Zs"
