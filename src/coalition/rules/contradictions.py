"""Rules `contradictory-dates` and `contradictory-status`: what cannot all be true.

A term is compared with the time of the working group that it is in, and with the membership of who
has it; an event and a document with the working groups that they name. Dates that are only known to
the month or the year contradict others only if no day in them would fit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from coalition.diagnostics import Diagnostic, Message, quote_value
from coalition.model import Event, Member, PartialDate, Record, TermHolder, WorkingGroup
from coalition.project import (
    ACTION_AREAS,
    DOCUMENTS,
    EVENTS,
    WORKING_GROUPS,
    LoadedData,
    get_child,
)
from coalition.sources import YamlDocument, YamlNode, YamlScalar, YamlSequence

DATES_RULE, STATUS_RULE = "contradictory-dates", "contradictory-status"


@dataclass(frozen=True)
class _ListedTerm:
    """A term in a list of an entry, with its node, and the working group that it is in, if any."""

    holder: TermHolder
    node: YamlNode
    document: YamlDocument
    key: str
    group: WorkingGroup | None = None


def check_contradictions(data: LoadedData, day: date | None) -> Iterator[Diagnostic]:
    """Yield warnings about dates and statuses; `day` is the day of the data."""
    yield from _check_statuses(data, day)
    members = {member.id: member for member in data.coalition.members}
    for term in _iter_terms(data):
        if term.group:
            yield from _check_against_group(term, term.group, day)
        if member := members.get(term.holder.member or ""):
            yield from _check_against_member(term, member, day)
    yield from _check_events(data, members)
    yield from _check_documents(data)


def _check_statuses(data: LoadedData, day: date | None) -> Iterator[Diagnostic]:
    groups = data.coalition.working_groups
    for entry, group in zip(data.raw_entries.get(WORKING_GROUPS, ()), groups, strict=True):
        node = get_child(entry.node, "status")
        if node is None or group.until is None or day is None:
            continue
        if group.status == "active" and group.has_ended(day):
            message = Message(
                "the status is 'active', but 'until: %(until)s' is past",
                until=group.until,
            )
            hint = Message("write 'status: ended', or correct 'until'")
        elif group.status == "ended" and not group.has_ended(day):
            message = Message(
                "the status is 'ended', but 'until: %(until)s' has not come yet",
                until=group.until,
            )
            hint = Message("delete the line 'status' until then, or correct 'until'")
        else:
            continue
        diagnostic = entry.document.diagnostic_at(node.location, STATUS_RULE, message, hint)
        yield replace(diagnostic, severity="warning")


def _iter_terms(data: LoadedData) -> Iterator[_ListedTerm]:
    """Yield the terms of chairs and members of groups, of coordinators and of offices."""
    coalition = data.coalition
    groups = zip(data.raw_entries.get(WORKING_GROUPS, ()), coalition.working_groups, strict=True)
    for entry, group in groups:
        for key in ("chairs", "members"):
            for holder, node in _pair_items(group, entry.node, key):
                yield _ListedTerm(holder, node, entry.document, key, group)
    for entry, area in zip(data.raw_entries[ACTION_AREAS], coalition.action_areas, strict=True):
        for holder, node in _pair_items(area, entry.node, "coordinators"):
            yield _ListedTerm(holder, node, entry.document, "coordinators")
    document = data.documents["coalition"]
    assert document.root, "the coalition is valid"
    for holder, node in _pair_items(coalition, document.root, "offices"):
        yield _ListedTerm(holder, node, document, "offices")


def _pair_items(record: Record, node: YamlNode, key: str) -> Iterator[tuple[Any, YamlNode]]:
    """Yield the records in a list of an entry, with their nodes."""
    items = get_child(node, key)
    if isinstance(items, YamlSequence):
        yield from zip(getattr(record, key), items.items, strict=True)


def _check_against_group(
    term: _ListedTerm, group: WorkingGroup, day: date | None
) -> Iterator[Diagnostic]:
    for key in ("since", "until"):
        value: PartialDate | None = getattr(term.holder, key)
        if value is None:
            continue
        if _is_before(value, group.since):
            message = Message(
                "'%(key)s: %(value)s' is before the working group began (%(start)s)",
                key=key,
                value=value,
                start=group.since,
            )
            yield _warn(term, key, message, Message("correct one of the two dates"))
        elif _is_before(group.until, value):
            message = Message(
                "'%(key)s: %(value)s' is after the working group ended (%(end)s)",
                key=key,
                value=value,
                end=group.until,
            )
            yield _warn(term, key, message, Message("correct one of the two dates"))
    if term.key == "chairs" and term.holder.since and not term.holder.until and group.is_ended(day):
        message = Message("the working group has ended, but this chair's term has no 'until'")
        hint = Message("add a line 'until: %(end)s'", end=group.until or "...")
        yield _warn(term, "since", message, hint)


def _check_against_member(
    term: _ListedTerm, member: Member, day: date | None
) -> Iterator[Diagnostic]:
    holder, terms = term.holder, member.all_terms
    starts = [one.since for one in terms if one.since]
    if holder.since and starts and len(starts) == len(terms):
        first = min(starts, key=lambda start: start.first_day)
        if _is_before(holder.since, first):
            message = Message(
                "'since: %(value)s' is before %(name)s joined the coalition (%(start)s)",
                value=holder.since,
                name=_name(member),
                start=first,
            )
            yield _warn(term, "since", message, Message("correct one of the two dates"))
    end = _find_end(member, day)
    is_over = bool(term.group and term.group.is_ended(day))
    if end and holder.until is None and not is_over:
        yield _explain_open_term(term, member, end)
    elif end and holder.until and _is_before(end, holder.until):
        yield _explain_late_end(term, member, end)


def _explain_open_term(term: _ListedTerm, member: Member, end: PartialDate) -> Diagnostic:
    values = {"name": _name(member), "end": end}
    message = Message(
        "%(name)s left the coalition (%(end)s), but this term has no 'until'", **values
    )
    if member.died:
        message = Message("%(name)s died (%(end)s), but this term has no 'until'", **values)
    hint = Message("add a line 'until: %(end)s', or an earlier day", end=end)
    return _warn(term, "member", message, hint)


def _explain_late_end(term: _ListedTerm, member: Member, end: PartialDate) -> Diagnostic:
    values = {"value": term.holder.until, "name": _name(member), "end": end}
    message = Message("'until: %(value)s' is after %(name)s left the coalition (%(end)s)", **values)
    if member.died:
        message = Message("'until: %(value)s' is after %(name)s died (%(end)s)", **values)
    return _warn(term, "until", message, Message("correct one of the two dates"))


def _find_end(member: Member, day: date | None) -> PartialDate | None:
    """Return when a former member died or left, if that is known."""
    if member.died:
        return PartialDate(member.died.year, member.died.month, member.died.day)
    ends = [term.until for term in member.all_terms if term.until]
    if not member.is_former(day) or not ends:
        return None
    return max(ends, key=lambda end: end.last_day)


def _check_events(data: LoadedData, members: Mapping[str, Member]) -> Iterator[Diagnostic]:
    groups = {group.id: group for group in data.coalition.working_groups}
    events = zip(data.raw_entries.get(EVENTS, ()), data.coalition.events, strict=True)
    for entry, event in events:
        for id, node in _list_references(entry.node, "working_groups"):
            if message := _explain_event(event, groups[id]):
                yield _warn_at(entry.document, node, message)
        for person, node in _pair_items(event, entry.node, "people"):
            member = members.get(person.member or "")
            if member and member.died and event.start.day > member.died:
                message = Message(
                    "the event (%(day)s) is after %(name)s died (%(end)s)",
                    day=event.start.day,
                    name=_name(member),
                    end=member.died,
                )
                yield _warn_at(entry.document, get_child(node, "member") or node, message)


def _explain_event(event: Event, group: WorkingGroup) -> Message | None:
    """Return the message if an event took place when a group that it names did not exist."""
    if group.since and event.last_day < group.since.first_day:
        return Message(
            "the event (%(day)s) is before the working group '%(id)s' began (%(start)s)",
            day=event.start.day,
            id=group.id,
            start=group.since,
        )
    if group.until and event.start.day > group.until.last_day:
        return Message(
            "the event (%(day)s) is after the working group '%(id)s' ended (%(end)s)",
            day=event.start.day,
            id=group.id,
            end=group.until,
        )
    return None


def _check_documents(data: LoadedData) -> Iterator[Diagnostic]:
    """Warn about documents that are older than a group that they name; reports may come later."""
    groups = {group.id: group for group in data.coalition.working_groups}
    documents = zip(data.raw_entries.get(DOCUMENTS, ()), data.coalition.documents, strict=True)
    for entry, document in documents:
        for id, node in _list_references(entry.node, "working_groups"):
            if _is_before(document.date, groups[id].since):
                message = Message(
                    "the document (%(day)s) is older than the working group '%(id)s' (%(start)s)",
                    day=document.date,
                    id=id,
                    start=groups[id].since,
                )
                yield _warn_at(entry.document, node, message)


def _list_references(entry: YamlNode, key: str) -> list[tuple[str, YamlNode]]:
    """Return the ids in a list of an entry, with their nodes."""
    items = get_child(entry, key)
    nodes = items.items if isinstance(items, YamlSequence) else ()
    return [(node.text.strip(), node) for node in nodes if isinstance(node, YamlScalar)]


def _is_before(one: PartialDate | None, other: PartialDate | None) -> bool:
    """Return whether each day of one date is before each day of the other."""
    return one is not None and other is not None and one.last_day < other.first_day


def _name(member: Member) -> str:
    return quote_value(member.name.default_text if member.name else member.id)


def _warn(term: _ListedTerm, key: str, message: Message, hint: Message) -> Diagnostic:
    node = get_child(term.node, key) or term.node
    return replace(
        term.document.diagnostic_at(node.location, DATES_RULE, message, hint), severity="warning"
    )


def _warn_at(document: YamlDocument, node: YamlNode, message: Message) -> Diagnostic:
    hint = Message("correct one of the two dates, or leave it out here")
    return replace(
        document.diagnostic_at(node.location, DATES_RULE, message, hint), severity="warning"
    )
