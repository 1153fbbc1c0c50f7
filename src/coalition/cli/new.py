"""`tasks.py new`: a new entry or text, from options and answers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from coalition.cli import terminal
from coalition.cli.prompts import EntryPrompter, is_solved_by_id
from coalition.cli.write_changes import confirm_and_write
from coalition.diagnostics import DataError
from coalition.editing import (
    ENTRY_KINDS,
    TEXT_KINDS,
    EditError,
    EntryKind,
    EntryValues,
    Workspace,
    add_namesake_ids,
    build_entry,
    ensure_valid_entry,
    list_missing_options,
    make_text_file,
    validate_entry,
    with_defaults,
)

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


def _ensure_valid_values(workspace: Workspace, kind: EntryKind, entry: EntryValues) -> None:
    """Raise DataError for what is wrong with the values given, but for what can still be asked."""
    found = validate_entry(workspace, kind, entry, list(entry)) if entry else []
    if wrong := [problem for problem in found if not is_solved_by_id(kind, problem)]:
        raise DataError(wrong)
