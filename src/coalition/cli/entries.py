"""What `tasks.py new`, `run_retire` and `run_rename` do: ask or take what is given, show, write, check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from coalition.cli import terminal
from coalition.cli.prompts import EntryPrompter, is_solved_by_id
from coalition.diagnostics import DataError
from coalition.editing import (
    ENTRY_KINDS,
    TEXT_KINDS,
    EditError,
    EntryKind,
    EntryValues,
    FileChange,
    Workspace,
    add_namesake_ids,
    apply_changes,
    build_entry,
    ensure_valid_entry,
    format_diff,
    list_missing_options,
    make_text_file,
    rename_entry,
    retire_member,
    validate_entry,
    with_defaults,
)
from coalition.schema import refresh_schemas

CREATABLE_KINDS = ENTRY_KINDS | TEXT_KINDS


def run_new(root: Path, kind_name: str, values: Mapping[str, str], *, assume_yes: bool) -> str:
    """Make an entry or a text of the kind `kind_name` from `values`, and ask for the rest if one can.

    With `assume_yes`, only what is needed is asked for. Says what was made. Raises EditError, DataError
    with what is wrong, and Cancelled; then every file is as it was.
    """
    if kind_name not in CREATABLE_KINDS:
        raise EditError(
            f"there is no kind '{kind_name}'", f"the kinds are {', '.join(CREATABLE_KINDS)}"
        )
    kind, desk = CREATABLE_KINDS[kind_name], Workspace.open(root)
    entry = build_entry(desk, kind, values)
    if "id" in entry:
        desk = add_namesake_ids(desk, kind, entry)
    if terminal.is_interactive():
        _ensure_valid_values(desk, kind, entry)
        asking = EntryPrompter(desk)
        entry = asking.prompt_entry(kind, entry, required_only=assume_yes)
        desk = asking.workspace
    elif lacking := list_missing_options(kind, entry):
        raise EditError(
            f"{kind.name_with_article} needs {', '.join(lacking)}", "there is no terminal to ask"
        )
    entry = with_defaults(desk, kind, entry)
    ensure_valid_entry(desk, kind, entry)
    if kind.name in TEXT_KINDS:
        change = make_text_file(desk, kind, entry)
        confirm_and_write(root, [change], assume_yes=assume_yes)
        return f"{change.display_path} is made: write its text, and look at it with 'python3 tasks.py serve'"
    confirm_and_write(root, desk.with_entry(kind, entry).changes(), assume_yes=assume_yes)
    return f"{kind.name_with_article} is added to data/{kind.file}.yaml"


def run_retire(
    root: Path, id_or_name: str, until: str, *, mark_checked: bool, assume_yes: bool
) -> str:
    """Make a member a former one. Says what was done; raises as `run_new` does."""
    desk = retire_member(Workspace.open(root), id_or_name, until, mark_checked=mark_checked)
    confirm_and_write(root, desk.changes(), assume_yes=assume_yes)
    return "the member is a former one now: the page stays, and says so"


def run_rename(root: Path, id_or_name: str, name: str, id: str, *, assume_yes: bool) -> str:
    """Give a member or an organisation another name or id. Says so; raises as `run_new` does."""
    desk = rename_entry(Workspace.open(root), id_or_name, name, id)
    confirm_and_write(root, desk.changes(), assume_yes=assume_yes)
    return (
        "done: the old address leads to the new one" if id else "done: the address stays as it was"
    )


def update_generated_files(root: Path, changes: Sequence[FileChange]) -> None:
    """Bring up to date what is made of the files that have been changed and found right."""
    if any(change.display_path.startswith("data/") for change in changes):
        refresh_schemas(root)


def _ensure_valid_values(workspace: Workspace, kind: EntryKind, entry: EntryValues) -> None:
    """Raise DataError for what is wrong with the values given, but for what can still be asked."""
    found = validate_entry(workspace, kind, entry, list(entry)) if entry else []
    if wrong := [problem for problem in found if not is_solved_by_id(kind, problem)]:
        raise DataError(wrong)


def confirm_and_write(root: Path, changes: Sequence[FileChange], *, assume_yes: bool) -> None:
    """Show what will be written, ask, write it and check everything."""
    if not changes:
        raise EditError("nothing is to be changed", "the files say this already")
    for change in changes:
        print(f"\n{format_diff(change)}")
    print()
    if not assume_yes and not terminal.is_interactive():
        raise EditError("there is no terminal to ask 'Write this?'", "add --yes")
    if not assume_yes and not terminal.confirm("Write this?", default=True):
        raise terminal.Cancelled
    apply_changes(root, changes)
    update_generated_files(root, changes)
