"""Who organises an event and takes part in it, with their stakeholder groups and countries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from coalition.model import Coalition, Event, EventRole, Group, Name, Party, Text
from coalition.site.queries import CoalitionIndex, MemberRow
from coalition.site.views.events import ROLE_ORDER


@dataclass(frozen=True)
class EventPerson:
    """A person or an organisation at an event, with what the data say about them.

    `role` is None if the event does not say what they do. `row` is that of a member, current or
    former. `organisation` is the one that a person belongs to. Only a member has stakeholder
    `groups`; a person who is no member has no `country` either. An event may also name the
    coalition itself, by its name or its acronym.
    """

    party: Party
    role: EventRole | None
    name: Name | Text
    row: MemberRow | None
    organisation: Text | None
    groups: tuple[Group, ...]
    country: str | None
    is_coalition: bool

    @property
    def is_complete(self) -> bool:
        """Whether stakeholder group and country are known; the coalition itself has neither."""
        return self.is_coalition or bool(self.groups and self.country)


def list_event_people(index: CoalitionIndex, event: Event) -> tuple[EventPerson, ...]:
    """Return the organisers of an event and the people who take part, each role together."""
    people = sorted(event.people, key=lambda person: ROLE_ORDER.index(person.role))
    return tuple(
        [_describe(index, party, "organiser") for party in event.organisers]
        + [_describe(index, person, person.role) for person in people]
    )


def _describe(index: CoalitionIndex, party: Party, role: EventRole | None) -> EventPerson:
    resolved = index.resolve_party(party)
    row = _find_row(index, party)
    country = row.country if row else None
    if not row and resolved.kind == "organisation" and resolved.id:
        country = index.organisations[resolved.id].country
    groups = tuple(index.groups[id] for id in row.member.all_groups) if row else ()
    organisation = resolved.organisation.name if resolved.organisation else None
    is_coalition = not row and _is_coalition(index.coalition, resolved.name)
    return EventPerson(party, role, resolved.name, row, organisation, groups, country, is_coalition)


def _is_coalition(coalition: Coalition, name: Name | Text) -> bool:
    names = {coalition.acronym, *coalition.name.root.values()}
    return not names.isdisjoint(name.root.values())


def _find_row(index: CoalitionIndex, party: Party) -> MemberRow | None:
    """Return the member that a party is; an organisation may be named as such."""
    if party.member:
        return index.members_by_id[party.member]
    if party.name:
        return None
    return index.organisation_members.get(party.organisation or "")


def iter_sessions(index: CoalitionIndex) -> Iterator[Event]:
    """Yield the sessions that take place: the next ones, then past ones, the latest first."""
    for event in (*index.coming_events, *index.past_events):
        if event.kind == "session" and event.status is None:
            yield event
