"""Keys of an entry: set, put in another's place, added to; the rest of the entry stays."""

from __future__ import annotations

from collections.abc import Sequence

from coalition.editing.yaml import dump
from coalition.editing.yaml.buffer import Splice
from coalition.editing.yaml.file import Edit, YamlFile, adding, setting
from coalition.editing.yaml.spans import behind_colon, end_of, in_brackets
from coalition.project.raw_entries import Plain, Steps, find, is_nothing
from coalition.sources import yaml_parser


def set_key(file: YamlFile, steps: Steps, key: str, value: Plain, order: Sequence[str]) -> Edit:
    """Give a key of the entry at `steps` a value, new ones behind those earlier in `order`."""
    mapping = find(file.root, steps)[1]
    assert isinstance(mapping, yaml_parser.Mapping)
    flow = in_brackets(file.text, mapping)
    present = {name.text: (name, node) for name, node in mapping.entries}
    change = setting((*steps, key), value)
    if key in present:
        return Edit(_other_value(file, *present[key], value, flow=flow), change)
    if flow:
        start = file.text.offset(mapping.entries[0][0].place)
        return Edit(Splice(start, start, f"{key}: {_flow(value)}, "), change)
    earlier = set(order[: list(order).index(key)])
    before = [entry for entry in mapping.entries if entry[0].text in earlier]
    column = mapping.place.column - 1
    lines = dump.key_lines(key, value)
    blanks = file.text.newline + " " * column
    if not before:
        start = file.text.offset(mapping.place)
        return Edit(Splice(start, start, _block(file, lines, column) + blanks), change)
    name, node = max(before, key=lambda entry: list(order).index(entry[0].text))
    start = file.text.line_end(end_of(file.text, node, name.place.column - 1))
    return Edit(Splice(start, start, blanks + _block(file, lines, column)), change)


def set_text(file: YamlFile, steps: Steps, value: str) -> Edit:
    """Put another text in the place of the one at `steps`."""
    key, node = find(file.root, steps)
    assert isinstance(node, yaml_parser.Scalar)
    if key is not None:
        flow = in_brackets(file.text, find(file.root, steps[:-1])[1])
        return Edit(_other_value(file, key, node, value, flow=flow), setting(steps, value))
    start = file.text.offset(node.place)
    stop = end_of(file.text, node, max(0, node.place.column - 3))
    return Edit(Splice(start, stop, _flow(value)), setting(steps, value))


def add_item(file: YamlFile, steps: Steps, value: str) -> Edit:
    """Add a text to the end of the list at `steps`, in the way in which the list is written."""
    found = find(file.root, steps)[1]
    assert isinstance(found, yaml_parser.Sequence)
    change = adding(steps, value)
    start = file.text.offset(found.place)
    if not found.items:
        return Edit(Splice(start + 1, start + 1, dump.in_brackets(value)), change)
    stop = end_of(file.text, found.items[-1], found.place.column - 1)
    if in_brackets(file.text, found):
        return Edit(Splice(stop, stop, f", {dump.in_brackets(value)}"), change)
    stop = file.text.line_end(stop)
    dash = f"{file.text.newline}{' ' * (found.place.column - 1)}- "
    return Edit(Splice(stop, stop, dash + dump.inline(value)), change)


def _other_value(
    file: YamlFile, key: yaml_parser.Scalar, node: yaml_parser.Node, value: Plain, *, flow: bool
) -> Splice:
    """Another value behind a key that is there; `flow` if the entry stands in brackets."""
    column = key.place.column - 1
    stop = end_of(file.text, node, column)
    simple = isinstance(value, str) and "\n" not in value
    if simple and isinstance(node, yaml_parser.Scalar) and not is_nothing(node):
        start = file.text.offset(node.place)
        return Splice(start, stop, _flow(value) if flow else dump.inline(str(value)))
    start = behind_colon(file.text, key)
    text = f" {_flow(value)}"
    if not flow:
        text = _block(file, dump.key_lines("", value), column)[1:]
    return Splice(start, max(start, stop), text)


def _flow(value: Plain) -> str:
    """A value on one line, as it may stand in brackets and outside of them."""
    if isinstance(value, dict):
        inner = ", ".join(f"{key}: {_flow(text)}" for key, text in value.items())
        return f"{{{inner}}}"
    return dump.listed(value) if isinstance(value, list) else dump.in_brackets(value)


def _block(file: YamlFile, lines: list[str], column: int) -> str:
    """Lines, of which all but the first get the blanks that the entry's lines begin with."""
    blanks = " " * column
    indented = (blanks + line if line else "" for line in lines[1:])
    return file.text.newline.join([lines[0], *indented])
