"""`tasks.py retire`: make a member a former one, or end a working group."""

from __future__ import annotations

from pathlib import Path

from coalition.cli.write_changes import confirm_and_write
from coalition.editing import Retirement, Workspace, retire_entry


def run_retire(
    root: Path, id_or_name: str, until: str, *, mark_checked: bool, assume_yes: bool
) -> str:
    """Give a member or a working group an end and return a message. Raises as `run_new` does."""
    retirement = retire_entry(Workspace.open(root), id_or_name, until, mark_checked=mark_checked)
    confirm_and_write(root, retirement.workspace.changes(), assume_yes=assume_yes)
    return _format_message(retirement, mark_checked=mark_checked)


def _format_message(retirement: Retirement, *, mark_checked: bool) -> str:
    is_member = retirement.target.kind.name == "member"
    if retirement.is_pending:
        state = "a member" if is_member else "active"
        return (
            f"'until: {retirement.end}' is written; the site shows {retirement.target.name} as"
            f" {state} until its data reaches that date: the latest date of a check or of news is"
            f" {retirement.day}"
        )
    message = "the working group has ended; the page stays and says so"
    if is_member:
        message = "the member is now a former member; the page stays and says so"
    if retirement.marked_checked and not mark_checked:
        message += (
            "; 'checked' is today, because the site shows what was so on the latest date in its"
            " data"
        )
    return message
