"""`tasks.py rename`: change the name, the title or the id of an entry."""

from __future__ import annotations

from pathlib import Path

from coalition.cli.remove import HISTORY_NOTE, UNDO_NOTE, format_remains
from coalition.cli.write_changes import confirm_and_write
from coalition.editing import Workspace, forget_former_name, rename_entry


def run_rename(  # noqa: PLR0913 - each parameter is an option
    root: Path,
    id_or_name: str,
    name: str,
    id: str,
    *,
    kind: str = "",
    forget: bool = False,
    assume_yes: bool,
) -> str:
    """Change a name, an id or both and return a message. Raises as `run_new` does."""
    workspace = Workspace.open(root)
    if forget:
        removal = forget_former_name(workspace, id_or_name, name, id, kind)
        confirm_and_write(root, removal.workspace.changes(), assume_yes=assume_yes)
        message = "done: the former address disappears when the site is published next"
        return "\n".join([message, *format_remains(removal), UNDO_NOTE, HISTORY_NOTE])
    workspace = rename_entry(workspace, id_or_name, name, id, kind)
    confirm_and_write(root, workspace.changes(), assume_yes=assume_yes)
    return (
        "done: the old address redirects to the new one" if id else "done: the address is unchanged"
    )
