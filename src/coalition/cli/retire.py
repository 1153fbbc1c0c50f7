"""`tasks.py retire`: make a member a former one."""

from __future__ import annotations

from pathlib import Path

from coalition.cli.write_changes import confirm_and_write
from coalition.editing import Workspace, retire_member


def run_retire(
    root: Path, id_or_name: str, until: str, *, mark_checked: bool, assume_yes: bool
) -> str:
    """Make a member a former one and return a message. Raises as `run_new` does."""
    workspace = retire_member(Workspace.open(root), id_or_name, until, mark_checked=mark_checked)
    confirm_and_write(root, workspace.changes(), assume_yes=assume_yes)
    return "the member is now a former member; the page stays and says so"
