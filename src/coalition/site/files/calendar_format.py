"""Calendars in the format iCalendar (RFC 5545, with the properties of RFC 7986).

There is no METHOD: that would be a message of RFC 5546, which requires an organiser with an
e-mail address. Organisers are named in the description instead.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta

import icalendar

from coalition.i18n import get_language_tag
from coalition.model import Event, LocalizedText
from coalition.site.event_details import (
    format_place,
    list_event_links,
    localize_organisers,
    localize_place,
    takes_place,
)
from coalition.site.event_labels import (
    explain_event_status,
    label_event_kind,
    label_event_title,
)
from coalition.site.files.first_ids import get_first_id
from coalition.site.files.vtimezone import build_vtimezone
from coalition.site.site import Site
from coalition.site.urls import build_absolute_url

PRODUCT_ID = "-//coalition//Calendar of events//EN"
"""The PRODID: what wrote the file."""

UID_NAMESPACE = uuid.UUID("8b1c3a52-64f7-4d0e-a1f9-2f6b0d9ce743")
"""The namespace of the UIDs (RFC 9562, version 5). It never changes."""

SEQUENCE_EPOCH = date(2000, 1, 1)
"""The day from which SEQUENCE counts. It never changes."""

REFRESH_INTERVAL = timedelta(days=1)
"""How often programs should read a calendar that they subscribe to."""

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""Controls (C0, C1) and line breaks; others, such as the joiner in Persian words, are text."""

_DEFAULT_STAMP = date(1970, 1, 1)
"""The DTSTAMP if no date is known at all."""


def render_calendar(site: Site, events: Iterable[Event]) -> bytes:
    """Return a calendar that programs can subscribe to."""
    calendar = _create_calendar()
    name = _join_lines(f"{site.coalition.acronym} – {site.get_label('events').text}")
    _add_text(calendar, "NAME", LocalizedText(name, site.language.code))
    calendar.add("X-WR-CALNAME", icalendar.vText(name))  # what most programs read
    calendar.add("REFRESH-INTERVAL", REFRESH_INTERVAL, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", icalendar.vDuration(REFRESH_INTERVAL))
    if url := site.find_published_url(site.get_address("page", "events").path):
        calendar.add("URL", url)
    if site.site_url:
        source = build_absolute_url(site.site_url, site.get_address("calendar").path)
        calendar.add("SOURCE", icalendar.vUri(source), parameters={"VALUE": "URI"})
    return _fill_calendar(calendar, site, tuple(events))


def render_event(site: Site, event: Event) -> bytes:
    """Return a calendar with one event, to add to one's own."""
    return _fill_calendar(_create_calendar(), site, (event,))


def build_uid(acronym: str, first_id: str) -> str:
    """Return the UID of an event, a UUID in all languages, whatever the site's URL is.

    It has no host name (RFC 7986, section 5.3), so it stays when the site moves. What counts is the
    acronym of the coalition in lower case without punctuation.
    """
    name = "".join(filter(str.isalnum, acronym.casefold()))
    return str(uuid.uuid5(UID_NAMESPACE, f"{name}/{first_id.lower()}"))


def compute_sequence(checked: date | None) -> int:
    """Return the SEQUENCE of an event: the days from SEQUENCE_EPOCH to its last check.

    An event that changes is compared with its source again, so this number rises with `checked`,
    and it never decreases. It is 0 if the event was never checked.
    """
    return max(0, (checked - SEQUENCE_EPOCH).days) if checked else 0


def _create_calendar() -> icalendar.Calendar:
    calendar = icalendar.Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", PRODUCT_ID)
    calendar.add("CALSCALE", "GREGORIAN")
    return calendar


def _fill_calendar(calendar: icalendar.Calendar, site: Site, events: tuple[Event, ...]) -> bytes:
    """Add the events, with the zones that they refer to, and return the file."""
    for zone, moments in _group_by_zone(events).items():
        calendar.add_component(build_vtimezone(zone, moments))
    for event in events:
        calendar.add_component(_build_vevent(site, event))
    content: bytes = calendar.to_ical()
    return content


def _group_by_zone(events: Iterable[Event]) -> dict[str, list[datetime]]:
    """Map the time zones of events, sorted by name, to starts and ends in them."""
    moments: dict[str, list[datetime]] = {}
    for event in events:
        ends = [moment for moment in (event.starts_at, event.ends_at) if moment]
        if event.timezone and event.timezone != "UTC":
            moments.setdefault(event.timezone, []).extend(ends)
    return dict(sorted(moments.items()))


def _build_vevent(site: Site, event: Event) -> icalendar.Event:
    vevent = icalendar.Event()
    vevent.add("UID", build_uid(site.coalition.acronym, get_first_id(event)))
    _add_revision(vevent, event, site.as_of)
    _add_times(vevent, event)
    _add_text(vevent, "SUMMARY", label_event_title(event, site.language))
    if description := _describe(site, event):
        vevent.add("DESCRIPTION", description, parameters={"LANGUAGE": site.language.tag})
    _add_location(vevent, site, event)
    _add_categories(vevent, site, event)
    if event.online and takes_place(site, event):
        label = site.language.translations.gettext("Take part online")
        parameters = {"VALUE": "URI", "LABEL": label}
        vevent.add("CONFERENCE", icalendar.vUri(event.online), parameters=parameters)
    if url := site.find_published_url(site.get_address("event", event.id).path) or event.url:
        vevent.add("URL", url)
    vevent.add("STATUS", _get_status(event))
    # Nobody is busy for weeks because a survey is open
    is_free = event.status or event.starts_at is None
    vevent.add("TRANSP", "TRANSPARENT" if is_free else "OPAQUE")
    return vevent


def _get_status(event: Event) -> str:
    """Return the STATUS. There is none for a postponed event, so the summary says that it is."""
    statuses = {"cancelled": "CANCELLED", "postponed": "TENTATIVE"}
    return statuses.get(event.status or "", "CONFIRMED")


def _add_revision(vevent: icalendar.Event, event: Event, as_of: date | None) -> None:
    """Add what says which of two versions of an event is newer: by the data, not by the clock."""
    stamp = event.checked or as_of or _DEFAULT_STAMP
    vevent.add("DTSTAMP", datetime.combine(stamp, time(), UTC))
    if event.checked:
        vevent.add("LAST-MODIFIED", datetime.combine(event.checked, time(), UTC))
    vevent.add("SEQUENCE", compute_sequence(event.checked))


def _add_times(vevent: icalendar.Event, event: Event) -> None:
    start, end = event.starts_at, event.ends_at
    if start is None:
        vevent.add("DTSTART", event.start.day)
        if event.last_day < date.max:  # else there is no day after it
            vevent.add("DTEND", event.last_day + timedelta(days=1))
        return
    _add_time(vevent, "DTSTART", start, event)
    # An end that is the start is none: it has to be later
    if end and end.astimezone(UTC) != start.astimezone(UTC):
        _add_time(vevent, "DTEND", end, event)


def _add_time(vevent: icalendar.Event, name: str, moment: datetime, event: Event) -> None:
    """Add a time in the zone of the event, or else in UTC.

    A local time that clocks show twice means the first (RFC 5545, section 3.3.5), so the second one
    can only be given in UTC.
    """
    if event.timezone and event.timezone != "UTC" and not moment.fold:
        vevent.add(name, moment.replace(tzinfo=None), parameters={"TZID": event.timezone})
    else:
        vevent.add(name, moment.astimezone(UTC))


def _add_location(vevent: icalendar.Event, site: Site, event: Event) -> None:
    if event.place:
        parameters = _make_language_parameter(localize_place(site, event.place))
        text = _join_lines(format_place(site, event.place))
        vevent.add("LOCATION", text, parameters=parameters)


def _add_categories(vevent: icalendar.Event, site: Site, event: Event) -> None:
    """Add the kind and the areas of action.

    They are in one property, even if in several languages: some programs accept no second one.
    """
    code = site.language.code
    labels = [
        LocalizedText(label_event_kind(event.kind, site.language), code),
        *(site.index.areas[id].localize_label(code) for id in event.action_areas),
    ]
    texts = [_join_lines(label.text) for label in labels]
    vevent.add("CATEGORIES", texts, parameters=_make_language_parameter(labels))


def _make_language_parameter(texts: Iterable[LocalizedText]) -> dict[str, str]:
    """Return the parameter LANGUAGE, if all texts of a property are in one language."""
    languages = {text.language for text in texts}
    return {"LANGUAGE": get_language_tag(languages.pop())} if len(languages) == 1 else {}


def _describe(site: Site, event: Event) -> str:
    """Return the description: what the page says, with each address on a line of its own."""
    return "\n\n".join(filter(None, _list_paragraphs(site, event)))


def _list_paragraphs(site: Site, event: Event) -> Iterator[str]:
    _ = site.language.translations.gettext
    yield explain_event_status(event, site.language)
    if event.summary:
        yield _join_lines(site.localize(event.summary))
    if event.part_of:
        yield f"{_('As part of')}\n{_join_lines(site.localize(event.part_of))}"
    if organisers := localize_organisers(site, event):
        yield "\n".join([_("Organised by"), *(_join_lines(name.text) for name in organisers)])
    for link in list_event_links(site, event):
        yield f"{link.label}\n{link.url}"


def _add_text(component: icalendar.Component, name: str, text: LocalizedText) -> None:
    """Add a text on one line, with its language: a calendar has no default language."""
    parameters = {"LANGUAGE": get_language_tag(text.language)}
    component.add(name, _join_lines(text.text), parameters=parameters)


def _join_lines(text: str) -> str:
    """Return a text on one line, without the controls that iCalendar does not allow."""
    return " ".join(_CONTROLS.sub(" ", text).split())
