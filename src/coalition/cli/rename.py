"""`tasks.py rename`: change the name or the id of a member or an organisation."""

from __future__ import annotations

from pathlib import Path

from coalition.cli.write_changes import confirm_and_write
from coalition.editing import Workspace, rename_entry


def run_rename(root: Path, id_or_name: str, name: str, id: str, *, assume_yes: bool) -> str:
    """Change a name, an id or both and return a message. Raises as `run_new` does."""
    workspace = rename_entry(Workspace.open(root), id_or_name, name, id)
    confirm_and_write(root, workspace.changes(), assume_yes=assume_yes)
    return (
        "done: the old address redirects to the new one" if id else "done: the address is unchanged"
    )
