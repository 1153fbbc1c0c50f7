"""Rule `repeated-person`: somebody who is in a list twice, or among chairs and members of a group.

Two terms that do not overlap are no repetition: somebody may chair a group twice, and stay a member
of it after that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from coalition.diagnostics import Diagnostic, Message, quote_value
from coalition.model import Member, Record, Term, TermHolder
from coalition.project import (
    ACTION_AREAS,
    WORKING_GROUPS,
    LoadedData,
    RawEntry,
    get_child,
    normalize_name,
)
from coalition.sources import YamlNode, YamlSequence

RULE_NAME = "repeated-person"


@dataclass(frozen=True)
class _Item:
    """An item of a list: who it is, comparable, and what to call them."""

    holder: TermHolder
    node: YamlNode
    identity: tuple[str, str]
    name: str


def check_repeated_people(data: LoadedData) -> Iterator[Diagnostic]:
    """Yield a warning for each repetition in working groups and areas of action."""
    coalition, members = data.coalition, {member.id: member for member in data.coalition.members}
    groups = zip(data.raw_entries.get(WORKING_GROUPS, ()), coalition.working_groups, strict=True)
    for entry, group in groups:
        chairs = _list_items(group, entry, "chairs", members)
        group_members = _list_items(group, entry, "members", members)
        yield from _check_list(entry, chairs)
        yield from _check_list(entry, group_members)
        yield from _check_chairs(entry, chairs, group_members)
    for entry, area in zip(data.raw_entries[ACTION_AREAS], coalition.action_areas, strict=True):
        yield from _check_list(entry, _list_items(area, entry, "coordinators", members))


def _list_items(
    record: Record, entry: RawEntry, key: str, members: dict[str, Member]
) -> list[_Item]:
    node = get_child(entry.node, key)
    if not isinstance(node, YamlSequence):
        return []
    holders: Sequence[TermHolder] = getattr(record, key)
    return [
        _Item(holder, item, *_identify(holder, members))
        for holder, item in zip(holders, node.items, strict=True)
    ]


def _identify(holder: TermHolder, members: dict[str, Member]) -> tuple[tuple[str, str], str]:
    """Return who somebody is, the same for each way to name them, and a name for messages."""
    if holder.member:
        member = members[holder.member]
        if member.is_organisation and member.organisation:
            return ("organisation", member.organisation), member.organisation
        return ("member", member.id), member.id
    if holder.name:
        name = holder.name.default_text
        return ("name", normalize_name(name)), name
    return ("organisation", holder.organisation or ""), holder.organisation or ""


def _check_list(entry: RawEntry, items: list[_Item]) -> Iterator[Diagnostic]:
    for position, item in enumerate(items):
        for other in items[:position]:
            if _is_repeated(item, other):
                message = Message(
                    "%(name)s is in this list already, on line %(line)s",
                    name=quote_value(item.name),
                    line=other.node.location.line,
                )
                hint = Message("delete one of the two, or give both the dates of their terms")
                yield _warn(entry, item, message, hint)
                break


def _check_chairs(
    entry: RawEntry, chairs: list[_Item], members: list[_Item]
) -> Iterator[Diagnostic]:
    for item in members:
        for chair in chairs:
            if _is_repeated(item, chair):
                message = Message(
                    "%(name)s chairs the group, see line %(line)s, and need not be listed here",
                    name=quote_value(item.name),
                    line=chair.node.location.line,
                )
                hint = Message("delete this entry, or give both the dates of their terms")
                yield _warn(entry, item, message, hint)
                break


def _is_repeated(item: _Item, other: _Item) -> bool:
    """Return whether both are the same, at the same time as far as is known.

    Two people of one name are different if they belong to different organisations.
    """
    organisations = {item.holder.organisation, other.holder.organisation} - {None}
    return (
        item.identity == other.identity
        and len(organisations) < 2
        and _may_overlap(item.holder, other.holder)
    )


def _may_overlap(one: Term, other: Term) -> bool:
    """Return whether two terms may have a day in common, as far as their dates are known."""
    return not (_is_over_before(one, other) or _is_over_before(other, one))


def _is_over_before(one: Term, other: Term) -> bool:
    """Return whether a term ends when the other begins, or before."""
    return bool(one.until and other.since and one.until.first_day <= other.since.last_day)


def _warn(entry: RawEntry, item: _Item, message: Message, hint: Message) -> Diagnostic:
    key = "member" if item.holder.member else "name" if item.holder.name else "organisation"
    node = get_child(item.node, key) or item.node
    diagnostic = entry.document.diagnostic_at(node.location, RULE_NAME, message, hint)
    return replace(diagnostic, severity="warning")
