"""Set a key of an entry, replace a text, or add an item to a list within it."""

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
    """Set a key of the entry at `node_path`.

    A new key goes after the last of those that precede it in `key_order`, or first.
    """
    mapping = find_node(file.root_node, node_path)[1]
    assert isinstance(mapping, YamlMapping)
    flow = is_flow_collection(file.text, mapping)
    present = {name.text: (name, node) for name, node in mapping.entries}
    transform = make_setter((*node_path, key), value)
    if key in present:
        return YamlEdit(_replace_value(file, *present[key], value, flow=flow), transform)
    if flow:
        start = file.text.offset_at(mapping.entries[0][0].location)
        return YamlEdit(Splice(start, start, f"{key}: {_format_flow(value)}, "), transform)
    preceding_keys = set(key_order[: list(key_order).index(key)])
    preceding = [entry for entry in mapping.entries if entry[0].text in preceding_keys]
    column = mapping.location.column - 1
    text = _indent_lines(file, dump.format_key_lines(key, value), column)
    line_break = file.text.newline + " " * column
    if not preceding:
        start = file.text.offset_at(mapping.location)
        return YamlEdit(Splice(start, start, text + line_break), transform)
    name, node = max(preceding, key=lambda entry: list(key_order).index(entry[0].text))
    start = file.text.line_end(find_value_end(file.text, node, name.location.column - 1))
    return YamlEdit(Splice(start, start, line_break + text), transform)


def set_text(file: YamlFile, node_path: NodePath, value: str) -> YamlEdit:
    """Replace the text at `node_path`."""
    key, node = find_node(file.root_node, node_path)
    assert isinstance(node, YamlScalar)
    transform = make_setter(node_path, value)
    if key is not None:
        flow = is_flow_collection(file.text, find_node(file.root_node, node_path[:-1])[1])
        return YamlEdit(_replace_value(file, key, node, value, flow=flow), transform)
    start = file.text.offset_at(node.location)
    stop = find_value_end(file.text, node, max(0, node.location.column - 3))
    return YamlEdit(Splice(start, stop, _format_flow(value)), transform)


def add_item(file: YamlFile, node_path: NodePath, value: str) -> YamlEdit:
    """Append a text to the list at `node_path`, in the style (flow or block) of the list."""
    node = find_node(file.root_node, node_path)[1]
    assert isinstance(node, YamlSequence)
    transform = make_appender(node_path, value)
    start = file.text.offset_at(node.location)
    if not node.items:
        return YamlEdit(Splice(start + 1, start + 1, dump.format_flow_scalar(value)), transform)
    stop = find_value_end(file.text, node.items[-1], node.location.column - 1)
    if is_flow_collection(file.text, node):
        return YamlEdit(Splice(stop, stop, f", {dump.format_flow_scalar(value)}"), transform)
    stop = file.text.line_end(stop)
    dash = f"{file.text.newline}{' ' * (node.location.column - 1)}- "
    return YamlEdit(Splice(stop, stop, dash + dump.format_scalar(value)), transform)


def _replace_value(
    file: YamlFile,
    key: YamlScalar,
    node: YamlNode,
    value: PlainData,
    *,
    flow: bool,
) -> Splice:
    """Replace the value of an existing key; `flow` if the entry is a flow mapping (`{...}`)."""
    column = key.location.column - 1
    stop = find_value_end(file.text, node, column)
    is_one_line = isinstance(value, str) and "\n" not in value
    if is_one_line and isinstance(node, YamlScalar) and not is_null(node):
        start = file.text.offset_at(node.location)
        return Splice(start, stop, _format_flow(value) if flow else dump.format_scalar(str(value)))
    start = offset_after_colon(file.text, key)
    text = f" {_format_flow(value)}"
    if not flow:
        text = _indent_lines(file, dump.format_key_lines("", value), column)[1:]
    return _keep_comment(file, Splice(start, max(start, stop), text))


def _keep_comment(file: YamlFile, splice: Splice) -> Splice:
    """Return a splice whose first line has the comment after the old value, if it has several."""
    newline, line_end = file.text.newline, file.text.line_end(splice.stop)
    first, separator, rest = splice.text.partition(newline)
    comment = file.text.text[splice.stop : line_end].rstrip()
    if not separator or not comment.lstrip().startswith("#"):
        return splice
    return Splice(splice.start, line_end, f"{first}{comment}{newline}{rest}")


def _format_flow(value: PlainData) -> str:
    """Format a value on one line, valid both inside and outside of a flow collection."""
    if isinstance(value, dict):
        items = ", ".join(f"{key}: {_format_flow(text)}" for key, text in value.items())
        return f"{{{items}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_format_flow, value))}]"
    return dump.format_flow_scalar(value)


def _indent_lines(file: YamlFile, lines: list[str], column: int) -> str:
    """Join lines and indent all but the first by `column` spaces."""
    indent = " " * column
    indented = (indent + line if line else "" for line in lines[1:])
    return file.text.newline.join([lines[0], *indented])
