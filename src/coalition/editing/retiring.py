"""Retire a member or a working group: the entry, its page and its URL stay, and get an end."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from coalition.diagnostics import DataError, Diagnostic
from coalition.editing.data_day import find_data_day
from coalition.editing.entry_kinds import MEMBER_KIND, WORKING_GROUP_KIND
from coalition.editing.errors import EditError
from coalition.editing.lookup import FoundEntry, find_entry
from coalition.editing.questions import format_today
from coalition.editing.values import validate_entry_alone
from coalition.editing.workspace import Workspace
from coalition.editing.yaml.edit_keys import set_key
from coalition.editing.yaml.file import YamlEdit
from coalition.model import Member, PartialDate, Term, has_come, list_keys, parse_partial_date
from coalition.project import NodePath, get_child, is_null, to_plain_data
from coalition.sources import YamlNode, YamlSequence

TERM_KEYS = tuple(key.name for key in list_keys(Term))


@dataclass(frozen=True)
class Retirement:
    """The workspace after somebody retired, or a working group ended.

    `day` is the day of the data then. With `is_pending`, the end is after it: until something on
    the site is checked on that day or later, the site goes on without the end.
    """

    workspace: Workspace
    target: FoundEntry
    end: PartialDate
    day: datetime.date | None
    marked_checked: bool = False

    @property
    def is_pending(self) -> bool:
        """Whether the end has not come by the day of the data."""
        return self.day is not None and self.end.first_day > self.day


def retire_entry(
    workspace: Workspace, id_or_name: str, until: str = "", *, mark_checked: bool = False
) -> Retirement:
    """Give the member or the working group with this id or name an end: `until`, or this month.

    With `mark_checked`, `checked` is set to today; so it is if the end has come, but is after the
    day of the data, which decides what pages show. Raises EditError if there is no such entry or it
    has an end already, DataError if `until` is invalid.
    """
    target = find_entry(workspace, id_or_name, [MEMBER_KIND, WORKING_GROUP_KIND])
    today = datetime.date.today()
    until = until or today.strftime("%Y-%m")
    end_path = _find_end_path(target)
    if diagnostics := _validate(workspace, target, end_path, until):
        raise DataError(diagnostics)
    end = parse_partial_date(until)
    is_over = has_come(end, today)
    if target.kind is WORKING_GROUP_KIND and not is_over:
        raise EditError(f"'{until}' is in the future", "run this again at that time")
    edits = [*_edit_end(workspace, target, end_path, until)]
    after = workspace.with_edits(target.kind.file, edits)
    day = find_data_day(after)
    if mark_checked or (is_over and day is not None and end.first_day > day):
        # the paths of the entry are as they were: its keys are not in a list
        key_order = target.kind.key_order
        file = after.files[target.kind.file]
        edit = set_key(file, target.node_path, "checked", format_today(), key_order)
        after = after.with_edits(target.kind.file, [edit])
        return Retirement(after, target, end, find_data_day(after), marked_checked=True)
    return Retirement(after, target, end, day)


def _find_end_path(target: FoundEntry) -> NodePath:
    """Return the path, within the entry, of the term that is to end; empty for the entry itself.

    Raises EditError if no term is open.
    """
    node = target.raw_entry.node
    terms = get_child(node, "terms")
    if isinstance(terms, YamlSequence):
        for index in reversed(range(len(terms.items))):
            if _get_end(terms.items[index]) is None:
                return "terms", index
    end = _get_end(terms.items[-1] if isinstance(terms, YamlSequence) else node)
    died = get_child(node, "died") if target.kind.record is Member else None
    if end is None and died is None:
        return ()
    line = (end or died or node).location.line
    where = f"see data/{target.kind.file}.yaml, line {line}"
    if end is None:
        raise EditError(f"{target.name} has died", where)
    state = "a former member" if target.kind is MEMBER_KIND else "ended"
    raise EditError(f"{target.name} has been {state} since {to_plain_data(end)}", where)


def _get_end(node: YamlNode) -> YamlNode | None:
    end = get_child(node, "until")
    return end if end is not None and not is_null(end) else None


def _validate(
    workspace: Workspace, target: FoundEntry, end_path: NodePath, until: str
) -> list[Diagnostic]:
    entry = to_plain_data(target.raw_entry.node)
    assert isinstance(entry, dict)
    if end_path:
        terms = [dict(term) for term in entry["terms"]]
        terms[int(end_path[1])]["until"] = until
        return validate_entry_alone(workspace, target.kind, {**entry, "terms": terms}, ["terms"])
    edited = {**entry, "until": until}
    return validate_entry_alone(workspace, target.kind, edited, ["until"])


def _edit_end(
    workspace: Workspace, target: FoundEntry, end_path: NodePath, until: str
) -> list[YamlEdit]:
    file, order = workspace.files[target.kind.file], target.kind.key_order
    path = (*target.node_path, *end_path)
    edits = [set_key(file, path, "until", until, TERM_KEYS if end_path else order)]
    if target.kind is WORKING_GROUP_KIND and get_child(target.raw_entry.node, "status") is not None:
        edits.append(set_key(file, path, "status", "ended", order))
    return edits
