"""Confirm and write changes; the last step of every command that edits files."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from coalition.cli import terminal
from coalition.editing import (
    EditError,
    FileChange,
    apply_changes,
    format_diff,
    record_changes,
)
from coalition.schema import refresh_schemas
from coalition.sources import Cache


def confirm_and_write(
    root: Path, changes: Sequence[FileChange], *, assume_yes: bool, cache: Cache | None = None
) -> None:
    """Print the diff, ask for confirmation, write the files and check the project.

    With a `cache`, files that have not changed since they were read with it are not read again.
    Raises EditError, DataError or Cancelled; every file is unchanged then.
    """
    if not changes:
        raise EditError("there is nothing to change", "the files are already up to date")
    for change in changes:
        print(f"\n{format_diff(change)}")
    print()
    if not assume_yes and not terminal.is_interactive():
        raise EditError("there is no terminal to ask 'Write this?'", "add --yes")
    if not assume_yes and not terminal.confirm("Write this?", default=True):
        raise terminal.Cancelled
    apply_changes(root, changes, cache)
    with suppress(OSError):  # the change itself is written
        record_changes(root, changes)
    update_generated_files(root, changes)


def update_generated_files(root: Path, changes: Sequence[FileChange]) -> None:
    """Update the JSON Schemas, which are generated from the data, after a valid change."""
    if any(change.display_path.startswith("data/") for change in changes):
        refresh_schemas(root)
