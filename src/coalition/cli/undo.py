"""`tasks.py undo`: revert the last change by another command."""

from __future__ import annotations

from pathlib import Path

from coalition.cli.write_changes import confirm_and_write
from coalition.editing import read_reverse_changes


def run_undo(root: Path, *, assume_yes: bool) -> str:
    """Revert the last change and return a message. Raises as `run_new` does."""
    confirm_and_write(root, read_reverse_changes(root), assume_yes=assume_yes)
    return "the last change is undone; to make it again, run 'undo' once more"
