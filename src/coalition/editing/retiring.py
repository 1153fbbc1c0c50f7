"""Retire a member: the entry, its page and its URL stay, and get an `until`."""

from __future__ import annotations

import datetime

from coalition.diagnostics import DataError
from coalition.editing.entry_kinds import MEMBER_KIND
from coalition.editing.errors import EditError
from coalition.editing.lookup import find_entry
from coalition.editing.questions import format_today
from coalition.editing.values import validate_entry_alone
from coalition.editing.workspace import Workspace
from coalition.editing.yaml.edit_keys import set_key
from coalition.model import has_come, parse_partial_date
from coalition.project import get_child, is_null, to_plain_data


def retire_member(
    workspace: Workspace, id_or_name: str, until: str = "", *, mark_checked: bool = False
) -> Workspace:
    """Make the member with this id or name a former one, since `until` or else this month.

    With `mark_checked`, `checked` is set to today. Raises EditError if there is no such member or
    they are a former one already, DataError if `until` is invalid.
    """
    target = find_entry(workspace, id_or_name, [MEMBER_KIND])
    current_until = get_child(target.raw_entry.node, "until")
    if current_until is not None and not is_null(current_until):
        line = current_until.location.line
        message = f"{target.name} has been a former member since {to_plain_data(current_until)}"
        raise EditError(message, f"see data/members.yaml, line {line}")
    until = until or datetime.date.today().strftime("%Y-%m")
    entry = to_plain_data(target.raw_entry.node)
    assert isinstance(entry, dict)
    edited_entry = {**entry, "until": until}
    if diagnostics := validate_entry_alone(workspace, MEMBER_KIND, edited_entry, ["until"]):
        raise DataError(diagnostics)
    if not has_come(parse_partial_date(until), datetime.date.today()):
        message = (
            f"'{until}' is in the future, and a member with an 'until' is a former member at once"
        )
        raise EditError(message, "run this again at that time")
    new_values = {"until": until} | ({"checked": format_today()} if mark_checked else {})
    file = workspace.files[MEMBER_KIND.file]
    edits = [
        set_key(file, target.node_path, key, value, MEMBER_KIND.key_order)
        for key, value in new_values.items()
    ]
    return workspace.with_edits(MEMBER_KIND.file, edits)
