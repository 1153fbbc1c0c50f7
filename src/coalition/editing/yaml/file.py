"""A YAML file, and edits of its text.

Every edit is verified by parsing the new text: it must yield the old data with exactly that change.
So whatever YAML style a file uses, an edit is either correct or rejected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from coalition.diagnostics import DataError
from coalition.editing.errors import EditError
from coalition.editing.yaml.buffer import Splice, TextBuffer
from coalition.project import NodePath, PlainData, to_plain_data
from coalition.sources import YamlDocument, YamlNode, parse_yaml

EntryValues = dict[str, PlainData]
"""The keys of an entry with their values, in the order in which to write them."""


@dataclass(frozen=True)
class YamlFile:
    """The content of a YAML file; `display_path` is its path in diagnostics."""

    display_path: str
    data: bytes

    @cached_property
    def document(self) -> YamlDocument:
        """The parsed file."""
        return parse_yaml(self.data, self.display_path)

    @cached_property
    def text(self) -> TextBuffer:
        """The decoded text."""
        return TextBuffer.from_bytes(self.data)

    @cached_property
    def root_node(self) -> YamlNode:
        """The root node. Raises DataError if the file cannot be parsed."""
        if self.document.root is None:
            raise DataError(self.document.diagnostics)
        return self.document.root


@dataclass(frozen=True)
class YamlEdit:
    """One edit: the splice of the text, and the same change of the file's data."""

    splice: Splice
    transform: Callable[[PlainData], PlainData]


def apply_edits(file: YamlFile, edits: Iterable[YamlEdit]) -> bytes:
    """Return the edited file. Raises EditError if it does not parse to the expected data."""
    edits = tuple(edits)
    expected = to_plain_data(file.root_node)
    for edit in edits:
        expected = edit.transform(expected)
    after = file.text.with_splices(edit.splice for edit in edits)
    document = parse_yaml(after, file.display_path)
    old_diagnostics = {(d.rule, d.excerpt) for d in file.document.diagnostics}
    has_new = any((d.rule, d.excerpt) not in old_diagnostics for d in document.diagnostics)
    if document.root is None or has_new or to_plain_data(document.root) != expected:
        line = file.text.line_number(edits[0].splice.start)
        raise EditError(
            f"{file.display_path} has a syntax near line {line} that this program cannot edit",
            "change it by hand",
        )
    return after


def make_setter(node_path: NodePath, value: PlainData) -> Callable[[PlainData], PlainData]:
    """Return a function that sets the value at `node_path` in the data of a file."""

    def transform(data: PlainData) -> PlainData:
        _value_at(data, node_path[:-1])[node_path[-1]] = value
        return data

    return transform


def make_appender(node_path: NodePath, item: PlainData) -> Callable[[PlainData], PlainData]:
    """Return a function that appends to the list at `node_path` in the data of a file."""

    def transform(data: PlainData) -> PlainData:
        value = _value_at(data, node_path)
        if isinstance(value, list):
            value.append(item)
            return data
        return make_setter(node_path, [item])(data)

    return transform


def make_remover(node_path: NodePath) -> Callable[[PlainData], PlainData]:
    """Return a function that removes the value at `node_path` from the data of a file."""

    def transform(data: PlainData) -> PlainData:
        del _value_at(data, node_path[:-1])[node_path[-1]]
        return data

    return transform


def make_inserter(node_path: NodePath, item: PlainData) -> Callable[[PlainData], PlainData]:
    """Return a function that inserts an item into a list, before the one at `node_path`."""

    def transform(data: PlainData) -> PlainData:
        _value_at(data, node_path[:-1]).insert(node_path[-1], item)
        return data

    return transform


def _value_at(data: PlainData, node_path: NodePath) -> Any:  # noqa: ANN401 - a list or a mapping
    value: Any = data
    for step in node_path:
        value = value[step]
    return value
