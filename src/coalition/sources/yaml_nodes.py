"""The nodes of a YAML file, each with its line and column, and the document that they make up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from coalition.diagnostics.diagnostic import Place, Problem


@dataclass(frozen=True)
class Scalar:
    """A single value, as the text that was typed; `quoted` tells '' from nothing at all."""

    text: str
    place: Place
    quoted: bool = False


@dataclass(frozen=True)
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True)
class Mapping:
    """Keys with their values, in the order of the file; no key stands twice."""

    entries: tuple[tuple[Scalar, Node], ...]
    place: Place

    @cached_property
    def by_key(self) -> dict[str, tuple[Scalar, Node]]:
        """The entries by the texts of their keys, for those who look up many."""
        return {entry[0].text: entry for entry in self.entries}


Node = Scalar | Sequence | Mapping


@dataclass(frozen=True)
class Document:
    """One file as it was read: `root` is None where nothing could be made of it."""

    file: str
    lines: tuple[str, ...]
    root: Node | None
    problems: tuple[Problem, ...]

    def problem(self, place: Place, name: str, message: str, hint: str = "") -> Problem:
        """A Problem at `place` of this file, with its line as the excerpt."""
        line = self.lines[place.line - 1] if place.line <= len(self.lines) else ""
        return Problem(place, name, message, hint, line)
