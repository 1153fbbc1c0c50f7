"""What every command that edits data does at its end: show, ask, write, check."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from coalition.cli import terminal
from coalition.editing import EditError, FileChange, apply_changes, format_diff
from coalition.schema import refresh_schemas


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


def update_generated_files(root: Path, changes: Sequence[FileChange]) -> None:
    """Bring up to date what is made of the files that have been changed and found right."""
    if any(change.display_path.startswith("data/") for change in changes):
        refresh_schemas(root)
