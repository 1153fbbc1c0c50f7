"""Events in the vocabulary of schema.org."""

from __future__ import annotations

from coalition.i18n import get_language_tag
from coalition.model import Event, Participant, Party, Place
from coalition.site.event_filters import format_iso_time
from coalition.site.json_ld.base import (
    JsonObject,
    describe_organisation,
    drop_empty,
    get_absolute_url,
    make_organization,
)
from coalition.site.pages import Page
from coalition.site.site import Site

_TYPES = {"course": "EducationEvent", "webinar": "EducationEvent", "workshop": "EducationEvent"}
"""Types of events that schema.org has a class for; the others are an `Event`."""

_MODES = {
    "in-person": "OfflineEventAttendanceMode",
    "online": "OnlineEventAttendanceMode",
    "hybrid": "MixedEventAttendanceMode",
}
_STATUSES = {"cancelled": "EventCancelled", "postponed": "EventPostponed"}
_PROPERTIES = {
    "host": "organizer",
    "organiser": "organizer",
    "contributor": "contributor",
    "rapporteur": "contributor",
    "participant": "attendee",
    None: "attendee",
}
"""What somebody with a role is to the event; all others perform."""


def describe_event(site: Site, page: Page, event: Event, *, coming: bool) -> JsonObject:
    """Return an event, as far as the data describes it."""
    status = _STATUSES.get(event.status or "", "EventScheduled" if coming else "")
    registration = event.registration if coming and not event.status else None
    return drop_empty(
        {
            "@type": _TYPES.get(event.kind, "Event"),
            "name": site.localize(event.title),
            "description": site.localize(event.summary) if event.summary else None,
            "url": get_absolute_url(site, page.address),
            "sameAs": event.url,
            **_describe_times(event),
            "eventStatus": f"https://schema.org/{status}" if status else None,
            "eventAttendanceMode": (
                f"https://schema.org/{_MODES[event.mode]}" if event.mode else None
            ),
            "location": _describe_locations(site, event),
            "inLanguage": [get_language_tag(code) for code in event.languages],
            "superEvent": (
                {"@type": "Event", "name": site.localize(event.part_of)} if event.part_of else None
            ),
            **_describe_people(site, event),
            "recordedIn": (
                {"@type": "CreativeWork", "url": event.recording} if event.recording else None
            ),
            "subjectOf": [
                {"@type": "CreativeWork", "url": url}
                for url in (event.report, event.minutes, event.transcript)
                if url
            ],
            "potentialAction": (
                {"@type": "RegisterAction", "target": registration} if registration else None
            ),
        }
    )


def _describe_times(event: Event) -> JsonObject:
    """Return start and end: with their offsets if the time of day is known."""
    start, end = event.starts_at, event.ends_at
    if start:
        return {
            "startDate": format_iso_time(start),
            "endDate": format_iso_time(end) if end else None,
        }
    return {
        "startDate": event.start.day.isoformat(),
        "endDate": event.last_day.isoformat() if event.end else None,
    }


def _describe_locations(site: Site, event: Event) -> list[JsonObject]:
    locations = [_describe_place(site, event.place)] if event.place else []
    if event.online:
        locations.append({"@type": "VirtualLocation", "url": event.online})
    return locations


def _describe_place(site: Site, place: Place) -> JsonObject:
    country = site.country_name(place.country).text if place.country else None
    name = place.venue or place.city
    address = drop_empty(
        {
            "@type": "PostalAddress",
            "addressLocality": site.localize(place.city) if place.city else None,
            "addressCountry": place.country,
        }
    )
    return drop_empty(
        {
            "@type": "Place",
            "name": site.localize(name) if name else country,
            "address": address if len(address) > 1 else None,
            "url": place.url,
        }
    )


def _describe_people(site: Site, event: Event) -> dict[str, list[JsonObject]]:
    """Return those who take part, by what they are to the event."""
    people: dict[str, list[JsonObject]] = {}
    for party in (*event.organisers, *event.people):
        role = party.role if isinstance(party, Participant) else "organiser"
        entries = people.setdefault(_PROPERTIES.get(role, "performer"), [])
        description = _describe_party(site, party)
        if description not in entries:
            entries.append(description)
    return people


def _describe_party(site: Site, party: Party) -> JsonObject:
    """Return a person or an organisation; an organiser of whom only the name is known is one."""
    resolved = site.index.resolve_party(party)
    if resolved.kind == "organisation":
        return describe_organisation(site, site.index.organisations[resolved.id or ""])
    name = site.localize(resolved.name)
    if resolved.kind is None and not resolved.organisation and not isinstance(party, Participant):
        return make_organization(name=name)
    address = site.get_address("member", resolved.id) if resolved.id else None
    organisation = resolved.organisation if resolved.kind is None else None
    return drop_empty(
        {
            "@type": "Person",
            "name": name,
            "url": get_absolute_url(site, address) if address else None,
            "affiliation": describe_organisation(site, organisation) if organisation else None,
        }
    )
