"""Validate the rows of a table as the check would validate the entries that they make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from coalition.diagnostics import Diagnostic, join_words
from coalition.editing.importing.context import ImportContext
from coalition.editing.importing.plan import RowPlan
from coalition.editing.importing.problems import CellProblem, explain_in_table
from coalition.editing.values import CheckedEntry, check_entry, find_conflicts
from coalition.editing.workspace import Workspace
from coalition.sources import YamlMapping, YamlNode

ROW_PATH = "row"
"""The file name in diagnostics about a row, before its number."""


class RowChecker:
    """Finds what is wrong with rows, alone and next to each other."""

    def __init__(self, context: ImportContext, with_new: Workspace) -> None:
        """Take the table, and a workspace that has what the table adds and rows refer to."""
        self._context, self._with_new = context, with_new

    def check(self, rows: Iterable[RowPlan]) -> list[RowPlan]:
        """Return the rows with their problems; those that are valid alone are compared, too."""
        rows = mark_repeated([*rows])
        checked: dict[int, CheckedEntry] = {}
        for index, row in enumerate(rows):
            if row.status in ("new", "changed"):
                checked[index] = one = self._check_row(row)
                rows[index] = self._with_diagnostics(row, one.diagnostics, one)
        sound = {n: one for n, one in checked.items() if not rows[n].problems}
        return self._mark_conflicts(rows, sound)

    def _check_row(self, row: RowPlan) -> CheckedEntry:
        entry = row.after
        if row.match and "id" not in entry:
            entry = {"id": row.match.raw_entry.id, **entry}
        return check_entry(self._with_new, self._context.kind, entry, f"{ROW_PATH} {row.number}")

    def _with_diagnostics(
        self, row: RowPlan, diagnostics: Iterable[Diagnostic], checked: CheckedEntry
    ) -> RowPlan:
        root = checked.document.root if checked.document else None
        node = root.items[0] if root is not None and hasattr(root, "items") else None
        problems = [
            explain_in_table(one, self._find_heading(node, one.location.line), self._context.labels)
            for one in diagnostics
        ]
        return replace(row, problems=(*row.problems, *dict.fromkeys(problems)))

    def _find_heading(self, node: YamlNode | None, line: int) -> str:
        """Return the heading of the column that a line of an entry comes from, if any."""
        path = ".".join(_find_path(node, line))
        while path:
            path = {"group": "groups"}.get(path, path)
            if path in self._context.by_path:
                return self._context.by_path[path].heading
            path = path.rpartition(".")[0]
        return ""

    def _mark_conflicts(
        self, rows: list[RowPlan], checked: Mapping[int, CheckedEntry]
    ) -> list[RowPlan]:
        replaced = [row.match.raw_entry for n, row in enumerate(rows) if n in checked and row.match]
        by_path: dict[str, list[Diagnostic]] = {}
        for diagnostic in find_conflicts(
            self._context.workspace, self._context.kind, checked.values(), replaced
        ):
            by_path.setdefault(diagnostic.location.file, []).append(diagnostic)
        for index, one in checked.items():
            if one.path in by_path:
                rows[index] = self._with_diagnostics(rows[index], by_path[one.path], one)
        return rows


def mark_repeated(rows: list[RowPlan]) -> list[RowPlan]:
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
