"""Rules `no-members` and `missing-backlink`: entries without members, and one-sided relations.

A missing relation is reported only if the coalition uses that kind of relation at all: if no member
names an area of action, none has been forgotten.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from coalition.diagnostics import Diagnostic, Location, Message, quote_value
from coalition.model import Coalition, Organisation
from coalition.project import (
    ACTION_AREAS,
    GOALS,
    GROUPS,
    ORGANISATIONS,
    LoadedData,
    RawEntry,
    get_child,
)


def check_relations(data: LoadedData, day: date | None) -> Iterator[Diagnostic]:
    """Yield every warning about relations between records; `day` is the day of the data."""
    yield from _check_groups(data)
    yield from _check_organisations(data)
    yield from _check_goals(data)
    yield from _check_action_areas(data, day)
    yield from _check_countries(data, day)


def _check_groups(data: LoadedData) -> Iterator[Diagnostic]:
    members = data.coalition.members
    used_ids = {id for member in members for id in member.all_groups}
    for entry in data.raw_entries[GROUPS]:
        if members and entry.id not in used_ids:
            message = Message("no member belongs to the group '%(id)s'", id=entry.id)
            hint = Message(
                "write 'group: %(id)s' with its members in data/members.yaml, or delete it",
                id=entry.id,
            )
            yield _name_warning(entry, "no-members", message, hint)


def _check_organisations(data: LoadedData) -> Iterator[Diagnostic]:
    """Warn about organisations without members, counting those of their parts."""
    members = data.coalition.members
    used_ids = {one.organisation for member in members for one in member.all_affiliations}
    used_ids |= {one.id for one in data.coalition.organisations if one.partner}
    used_ids |= {one.organisation for one in data.coalition.offices if one.organisation}
    parents = {
        organisation.id: organisation.part_of for organisation in data.coalition.organisations
    }
    for id in tuple(used_ids):
        parent = parents.get(id)
        while parent:
            used_ids.add(parent)
            parent = parents.get(parent)
    for entry in data.raw_entries[ORGANISATIONS]:
        if members and entry.id not in used_ids:
            message = Message("no member belongs to the organisation '%(id)s'", id=entry.id)
            hint = Message(
                "write 'organisation: %(id)s' with its members in data/members.yaml, or 'partner:"
                " true' here if the coalition works with it, or delete it",
                id=entry.id,
            )
            yield _name_warning(entry, "no-members", message, hint)


def _check_goals(data: LoadedData) -> Iterator[Diagnostic]:
    """Warn about goals that no area names, if areas name others."""
    referenced_ids = {goal for area in data.coalition.action_areas for goal in area.goals}
    for entry in data.raw_entries[GOALS]:
        if referenced_ids and entry.id not in referenced_ids:
            message = Message(
                "no area of action names the goal %(id)s, but areas name others", id=entry.id
            )
            hint = Message(
                "if an area contributes to it, add %(id)s to its 'goals' in"
                " data/action_areas.yaml; if none does, leave it",
                id=entry.id,
            )
            yield _missing_backlink(entry, message, hint)


def _check_action_areas(data: LoadedData, day: date | None) -> Iterator[Diagnostic]:
    """Warn about areas of the coalition's plan without current members, if others have some."""
    coalition = data.coalition
    referenced_ids = {
        id
        for member in coalition.members
        if not member.is_former(day)
        for id in member.action_areas
    }
    for entry, area in zip(data.raw_entries[ACTION_AREAS], coalition.action_areas, strict=True):
        if referenced_ids and not area.context and area.id not in referenced_ids:
            message = Message(
                "no current member works in the area '%(id)s', but in others some do", id=area.id
            )
            hint = Message(
                "if somebody does, add %(id)s to their 'action_areas' in data/members.yaml; write"
                " 'context: true' here if it is no part of the coalition's plan",
                id=area.id,
            )
            yield _missing_backlink(entry, message, hint)


def _check_countries(data: LoadedData, day: date | None) -> Iterator[Diagnostic]:
    """Warn about organisations whose members (at least two) are all in another country."""
    countries = _group_member_countries(data.coalition, day)
    organisations = data.coalition.organisations
    for entry, organisation in zip(data.raw_entries[ORGANISATIONS], organisations, strict=True):
        member_countries = countries[organisation.id]
        if (
            organisation.country
            and len(member_countries) > 1
            and len(set(member_countries)) == 1
            and organisation.country not in member_countries
        ):
            yield _country_warning(entry, organisation, member_countries)


def _group_member_countries(coalition: Coalition, day: date | None) -> defaultdict[str, list[str]]:
    """Return the countries of the current members of each organisation, with repetitions.

    Only of those whose main organisation it is: a second one may be anywhere.
    """
    countries: defaultdict[str, list[str]] = defaultdict(list)
    for member in coalition.members:
        current = [one for one in member.all_affiliations if not one.has_ended(day)]
        if current and member.country and not member.is_former(day):
            countries[current[0].organisation].append(member.country)
    return countries


def _country_warning(
    entry: RawEntry, organisation: Organisation, member_countries: list[str]
) -> Diagnostic:
    node = get_child(entry.node, "country") or entry.node
    name = quote_value(organisation.name.default_text)
    message = Message(
        "%(name)s is in %(country)s, but all its %(count)s members who say a country are in"
        " %(other_country)s",
        name=name,
        country=organisation.country,
        count=len(member_countries),
        other_country=member_countries[0],
    )
    hint = Message(
        "write 'country: %(country)s' if its seat is there, or check 'country' and 'organisation'"
        " of its members",
        country=member_countries[0],
    )
    return _warning(entry, node.location, "missing-backlink", message, hint)


def _name_warning(entry: RawEntry, rule: str, message: str, hint: str) -> Diagnostic:
    location = (entry.id_node or entry.name_node or entry.node).location
    return _warning(entry, location, rule, message, hint)


def _missing_backlink(entry: RawEntry, message: str, hint: str) -> Diagnostic:
    return _name_warning(entry, "missing-backlink", message, hint)


def _warning(entry: RawEntry, location: Location, rule: str, message: str, hint: str) -> Diagnostic:
    return replace(entry.document.diagnostic_at(location, rule, message, hint), severity="warning")
