"""`tasks.py new`: add an entry or a text, from options and answers."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path

from coalition.cli import terminal
from coalition.cli.prompts import EntryPrompter, is_solved_by_id
from coalition.cli.write_changes import confirm_and_write
from coalition.diagnostics import DataError
from coalition.editing import (
    ENTRY_KINDS,
    MEMBER_KIND,
    ORGANISATION_MEMBER_KIND,
    TEXT_KINDS,
    EditError,
    EntryKind,
    EntryValues,
    Workspace,
    add_entry,
    add_namesake_ids,
    build_entry,
    describe_future_dates,
    ensure_valid_entry,
    list_missing_options,
    make_text_file,
    validate_entry,
    with_defaults,
)

CREATABLE_KINDS = ENTRY_KINDS | TEXT_KINDS


def run_new(
    root: Path,
    kind_name: str,
    values: Mapping[str, str],
    *,
    is_organisation: bool = False,
    assume_yes: bool,
) -> str:
    """Add an entry or a text with these `values`, and prompt for the others at a terminal.

    With `is_organisation`, the new member is an organisation itself. With `assume_yes`, nothing is
    asked: a missing value is an error, and the entry is written without confirmation. Returns a
    message. Raises EditError, DataError or Cancelled; every file is unchanged then.
    """
    if kind_name not in CREATABLE_KINDS:
        raise EditError(
            f"unknown kind '{kind_name}'", f"the kinds are {', '.join(CREATABLE_KINDS)}"
        )
    kind, workspace = CREATABLE_KINDS[kind_name], Workspace.open(root)
    if is_organisation and kind is not MEMBER_KIND:
        raise EditError("only a member can be an organisation itself", "leave '--itself' out")
    if is_organisation:
        kind = ORGANISATION_MEMBER_KIND
    entry = build_entry(workspace, kind, values)
    if "id" in entry:
        workspace = add_namesake_ids(workspace, kind, entry)
    if terminal.is_interactive() and not assume_yes:
        _ensure_valid_values(workspace, kind, entry)
        prompter = EntryPrompter(workspace)
        entry = prompter.prompt_entry(kind, entry)
        workspace = prompter.workspace
    elif missing := list_missing_options(workspace, kind, entry):
        reason = "--yes asks nothing" if assume_yes else "there is no terminal to ask"
        if kind is MEMBER_KIND and "--name" in missing and "organisation" in entry:
            reason += "; if the organisation itself is the member, add --itself"
        raise EditError(f"{kind.name_with_article} needs {', '.join(missing)}", reason)
    entry = with_defaults(workspace, kind, entry)
    ensure_valid_entry(workspace, kind, entry)
    remark = describe_future_dates(entry, datetime.date.today())
    if kind.name in TEXT_KINDS:
        change = make_text_file(workspace, kind, entry)
        confirm_and_write(root, [change], assume_yes=assume_yes)
        next_step = "write its text, and preview it with 'python3 tasks.py serve'"
        return f"{change.display_path} is made: {next_step}{remark}"
    confirm_and_write(root, add_entry(workspace, kind, entry).changes(), assume_yes=assume_yes)
    return f"{kind.name_with_article} is added to data/{kind.file}.yaml{remark}"


def _ensure_valid_values(workspace: Workspace, kind: EntryKind, entry: EntryValues) -> None:
    """Raise DataError for invalid values, except for what a prompt for an id can solve."""
    diagnostics = validate_entry(workspace, kind, entry, list(entry)) if entry else []
    if errors := [d for d in diagnostics if not is_solved_by_id(kind, d)]:
        raise DataError(errors)
