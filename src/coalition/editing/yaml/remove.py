"""Remove an item of a list, or a key of an entry, with the comments that belong to it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from coalition.editing.errors import EditError
from coalition.editing.yaml.buffer import Splice, TextBuffer
from coalition.editing.yaml.file import YamlEdit, YamlFile, make_remover
from coalition.editing.yaml.spans import (
    find_flow_value_end,
    find_value_end,
    is_flow_collection,
)
from coalition.project import NodePath, find_node
from coalition.sources import YamlMapping, YamlNode, YamlSequence

MODELINE_KEY = "yaml-language-server:"
"""Marks the comment that names the schema of a file."""

_INDENT = re.compile(" *")


def remove_item(file: YamlFile, list_path: NodePath, index: int) -> YamlEdit:
    """Remove an item of the list at `list_path`; a list without items becomes `[]`.

    In a list with a dash for each item, these comments belong to it: those between its lines, those
    below it that are indented deeper than its dash, and those next to it without a blank line, as
    far as they are not next to the following item. The comment at the top of a file stays.
    """
    node = find_node(file.root_node, list_path)[1]
    assert isinstance(node, YamlSequence)
    transform = make_remover((*list_path, index))
    if is_flow_collection(file.text, node):
        ends = [(item, find_flow_value_end(file.text, item)) for item in node.items]
        return YamlEdit(_cut_flow_part(file.text, ends, index), transform)
    first, last = _find_item_lines(file.text, node, index)
    if len(node.items) > 1:
        return YamlEdit(_cut_lines(file.text, first, last), transform)
    start = file.text.line_starts[first - 1]
    stop = file.text.line_end(file.text.line_starts[last - 1])
    return YamlEdit(Splice(start, stop, " " * (node.location.column - 1) + "[]"), transform)


def remove_key(file: YamlFile, mapping_path: NodePath, key: str) -> YamlEdit:
    """Remove a key and its value. Raises EditError if it is the only one."""
    mapping = find_node(file.root_node, mapping_path)[1]
    assert isinstance(mapping, YamlMapping)
    names = [name.text for name, _ in mapping.entries]
    if names == [key]:
        raise EditError(f"'{key}' is the only key in {file.display_path}", "change it by hand")
    index, text = names.index(key), file.text
    transform = make_remover((*mapping_path, key))
    column = mapping.location.column - 1
    if is_flow_collection(text, mapping):
        ends = [(name, find_flow_value_end(text, value)) for name, value in mapping.entries]
        return YamlEdit(_cut_flow_part(text, ends, index), transform)
    ends = [(name, find_value_end(text, value, column)) for name, value in mapping.entries]
    name, end = ends[index]
    start, last = text.offset_at(name.location), text.line_number(end)
    if text.text[text.line_starts[name.location.line - 1] : start].strip():  # after a dash
        stop = start + len(text.text[start:]) - len(text.text[text.line_end(end) :].lstrip())
        return YamlEdit(Splice(start, stop, ""), transform)
    return YamlEdit(_cut_lines(text, name.location.line, last), transform)


def find_dash_line(text: TextBuffer, node: YamlSequence, index: int) -> int:
    """Return the number of the line with the dash of an item, which may be above its value."""
    column, number = node.location.column - 1, node.items[index].location.line
    while number > node.location.line and text.line(number)[column : column + 1] != "-":
        number -= 1
    return number


def _find_item_lines(text: TextBuffer, node: YamlSequence, index: int) -> tuple[int, int]:
    """Return the first and the last line of an item of a block sequence with its comments."""
    column = node.location.column - 1
    first = find_dash_line(text, node, index)
    last = text.line_number(find_value_end(text, node.items[index], column))
    last = _skip_deeper_comments(text, max(first, last), column)
    return _skip_comments_above(text, first, column), _skip_comments_below(text, last, column)


def _skip_deeper_comments(text: TextBuffer, last: int, column: int) -> int:
    """Return the last line below `last` with a comment that is indented deeper than `column`."""
    number = last + 1
    while number <= len(text.line_starts):
        line = text.line(number)
        if line.strip():
            if not _is_comment(line) or _get_indent(line) <= column:
                break
            last = number
        number += 1
    return last


def _skip_comments_above(text: TextBuffer, first: int, column: int) -> int:
    """Return the first line of the comment directly above `first`; not that of the whole file."""
    number = first
    while number > 1 and _is_comment(line := text.line(number - 1)):
        if _get_indent(line) > column:  # a comment of the item before
            break
        number -= 1
    is_header = number == 1 or any(
        MODELINE_KEY in text.line(above) for above in range(number, first)
    )
    return first if is_header else number


def _skip_comments_below(text: TextBuffer, last: int, column: int) -> int:
    """Return the last line of a comment directly below, unless something else follows it."""
    number = last
    while _is_comment(line := text.line(number + 1)) and _get_indent(line) == column:
        number += 1
    return last if text.line(number + 1).strip() else number


def _cut_lines(text: TextBuffer, first: int, last: int) -> Splice:
    """Remove whole lines, and the blank lines that separated them from the next or the last."""
    count = len(text.line_starts) - text.has_final_newline
    after = last
    while after < count and not text.line(after + 1).strip():
        after += 1
    if after >= count:  # nothing follows
        while first > 1 and not text.line(first - 1).strip():
            first -= 1
        if text.has_final_newline:
            return Splice(text.line_starts[first - 1], len(text.text), "")
        return Splice(text.line_end(text.line_starts[first - 2]), len(text.text), "")
    if first > 1 and text.line(first - 1).strip():  # the blank lines separate others now
        after = last
    return Splice(text.line_starts[first - 1], text.line_starts[after], "")


def _cut_flow_part(text: TextBuffer, ends: Sequence[tuple[YamlNode, int]], index: int) -> Splice:
    """Remove a part of a flow collection; `ends` has the first node and the end of each part."""
    node, end = ends[index]
    if index:
        return Splice(ends[index - 1][1], end, "")
    next_start = text.offset_at(ends[1][0].location) if len(ends) > 1 else end
    return Splice(text.offset_at(node.location), next_start, "")


def _is_comment(line: str) -> bool:
    return line.lstrip(" ").startswith("#")


def _get_indent(line: str) -> int:
    match = _INDENT.match(line)
    return match.end() if match else 0
