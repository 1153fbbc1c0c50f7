"""A YAML file as it was read, and changes to its text.

Each change is made as text and then proved: the new file must read as the old one with just that
change. So whatever way a file is written in, it comes out right or not at all.
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
"""The keys of an entry with their values, in the order in which they are written."""


@dataclass(frozen=True)
class YamlFile:
    """A YAML file's text, and the nodes in it; `shown` is its path as problems name it."""

    display_path: str
    data: bytes

    @cached_property
    def document(self) -> YamlDocument:
        """The file as it was read."""
        return parse_yaml(self.data, self.display_path)

    @cached_property
    def text(self) -> TextBuffer:
        """The file's text."""
        return TextBuffer.from_bytes(self.data)

    @cached_property
    def root_node(self) -> YamlNode:
        """All that stands in the file. Raises DataError where it cannot be read."""
        if self.document.root is None:
            raise DataError(self.document.diagnostics)
        return self.document.root


@dataclass(frozen=True)
class YamlEdit:
    """One change: the text that is replaced, and what it does to what the file says."""

    splice: Splice
    transform: Callable[[PlainData], PlainData]


def apply_edits(file: YamlFile, edits: Iterable[YamlEdit]) -> bytes:
    """The file with these edits. Raises EditError where it would then not say what it should."""
    edits = tuple(edits)
    expected = to_plain_data(file.root_node)
    for edit in edits:
        expected = edit.transform(expected)
    after = file.text.with_splices(edit.splice for edit in edits)
    read = parse_yaml(after, file.display_path)
    told = {(problem.rule, problem.excerpt) for problem in file.document.diagnostics}
    new = [one for one in read.diagnostics if (one.rule, one.excerpt) not in told]
    if read.root is None or new or to_plain_data(read.root) != expected:
        line = file.text.line_number(edits[0].splice.start)
        raise EditError(
            f"{file.display_path} is written in a way that this program cannot change near line {line}",
            "change it by hand",
        )
    return after


def make_setter(node_path: NodePath, value: PlainData) -> Callable[[PlainData], PlainData]:
    """What a change at `node_path` makes of what the file said."""

    def change(whole: PlainData) -> PlainData:
        _value_at(whole, node_path[:-1])[node_path[-1]] = value
        return whole

    return change


def make_appender(node_path: NodePath, item: PlainData) -> Callable[[PlainData], PlainData]:
    """What one more item in the list at `node_path` makes of what the file said."""

    def change(whole: PlainData) -> PlainData:
        found = _value_at(whole, node_path)
        if isinstance(found, list):
            found.append(item)
            return whole
        return make_setter(node_path, [item])(whole)

    return change


def _value_at(whole: PlainData, node_path: NodePath) -> Any:  # noqa: ANN401 - a list or keys with values
    found: Any = whole
    for step in node_path:
        found = found[step]
    return found
