"""Compare a table with the entries: the way in for an import."""

from __future__ import annotations

from collections.abc import Iterator

from coalition.diagnostics import quote_value
from coalition.editing.entry_kinds import ORGANISATION_KIND
from coalition.editing.errors import EditError
from coalition.editing.importing.cells import CellReader, is_same_cell
from coalition.editing.importing.checks import RowChecker
from coalition.editing.importing.columns import ColumnMatcher, ImportColumn
from coalition.editing.importing.context import ImportContext
from coalition.editing.importing.exported import ExportedTables
from coalition.editing.importing.matching import EntryFinder
from coalition.editing.importing.plan import ImportOptions, ImportPlan, RowPlan
from coalition.editing.importing.problems import CellError
from coalition.editing.importing.rows import RowPlanner
from coalition.editing.importing.sheets import ImportSheet, SheetRow
from coalition.editing.workspace import Workspace
from coalition.editing.yaml.file import EntryValues
from coalition.project import slugify


def plan_import(
    workspace: Workspace, tables: ExportedTables, sheet: ImportSheet, options: ImportOptions
) -> ImportPlan:
    """Compare the rows of a sheet with the entries. Raises EditError if it has no known columns."""
    _ensure_language(tables, options.language)
    matched = ColumnMatcher(tables, options.mapping, options.language).match(sheet)
    context = ImportContext(workspace, tables, sheet, matched, options)
    finder = EntryFinder(workspace, tables.kind)
    with_new = _add_new_organisations(context, finder)
    planner = RowPlanner(context, finder, CellReader(with_new, tables, context.date_orders))
    rows = RowChecker(context, with_new).check(planner.plan(row) for row in sheet.rows)
    notes = (*sheet.notes, *matched.notes, *_list_derived_notes(context, rows))
    return ImportPlan(sheet, tables.kind, matched.language, tuple(rows), notes)


def _ensure_language(tables: ExportedTables, language: str) -> None:
    codes = [one.code for one in tables.languages]
    if language and language not in codes:
        message = f"'{language}' is no language of the site"
        raise EditError(message, f"its languages are {', '.join(codes)}")


def _add_new_organisations(context: ImportContext, finder: EntryFinder) -> Workspace:
    """Return a workspace in which organisations can be part of others of the same table."""
    if context.kind is not ORGANISATION_KIND or "part_of" not in context.by_path:
        return context.workspace
    entries: dict[str, EntryValues] = {}
    for row in context.sheet.rows:
        name = context.get(row, "name")
        id = context.get(row, "id") or slugify(name)
        if id and name and not _is_known(finder, id, name):
            entries.setdefault(id, {"id": id, "name": name})
    return context.workspace.with_entries(context.kind, entries.values())


def _is_known(finder: EntryFinder, id: str, name: str) -> bool:
    try:
        return finder.find(id, name) is not None
    except CellError:
        return True


def _list_derived_notes(context: ImportContext, rows: list[RowPlan]) -> Iterator[str]:
    """Yield a note for each derived column in which a cell differs from the site."""
    for column in context.columns:
        pairs = zip(context.sheet.rows, rows, strict=True)
        if not column.path and any(_differs(context, column, *pair) for pair in pairs):
            yield (
                f"column {quote_value(column.heading)} is ignored, though some cells differ:"
                " the site derives it from other columns"
            )


def _differs(context: ImportContext, column: ImportColumn, row: SheetRow, plan: RowPlan) -> bool:
    if plan.match is None:
        return False
    current = context.get_current(plan.match, column)
    is_address = column.exported is not None and column.exported.type == "url"
    if is_address and not current:  # where the site is published is not known here
        return False
    return not is_same_cell(column, column.get_cell(row), current)
