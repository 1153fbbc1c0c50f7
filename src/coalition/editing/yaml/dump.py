"""Values -> YAML, with quotes only where they are needed; an entry -> its lines."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from coalition.project.raw_entries import NOTHING, Plain

STEP = "  "
"""What a level below is indented by."""

_PLAIN_START = "(¿¡«“„‘/€$£§"
"""Signs that a text may begin with; others may mean something to YAML."""

_ADDRESS = re.compile(r"https?://[^\s,\[\]{}]+[^\s,\[\]{}:]")
_WORD = re.compile(r"\w[\w .-]*")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def inline(value: str) -> str:
    """A text as it stands behind a key on one line."""
    if is_plain(value):
        return value
    if '"' in value and "'" not in value and all(map(_shows, value)):
        return f"'{value}'"
    return in_quotes(value)


def is_plain(value: str) -> bool:
    """Whether a text needs no quotes: YAML takes no sign in it for its own."""
    if value in NOTHING or value != value.strip() or not all(map(_shows, value)):
        return False
    if _ADDRESS.fullmatch(value):
        return True
    return (value[0].isalnum() or value[0] in _PLAIN_START) and not re.search(r":| #", value)


def in_brackets(value: str) -> str:
    """A text as it stands in a list or an entry in brackets."""
    plain = _WORD.fullmatch(value) and value not in NOTHING and value == value.strip()
    return value if plain else in_quotes(value)


def in_quotes(value: str) -> str:
    """A text in quotes, on one line."""
    return '"' + "".join(_escaped(sign) for sign in value) + '"'


def listed(values: list[str]) -> str:
    """A list in brackets."""
    return f"[{', '.join(map(in_brackets, values))}]"


def key_lines(key: str, value: Plain) -> list[str]:
    """A key with its value: a text, a list of texts, or a text for each language."""
    if isinstance(value, dict):
        inner = [line for name, text in value.items() for line in key_lines(name, text)]
        return [f"{key}:", *(f"{STEP}{line}" if line else "" for line in inner)]
    if isinstance(value, list):
        return [f"{key}: {listed(value)}"]
    if _fits_a_block(value):
        return [f"{key}: |-", *(f"{STEP}{line}" if line else "" for line in value.split("\n"))]
    return [f"{key}: {inline(value)}"]


def entry_lines(entry: Mapping[str, Plain], dash: str = "- ") -> list[str]:
    """An entry of a list, from its dash on; `dash` has the blanks that stand behind it."""
    lines = [line for key, value in entry.items() for line in key_lines(key, value)]
    blanks = " " * len(dash)
    return [dash + lines[0], *(blanks + line if line else "" for line in lines[1:])]


def _fits_a_block(value: str) -> bool:
    r"""Whether a text on several lines keeps every sign when its lines are written as they are."""
    lines = value.split("\n")
    return (
        len(lines) > 1
        and bool(lines[0] and lines[-1])
        and lines[0][0] not in " \t"
        and all(not line or (line.strip() and all(map(_shows, line))) for line in lines)
    )


def _escaped(sign: str) -> str:
    if sign in _ESCAPES:
        return _ESCAPES[sign]
    return sign if _shows(sign) else f"\\U{ord(sign):08X}"


def _shows(sign: str) -> bool:
    """Whether a sign may stand as it is: it can be seen, is a blank, or joins letters."""
    return sign.isprintable() or sign in "\u200c\u200d" or unicodedata.category(sign) == "Zs"
