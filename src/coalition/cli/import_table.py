"""`tasks.py import`: new entries and changed keys from a CSV file or a workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from coalition.cli.write_changes import confirm_and_write
from coalition.diagnostics import escape_invisible, pluralize, sanitize_log
from coalition.editing import (
    CellProblem,
    EditError,
    ExportedTables,
    ImportOptions,
    ImportPlan,
    RowPlan,
    Workspace,
    apply_plan,
    find_import_table,
    plan_import,
    read_sheet,
)
from coalition.sources import Cache

MAX_LISTED_ROWS = 200
"""Upper limit for the rows of a status that are listed."""

MAX_SHOWN_LENGTH = 60
"""Characters of a value that are shown."""


def parse_mapping(pairs: Iterable[str]) -> dict[str, str]:
    """Parse pairs such as `Full name=name`. Raises EditError if one has no key or no heading."""
    mapping: dict[str, str] = {}
    for pair in pairs:
        heading, _, path = pair.rpartition("=")
        if not heading.strip() or not path.strip():
            message = f"--map {pair} does not name a column and a key"
            raise EditError(message, "write it as in '--map \"Full name=name\"'")
        mapping[heading.strip()] = path.strip()
    return mapping


def run_import(  # noqa: PLR0913 - each parameter is an option
    root: Path,
    table_name: str,
    file: Path,
    options: ImportOptions,
    *,
    skip_wrong: bool = False,
    dry_run: bool = False,
    assume_yes: bool = False,
) -> str:
    """Show what a table would change, write it after confirmation, and return a message.

    With `skip_wrong`, the rows without problems are imported although others have some; with
    `dry_run`, nothing is written. Raises EditError, DataError or Cancelled; every file is unchanged
    then.
    """
    name, cache = find_import_table(table_name), Cache()
    workspace = Workspace.open(root, cache)
    tables = ExportedTables.load(workspace, name, cache)
    sheet = read_sheet(file, tables.choose_sheet)
    plan = plan_import(workspace, tables, sheet, options)
    print(format_import_plan(plan))
    if not skip_wrong:
        _ensure_none_wrong(plan)
    if not (plan.select("new") or plan.select("changed")):
        return f"{sheet.file} says nothing that data/{plan.kind.file}.yaml does not say already"
    if dry_run:
        return "nothing has been changed, because of --dry-run"
    changes = apply_plan(workspace, plan.kind, plan.rows).changes()
    confirm_and_write(root, changes, assume_yes=assume_yes, cache=cache)
    return f"{_describe_result(plan)} in data/{plan.kind.file}.yaml"


def _ensure_none_wrong(plan: ImportPlan) -> None:
    """Raise EditError if a row is wrong: half of a table is harder to correct than none."""
    if wrong := plan.select("wrong"):
        verb = "is" if len(wrong) == 1 else "are"
        raise EditError(
            f"{pluralize(len(wrong), 'row')} {verb} wrong, so nothing is imported",
            "correct the table and run this again, or add --skip-wrong to import the other rows",
        )


def format_import_plan(plan: ImportPlan) -> str:
    """Return how many rows are new, changed, the same and wrong, and what changes in each."""
    new, changed, wrong = plan.select("new"), plan.select("changed"), plan.select("wrong")
    same = len(plan.rows) - len(new) - len(changed) - len(wrong)
    counts = f"{len(new)} new, {len(changed)} changed, {same} the same, {len(wrong)} wrong"
    lines = [f"{escape_invisible(plan.sheet.display_name)}: {counts}"]
    lines += [f"note: {escape_invisible(note)}" for note in plan.notes]
    lines += _format_rows("new", new, lambda _: [])
    lines += _format_rows("changed", changed, _format_changes)
    hinted: set[CellProblem] = set()
    lines += _format_rows(
        "wrong", wrong, lambda row: _format_problems(plan.sheet.file, row, hinted)
    )
    if plan.rows:
        lines += ["", "Entries that the table does not name stay as they are."]
    return sanitize_log("\n".join(lines))


def _format_rows(
    status: str, rows: Sequence[RowPlan], format_details: Callable[[RowPlan], Iterable[str]]
) -> Iterator[str]:
    """Yield the lines about the rows of a status."""
    if rows:
        yield from ("", f"{status}:")
    for row in rows[:MAX_LISTED_ROWS]:
        yield f"{row.number:>7}  {escape_invisible(row.name)}".rstrip()
        yield from format_details(row)
    if len(rows) > MAX_LISTED_ROWS:
        yield f"         ... and {len(rows) - MAX_LISTED_ROWS} more rows"


def _format_changes(row: RowPlan) -> Iterator[str]:
    for change in row.changes:
        before, after = _shorten(change.before), _shorten(change.after)
        yield f"           {escape_invisible(change.heading)}: {before} -> {after}"
    yield from (f"           note: {escape_invisible(note)}" for note in row.notes)


def _format_problems(file: str, row: RowPlan, hinted: set[CellProblem]) -> Iterator[str]:
    """Yield the problems of a row, each with its hint if no row before it has the same."""
    for problem in row.problems:
        yield f"         {escape_invisible(problem.format(file, row.number))}"
        if problem.hint and problem not in hinted:
            yield f"           = help: {escape_invisible(problem.hint)}"
        hinted.add(problem)


def _shorten(text: str) -> str:
    """Return a value on one line, cut where it is long."""
    line = " / ".join(text.split("\n"))
    if len(line) > MAX_SHOWN_LENGTH:
        line = f"{line[:MAX_SHOWN_LENGTH]}…"
    return escape_invisible(line) or "(empty)"


def _describe_result(plan: ImportPlan) -> str:
    new, changed = len(plan.select("new")), len(plan.select("changed"))
    noun = plan.kind.noun
    parts = [f"{pluralize(new, f'new {noun}')}"] if new else []
    parts += [f"{pluralize(changed, f'changed {noun}')}"] if changed else []
    return " and ".join(parts)
