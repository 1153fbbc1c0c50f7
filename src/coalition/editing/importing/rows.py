"""Plan what one row does: which entry it is about, and what its cells say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from coalition.diagnostics import join_words
from coalition.editing.choices import Choices
from coalition.editing.entry_kinds import MEMBER_KIND, ORGANISATION_MEMBER_KIND
from coalition.editing.errors import EditError
from coalition.editing.importing.cells import CellReader, is_same_cell
from coalition.editing.importing.columns import ImportColumn
from coalition.editing.importing.context import ImportContext
from coalition.editing.importing.dates import list_readings
from coalition.editing.importing.forms import put_member_value, put_plain_value
from coalition.editing.importing.matching import EntryFinder, Match
from coalition.editing.importing.plan import KeyChange, RowPlan
from coalition.editing.importing.problems import CellError, CellProblem
from coalition.editing.importing.sheets import SheetRow
from coalition.editing.new_ids import is_id_written, propose_id
from coalition.editing.options import get_value, sort_keys, with_defaults
from coalition.editing.questions import format_today, list_required_keys
from coalition.editing.yaml.file import EntryValues
from coalition.model import add_article
from coalition.project import to_plain_data


class RowPlanner:
    """Plans the rows of one table, in their order."""

    def __init__(self, context: ImportContext, finder: EntryFinder, reader: CellReader) -> None:
        """Take the table, and what finds the entries and the values of its rows."""
        self._context, self._finder, self._reader = context, finder, reader
        self._required = list_required_keys(context.workspace, context.kind)
        self._new_ids: set[str] = set()

    def plan(self, row: SheetRow) -> RowPlan:
        """Return what a row would do, as far as its cells give values."""
        name_key = self._context.kind.name_key
        name = self._context.get(row, name_key)
        if self._context.options.is_organisation:
            name = name or self._context.get(row, "organisation")
        try:
            match = self._finder.find(self._context.get(row, "id"), name, self._find_start(row))
        except CellError as error:
            heading = self._context.get_heading("id" if self._context.get(row, "id") else name_key)
            problem = CellProblem(heading, error.message, error.hint)
            return RowPlan(row.number, name, None, problems=(problem,))
        if match is None:
            return self._plan_new(row, name)
        return self._plan_match(row, name, match)

    def _find_start(self, row: SheetRow) -> str:
        column = self._context.by_path.get("start")
        if not column:
            return ""
        readings = list_readings(column.get_cell(row))
        is_month_first = self._context.date_orders.get(column.index) == "month first"
        return readings[-1] if is_month_first else readings[0]

    def _plan_new(self, row: SheetRow, name: str) -> RowPlan:
        entry: EntryValues = {}
        problems: list[CellProblem] = []
        for column in self._context.columns:
            text = column.get_cell(row)
            if text and column.path:
                problems += self._put_cell(entry, column, text)
        name = name or self._context.get(row, "organisation")
        problems += self._find_missing(entry, {problem.heading for problem in problems})
        if not problems:
            try:
                entry = self._complete(entry)
            except EditError as error:
                heading = self._context.get_heading(self._context.kind.name_key)
                problems.append(CellProblem(heading, error.message, "give one in a column 'ID'"))
        return RowPlan(row.number, name, None, {}, entry, problems=tuple(problems))

    def _complete(self, entry: EntryValues) -> EntryValues:
        """Return a new entry with its id, source and day of the check. Raises EditError."""
        if self._context.options.source:
            entry = {**entry, "source": self._context.options.source, "checked": format_today()}
        workspace, kind = self._context.workspace, self._context.kind
        entry = with_defaults(workspace, kind, entry, self._new_ids)
        unnamed = {key: value for key, value in entry.items() if key != "id"}
        generated = propose_id(
            self._context.workspace, self._context.kind, unnamed, other_new_ids=self._new_ids
        )
        self._new_ids.add(str(entry.get("id", generated)))
        if entry.get("id") == generated and not is_id_written(kind):
            return unnamed  # it follows from the name
        return entry

    def _find_missing(self, entry: EntryValues, wrong: set[str]) -> Iterator[CellProblem]:
        required = self._required - {"id"}
        if self._context.options.is_organisation and "name" not in entry:
            required = required - {"name"} | ORGANISATION_MEMBER_KIND.required_keys
        for key in sorted(required - entry.keys()):
            path = {"group": "groups"}.get(key, key)  # the column has either form
            heading = self._context.get_heading(path)
            if path not in entry and (not heading or heading not in wrong):
                noun = {"group": "stakeholder group"}.get(key, key)
                message = f"a new {self._context.kind.noun} needs {add_article(noun)}"
                yield CellProblem(heading, message, self._explain_missing(path))

    def _explain_missing(self, path: str) -> str:
        if path == "name" and "organisation" in self._context.by_path:
            return (
                "fill it in; if rows without a name are organisations that are members themselves,"
                " add --itself"
            )
        if path == "groups":
            names = Choices("group", self._context.workspace).names_by_id.values()
            listed = f"write one of: {join_words([*names], '; ')}"
            if path in self._context.by_path:
                return listed
            return f"add a column '{self._label(path)}', and {listed}"
        if path in self._context.by_path:
            return "fill it in"
        return f"add a column '{self._label(path)}'"

    def _label(self, path: str) -> str:
        return self._context.labels.get(path, path)

    def _plan_match(self, row: SheetRow, name: str, match: Match) -> RowPlan:
        before: Any = to_plain_data(match.raw_entry.node)
        after: EntryValues = {**before}
        problems: list[CellProblem] = []
        changes: list[KeyChange] = []
        notes: list[str] = []
        for column, text, current in self._iter_changed_cells(row, match):
            previous = {**after}
            problems += self._put_cell(after, column, text, current, before)
            if after != previous:
                changes.append(KeyChange(column.heading, current, text))
                notes += self._note_losses(match, column, text, current)
        if before != after and not problems:
            after = self._complete_changed(match, before, after)
            changes += _list_source_changes(before, after, changes)
        return RowPlan(
            row.number, name or self._get_name(match), match, before, after,
            tuple(changes), tuple(problems), tuple(notes),
        )  # fmt: skip

    def _iter_changed_cells(
        self, row: SheetRow, match: Match
    ) -> Iterator[tuple[ImportColumn, str, str]]:
        """Yield each column whose cell differs from the export, with both texts."""
        for column in self._context.columns:
            if column.path and column.path != "id":
                text, current = column.get_cell(row), self._context.get_current(match, column)
                if not is_same_cell(column, text, current):
                    yield column, text, current

    def _complete_changed(
        self, match: Match, before: EntryValues, after: EntryValues
    ) -> EntryValues:
        """Return a changed entry with the source of the import, and with the id that it has."""
        if self._context.options.source:
            if after.get("source") == before.get("source"):
                after = {**after, "source": self._context.options.source}
            if after.get("checked") == before.get("checked"):
                after = {**after, "checked": format_today()}
        if "name" in before and not match.raw_entry.has_id_key:
            id = propose_id(self._context.workspace, self._context.kind, after)
            if id != match.raw_entry.id:  # the address stays, whatever the name becomes
                after = {**after, "id": match.raw_entry.id}
        return sort_keys(self._context.kind.record, after)

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
            if self._context.kind is MEMBER_KIND:
                _ensure_person(before, column.path)
                put_member_value(entry, before or {}, column.path, value, self._context.labels)
            else:
                put_plain_value(entry, column.path, value)
        except CellError as error:
            return [CellProblem(column.heading, error.message, error.hint)]
        return []

    def _is_required(self, column: ImportColumn) -> bool:
        path = "group" if column.path == "groups" else column.path
        return path in self._required

    def _note_losses(
        self, match: Match, column: ImportColumn, text: str, current: str
    ) -> Iterator[str]:
        """Note what a text loses that the table does not show: translations, or Markdown."""
        question, old = column.question, self._context.get_old(match, column)
        if question is None or not question.is_translatable or not current:
            return
        if (
            isinstance(old, dict)
            and not text
            and column.language == self._context.workspace.default_language
        ):
            others = [code for code in old if code != column.language]
            if others and column.path != self._context.kind.name_key:
                yield f"{column.heading}: the translations are removed, too ({', '.join(others)})"
        source = old.get(column.language, "") if isinstance(old, dict) else old
        is_formatted = isinstance(source, str) and source.split() != current.split()
        if text and source and is_formatted and self._reader.is_markdown(question):
            yield f"{column.heading}: its links and emphasis are replaced by the plain text"


def _list_source_changes(
    before: EntryValues, after: EntryValues, changes: Sequence[KeyChange]
) -> Iterator[KeyChange]:
    """Yield the changes of source and day of the check that an option made, and no cell."""
    shown = {change.after for change in changes}
    for key in ("source", "checked"):
        if after.get(key) != before.get(key) and after.get(key) not in shown:
            yield KeyChange(key, str(before.get(key, "")), str(after.get(key, "")))


def _ensure_person(before: EntryValues | None, path: str) -> None:
    """Raise CellError for the name or the country of an organisation that is itself a member."""
    if before and "name" not in before and path in ("name", "country"):
        message = "this member is an organisation, and has its name and its country"
        raise CellError(message, "change them in the table of organisations")
