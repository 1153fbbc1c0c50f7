"""Nodes of a YAML file with their locations, and the document that they make up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from coalition.diagnostics import Diagnostic, Location


@dataclass(frozen=True)
class YamlScalar:
    """A scalar as the text that was typed; `is_quoted` distinguishes '' from an empty value."""

    text: str
    location: Location
    is_quoted: bool = False


@dataclass(frozen=True)
class YamlSequence:
    """A list of nodes."""

    items: tuple[YamlNode, ...]
    location: Location


@dataclass(frozen=True)
class YamlMapping:
    """Keys with their values, in the order of the file, without duplicates."""

    entries: tuple[tuple[YamlScalar, YamlNode], ...]
    location: Location

    @cached_property
    def entries_by_key(self) -> dict[str, tuple[YamlScalar, YamlNode]]:
        """The entries by the texts of their keys, for looking up many."""
        return {entry[0].text: entry for entry in self.entries}


YamlNode = YamlScalar | YamlSequence | YamlMapping


@dataclass(frozen=True)
class YamlDocument:
    """A parsed file; `root` is None if it could not be parsed."""

    file: str
    lines: tuple[str, ...]
    root: YamlNode | None
    diagnostics: tuple[Diagnostic, ...]

    def diagnostic_at(
        self, location: Location, rule: str, message: str, hint: str = ""
    ) -> Diagnostic:
        """Return a diagnostic at `location` of this file, with its line as the excerpt."""
        excerpt = self.lines[location.line - 1] if location.line <= len(self.lines) else ""
        return Diagnostic(location, rule, message, hint, excerpt)
