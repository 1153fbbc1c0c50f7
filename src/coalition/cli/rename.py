"""`tasks.py rename`: another name or id for a member or an organisation."""

from __future__ import annotations

from pathlib import Path

from coalition.cli.write_changes import confirm_and_write
from coalition.editing import Workspace, rename_entry


def run_rename(root: Path, id_or_name: str, name: str, id: str, *, assume_yes: bool) -> str:
    """Give a member or an organisation another name or id. Says so; raises as `run_new` does."""
    desk = rename_entry(Workspace.open(root), id_or_name, name, id)
    confirm_and_write(root, desk.changes(), assume_yes=assume_yes)
    return (
        "done: the old address leads to the new one" if id else "done: the address stays as it was"
    )
