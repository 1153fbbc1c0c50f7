"""What files say of an event, in words: where it takes place, who organises it, where to go on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from coalition.model import Event, LocalizedText, Place
from coalition.site.site import Site


@dataclass(frozen=True)
class EventLink:
    """A page on another site that an event leads to."""

    label: str
    url: str


def takes_place(site: Site, event: Event) -> bool:
    """Return whether an event is to come by the day of the data, and neither off nor postponed."""
    return site.index.is_coming(event) and not event.status


def localize_place(site: Site, place: Place) -> tuple[LocalizedText, ...]:
    """Return venue, city and country of a place, as far as they are known."""
    code = site.language.code
    texts = (place.venue, place.city)
    country = (site.country_name(place.country),) if place.country else ()
    return (*(text.localize(code) for text in texts if text), *country)


def format_place(site: Site, place: Place) -> str:
    """Return a place on one line: "Old Orchard House, Apple Hill, United States"."""
    _ = site.language.translations.gettext
    parts = [" ".join(text.text.split()) for text in localize_place(site, place)]
    if len(parts) == 2:
        return _("%(city)s, %(country)s") % {"city": parts[0], "country": parts[1]}
    if len(parts) == 3:
        names = {"venue": parts[0], "city": parts[1], "country": parts[2]}
        return _("%(venue)s, %(city)s, %(country)s") % names
    return parts[0]


def localize_organisers(site: Site, event: Event) -> tuple[LocalizedText, ...]:
    """Return the names of those who organise an event."""
    parties = map(site.index.resolve_party, event.organisers)
    return tuple(party.name.localize(site.language.code) for party in parties)


def list_event_links(site: Site, event: Event) -> Iterator[EventLink]:
    """Yield the pages to register and to take part, if it takes place, then those about it."""
    _ = site.language.translations.gettext
    is_open = takes_place(site, event)
    links = {
        _("Register"): event.registration if is_open else None,
        _("Take part online"): event.online if is_open else None,
        _("Recording"): event.recording,
        _("Transcript"): event.transcript,
        _("Report"): event.report,
        _("Minutes"): event.minutes,
        _("Web page"): event.url,
    }
    yield from (EventLink(label, url) for label, url in links.items() if url)
