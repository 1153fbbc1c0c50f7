"""Keys of an entry: set, put in another's place, added to; the rest of the entry stays."""

from __future__ import annotations

from collections.abc import Sequence

from coalition.editing.yaml import dump
from coalition.editing.yaml.buffer import Splice
from coalition.editing.yaml.file import YamlEdit, YamlFile, make_appender, make_setter
from coalition.editing.yaml.spans import find_value_end, is_flow_collection, offset_after_colon
from coalition.project import NodePath, PlainData, find_node, is_null
from coalition.sources import YamlMapping, YamlNode, YamlScalar, YamlSequence


def set_key(
    file: YamlFile, node_path: NodePath, key: str, value: PlainData, key_order: Sequence[str]
) -> YamlEdit:
    """Give a key of the entry at `node_path` a value, new ones behind those earlier in `key_order`."""
    mapping = find_node(file.root_node, node_path)[1]
    assert isinstance(mapping, YamlMapping)
    flow = is_flow_collection(file.text, mapping)
    present = {name.text: (name, node) for name, node in mapping.entries}
    change = make_setter((*node_path, key), value)
    if key in present:
        return YamlEdit(_replace_value(file, *present[key], value, flow=flow), change)
    if flow:
        start = file.text.offset_at(mapping.entries[0][0].location)
        return YamlEdit(Splice(start, start, f"{key}: {_format_flow(value)}, "), change)
    earlier = set(key_order[: list(key_order).index(key)])
    before = [entry for entry in mapping.entries if entry[0].text in earlier]
    column = mapping.location.column - 1
    lines = dump.format_key_lines(key, value)
    blanks = file.text.newline + " " * column
    if not before:
        start = file.text.offset_at(mapping.location)
        return YamlEdit(Splice(start, start, _indent_lines(file, lines, column) + blanks), change)
    name, node = max(before, key=lambda entry: list(key_order).index(entry[0].text))
    start = file.text.line_end(find_value_end(file.text, node, name.location.column - 1))
    return YamlEdit(Splice(start, start, blanks + _indent_lines(file, lines, column)), change)


def set_text(file: YamlFile, node_path: NodePath, value: str) -> YamlEdit:
    """Put another text in the place of the one at `node_path`."""
    key, node = find_node(file.root_node, node_path)
    assert isinstance(node, YamlScalar)
    if key is not None:
        flow = is_flow_collection(file.text, find_node(file.root_node, node_path[:-1])[1])
        return YamlEdit(
            _replace_value(file, key, node, value, flow=flow), make_setter(node_path, value)
        )
    start = file.text.offset_at(node.location)
    stop = find_value_end(file.text, node, max(0, node.location.column - 3))
    return YamlEdit(Splice(start, stop, _format_flow(value)), make_setter(node_path, value))


def add_item(file: YamlFile, node_path: NodePath, value: str) -> YamlEdit:
    """Add a text to the end of the list at `node_path`, in the way in which the list is written."""
    found = find_node(file.root_node, node_path)[1]
    assert isinstance(found, YamlSequence)
    change = make_appender(node_path, value)
    start = file.text.offset_at(found.location)
    if not found.items:
        return YamlEdit(Splice(start + 1, start + 1, dump.format_flow_scalar(value)), change)
    stop = find_value_end(file.text, found.items[-1], found.location.column - 1)
    if is_flow_collection(file.text, found):
        return YamlEdit(Splice(stop, stop, f", {dump.format_flow_scalar(value)}"), change)
    stop = file.text.line_end(stop)
    dash = f"{file.text.newline}{' ' * (found.location.column - 1)}- "
    return YamlEdit(Splice(stop, stop, dash + dump.format_scalar(value)), change)


def _replace_value(
    file: YamlFile,
    key: YamlScalar,
    node: YamlNode,
    value: PlainData,
    *,
    flow: bool,
) -> Splice:
    """Another value behind a key that is there; `flow` if the entry stands in brackets."""
    column = key.location.column - 1
    stop = find_value_end(file.text, node, column)
    simple = isinstance(value, str) and "\n" not in value
    if simple and isinstance(node, YamlScalar) and not is_null(node):
        start = file.text.offset_at(node.location)
        return Splice(start, stop, _format_flow(value) if flow else dump.format_scalar(str(value)))
    start = offset_after_colon(file.text, key)
    text = f" {_format_flow(value)}"
    if not flow:
        text = _indent_lines(file, dump.format_key_lines("", value), column)[1:]
    return Splice(start, max(start, stop), text)


def _format_flow(value: PlainData) -> str:
    """A value on one line, as it may stand in brackets and outside of them."""
    if isinstance(value, dict):
        inner = ", ".join(f"{key}: {_format_flow(text)}" for key, text in value.items())
        return f"{{{inner}}}"
    return (
        dump.format_flow_sequence(value)
        if isinstance(value, list)
        else dump.format_flow_scalar(value)
    )


def _indent_lines(file: YamlFile, lines: list[str], column: int) -> str:
    """Lines, of which all but the first get the blanks that the entry's lines begin with."""
    blanks = " " * column
    indented = (blanks + line if line else "" for line in lines[1:])
    return file.text.newline.join([lines[0], *indented])
