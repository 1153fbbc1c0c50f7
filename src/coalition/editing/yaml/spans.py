"""Where a value ends in its file: nodes know only where they begin."""

from __future__ import annotations

import re

from coalition.editing.yaml.buffer import FileText
from coalition.sources.yaml_parser import Mapping, Node, Scalar, Sequence

_QUOTED = {'"': re.compile(r'"(?:[^"\\]|\\.)*"', re.S), "'": re.compile(r"'(?:[^']|'')*'")}
_BRACKETS = re.compile(
    r"""(?<=[\s,\[{:])"(?:[^"\\]|\\.)*"|(?<=[\s,\[{:])'(?:[^']|'')*'|\s\#[^\r\n]*|[\[\]{}]""", re.S
)
_REMARK = re.compile(r"[ \t]*#")


def end_of(file: FileText, node: Node, column: int) -> int:
    """The offset behind the last character of a value; blanks and remarks behind are not of it.

    `column`, from 0, is that of the key or the dash that the value belongs to.
    """
    start = file.offset(node.place)
    if in_brackets(file, node):
        return _closing(file, start)
    if isinstance(node, Scalar):
        return _end_of_text(file, node, start, column)
    if isinstance(node, Sequence):
        return end_of(file, node.items[-1], node.place.column - 1)
    key, value = node.entries[-1]
    return end_of(file, value, key.place.column - 1)


def in_brackets(file: FileText, node: Node) -> bool:
    """Whether a list or an entry is written in brackets."""
    opening = {Sequence: "[", Mapping: "{"}.get(type(node), "")
    start = file.offset(node.place)
    return bool(opening) and file.text[start : start + 1] == opening


def behind_colon(file: FileText, key: Scalar) -> int:
    """The offset behind a key's colon."""
    return file.text.index(":", file.offset(key.place) + key.place.width) + 1


def _closing(file: FileText, start: int) -> int:
    """The offset behind the bracket that closes the one at `start`."""
    depth = 0
    for found in _BRACKETS.finditer(file.text, start):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(found[0], 0)
        if not depth and found[0] in ("]", "}"):
            return found.end()
    return len(file.text)


def _end_of_text(file: FileText, node: Scalar, start: int, column: int) -> int:
    sign = file.text[start : start + 1]
    if node.quoted and sign in _QUOTED:
        found = _QUOTED[sign].match(file.text, start)
        return found.end() if found else file.line_end(start)
    if not node.text:
        return start
    if node.quoted:
        return _end_of_lines(file, start, column, remarks=True)
    first = start + node.place.width
    last = _end_of_lines(file, start, column, remarks=False)
    return first if file.line_of(last) == file.line_of(first) else last


def _end_of_lines(file: FileText, start: int, column: int, *, remarks: bool) -> int:
    """The end of the last line that is indented deeper than `column`; `remarks` go along or end it.

    A text in brackets goes on in lines of any depth, but there nobody needs its end.
    """
    last = number = file.line_of(start)
    while number < len(file.starts):
        number += 1
        line = file.line(number)
        if not line.strip():
            continue
        if len(line) - len(line.lstrip(" ")) <= column or (not remarks and _REMARK.match(line)):
            break
        last = number
    end = file.starts[last - 1] + len(file.line(last).rstrip())
    return max(end, start)
