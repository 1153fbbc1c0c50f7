"""The people of an event, and the members, with what an institution's form asks of each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from coalition.i18n import find_un_groups
from coalition.model import Event, Member, Text
from coalition.project import MEMBERS, ORGANISATIONS, LoadedData, RawCollection
from coalition.reports.sheets import Sheet, SheetColumn, SheetGap
from coalition.site import (
    EventPerson,
    MemberRow,
    Site,
    format_event_days,
    label_event_role,
    list_event_people,
    name_un_groups,
)

_NAME_WIDTH, _TEXT_WIDTH, _SHORT_WIDTH = 30, 34, 18


def build_event_sheet(site: Site, data: LoadedData, event: Event) -> Sheet:
    """Return the organisers of an event and the people who take part in it."""
    _ = site.language.translations.gettext
    people = list_event_people(site.index, event)
    columns = (
        SheetColumn(_("Role"), _SHORT_WIDTH),
        SheetColumn(_("Name"), _NAME_WIDTH),
        SheetColumn(_("Organisation"), _TEXT_WIDTH),
        SheetColumn(_("Stakeholder group"), _TEXT_WIDTH),
        SheetColumn(_("Country"), _SHORT_WIDTH),
        SheetColumn(_("Regional group of the United Nations"), _TEXT_WIDTH),
        SheetColumn(_("Member"), _SHORT_WIDTH),
    )
    title = f"{site.localize(event.title)}, {format_event_days(event, site.language)}"
    rows = tuple(_make_event_row(site, person) for person in people)
    gaps = [gap for person in people for gap in _find_gaps(site, data, person)]
    return Sheet(title, columns, rows, tuple(dict.fromkeys(gaps)))


def build_member_sheet(site: Site, data: LoadedData) -> Sheet:
    """Return the current members, sorted by name."""
    _ = site.language.translations.gettext
    columns = (
        SheetColumn(_("Name"), _NAME_WIDTH),
        SheetColumn(_("Organisation"), _TEXT_WIDTH),
        SheetColumn(_("Role"), _TEXT_WIDTH),
        SheetColumn(_("Stakeholder group"), _TEXT_WIDTH),
        SheetColumn(_("Country"), _SHORT_WIDTH),
        SheetColumn(_("Regional group of the United Nations"), _TEXT_WIDTH),
        SheetColumn(_("Member since"), _SHORT_WIDTH),
    )
    members = site.index.members
    title = f"{site.coalition.acronym}: {_('Members')}"
    gaps = [gap for row in members for gap in _find_member_gaps(site, data, row)]
    return Sheet(title, columns, tuple(_make_member_row(site, row) for row in members), tuple(gaps))


def _make_event_row(site: Site, person: EventPerson) -> tuple[str, ...]:
    _ = site.language.translations.gettext
    membership = _("no")
    if person.row:
        membership = _("Former member") if person.row.former else _("yes")
    return (
        label_event_role(person.role, site.language) if person.role else "",
        site.localize(person.name),
        _localize(site, person.organisation or getattr(person.party, "description", None)),
        site.language.join_list(site.localize(group.name) for group in person.groups),
        *_name_places(site, person.country),
        membership,
    )


def _make_member_row(site: Site, row: MemberRow) -> tuple[str, ...]:
    member = row.member
    groups = (site.index.groups[id] for id in member.all_groups)
    organisation = row.organisation.name if row.organisation else None
    return (
        site.localize(row.name),
        _localize(site, None if member.is_organisation else organisation),
        _localize(site, row.role),
        site.language.join_list(site.localize(group.name) for group in groups),
        *_name_places(site, row.country),
        _format_since(site, member),
    )


def _format_since(site: Site, member: Member) -> str:
    """Return when the membership began that lasts; empty if that is not known."""
    terms = member.all_terms
    since = terms[-1].since if terms else None
    return site.language.format_date(since) if since else ""


def _name_places(site: Site, country: str | None) -> tuple[str, str]:
    """Return the names of a country and of its regional groups."""
    if not country:
        return "", ""
    groups = name_un_groups(find_un_groups(country), site.language)
    name = site.country_name(country).text
    return name, site.language.join_list(groups) or site.language.translations.gettext(
        "In no regional group"
    )


def _localize(site: Site, text: Text | None) -> str:
    return site.localize(text) if text else ""


def _find_gaps(site: Site, data: LoadedData, person: EventPerson) -> Iterator[SheetGap]:
    """Yield what is not known of somebody at an event."""
    name = site.localize(person.name)
    if person.row:
        yield from _find_member_gaps(site, data, person.row)
    elif person.is_coalition:
        return
    elif person.party.name:
        yield SheetGap(
            name,
            "not a member, so the data have no stakeholder group and no country: ask them, and"
            " fill in the sheet; if they have joined, run 'python3 tasks.py new member' and name"
            " them in data/events.yaml by 'member:'",
        )
    else:
        id = person.party.organisation or ""
        yield SheetGap(
            name,
            "an organisation that is not a member has no stakeholder group in the data: fill in the"
            " sheet",
        )
        if not person.country:
            yield SheetGap(name, _enter("country", data, ORGANISATIONS, id))


def _find_member_gaps(site: Site, data: LoadedData, row: MemberRow) -> Iterator[SheetGap]:
    member, name = row.member, site.localize(row.name)
    if not member.all_groups:
        yield SheetGap(name, _enter("group", data, MEMBERS, member.id))
    if not row.country and member.is_organisation:
        yield SheetGap(name, _enter("country", data, ORGANISATIONS, member.organisation or ""))
    elif not row.country:
        yield SheetGap(name, _enter("country", data, MEMBERS, member.id))


def _enter(key: str, data: LoadedData, collection: RawCollection[Any], id: str) -> str:
    """Return what to enter where, with the line at which the entry begins."""
    line = next(
        entry.node.location.line for entry in data.raw_entries[collection] if entry.id == id
    )
    missing = "stakeholder group" if key == "group" else key
    return f"no {missing}: enter '{key}: ...' in data/{collection.file}.yaml:{line}"
