"""`tasks.py remove`: remove an entry from the site."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from coalition.cli.terminal import is_interactive
from coalition.cli.write_changes import confirm_and_write
from coalition.diagnostics import escape_invisible, pluralize
from coalition.editing import (
    EditError,
    EntryKind,
    Removal,
    TextLine,
    Workspace,
    find_doubt,
    get_removable_kind,
    record_deleted_entry,
    remove_entry,
)

HISTORY_NOTE = (
    "git still has the old files in its history: see 'Remove a person' in CONTRIBUTING.md"
)

UNDO_NOTE = (
    "until the next change, 'python3 tasks.py undo' can bring this back on this computer, because"
    " .undo.json keeps it; 'python3 tasks.py clean' deletes that"
)

MAX_MENTIONS = 20
"""Upper limit for the lines that a message lists."""


def run_remove(
    root: Path, kind_name: str, id_or_name: str, *, only_record: bool, assume_yes: bool
) -> str:
    """Remove an entry and return a message. Raises as `run_new` does.

    With `only_record`, the entry has been deleted by hand, and only its address is recorded.
    """
    kind, workspace = get_removable_kind(kind_name), Workspace.open(root)
    remove = record_deleted_entry if only_record else remove_entry
    removal = remove(workspace, kind, id_or_name)
    if only_record and removal.workspace.changes():
        _ensure_plausible_id(workspace, kind, id_or_name, assume_yes=assume_yes)
    confirm_and_write(root, removal.workspace.changes(), assume_yes=assume_yes)
    message = f"the {kind.noun} is removed; the page disappears when the site is published next"
    if only_record:
        message = f"the address of the {kind.noun} may disappear when the site is published next"
        return "\n".join([message, HISTORY_NOTE])
    return "\n".join([message, *format_remains(removal), UNDO_NOTE, HISTORY_NOTE])


def _ensure_plausible_id(
    workspace: Workspace, kind: EntryKind, id: str, *, assume_yes: bool
) -> None:
    """Warn of an id that may be a typing error. Raises EditError if nobody will be asked."""
    doubt = find_doubt(workspace, kind, id)
    if doubt and (assume_yes or not is_interactive()):
        advice = f"{doubt.hint}; if the id is right, run this at a terminal, without --yes"
        raise EditError(doubt.message, advice)
    if doubt:
        print(f"  ! {doubt.message}\n    help: {doubt.hint}")


def format_remains(removal: Removal) -> list[str]:
    """Return the lines of a message about what still names the removed entry."""
    lines = []
    lines += [f"{name} stays, as something else uses it" for name in removal.kept_files]
    if removal.mentions:
        count = pluralize(len(removal.mentions), "place")
        lines.append(f"the name is still in {count}; delete it there, too:")
        lines += _format_mentions(removal.mentions)
    return lines


def _format_mentions(mentions: Sequence[TextLine]) -> list[str]:
    lines = [
        f"  {mention.location}: {escape_invisible(mention.text.strip())}"
        for mention in mentions[:MAX_MENTIONS]
    ]
    if omitted := len(mentions) - MAX_MENTIONS:
        lines += [f"  and {omitted} more"] if omitted > 0 else []
    return lines
