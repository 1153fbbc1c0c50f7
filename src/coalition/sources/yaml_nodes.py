"""The nodes of a YAML file, each with its line and column, and the document that they make up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from coalition.diagnostics import Diagnostic, Location


@dataclass(frozen=True)
class YamlScalar:
    """A single value, as the text that was typed; `quoted` tells '' from nothing at all."""

    text: str
    location: Location
    is_quoted: bool = False


@dataclass(frozen=True)
class YamlSequence:
    """A list."""

    items: tuple[YamlNode, ...]
    location: Location


@dataclass(frozen=True)
class YamlMapping:
    """Keys with their values, in the order of the file; no key stands twice."""

    entries: tuple[tuple[YamlScalar, YamlNode], ...]
    location: Location

    @cached_property
    def entries_by_key(self) -> dict[str, tuple[YamlScalar, YamlNode]]:
        """The entries by the texts of their keys, for those who look up many."""
        return {entry[0].text: entry for entry in self.entries}


YamlNode = YamlScalar | YamlSequence | YamlMapping


@dataclass(frozen=True)
class YamlDocument:
    """One file as it was read: `root` is None where nothing could be made of it."""

    file: str
    lines: tuple[str, ...]
    root: YamlNode | None
    diagnostics: tuple[Diagnostic, ...]

    def diagnostic_at(
        self, location: Location, rule: str, message: str, hint: str = ""
    ) -> Diagnostic:
        """A Problem at `location` of this file, with its line as the excerpt."""
        line = self.lines[location.line - 1] if location.line <= len(self.lines) else ""
        return Diagnostic(location, rule, message, hint, line)
