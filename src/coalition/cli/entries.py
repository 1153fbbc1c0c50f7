"""What `tasks.py new`, `retire` and `rename` do: ask or take what is given, show, write, check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from coalition.cli import terminal
from coalition.cli.asking import Asking, solved_by_id
from coalition.diagnostics.diagnostic import DataError
from coalition.editing import new_ids, new_text, options, renaming, retiring, values
from coalition.editing.entry_kinds import KINDS, EntryKind
from coalition.editing.errors import EditError
from coalition.editing.transaction import Change, carry_out, told
from coalition.editing.workspace import Desk
from coalition.editing.yaml.file import Entry
from coalition.schema import schemas

ALL_KINDS = KINDS | new_text.TEXT_KINDS


def new(project: Path, name: str, values: Mapping[str, str], *, yes: bool) -> str:
    """Make an entry or a text of the kind `name` from `values`, and ask for the rest if one can.

    With `yes`, only what is needed is asked for. Says what was made. Raises EditError, DataError
    with what is wrong, and Cancelled; then every file is as it was.
    """
    if name not in ALL_KINDS:
        raise EditError(f"there is no kind '{name}'", f"the kinds are {', '.join(ALL_KINDS)}")
    kind, desk = ALL_KINDS[name], Desk.of(project)
    entry = options.entry_of(desk, kind, values)
    if "id" in entry:
        desk = new_ids.told_apart(desk, kind, entry)
    if terminal.is_there():
        _refuse_wrong_values(desk, kind, entry)
        asking = Asking(desk)
        entry = asking.entry(kind, entry, briefly=yes)
        desk = asking.desk
    elif lacking := options.missing(kind, entry):
        raise EditError(f"{kind.a_name} needs {', '.join(lacking)}", "there is no terminal to ask")
    entry = options.completed(desk, kind, entry)
    options.refuse_wrong(desk, kind, entry)
    if kind.name in new_text.TEXT_KINDS:
        change = new_text.new_text(desk, kind, entry)
        _write(project, [change], yes=yes)
        return (
            f"{change.shown} is made: write its text, and look at it with 'python3 tasks.py serve'"
        )
    _write(project, desk.with_entry(kind, entry).changes(), yes=yes)
    return f"{kind.a_name} is added to data/{kind.file}.yaml"


def retire(project: Path, wanted: str, until: str, *, checked: bool, yes: bool) -> str:
    """Make a member a former one. Says what was done; raises as `new` does."""
    desk = retiring.retired(Desk.of(project), wanted, until, checked=checked)
    _write(project, desk.changes(), yes=yes)
    return "the member is a former one now: the page stays, and says so"


def rename(project: Path, wanted: str, name: str, id: str, *, yes: bool) -> str:
    """Give a member or an organisation another name or id. Says so; raises as `new` does."""
    desk = renaming.renamed(Desk.of(project), wanted, name, id)
    _write(project, desk.changes(), yes=yes)
    return (
        "done: the old address leads to the new one" if id else "done: the address stays as it was"
    )


def after_change(project: Path, changes: Sequence[Change]) -> None:
    """Bring up to date what is made of the files that have been changed and found right."""
    if any(change.shown.startswith("data/") for change in changes):
        schemas.follow(project)


def _refuse_wrong_values(desk: Desk, kind: EntryKind, entry: Entry) -> None:
    """Raise DataError for what is wrong with the values given, but for what can still be asked."""
    found = values.problems(desk, kind, entry, list(entry)) if entry else []
    if wrong := [problem for problem in found if not solved_by_id(kind, problem)]:
        raise DataError(wrong)


def _write(project: Path, changes: Sequence[Change], *, yes: bool) -> None:
    """Show what will be written, ask, write it and check everything."""
    if not changes:
        raise EditError("nothing is to be changed", "the files say this already")
    for change in changes:
        print(f"\n{told(change)}")
    print()
    if not yes and not terminal.is_there():
        raise EditError("there is no terminal to ask 'Write this?'", "add --yes")
    if not yes and not terminal.agrees("Write this?", otherwise=True):
        raise terminal.Cancelled
    carry_out(project, changes)
    after_change(project, changes)
