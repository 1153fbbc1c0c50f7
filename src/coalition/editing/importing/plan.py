"""What an import would do: for each row a new entry, changed keys, nothing, or what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

from coalition.diagnostics import Diagnostic, join_words, quote_value
from coalition.editing.entry_kinds import (
    MEMBER_KIND,
    ORGANISATION_KIND,
    ORGANISATION_MEMBER_KIND,
    EntryKind,
)
from coalition.editing.errors import EditError
from coalition.editing.importing.cells import CellError, CellReader, is_same_cell
from coalition.editing.importing.columns import ColumnMatcher, ImportColumn, MatchedColumns
from coalition.editing.importing.dates import find_date_order, list_readings
from coalition.editing.importing.exported import ExportedTables
from coalition.editing.importing.forms import put_member_value, put_plain_value
from coalition.editing.importing.matching import EntryFinder, Match
from coalition.editing.importing.problems import CellProblem, explain_in_table
from coalition.editing.importing.sheets import Sheet, SheetRow
from coalition.editing.new_ids import is_id_written, propose_id
from coalition.editing.options import get_value, sort_keys, with_defaults
from coalition.editing.questions import format_today, list_required_keys
from coalition.editing.values import CheckedEntry, check_entry, find_conflicts
from coalition.editing.workspace import Workspace
from coalition.editing.yaml.file import EntryValues
from coalition.project import PlainData, slugify, to_plain_data
from coalition.sources import YamlMapping, YamlNode

RowStatus = Literal["new", "changed", "same", "wrong"]

ROW_PATH = "row"
"""The file name in diagnostics about a row, before its number."""


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

    sheet: Sheet
    kind: EntryKind
    language: str
    rows: tuple[RowPlan, ...]
    notes: tuple[str, ...] = ()

    def select(self, status: RowStatus) -> list[RowPlan]:
        """Return the rows of a status."""
        return [row for row in self.rows if row.status == status]


def plan_import(
    workspace: Workspace, tables: ExportedTables, sheet: Sheet, options: ImportOptions
) -> ImportPlan:
    """Compare the rows of a sheet with the entries. Raises EditError if it has no known columns."""
    _ensure_language(tables, options.language)
    matched = ColumnMatcher(tables, options.mapping, options.language).match(sheet)
    planner = _Planner(workspace, tables, sheet, matched, options)
    rows = planner.plan_rows()
    notes = (*sheet.notes, *matched.notes, *planner.list_derived_notes(rows))
    return ImportPlan(sheet, tables.kind, matched.language, tuple(rows), notes)


def _ensure_language(tables: ExportedTables, language: str) -> None:
    codes = [one.code for one in tables.languages]
    if language and language not in codes:
        message = f"'{language}' is no language of the site"
        raise EditError(message, f"its languages are {', '.join(codes)}")


class _Planner:
    """Plans the rows of one sheet."""

    def __init__(
        self,
        workspace: Workspace,
        tables: ExportedTables,
        sheet: Sheet,
        matched: MatchedColumns,
        options: ImportOptions,
    ) -> None:
        self._tables, self._sheet, self._options = tables, sheet, options
        self._kind, self._columns = tables.kind, matched.columns
        self._by_path, self._language = matched.by_path, matched.language
        self._workspace = workspace
        self._finder = EntryFinder(workspace, self._kind)
        self._new_ids: set[str] = set()
        self._dates = {
            column.index: find_date_order(
                row.cells[column.index] for row in sheet.rows if column.index < len(row.cells)
            )
            for column in self._columns
            if column.is_date
        }
        self._reader = CellReader(self._seed_workspace(), tables, self._dates)
        self._required = list_required_keys(workspace, self._kind)

    def _seed_workspace(self) -> Workspace:
        """Return a workspace in which organisations can be part of others of the same table."""
        if self._kind is not ORGANISATION_KIND or "part_of" not in self._by_path:
            return self._workspace
        entries: dict[str, EntryValues] = {}
        for row in self._sheet.rows:
            id, name = self._get(row, "id"), self._get(row, "name")
            id = id or slugify(name)
            if id and name and not self._is_known(id, name):
                entries.setdefault(id, {"id": id, "name": name})
        return self._workspace.with_entries(self._kind, entries.values())

    def _is_known(self, id: str, name: str) -> bool:
        try:
            return self._finder.find(id, name) is not None
        except CellError:
            return True

    def _get(self, row: SheetRow, path: str) -> str:
        """Return the cell of a row in the column of a path; empty if there is no such column."""
        column = self._by_path.get(path)
        return _get_cell(row, column) if column else ""

    # Rows

    def plan_rows(self) -> list[RowPlan]:
        """Return the plan of each row, with the problems that it has with others, too."""
        rows = [self._plan_row(row) for row in self._sheet.rows]
        rows = _mark_repeated(rows)
        checked: dict[int, CheckedEntry] = {}
        for index, row in enumerate(rows):
            if row.status in ("new", "changed"):
                checked[index] = one = self._check_row(row)
                rows[index] = self._with_diagnostics(row, one.diagnostics, one)
        sound = {n: one for n, one in checked.items() if not rows[n].problems}
        return self._mark_conflicts(rows, sound)

    def _plan_row(self, row: SheetRow) -> RowPlan:
        name = self._get(row, self._kind.name_key)
        try:
            match = self._finder.find(self._get(row, "id"), name, self._find_start(row))
        except CellError as error:
            column = self._by_path.get("id") or self._by_path.get(self._kind.name_key)
            problem = CellProblem(column.heading if column else "", error.message, error.hint)
            return RowPlan(row.number, name, None, problems=(problem,))
        if match is None:
            return self._plan_new(row, name)
        return self._plan_match(row, name, match)

    def _find_start(self, row: SheetRow) -> str:
        column = self._by_path.get("start")
        if not column:
            return ""
        readings = list_readings(_get_cell(row, column))
        is_month_first = self._dates.get(column.index) == "month first"
        return readings[-1] if is_month_first else readings[0]

    def _plan_new(self, row: SheetRow, name: str) -> RowPlan:
        entry: EntryValues = {}
        problems: list[CellProblem] = []
        for column in self._columns:
            text = _get_cell(row, column)
            if text and column.path:
                problems += self._put_cell(entry, column, text)
        name = name or self._get(row, "organisation")
        problems += self._find_missing(entry, {problem.heading for problem in problems})
        if not problems:
            try:
                entry = self._complete(entry)
            except EditError as error:
                heading = self._by_path[self._kind.name_key].heading
                problems.append(CellProblem(heading, error.message, "give one in a column 'ID'"))
        return RowPlan(row.number, name, None, {}, entry, problems=tuple(problems))

    def _complete(self, entry: EntryValues) -> EntryValues:
        """Return a new entry with its id, source and day of the check. Raises EditError."""
        if self._options.source:
            entry = {**entry, "source": self._options.source, "checked": format_today()}
        entry = with_defaults(self._workspace, self._kind, entry, self._new_ids)
        unnamed = {key: value for key, value in entry.items() if key != "id"}
        generated = propose_id(self._workspace, self._kind, unnamed, other_new_ids=self._new_ids)
        self._new_ids.add(str(entry.get("id", generated)))
        if entry.get("id") == generated and not is_id_written(self._kind):
            return unnamed  # it follows from the name
        return entry

    def _find_missing(self, entry: EntryValues, wrong: set[str]) -> Iterator[CellProblem]:
        required = self._required
        if self._options.is_organisation and "name" not in entry:
            required = frozenset(ORGANISATION_MEMBER_KIND.required_keys)
        for path in sorted(required - {"id", "group"}):
            column = self._by_path.get(path)
            heading = column.heading if column else ""
            if path not in entry and (not heading or heading not in wrong):
                message = f"a new {self._kind.noun} needs a {path}"
                yield CellProblem(heading, message, self._explain_missing(path))

    def _explain_missing(self, path: str) -> str:
        if path == "name" and "organisation" in self._by_path:
            return (
                "fill it in; if rows without a name are organisations that are members themselves,"
                " add --itself"
            )
        if path in self._by_path:
            return "fill it in"
        return f"add a column '{self._labels.get(path, path)}'"

    def _plan_match(self, row: SheetRow, name: str, match: Match) -> RowPlan:
        before: Any = to_plain_data(match.raw_entry.node)
        after: EntryValues = {**before}
        problems: list[CellProblem] = []
        changes: list[KeyChange] = []
        notes: list[str] = []
        for column in self._columns:
            text, current = _get_cell(row, column), self._get_current(match, column)
            if not column.path or column.path == "id" or is_same_cell(column, text, current):
                continue
            previous = {**after}
            problems += self._put_cell(after, column, text, current, before)
            if after != previous:
                changes.append(KeyChange(column.heading, current, text))
                notes += self._note_losses(match, column, text, current)
        if before != after and not problems:
            after = self._complete_changed(match, before, after)
            changes += _list_source_changes(before, after, changes)
        name = name or self._get_name(match)
        return RowPlan(
            row.number, name, match, before, after, tuple(changes), tuple(problems), tuple(notes)
        )

    def _complete_changed(
        self, match: Match, before: EntryValues, after: EntryValues
    ) -> EntryValues:
        """Return a changed entry with the source of the import, and with the id that it has."""
        if self._options.source:
            if after.get("source") == before.get("source"):
                after = {**after, "source": self._options.source}
            if after.get("checked") == before.get("checked"):
                after = {**after, "checked": format_today()}
        raw_entry = match.raw_entry
        if not raw_entry.has_id_key and after.get("name") != before.get("name"):
            after = {**after, "id": raw_entry.id}  # the address stays
        return sort_keys(self._kind.record, after)

    def _get_current(self, match: Match, column: ImportColumn) -> str:
        """Return what the export writes for a column of an entry, or the value in its file."""
        codes = [one.code for one in self._tables.languages]
        if column.exported and column.language in codes and not column.is_explicit:
            table = self._tables.get_table(column.language)
            cells = table.cells.get(match.raw_entry.id, {})
            return cells.get(column.exported.key, "")
        value = self._get_old(match, column)
        if column.is_explicit:
            default = self._workspace.default_language
            texts = value if isinstance(value, dict) else {default: value or ""}
            return str(texts.get(column.language, ""))
        return "; ".join(map(str, value)) if isinstance(value, list) else str(value or "")

    def _get_old(self, match: Match, column: ImportColumn) -> PlainData | None:
        entry: Any = to_plain_data(match.raw_entry.node)
        return get_value(entry, column.path) or None

    def _get_name(self, match: Match) -> str:
        node = match.raw_entry.name_node
        return node.text if node else match.raw_entry.id

    def _put_cell(
        self,
        entry: EntryValues,
        column: ImportColumn,
        text: str,
        current: str = "",
        before: EntryValues | None = None,
    ) -> list[CellProblem]:
        """Set the value of a cell in an entry, or return what is wrong with it.

        `current` is what the export writes for it, and `before` the entry as it is in its file.
        """
        try:
            if not text and not column.is_explicit and self._is_required(column):
                raise CellError("this cell is empty, but needs a value", "fill it in again")
            old = get_value(entry, column.path) or None
            value = self._reader.read(column, text, old, current)
            if self._kind is MEMBER_KIND:
                put_member_value(entry, before or {}, column.path, value, self._labels)
            else:
                put_plain_value(entry, column.path, value)
        except CellError as error:
            return [CellProblem(column.heading, error.message, error.hint)]
        return []

    @cached_property
    def _labels(self) -> Mapping[str, str]:
        """The headings of columns by path: those of the table, or else those of the export."""
        columns = self._tables.columns
        exported = columns.get(self._language) or next(iter(columns.values()))
        labels = {column.path: column.label for column in exported}
        labels |= {path: column.heading for path, column in self._by_path.items()}
        return {**labels, "group": labels.get("groups", "group")}

    def _is_required(self, column: ImportColumn) -> bool:
        path = "group" if column.path == "groups" else column.path
        return path in self._required

    def _note_losses(
        self, match: Match, column: ImportColumn, text: str, current: str
    ) -> Iterator[str]:
        """Note what a text loses that the table does not show: translations, or Markdown."""
        question, old = column.question, self._get_old(match, column)
        if question is None or not question.is_translatable or not current:
            return
        if (
            isinstance(old, dict)
            and not text
            and column.language == self._workspace.default_language
        ):
            others = [code for code in old if code != column.language]
            if others and column.path != self._kind.name_key:
                yield f"{column.heading}: the translations are removed, too ({', '.join(others)})"
        source = old.get(column.language, "") if isinstance(old, dict) else old
        is_formatted = isinstance(source, str) and source.split() != current.split()
        if text and source and is_formatted and self._reader.is_markdown(question):
            yield f"{column.heading}: its links and emphasis are replaced by the plain text"

    # Validation

    def _check_row(self, row: RowPlan) -> CheckedEntry:
        entry = row.after
        if row.match and "id" not in entry:
            entry = {"id": row.match.raw_entry.id, **entry}
        return check_entry(self._workspace_with_new, self._kind, entry, f"{ROW_PATH} {row.number}")

    @property
    def _workspace_with_new(self) -> Workspace:
        return self._reader.workspace

    def _with_diagnostics(
        self, row: RowPlan, diagnostics: Iterable[Diagnostic], checked: CheckedEntry
    ) -> RowPlan:
        root = checked.document.root if checked.document else None
        node = root.items[0] if root is not None and hasattr(root, "items") else None
        problems = [
            explain_in_table(one, self._find_heading(node, one.location.line), self._labels)
            for one in diagnostics
        ]
        return replace(row, problems=(*row.problems, *dict.fromkeys(problems)))

    def _find_heading(self, node: YamlNode | None, line: int) -> str:
        """Return the heading of the column that a line of an entry comes from, if any."""
        path = ".".join(_find_path(node, line))
        while path:
            path = {"group": "groups"}.get(path, path)
            if path in self._by_path:
                return self._by_path[path].heading
            path = path.rpartition(".")[0]
        return ""

    def _mark_conflicts(
        self, rows: list[RowPlan], checked: Mapping[int, CheckedEntry]
    ) -> list[RowPlan]:
        replaced = [row.match.raw_entry for n, row in enumerate(rows) if n in checked and row.match]
        by_path: dict[str, list[Diagnostic]] = {}
        for diagnostic in find_conflicts(self._workspace, self._kind, checked.values(), replaced):
            by_path.setdefault(diagnostic.location.file, []).append(diagnostic)
        for index, one in checked.items():
            if one.path in by_path:
                rows[index] = self._with_diagnostics(rows[index], by_path[one.path], one)
        return rows

    def list_derived_notes(self, rows: Sequence[RowPlan]) -> Iterator[str]:
        """Yield a note for each derived column in which a cell differs from the site."""
        for column in self._columns:
            if column.path:
                continue
            pairs = zip(self._sheet.rows, rows, strict=True)
            if any(self._differs(row, plan.match, column) for row, plan in pairs):
                yield (
                    f"column {quote_value(column.heading)} is ignored, though some cells differ:"
                    " the site derives it from other columns"
                )

    def _differs(self, row: SheetRow, match: Match | None, column: ImportColumn) -> bool:
        text = _get_cell(row, column)
        current = self._get_current(match, column) if match else ""
        if match is None or not current:
            return False
        return not is_same_cell(column, text, current)


def _list_source_changes(
    before: EntryValues, after: EntryValues, changes: Sequence[KeyChange]
) -> Iterator[KeyChange]:
    """Yield the changes of source and day of the check that an option made, and no cell."""
    shown = {change.after for change in changes}
    for key in ("source", "checked"):
        if after.get(key) != before.get(key) and after.get(key) not in shown:
            yield KeyChange(key, str(before.get(key, "")), str(after.get(key, "")))


def _get_cell(row: SheetRow, column: ImportColumn) -> str:
    return row.cells[column.index] if column.index < len(row.cells) else ""


def _mark_repeated(rows: list[RowPlan]) -> list[RowPlan]:
    """Return the rows, of which those about the same entry are wrong."""
    numbers: dict[int, list[int]] = {}
    for row in rows:
        if row.match:
            numbers.setdefault(row.match.index, []).append(row.number)
    return [
        replace(row, problems=(*row.problems, _explain_repeated(row, numbers[row.match.index])))
        if row.match and len(numbers[row.match.index]) > 1
        else row
        for row in rows
    ]


def _explain_repeated(row: RowPlan, numbers: Iterable[int]) -> CellProblem:
    others = [str(number) for number in numbers if number != row.number]
    noun = "row" if len(others) == 1 else "rows"
    message = (
        f"{noun} {join_words(others)} {'is' if len(others) == 1 else 'are'} about this entry, too"
    )
    return CellProblem("", message, "keep one of them, or correct the IDs")


def _find_path(node: YamlNode | None, line: int) -> list[str]:
    """Return the keys that lead to a line of an entry."""
    path = []
    while isinstance(node, YamlMapping):
        above = [one for one in node.entries if one[0].location.line <= line]
        if not above:
            break
        key, node = above[-1]
        path.append(key.text)
    return path
