"""Short and long forms of the same value: `group` and `groups`, `organisation` and `affiliations`.

An entry has one of the two. A table has columns for both, so a cell may decide which one is
written; the other one is removed, if what it says is in the new one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coalition.editing.importing.problems import CellError
from coalition.editing.options import get_value, set_value
from coalition.editing.yaml.file import EntryValues
from coalition.project import PlainData

LONG_FORMS: Mapping[str, tuple[str, ...]] = {
    "affiliations": ("organisation", "role"),
    "terms": ("since", "until"),
}
"""The short forms of each long one, in an entry of a member."""


def put_member_value(
    entry: EntryValues,
    before: EntryValues,
    path: str,
    value: PlainData | None,
    labels: Mapping[str, str],
) -> None:
    """Set the value of a path in an entry of a member, or remove it. Raises CellError.

    `before` is the entry as it is in its file, `labels` are the headings of columns by path.
    """
    if path == "groups":
        _put_groups(entry, value)
    elif long := _find_long_form(entry, path):
        is_changed = long in before  # then the cell shows one of several
        _ensure_in_long_form(entry, long, path, None if is_changed else value, labels[long])
    elif path in LONG_FORMS and value:
        put_plain_value(entry, path, _replace_short_forms(entry, path, value, labels))
    else:
        put_plain_value(entry, path, value)


def put_plain_value(entry: EntryValues, path: str, value: PlainData | None) -> None:
    """Set the value of a path in an entry, or remove it."""
    if value is None:
        remove_value(entry, path)
    elif get_value(entry, path) != value:
        set_value(entry, path, value)


def remove_value(entry: EntryValues, path: str) -> None:
    """Remove a key, or a key of a record within the entry, with the record if it was its only."""
    key, _, rest = path.partition(".")
    if not rest:
        entry.pop(key, None)
        return
    inner = entry.get(key)
    if isinstance(inner, dict):
        record = dict(inner)
        remove_value(record, rest)
        entry[key] = record
        if not record:
            del entry[key]


def _find_long_form(entry: EntryValues, path: str) -> str:
    return next((long for long, short in LONG_FORMS.items() if path in short and long in entry), "")


def _ensure_in_long_form(
    entry: EntryValues, long: str, path: str, value: PlainData | None, label: str
) -> None:
    """Raise CellError for a short form that is not in the long one, which has more."""
    items: Any = entry[long]
    if value is None or not any(item.get(path) == value for item in items):
        message = f"the column '{label}' says otherwise, and it has all of them"
        raise CellError(message, "change it in that column")


def _replace_short_forms(
    entry: EntryValues, long: str, value: PlainData, labels: Mapping[str, str]
) -> PlainData:
    """Remove the short forms of a list that has them, too. Raises CellError if it does not.

    A role that is only in its own column stays that of its organisation.
    """
    items: Any = [dict(item) for item in value if isinstance(item, dict)]
    for path in LONG_FORMS[long]:
        if (former := entry.get(path)) is None:
            continue
        if path == "role":
            _keep_role(items, entry.get("organisation"), former)
        elif not any(item.get(path) == former for item in items):
            message = f"the column '{labels[path]}' says something that is missing here"
            raise CellError(message, "write all of them here, or empty that column")
    for path in LONG_FORMS[long]:
        entry.pop(path, None)
    kept: PlainData = items
    return kept


def _keep_role(items: list[Any], organisation: PlainData | None, role: PlainData) -> None:
    for item in items:
        if item["organisation"] == organisation:
            item.setdefault("role", role)


def _put_groups(entry: EntryValues, value: PlainData | None) -> None:
    """Write one group as `group`, unless the entry has a list already; several as `groups`."""
    groups = value if isinstance(value, list) else []
    if len(groups) == 1 and "groups" not in entry:
        entry["group"] = groups[0]
        return
    entry.pop("group", None)
    entry.pop("groups", None)
    if groups:
        entry["groups"] = groups
