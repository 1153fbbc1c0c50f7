"""Indexes over the records of a coalition: what belongs to what, computed once for all pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import cached_property
from typing import Literal, TypeVar

from coalition.i18n import Language, collation_key
from coalition.model import (
    ActionArea,
    Affiliation,
    Coalition,
    Document,
    Event,
    Goal,
    Group,
    LocalizedText,
    Member,
    Name,
    Office,
    Organisation,
    Party,
    TermHolder,
    Text,
    WorkingGroup,
)
from coalition.site.roles import HeldRole, iter_roles
from coalition.site.worldmap import MapDot, build_dots

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True)
class Position:
    """A position that a person has at an organisation, or had if `former`."""

    affiliation: Affiliation
    organisation: Organisation
    former: bool = False


@dataclass(frozen=True)
class MemberRow:
    """A row of a member list: a member and the organisation they belong to.

    If the organisation is itself the member, the row is about the organisation. A person with
    several positions has the organisation of the first one that has not ended. `former` is true if
    the member has left, or died.
    """

    member: Member
    organisation: Organisation | None
    former: bool = False
    positions: tuple[Position, ...] = ()

    @property
    def name(self) -> Name:
        """The name of the person or of the organisation that is the member."""
        if self.member.name is None:
            assert self.organisation, "a member without a name is an organisation"
            return self.organisation.name
        return self.member.name

    @property
    def country(self) -> str | None:
        """The code of the country of the person, or of the organisation that is the member."""
        if self.member.is_organisation and self.organisation:
            return self.organisation.country
        return self.member.country

    @property
    def deceased(self) -> bool:
        """Whether the member has died."""
        return self.member.died is not None

    @property
    def current_positions(self) -> tuple[Position, ...]:
        """The positions that have not ended, the main one first."""
        return tuple(position for position in self.positions if not position.former)

    @property
    def past_positions(self) -> tuple[Position, ...]:
        """The positions that have ended."""
        return tuple(position for position in self.positions if position.former)

    @property
    def shown_positions(self) -> tuple[Position, ...]:
        """The positions that lists show: current ones, and the first one if a former member."""
        return self.current_positions or (self.positions[:1] if self.former else ())

    @property
    def role(self) -> Text | None:
        """What the person does in their main position."""
        if self.member.role:
            return self.member.role
        return self.shown_positions[0].affiliation.role if self.shown_positions else None

    def find_role_at(self, organisation: Organisation) -> Text | None:
        """Return what the person does, or did last, at an organisation."""
        positions = (*self.current_positions, *self.past_positions)
        return next(
            (
                position.affiliation.role
                for position in positions
                if position.organisation is organisation
            ),
            None,
        )

    @property
    def search_words(self) -> str:
        """Search terms that the row does not show: names in other languages and former names.

        The row of a person does not show the acronyms of their organisations either.
        """
        if self.member.is_organisation and self.organisation:
            return " ".join(list_hidden_names(self.organisation))
        terms = [
            term
            for position in self.shown_positions
            for term in list_search_terms(position.organisation)
        ]
        return " ".join([*terms, *list_other_texts(self.name)])


@dataclass(frozen=True)
class OfficeHolder:
    """Who holds an office of the coalition, or held it if `former`.

    It is a member, an `organisation`, or a person who is no member and may belong to the
    `organisation`.
    """

    office: Office
    row: MemberRow | None
    organisation: Organisation | None
    former: bool


@dataclass(frozen=True)
class ResolvedParty:
    """A person or an organisation that an entry names, with the page about it.

    `kind` and `id` are those of the page, both None if there is none. `organisation` is that of a
    person; `former` is true of a former member.
    """

    name: Name | Text
    kind: Literal["member", "organisation"] | None = None
    id: str | None = None
    organisation: Organisation | None = None
    former: bool = False


@dataclass(frozen=True)
class CoalitionIndex:
    """Lookups over a coalition's records, each computed once, when it is first used.

    `day` is the day of the data, which decides what is over: the latest day on which something was
    compared with its source or written; None if there is none.
    """

    coalition: Coalition
    day: date | None = None

    @cached_property
    def working_groups(self) -> Mapping[str, WorkingGroup]:
        """Working groups by id, in file order."""
        return {group.id: group for group in self.coalition.working_groups}

    @cached_property
    def current_working_groups(self) -> tuple[WorkingGroup, ...]:
        """Working groups that have not ended, in file order."""
        return tuple(g for g in self.coalition.working_groups if not g.is_ended(self.day))

    @cached_property
    def ended_working_groups(self) -> tuple[WorkingGroup, ...]:
        """Working groups that have ended, in file order."""
        return tuple(g for g in self.coalition.working_groups if g.is_ended(self.day))

    @cached_property
    def working_groups_by_area(self) -> Mapping[str, tuple[WorkingGroup, ...]]:
        """Working groups by area of action, ended ones last."""
        groups = (*self.current_working_groups, *self.ended_working_groups)
        return group_by(groups, lambda group: group.action_areas)

    @cached_property
    def _roles(self) -> Mapping[tuple[str, str], tuple[HeldRole, ...]]:
        """Roles in working groups and areas, by kind and id of the page about who has them."""
        return group_by(
            iter_roles(self.coalition, self.day, self.is_former),
            lambda role: (self._find_page(role.holder),),
        )

    def list_roles(self, kind: str, id: str) -> tuple[HeldRole, ...]:
        """Return the roles of a member or an organisation, current ones first.

        Those of an organisation include the roles of people from it who are no members.
        """
        return self._roles.get((kind, id), ())

    def is_former(self, holder: TermHolder) -> bool:
        """Return whether somebody's term is over, or their membership of the coalition."""
        return holder.has_ended(self.day) or self.resolve_party(holder).former

    def _find_page(self, party: Party) -> tuple[str, str] | None:
        """Return kind and id of the page that says what a party does."""
        resolved = self.resolve_party(party)
        if resolved.kind and resolved.id:
            return resolved.kind, resolved.id
        return ("organisation", resolved.organisation.id) if resolved.organisation else None

    @cached_property
    def events(self) -> Mapping[str, Event]:
        """Events by id, the latest first."""
        events = sorted(self.coalition.events, key=_event_sort_key, reverse=True)
        return {event.id: event for event in events}

    def is_coming(self, event: Event) -> bool:
        """Return whether an event is not over by the day of the data, or that is not known."""
        return self.day is None or not event.is_past(self.day)

    @cached_property
    def coming_events(self) -> tuple[Event, ...]:
        """Events that are not over by the day of the data, the next one first.

        If that day is not known, no event is known to be coming.
        """
        if self.day is None:
            return ()
        events = tuple(self.events.values())[::-1]
        return tuple(event for event in events if self.is_coming(event))

    @cached_property
    def past_events(self) -> tuple[Event, ...]:
        """The other events, the latest first."""
        coming = set(map(id, self.coming_events))
        return tuple(event for event in self.events.values() if id(event) not in coming)

    @cached_property
    def _listed_events(self) -> tuple[Event, ...]:
        return *self.coming_events, *self.past_events

    @cached_property
    def featured_event(self) -> Event | None:
        """The next event that takes place, else the latest one that did; None if there is none."""
        return next((event for event in self._listed_events if event.status is None), None)

    @cached_property
    def events_by_member(self) -> Mapping[str, tuple[Event, ...]]:
        """Events by the members who organise them or take part: coming ones, then past ones."""
        return group_by(
            self._listed_events,
            lambda event: _unique(party.member for party in (*event.organisers, *event.people)),
        )

    @cached_property
    def events_by_organisation(self) -> Mapping[str, tuple[Event, ...]]:
        """Events by the organisations that organise them or take part, or whose people do."""
        return group_by(
            self._listed_events,
            lambda event: _unique(map(self._get_organisation, (*event.organisers, *event.people))),
        )

    @cached_property
    def events_by_area(self) -> Mapping[str, tuple[Event, ...]]:
        """Events by area of action: coming ones, then past ones."""
        return group_by(self._listed_events, lambda event: event.action_areas)

    @cached_property
    def events_by_goal(self) -> Mapping[str, tuple[Event, ...]]:
        """Events by goal: coming ones, then past ones."""
        return group_by(self._listed_events, lambda event: event.goals)

    @cached_property
    def events_by_working_group(self) -> Mapping[str, tuple[Event, ...]]:
        """Events by working group: coming ones, then past ones."""
        return group_by(self._listed_events, lambda event: event.working_groups)

    @cached_property
    def documents(self) -> Mapping[str, Document]:
        """Documents by id, the latest first and those without a date last."""
        documents = sorted(
            self.coalition.documents,
            key=lambda document: document.date.first_day if document.date else date.min,
            reverse=True,
        )
        return {document.id: document for document in documents}

    @cached_property
    def documents_by_member(self) -> Mapping[str, tuple[Document, ...]]:
        """Documents by the members who wrote or published them."""
        return group_by(self.documents.values(), lambda one: _unique(p.member for p in one.parties))

    @cached_property
    def documents_by_organisation(self) -> Mapping[str, tuple[Document, ...]]:
        """Documents by the organisations that wrote or published them, or whose people did."""
        return group_by(
            self.documents.values(), lambda one: _unique(map(self._get_organisation, one.parties))
        )

    def _get_organisation(self, party: Party) -> str | None:
        """Return the id of a party's organisation, also if it is a member itself."""
        row = self.members_by_id.get(party.member or "")
        return row.member.organisation if row and row.member.is_organisation else party.organisation

    @cached_property
    def documents_by_area(self) -> Mapping[str, tuple[Document, ...]]:
        """Documents by the areas of action that they are about."""
        return group_by(self.documents.values(), lambda document: document.action_areas)

    @cached_property
    def documents_by_goal(self) -> Mapping[str, tuple[Document, ...]]:
        """Documents by the goals that they contribute to."""
        return group_by(self.documents.values(), lambda document: document.goals)

    @cached_property
    def documents_by_event(self) -> Mapping[str, tuple[Document, ...]]:
        """Documents by the events that they come from or are about."""
        return group_by(self.documents.values(), lambda document: document.events)

    @cached_property
    def documents_by_working_group(self) -> Mapping[str, tuple[Document, ...]]:
        """Documents by the working groups that they come from."""
        return group_by(self.documents.values(), lambda document: document.working_groups)

    @cached_property
    def organisations(self) -> Mapping[str, Organisation]:
        """Organisations by id, in file order: the sort order depends on the page's language."""
        return {organisation.id: organisation for organisation in self.coalition.organisations}

    @cached_property
    def groups(self) -> Mapping[str, Group]:
        """Stakeholder groups by id."""
        return {group.id: group for group in self.coalition.groups}

    @cached_property
    def goals(self) -> Mapping[str, Goal]:
        """Goals by id, in the order of their numbers."""
        return {
            goal.id: goal for goal in sorted(self.coalition.goals, key=lambda goal: goal.number)
        }

    @cached_property
    def areas(self) -> Mapping[str, ActionArea]:
        """Areas of action by id, in file order."""
        return {area.id: area for area in self.coalition.action_areas}

    @cached_property
    def members(self) -> tuple[MemberRow, ...]:
        """Current members, sorted by last name."""
        return tuple(row for row in self._all_members if not row.former)

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """The place of each member, current or former, in the order of the lists."""
        return {row.member.id: position for position, row in enumerate(self._all_members)}

    @cached_property
    def former_members(self) -> tuple[MemberRow, ...]:
        """Former members, sorted by last name."""
        return tuple(row for row in self._all_members if row.former)

    @cached_property
    def members_by_id(self) -> Mapping[str, MemberRow]:
        """All members, current and former, by id."""
        return {row.member.id: row for row in self._all_members}

    @cached_property
    def members_by_group(self) -> Mapping[str, tuple[MemberRow, ...]]:
        """Current members by group."""
        return group_by(self.members, lambda row: row.member.all_groups)

    @cached_property
    def members_by_country(self) -> Mapping[str, tuple[MemberRow, ...]]:
        """Current members by country."""
        return group_by(self.members, lambda row: (row.country,))

    @cached_property
    def members_without_group(self) -> tuple[MemberRow, ...]:
        """Current members that belong to no stakeholder group."""
        return tuple(row for row in self.members if not row.member.all_groups)

    @cached_property
    def members_by_organisation(self) -> Mapping[str, tuple[MemberRow, ...]]:
        """Current members who are people by each organisation that they belong to."""
        return group_by(self.members, lambda row: _list_employers(row, row.current_positions))

    @cached_property
    def members_formerly_at(self) -> Mapping[str, tuple[MemberRow, ...]]:
        """Current members who are people by each organisation that they belong to no longer."""
        return group_by(
            self.members,
            lambda row: [
                id
                for id in _list_employers(row, row.past_positions)
                if id not in _list_employers(row, row.current_positions)
            ],
        )

    @cached_property
    def former_members_by_organisation(self) -> Mapping[str, tuple[MemberRow, ...]]:
        """Former members who are people by each organisation that they belonged to."""
        return group_by(self.former_members, lambda row: _list_employers(row, row.positions))

    @cached_property
    def office_holders(self) -> tuple[OfficeHolder, ...]:
        """Who holds, or held, the offices of the coalition: current ones first, in file order."""
        holders = [self._make_office_holder(office) for office in self.coalition.offices]
        return tuple(sorted(holders, key=lambda holder: holder.former))

    @cached_property
    def offices_by_member(self) -> Mapping[str, tuple[OfficeHolder, ...]]:
        """Offices by the member that holds or held them."""
        return group_by(self.office_holders, lambda holder: (holder.office.member,))

    @cached_property
    def offices_by_organisation(self) -> Mapping[str, tuple[OfficeHolder, ...]]:
        """Offices by the organisation that holds or held them, itself or as a member."""
        return group_by(
            self.office_holders,
            lambda holder: (
                holder.organisation.id if holder.organisation and not holder.office.name else None,
            ),
        )

    @cached_property
    def organisation_members(self) -> Mapping[str, MemberRow]:
        """Current and former members that are organisations, by the organisation's id."""
        return {
            row.organisation.id: row
            for row in self._all_members
            if row.member.is_organisation and row.organisation
        }

    @cached_property
    def has_people(self) -> bool:
        """Whether a current or former member is a person."""
        return len(self.organisation_members) < len(self._all_members)

    @cached_property
    def members_by_area(self) -> Mapping[str, tuple[MemberRow, ...]]:
        """Current members by area of action."""
        return group_by(self.members, lambda row: row.member.action_areas)

    @cached_property
    def areas_by_goal(self) -> Mapping[str, tuple[ActionArea, ...]]:
        """Areas of action by the goals they contribute to."""
        return group_by(self.coalition.action_areas, lambda area: area.goals)

    @cached_property
    def organisations_by_country(self) -> Mapping[str, tuple[Organisation, ...]]:
        """Organisations by the country of their seat."""
        return group_by(self.organisations.values(), lambda organisation: (organisation.country,))

    @cached_property
    def organisations_by_parent(self) -> Mapping[str, tuple[Organisation, ...]]:
        """Organisations by the organisation that they are part of."""
        return group_by(self.organisations.values(), lambda organisation: (organisation.part_of,))

    @cached_property
    def country_codes(self) -> frozenset[str]:
        """The countries of members, former members and organisations: those with a page."""
        codes = {member.country for member in self.coalition.members}
        codes |= {organisation.country for organisation in self.coalition.organisations}
        return frozenset(code for code in codes if code)

    def name_country(self, code: str, language: Language) -> LocalizedText:
        """Return the coalition's own name of a country in `language`, else the one of CLDR.

        A country that CLDR does not know has the coalition's name in its default language.
        """
        own_name = self._own_country_names.get(code)
        if own_name and (language.code in own_name.root or not language.knows_country(code)):
            return own_name.localize(language.code)
        return LocalizedText(language.country_name(code), language.code)

    @cached_property
    def _own_country_names(self) -> Mapping[str, Text]:
        return {country.code: country.name for country in self.coalition.countries}

    @cached_property
    def dots(self) -> tuple[MapDot, ...]:
        """A dot on the world map for each country with current members."""
        return build_dots({code: len(rows) for code, rows in self.members_by_country.items()})

    @cached_property
    def _all_members(self) -> tuple[MemberRow, ...]:
        rows = map(self._make_row, self.coalition.members)
        language = self.coalition.default_language
        return tuple(sorted(rows, key=lambda row: _member_sort_key(row, language)))

    def resolve_party(self, party: Party) -> ResolvedParty:
        """Return the name of a party, and the page about it.

        A member that is an organisation has the organisation's page.
        """
        if party.member:
            row = self.members_by_id[party.member]
            if row.organisation and row.member.is_organisation:
                return _resolve_organisation(row.organisation, row.former)
            return ResolvedParty(row.name, "member", row.member.id, row.organisation, row.former)
        organisation = self.organisations.get(party.organisation or "")
        if party.name:
            return ResolvedParty(party.name, organisation=organisation)
        assert organisation, "a party names a member, somebody else, or an organisation"
        return _resolve_organisation(organisation)

    def _make_row(self, member: Member) -> MemberRow:
        positions = tuple(
            Position(one, self.organisations[one.organisation], one.has_ended(self.day))
            for one in member.all_affiliations
        )
        row = MemberRow(member, None, member.is_former(self.day), positions)
        main = row.shown_positions[0].organisation if row.shown_positions else None
        return replace(row, organisation=main)

    def _make_office_holder(self, office: Office) -> OfficeHolder:
        row = self.members_by_id[office.member] if office.member else None
        id = office.organisation
        if row and row.member.is_organisation:
            id = row.member.organisation
        return OfficeHolder(
            office,
            row,
            self.organisations[id] if id else None,
            office.has_ended(self.day) or bool(row and row.deceased),
        )


def _list_employers(row: MemberRow, positions: Iterable[Position]) -> list[str]:
    """Return the ids of the organisations of positions; none if the member is an organisation."""
    if row.member.is_organisation:
        return []
    return list(dict.fromkeys(position.organisation.id for position in positions))


def _resolve_organisation(organisation: Organisation, former: bool = False) -> ResolvedParty:
    return ResolvedParty(organisation.name, "organisation", organisation.id, former=former)


def list_search_terms(organisation: Organisation) -> list[str]:
    """Return the terms that find an organisation although a row shows only its name."""
    return [*filter(None, [organisation.acronym]), *list_hidden_names(organisation)]


def list_hidden_names(organisation: Organisation) -> list[str]:
    """Return names of an organisation that no row shows: other languages' and former ones."""
    former = (text for name in organisation.former_names for text in name.root.values())
    return [*list_other_texts(organisation.name), *former]


def list_other_texts(text: Text) -> list[str]:
    """Return a text in all its languages; nothing if it has only the one that is shown."""
    return list(text.root.values()) if len(text.root) > 1 else []


def group_by(
    items: Iterable[V], get_keys: Callable[[V], Iterable[K | None]]
) -> dict[K, tuple[V, ...]]:
    """Group items by each of their keys, in order; the key None is ignored."""
    groups: dict[K, list[V]] = {}
    for item in items:
        for key in get_keys(item):
            if key is not None:
                groups.setdefault(key, []).append(item)
    return {key: tuple(group) for key, group in groups.items()}


def _event_sort_key(event: Event) -> datetime:
    """Return the start in UTC; without a time of day, midnight."""
    if event.starts_at:
        return event.starts_at.astimezone(UTC).replace(tzinfo=None)
    return datetime.combine(event.start.day, time())


def _unique(keys: Iterable[K]) -> Iterable[K]:
    """Return keys in order, each once."""
    return dict.fromkeys(keys)


def _member_sort_key(row: MemberRow, language: str) -> tuple[str, str]:
    """Return the key that sorts members; see `get_sort_name`.

    The order is the same on all pages: the collation is that of the coalition's default language.
    """
    key = get_sort_name(row, row.name.default_text)
    return collation_key(key, language), key


def get_sort_name(row: MemberRow, name: str) -> str:
    """Return the text by which a member whose name is shown as `name` is sorted.

    A person is sorted by last name and an organisation by its whole name. The last name is the
    field `sort`, if `name` is what it was written for, else the last word of the name.
    """
    if row.member.is_organisation:
        assert row.organisation, "a member without a name is an organisation"
        return row.organisation.sort or name
    if row.member.sort and name == row.name.default_text:
        return row.member.sort
    return f"{name.rsplit(maxsplit=1)[-1]}, {name}"
