"""Where a value ends in its file: nodes know only where they begin."""

from __future__ import annotations

import re

from coalition.editing.yaml.buffer import TextBuffer
from coalition.sources import YamlMapping, YamlNode, YamlScalar, YamlSequence

_QUOTED_SCALARS = {'"': re.compile(r'"(?:[^"\\]|\\.)*"', re.S), "'": re.compile(r"'(?:[^']|'')*'")}
_FLOW_TOKENS = re.compile(
    r"""(?<=[\s,\[{:])"(?:[^"\\]|\\.)*"|(?<=[\s,\[{:])'(?:[^']|'')*'|\s\#[^\r\n]*|[\[\]{}]""", re.S
)
_COMMENT = re.compile(r"[ \t]*#")


def find_value_end(file: TextBuffer, node: YamlNode, column: int) -> int:
    """The offset behind the last character of a value; blanks and remarks behind are not of it.

    `column`, from 0, is that of the key or the dash that the value belongs to.
    """
    start = file.offset_at(node.location)
    if is_flow_collection(file, node):
        return _find_closing_bracket(file, start)
    if isinstance(node, YamlScalar):
        return _find_scalar_end(file, node, start, column)
    if isinstance(node, YamlSequence):
        return find_value_end(file, node.items[-1], node.location.column - 1)
    key, value = node.entries[-1]
    return find_value_end(file, value, key.location.column - 1)


def is_flow_collection(file: TextBuffer, node: YamlNode) -> bool:
    """Whether a list or an entry is written in brackets."""
    opening = {YamlSequence: "[", YamlMapping: "{"}.get(type(node), "")
    start = file.offset_at(node.location)
    return bool(opening) and file.text[start : start + 1] == opening


def offset_after_colon(file: TextBuffer, key: YamlScalar) -> int:
    """The offset behind a key's colon."""
    return file.text.index(":", file.offset_at(key.location) + key.location.width) + 1


def _find_closing_bracket(file: TextBuffer, start: int) -> int:
    """The offset behind the bracket that closes the one at `start`."""
    depth = 0
    for found in _FLOW_TOKENS.finditer(file.text, start):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(found[0], 0)
        if not depth and found[0] in ("]", "}"):
            return found.end()
    return len(file.text)


def _find_scalar_end(file: TextBuffer, node: YamlScalar, start: int, column: int) -> int:
    sign = file.text[start : start + 1]
    if node.is_quoted and sign in _QUOTED_SCALARS:
        found = _QUOTED_SCALARS[sign].match(file.text, start)
        return found.end() if found else file.line_end(start)
    if not node.text:
        return start
    if node.is_quoted:
        return _find_indented_end(file, start, column, include_comments=True)
    first = start + node.location.width
    last = _find_indented_end(file, start, column, include_comments=False)
    return first if file.line_number(last) == file.line_number(first) else last


def _find_indented_end(file: TextBuffer, start: int, column: int, *, include_comments: bool) -> int:
    """The end of the last line that is indented deeper than `column`; `include_comments` go along or end it.

    A text in brackets goes on in lines of any depth, but there nobody needs its end.
    """
    last = number = file.line_number(start)
    while number < len(file.line_starts):
        number += 1
        line = file.line(number)
        if not line.strip():
            continue
        if len(line) - len(line.lstrip(" ")) <= column or (
            not include_comments and _COMMENT.match(line)
        ):
            break
        last = number
    end = file.line_starts[last - 1] + len(file.line(last).rstrip())
    return max(end, start)
