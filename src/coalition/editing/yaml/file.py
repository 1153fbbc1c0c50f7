"""A YAML file as it was read, and changes to its text.

Each change is made as text and then proved: the new file must read as the old one with just that
change. So whatever way a file is written in, it comes out right or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from coalition.diagnostics.diagnostic import DataError
from coalition.editing.errors import EditError
from coalition.editing.yaml.buffer import FileText, Splice
from coalition.project.raw_entries import Plain, Steps, plain
from coalition.sources import yaml_parser

Entry = dict[str, Plain]
"""The keys of an entry with their values, in the order in which they are written."""


@dataclass(frozen=True)
class YamlFile:
    """A YAML file's text, and the nodes in it; `shown` is its path as problems name it."""

    shown: str
    data: bytes

    @cached_property
    def document(self) -> yaml_parser.Document:
        """The file as it was read."""
        return yaml_parser.parse(self.data, self.shown)

    @cached_property
    def text(self) -> FileText:
        """The file's text."""
        return FileText.of(self.data)

    @cached_property
    def root(self) -> yaml_parser.Node:
        """All that stands in the file. Raises DataError where it cannot be read."""
        if self.document.root is None:
            raise DataError(self.document.problems)
        return self.document.root


@dataclass(frozen=True)
class Edit:
    """One change: the text that is replaced, and what it does to what the file says."""

    splice: Splice
    change: Callable[[Plain], Plain]


def applied(file: YamlFile, edits: Iterable[Edit]) -> bytes:
    """The file with these edits. Raises EditError where it would then not say what it should."""
    edits = tuple(edits)
    expected = plain(file.root)
    for edit in edits:
        expected = edit.change(expected)
    after = file.text.spliced(edit.splice for edit in edits)
    read = yaml_parser.parse(after, file.shown)
    told = {(problem.name, problem.excerpt) for problem in file.document.problems}
    new = [one for one in read.problems if (one.name, one.excerpt) not in told]
    if read.root is None or new or plain(read.root) != expected:
        line = file.text.line_of(edits[0].splice.start)
        raise EditError(
            f"{file.shown} is written in a way that this program cannot change near line {line}",
            "change it by hand",
        )
    return after


def setting(steps: Steps, value: Plain) -> Callable[[Plain], Plain]:
    """What a change at `steps` makes of what the file said."""

    def change(whole: Plain) -> Plain:
        _inside(whole, steps[:-1])[steps[-1]] = value
        return whole

    return change


def adding(steps: Steps, item: Plain) -> Callable[[Plain], Plain]:
    """What one more item in the list at `steps` makes of what the file said."""

    def change(whole: Plain) -> Plain:
        found = _inside(whole, steps)
        if isinstance(found, list):
            found.append(item)
            return whole
        return setting(steps, [item])(whole)

    return change


def _inside(whole: Plain, steps: Steps) -> Any:  # noqa: ANN401 - a list or keys with values
    found: Any = whole
    for step in steps:
        found = found[step]
    return found
