"""What an import would do: for each row a new entry, changed keys, nothing, or what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from coalition.editing.entry_kinds import EntryKind
from coalition.editing.importing.matching import Match
from coalition.editing.importing.problems import CellProblem
from coalition.editing.importing.sheets import ImportSheet
from coalition.editing.yaml.file import EntryValues

RowStatus = Literal["new", "changed", "same", "wrong"]


@dataclass(frozen=True)
class KeyChange:
    """A key that changes, by the heading of its column: what it was, and what it will be."""

    heading: str
    before: str
    after: str


@dataclass(frozen=True)
class RowPlan:
    """What one row would do. `match` is the entry that it is about, None if it is a new one.

    `before` and `after` are the keys of the entry; `after` is empty if a cell has no value.
    """

    number: int
    name: str
    match: Match | None
    before: EntryValues = field(default_factory=dict)
    after: EntryValues = field(default_factory=dict)
    changes: tuple[KeyChange, ...] = ()
    problems: tuple[CellProblem, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def status(self) -> RowStatus:
        """What becomes of the row."""
        if self.problems:
            return "wrong"
        if self.match is None:
            return "new"
        return "changed" if self.before != self.after else "same"


@dataclass(frozen=True)
class ImportOptions:
    """The options of an import: the paths of keys by headings, the language of the table ...

    `source` is that of all new and changed entries. With `is_organisation`, rows without a name are
    members that are organisations.
    """

    mapping: Mapping[str, str] = field(default_factory=dict)
    language: str = ""
    source: str = ""
    is_organisation: bool = False


@dataclass(frozen=True)
class ImportPlan:
    """What an import would do with the rows of a sheet."""

    sheet: ImportSheet
    kind: EntryKind
    language: str
    rows: tuple[RowPlan, ...]
    notes: tuple[str, ...] = ()

    def select(self, status: RowStatus) -> list[RowPlan]:
        """Return the rows of a status."""
        return [row for row in self.rows if row.status == status]
