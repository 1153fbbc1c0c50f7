"""Find characters that look like those of YAML where YAML needs the original.

A full-width colon after a key, an en dash before a list item, a no-break space as indentation, and
so on. Each would be an ordinary part of a text, so only a line that the parser could not read, or
read as something that cannot be meant, is searched. Lines and columns count from 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from coalition.diagnostics import Diagnostic, Message
from coalition.look_alikes import (
    COLONS,
    COMMAS,
    DASHES,
    OPENING_BRACKETS,
    QUOTE_PAIRS,
    SPACES,
    describe_look_alike,
    find_look_alike,
    get_plain_character,
    is_quoted_by_look_alikes,
)
from coalition.sources.text import SourceText

RULE = "look-alike-character"

_KEY = r"\s*(?:-\s+)*[\w-]+"
_QUOTES = "".join(QUOTE_PAIRS)
_STRUCTURES = (
    (re.compile(rf"\s*([{SPACES}])\s*$"), Message("delete it: an empty line contains nothing")),
    (re.compile(rf" *([{SPACES}])\s*[\w'\"-]"), Message("indent with ordinary spaces")),
    (re.compile(rf"\s*([{DASHES}])(?=\s|\w)"), Message("begin a list item with '- '")),
    (re.compile(rf"\s*-([{SPACES}])"), Message("type an ordinary space after the dash")),
    (re.compile(rf"{_KEY}\s*([{COLONS}])"), Message("type ': ', a colon and a space")),
    (re.compile(rf"{_KEY}([{SPACES}])\s*:"), Message("type the colon right after the key")),
    (re.compile(rf"{_KEY}:([{SPACES}])"), Message("type an ordinary space after the colon")),
    (re.compile(rf"{_KEY}:\s+([{OPENING_BRACKETS}])"), Message("begin the list with '['")),
)
_QUOTES_IN_PLACE = (
    (
        re.compile(rf"(?:{_KEY}:\s+|\s*-\s+)([{_QUOTES}])"),
        Message(
            'put the text in \' or " instead; if it begins with this sign, put " around all of it'
        ),
    ),
    (
        re.compile(rf"(?:{_KEY}:\s+|\s*-\s+)[\"'][^\"']*([{_QUOTES}])\s*$"),
        Message("end the text with the same mark that it begins with"),
    ),
)
"""Patterns of a line whose group 1 is a look-alike in a place of structure, each with a hint."""

_MISREAD_KEY = re.compile(rf"(?:-\s+)*([^\W\d][\w-]*)(?:\s*[{COLONS}]|[{SPACES}]\s*:|:[{SPACES}])")

_ANY = re.compile(f"[{SPACES}{DASHES}{COLONS}{COMMAS}{OPENING_BRACKETS}{_QUOTES}]")
_COMMA = re.compile(f"[{COMMAS}]")
_ITEM = re.compile(rf"[^\s{COMMAS}](?:[^{COMMAS}]*[^\s{COMMAS}])?")
_LIST_START = re.compile(rf"\s*[{DASHES}](?:\s|[{SPACES}])")


def find_structural_look_alike(
    text: SourceText, numbers: Iterable[int], *, with_quotes: bool = False
) -> Diagnostic | None:
    """Diagnose the first look-alike in a place of structure on the lines of these numbers.

    A quotation mark at the start of a value is usually right, so it only counts `with_quotes`.
    """
    structures = (*_STRUCTURES, *_QUOTES_IN_PLACE) if with_quotes else _STRUCTURES
    for number in numbers:
        line = text.lines[number] if 0 <= number < len(text.lines) else ""
        if not line.isascii() and _ANY.search(line):
            for pattern, hint in structures:
                if match := pattern.match(line):
                    return diagnose_look_alike(text, number, match.start(1), match[1], hint)
    return None


def correct_structure(line: str, column: int) -> str:
    """Return a line with the look-alike at `column` replaced, if that is enough to read it."""
    plain = get_plain_character(line[column])
    if plain == " ":
        rest = line[column:].lstrip(f" {line[column]}")
        return line[:column] + " " * (len(line) - column - len(rest)) + rest
    if plain in "-:" and line[column + 1 : column + 2] == " ":
        return f"{line[:column]}{plain}{line[column + 1 :]}"
    return line


def find_key_look_alike(text: SourceText, line: int, column: int, key: str) -> Diagnostic | None:
    """Diagnose a look-alike in a key: in its letters, or before or after it."""
    if structural := find_structural_look_alike(text, [line]):
        return structural
    if found := find_look_alike(key.strip()):
        plain = "".join(map(get_plain_character, key.strip()))
        column += len(key) - len(key.lstrip()) + found.index
        hint = Message("type '%(plain)s'", plain=plain)
        return diagnose_look_alike(text, line, column, found.character, hint)
    return None


def get_misread_key(typed: str) -> str:
    """Return the key that a text begins with, if a look-alike separates it from its value."""
    match = None if typed.isascii() else _MISREAD_KEY.match(typed)
    return match[1] if match else ""


def find_item_look_alike(text: SourceText, line: int, column: int, item: str) -> Diagnostic | None:
    """Diagnose another script's comma between the items of a list in brackets."""
    if match := _COMMA.search(item):
        hint = Message("separate the items by ordinary commas, as in [one, two]")
        return diagnose_look_alike(text, line, column + match.start(), match[0], hint)
    return None


def split_items(item: str) -> list[tuple[int, str]]:
    """Divide a text at the commas of other scripts; return each part with its index."""
    return [(match.start(), match[0]) for match in _ITEM.finditer(item)]


def find_value_look_alike(
    text: SourceText, line: int, end_line: int, column: int, value: str
) -> Diagnostic | None:
    """Diagnose a plain value in typographic quotation marks, and a list with other dashes."""
    if is_quoted_by_look_alikes(value):
        plain = get_plain_character(value[0])
        hint = Message("put the text in %(plain)s instead", plain=plain)
        if line == end_line and plain not in value:
            hint = Message(
                "put the text in %(plain)s instead; if the marks belong to it, write"
                " %(plain)s%(value)s%(plain)s",
                plain=plain,
                value=value,
            )
        return diagnose_look_alike(text, line, column, value[0], hint)
    first = text.lines[line]
    if first[:column].strip() or not _LIST_START.match(first):
        return None
    if all(_LIST_START.match(text.lines[number]) for number in range(line, end_line + 1)):
        return find_structural_look_alike(text, [line])
    return None


def diagnose_look_alike(
    text: SourceText, line: int, column: int, character: str, hint: str
) -> Diagnostic:
    """Diagnose a character that is not the one it looks like."""
    location = text.location_at(line, column)
    return text.diagnostic_at(location, RULE, describe_look_alike(character), hint)
