"""`no-members` and `missing-backlink`: what nobody belongs to, and links whose other side seems forgotten.

Only where a coalition uses a kind of link at all is somebody told that one is missing: who links no
member to an area did not forget anything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from coalition.diagnostics import Diagnostic, Location, quote_value
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


def check_relations(data: LoadedData) -> Iterator[Diagnostic]:
    """Every warning about how the records hang together."""
    yield from _check_groups(data)
    yield from _check_organisations(data)
    yield from _check_goals(data)
    yield from _check_action_areas(data)
    yield from _check_countries(data)


def _check_groups(data: LoadedData) -> Iterator[Diagnostic]:
    members = data.coalition.members
    filled = {member.group for member in members}
    for draft in data.raw_entries[GROUPS]:
        if members and draft.id not in filled:
            message = f"no member belongs to the group '{draft.id}'"
            hint = f"write 'group: {draft.id}' with its members in data/members.yaml, or delete it"
            yield _name_warning(draft, "no-members", message, hint)


def _check_organisations(data: LoadedData) -> Iterator[Diagnostic]:
    """Organisations that nobody comes from, be it straight or from a part of them."""
    members = data.coalition.members
    filled = {member.organisation for member in members}
    wholes = {one.id: one.part_of for one in data.coalition.organisations}
    for id in tuple(filter(None, filled)):
        whole = wholes.get(id)
        while whole:
            filled.add(whole)
            whole = wholes.get(whole)
    for draft in data.raw_entries[ORGANISATIONS]:
        if members and draft.id not in filled:
            message = f"no member comes from the organisation '{draft.id}'"
            hint = f"write 'organisation: {draft.id}' with its members in data/members.yaml"
            hint += ", or delete it if nobody does"
            yield _name_warning(draft, "no-members", message, hint)


def _check_goals(data: LoadedData) -> Iterator[Diagnostic]:
    """Goals that no area names, where some goals are named."""
    named = {goal for area in data.coalition.action_areas for goal in area.goals}
    for draft in data.raw_entries[GOALS]:
        if named and draft.id not in named:
            message = f"no area of action names the goal {draft.id}, but areas name others"
            hint = f"if an area contributes to it, add {draft.id} to its 'goals' in"
            yield _one_sided_warning(
                draft, message, f"{hint} data/action_areas.yaml; if none does, leave it"
            )


def _check_action_areas(data: LoadedData) -> Iterator[Diagnostic]:
    """Areas of the coalition's own plan in which no member of today works, where some say so."""
    coalition = data.coalition
    named = {id for member in coalition.members if not member.former for id in member.action_areas}
    for draft, area in zip(data.raw_entries[ACTION_AREAS], coalition.action_areas, strict=True):
        if named and not area.context and area.id not in named:
            message = f"no member of today works in the area '{area.id}', but in others some do"
            hint = f"if somebody does, add {area.id} to their 'action_areas' in data/members.yaml"
            hint += "; write 'context: true' here if it is no part of the coalition's plan"
            yield _one_sided_warning(draft, message, hint)


def _check_countries(data: LoadedData) -> Iterator[Diagnostic]:
    """Organisations in one country with at least two members, all of whom are in another one."""
    countries = _group_member_countries(data.coalition)
    organisations = data.coalition.organisations
    for draft, one in zip(data.raw_entries[ORGANISATIONS], organisations, strict=True):
        theirs = countries[one.id]
        if one.country and len(theirs) > 1 and len(set(theirs)) == 1 and one.country not in theirs:
            yield _country_warning(draft, one, theirs)


def _group_member_countries(coalition: Coalition) -> defaultdict[str, list[str]]:
    """The countries of an organisation's members, one for each member of today who says it."""
    countries: defaultdict[str, list[str]] = defaultdict(list)
    for member in coalition.members:
        if member.organisation and member.country and not member.former:
            countries[member.organisation].append(member.country)
    return countries


def _country_warning(draft: RawEntry, one: Organisation, theirs: list[str]) -> Diagnostic:
    node = get_child(draft.node, "country") or draft.node
    message = f"{quote_value(one.name.default_text)} is in {one.country}, but all its {len(theirs)} members"
    message += f" who say a country are in {theirs[0]}"
    hint = f"write 'country: {theirs[0]}' if its seat is there, or look at 'country' and"
    return _warning(
        draft, node.location, "missing-backlink", message, hint + " 'organisation' of its members"
    )


def _name_warning(draft: RawEntry, name: str, message: str, hint: str) -> Diagnostic:
    place = (draft.id_node or draft.name_node or draft.node).location
    return _warning(draft, place, name, message, hint)


def _one_sided_warning(draft: RawEntry, message: str, hint: str) -> Diagnostic:
    return _name_warning(draft, "missing-backlink", message, hint)


def _warning(draft: RawEntry, place: Location, name: str, message: str, hint: str) -> Diagnostic:
    return replace(draft.document.diagnostic_at(place, name, message, hint), severity="warning")
