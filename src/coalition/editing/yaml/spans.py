"""Find where a value ends in its file; nodes only have a start."""

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
    """Return the offset after the last character of a value, without trailing space and comments.

    `column`, from 0, is that of the value's key or dash.
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


def find_flow_value_end(file: TextBuffer, node: YamlNode) -> int:
    """Return the offset after a value within a flow collection; a plain text is on one line."""
    if isinstance(node, YamlScalar) and not node.is_quoted:
        return file.offset_at(node.location) + (node.location.width if node.text else 0)
    return find_value_end(file, node, 0)


def is_flow_collection(file: TextBuffer, node: YamlNode) -> bool:
    """Return whether a node is a flow sequence (`[...]`) or a flow mapping (`{...}`)."""
    opening = {YamlSequence: "[", YamlMapping: "{"}.get(type(node), "")
    start = file.offset_at(node.location)
    return bool(opening) and file.text[start : start + 1] == opening


def offset_after_colon(file: TextBuffer, key: YamlScalar) -> int:
    """Return the offset after a key's colon."""
    return file.text.index(":", file.offset_at(key.location) + key.location.width) + 1


def _find_closing_bracket(file: TextBuffer, start: int) -> int:
    """Return the offset after the bracket that closes the one at `start`."""
    depth = 0
    for token in _FLOW_TOKENS.finditer(file.text, start):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token[0], 0)
        if not depth and token[0] in ("]", "}"):
            return token.end()
    return len(file.text)


def _find_scalar_end(file: TextBuffer, node: YamlScalar, start: int, column: int) -> int:
    first_char = file.text[start : start + 1]
    if node.is_quoted and first_char in _QUOTED_SCALARS:
        match = _QUOTED_SCALARS[first_char].match(file.text, start)
        return match.end() if match else file.line_end(start)
    if not node.text:
        return start
    if node.is_quoted:  # a block scalar, in which # is text
        return _find_indented_end(file, start, column, include_comments=True)
    first_line_end = start + node.location.width
    end = _find_indented_end(file, start, column, include_comments=False)
    is_one_line = file.line_number(end) == file.line_number(first_line_end)
    return first_line_end if is_one_line else end


def _find_indented_end(file: TextBuffer, start: int, column: int, *, include_comments: bool) -> int:
    """Return the end of the last line of a run that is indented deeper than `column`.

    Comments belong to the run with `include_comments`, or else end it. In a flow collection, a
    scalar may continue on lines of any indentation, but its end is not needed there.
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
