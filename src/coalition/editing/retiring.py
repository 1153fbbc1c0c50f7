"""Members who leave: they keep their entry, their page and their terms, and get an `until`."""

from __future__ import annotations

import datetime

from coalition.diagnostics import DataError
from coalition.editing import lookup, values
from coalition.editing.entry_kinds import MEMBER_KIND
from coalition.editing.errors import EditError
from coalition.editing.questions import format_today
from coalition.editing.workspace import Workspace
from coalition.editing.yaml.edit_keys import set_key
from coalition.project import get_child, is_null, to_plain_data


def retire_member(
    workspace: Workspace, id_or_name: str, until: str = "", *, mark_checked: bool = False
) -> Workspace:
    """The desk after the member with this id or name has left in `until`, or else this month.

    With `mark_checked`, the entry also says that it was compared with its source today. Raises EditError
    where there is no such member or they have left already, DataError where `until` is wrong.
    """
    found = lookup.find_entry(workspace, id_or_name, [MEMBER_KIND])
    left = get_child(found.raw_entry.node, "until")
    if left is not None and not is_null(left):
        line = left.location.line
        message = f"{found.name} has been a former member since {to_plain_data(left)}"
        raise EditError(message, f"this stands in data/members.yaml on line {line}")
    until = until or datetime.date.today().strftime("%Y-%m")
    entry = to_plain_data(found.raw_entry.node)
    assert isinstance(entry, dict)
    if wrong := values.validate_entry_alone(
        workspace, MEMBER_KIND, {**entry, "until": until}, ["until"]
    ):
        raise DataError(wrong)
    if until > format_today()[: len(until)]:
        message = (
            f"'{until}' is still to come, and whoever has an 'until' is a former member at once"
        )
        raise EditError(message, "run this again when the time has come")
    new = {"until": until} | ({"checked": format_today()} if mark_checked else {})
    file = workspace.files[MEMBER_KIND.file]
    edits = [
        set_key(file, found.node_path, key, value, MEMBER_KIND.key_order)
        for key, value in new.items()
    ]
    return workspace.with_edits(MEMBER_KIND.file, edits)
