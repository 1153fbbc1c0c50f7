"""A table that is being imported, next to the entries that it is compared with."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from coalition.editing.importing.columns import ImportColumn, MatchedColumns
from coalition.editing.importing.dates import DateOrder, find_date_order
from coalition.editing.importing.exported import ExportedTables
from coalition.editing.importing.matching import Match
from coalition.editing.importing.plan import ImportOptions
from coalition.editing.importing.sheets import ImportSheet, SheetRow
from coalition.editing.options import get_value
from coalition.editing.workspace import Workspace
from coalition.project import PlainData, to_plain_data


class ImportContext:
    """The rows and columns of a table, and what the site exports for the same entries now."""

    def __init__(
        self,
        workspace: Workspace,
        tables: ExportedTables,
        sheet: ImportSheet,
        matched: MatchedColumns,
        options: ImportOptions,
    ) -> None:
        """Take the entries, the tables of their kind, and the table with its columns."""
        self.workspace, self.tables, self.kind = workspace, tables, tables.kind
        self.sheet, self.options = sheet, options
        self.columns, self.language = matched.columns, matched.language
        self.by_path = matched.by_path

    @cached_property
    def date_orders(self) -> Mapping[int, DateOrder]:
        """How the days of each column with dates are written, by its index."""
        return {
            column.index: find_date_order(column.get_cell(row) for row in self.sheet.rows)
            for column in self.columns
            if column.is_date
        }

    def get(self, row: SheetRow, path: str) -> str:
        """Return the cell of a row in the column of a path; empty if there is no such column."""
        column = self.by_path.get(path)
        return column.get_cell(row) if column else ""

    def get_heading(self, path: str) -> str:
        """Return the heading of the column of a path; empty if there is no such column."""
        column = self.by_path.get(path)
        return column.heading if column else ""

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """The headings of columns by path: those of the table, or else those of the export."""
        columns = self.tables.columns
        exported = columns.get(self.language) or next(iter(columns.values()))
        labels = {column.path: column.label for column in exported}
        labels |= {path: column.heading for path, column in self.by_path.items()}
        return {**labels, "group": labels.get("groups", "group")}

    def get_current(self, match: Match, column: ImportColumn) -> str:
        """Return what the export writes for a column of an entry, or the value in its file."""
        codes = [one.code for one in self.tables.languages]
        if column.exported and column.language in codes and not column.is_explicit:
            table = self.tables.get_table(column.language)
            cells = table.cells.get(match.raw_entry.id, {})
            return cells.get(column.exported.key, "")
        value = self.get_old(match, column)
        if column.is_explicit:
            default = self.workspace.default_language
            texts = value if isinstance(value, dict) else {default: value or ""}
            return str(texts.get(column.language, ""))
        return "; ".join(map(str, value)) if isinstance(value, list) else str(value or "")

    def get_old(self, match: Match, column: ImportColumn) -> PlainData | None:
        """Return the value that an entry has for the key of a column, if any."""
        entry: Any = to_plain_data(match.raw_entry.node)
        return get_value(entry, column.path) or None
