"""Make one edit of everything that an import does."""

from __future__ import annotations

from collections.abc import Iterable

from coalition.editing.entry_kinds import EntryKind
from coalition.editing.importing.plan import RowPlan
from coalition.editing.removed_file import add_entries
from coalition.editing.workspace import Workspace
from coalition.editing.yaml.edit_values import apply_value_edits, list_value_edits


def apply_plan(workspace: Workspace, kind: EntryKind, rows: Iterable[RowPlan]) -> Workspace:
    """Return a workspace with the changed keys and the new entries of these rows.

    Raises EditError if a file has a syntax that cannot be edited.
    """
    selected = [row for row in rows if row.status in ("new", "changed")]
    prefix = (kind.key,) if kind.key else ()
    edits = [
        edit
        for row in selected
        if row.match
        for edit in list_value_edits(
            (*prefix, row.match.index), row.before, row.after, kind.key_order
        )
    ]
    file = apply_value_edits(workspace.files[kind.file], edits)
    new_entries = [row.after for row in selected if row.match is None]
    return add_entries(workspace.with_file(kind.file, file), kind, new_entries)
