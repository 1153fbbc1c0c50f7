"""Add an entry to a list, in the layout of the entries that it has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coalition.editing.errors import EditError
from coalition.editing.yaml import dump
from coalition.editing.yaml.buffer import Splice
from coalition.editing.yaml.file import (
    EntryValues,
    YamlEdit,
    YamlFile,
    make_appender,
    make_inserter,
    make_setter,
)
from coalition.editing.yaml.spans import find_value_end, is_flow_collection, offset_after_colon
from coalition.project import find_node, get_child, is_null
from coalition.sources import YamlNode, YamlSequence


@dataclass(frozen=True)
class Neighbour:
    """The entry, by its index in a list, after or before which a new one is inserted."""

    index: int
    is_after: bool


def append_entry(file: YamlFile, key: str, entry: EntryValues) -> YamlEdit:
    """Append an entry to the list that is the value of `key`, or to the top-level list.

    Raises EditError for a flow sequence (`[...]`) that has entries.
    """
    node = get_child(file.root_node, key) if key else file.root_node
    if node is None:
        return _start_list(file, key, entry)
    if isinstance(node, YamlSequence) and not is_flow_collection(file.text, node):
        splice = _insert_after_last(file, node, entry, at_end=not key)
    elif is_null(node) or (isinstance(node, YamlSequence) and not node.items):
        splice = _replace_empty_list(file, key, node, entry)
    else:
        name = f"the list '{key}'" if key else "the list"
        where = f"{name} in {file.display_path}"
        hint = "write each entry on separate lines that begin with '- ', then run this again"
        raise EditError(f"{where} is written in brackets", hint)
    return YamlEdit(splice, make_appender((key,) if key else (), entry))


def insert_entries(
    file: YamlFile, key: str, entries: Sequence[tuple[EntryValues, Neighbour | None]]
) -> list[YamlEdit]:
    """Insert several entries at once, each next to its neighbour, or at the end if it has none.

    The list is the value of `key`, or the top-level list. Those with the same place come in the
    order given. An entry with a comment directly above it gets the new one below it instead: the
    comment may be about this entry, or about all that follow. Raises EditError for a flow sequence
    (`[...]`), and if several entries are added to a list that has none.
    """
    node = get_child(file.root_node, key) if key else file.root_node
    has_items = isinstance(node, YamlSequence) and node.items
    if not isinstance(node, YamlSequence) or is_flow_collection(file.text, node) or not has_items:
        return [append_entry(file, key, entry) for entry, _ in entries]
    placed = [(_place_entry(file, key, node, *one), one[0]) for one in entries]
    edits: list[YamlEdit] = []
    # from the end of the file, so that the indexes of what comes before stay as they are
    for start in sorted({splice.start for (splice, _), _ in placed}, reverse=True):
        group = [one for one in placed if one[0][0].start == start]
        for offset, ((splice, index), entry) in enumerate(group):
            path = (key, index + offset) if key else (index + offset,)
            edits.append(YamlEdit(splice, make_inserter(path, entry)))
    return edits


def _place_entry(
    file: YamlFile, key: str, node: YamlSequence, entry: EntryValues, neighbour: Neighbour | None
) -> tuple[Splice, int]:
    """Return the splice that adds an entry to a list, and its index there."""
    if neighbour is None:
        return _insert_after_last(file, node, entry, at_end=not key), len(node.items)
    lines = _format_lines(file, node, entry)
    newline, text = file.text.newline, file.text
    dash_line = text.line_number(text.offset_at(node.items[neighbour.index].location))
    if neighbour.is_after or text.line(dash_line - 1).lstrip().startswith("#"):
        column = node.location.column - 1
        value_end = find_value_end(text, node.items[neighbour.index], column)
        start = _end_after_comments(file, value_end, column)
        added = newline + newline.join(lines)
        return Splice(start, start, added), neighbour.index + 1
    start = text.line_starts[dash_line - 1]
    added = newline.join([*lines[1:], *lines[:1], ""] if not lines[0] else [*lines, ""])
    return Splice(start, start, added), neighbour.index


def _start_list(file: YamlFile, key: str, entry: EntryValues) -> YamlEdit:
    """Add the key with its first entry to the end of a file that lacks it."""
    lines = ["", f"{key}:", *(f"  {line}" for line in dump.format_entry_lines(entry))]
    return YamlEdit(_insert_at_end(file, lines), make_setter((key,), [entry]))


def _insert_after_last(
    file: YamlFile, node: YamlSequence, entry: EntryValues, *, at_end: bool
) -> Splice:
    column = node.location.column - 1
    lines = _format_lines(file, node, entry)
    if at_end:
        return _insert_at_end(file, lines)
    start = _end_after_comments(file, find_value_end(file.text, node, column), column)
    newline = file.text.newline
    return Splice(start, start, newline + newline.join(lines))


def _format_lines(file: YamlFile, node: YamlSequence, entry: EntryValues) -> list[str]:
    """Return the lines of a new entry; the first is blank if blank lines separate entries."""
    lines = dump.format_entry_lines(entry, _dash_prefix(file, node))
    indent = " " * (node.location.column - 1)
    lines = [indent + line if line else "" for line in lines]
    return ["", *lines] if _has_blank_lines(file, node) else lines


def _insert_at_end(file: YamlFile, lines: list[str]) -> Splice:
    """Add lines to the end of the file, which keeps its final newline or the lack of one."""
    text, newline = file.text, file.text.newline
    end = len(text.text)
    if not lines[0] and not text.line(len(text.line_starts) - text.has_final_newline).strip():
        lines = lines[1:]
    if text.has_final_newline:
        return Splice(end, end, newline.join([*lines, ""]))
    return Splice(end, end, newline + newline.join(lines))


def _end_after_comments(file: YamlFile, end: int, column: int) -> int:
    """Return the end of the line of `end`, or of the last comment below that is indented deeper."""
    last = number = file.text.line_number(end)
    while (line := file.text.line(number + 1)).lstrip().startswith("#"):
        if len(line) - len(line.lstrip()) <= column:
            break
        last = number = number + 1
    return file.text.line_end(file.text.line_starts[last - 1])


def _replace_empty_list(file: YamlFile, key: str, node: YamlNode, entry: EntryValues) -> Splice:
    """Write the first entry in place of `[]` or of an empty value."""
    lines = dump.format_entry_lines(entry)
    newline = file.text.newline
    stop = find_value_end(file.text, node, 0)
    if not key:
        start = file.text.offset_at(node.location)
        return Splice(start, stop, newline.join(lines))
    key_node = find_node(file.root_node, (key,))[0]
    assert key_node is not None
    start = offset_after_colon(file.text, key_node)
    return Splice(start, stop, "".join(f"{newline}  {line}" for line in lines))


def _dash_prefix(file: YamlFile, node: YamlSequence) -> str:
    """Return the dash of the last entry with the spaces after it."""
    location = node.items[-1].location
    before = file.text.line(location.line)[: location.column - 1]
    blanks = before.rpartition("-")[2]
    return f"-{blanks}" if "-" in before and blanks.isspace() else "- "


def _has_blank_lines(file: YamlFile, node: YamlSequence) -> bool:
    """Return whether blank lines separate entries; the default for a top-level list."""
    if len(node.items) == 1:
        return node.location.column == 1
    last = node.items[-1].location.line
    previous = node.items[-2].location.line
    return any(not file.text.line(number).strip() for number in range(previous + 1, last))
