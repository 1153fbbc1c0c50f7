"""The calendar of all events, and a file with each event, to add to a calendar."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from urllib.parse import urlsplit

from coalition.model import Event
from coalition.site.generated_file import GeneratedFile
from coalition.site.site import Site
from coalition.site.urls import build_absolute_url


def list_calendar_files(site: Site) -> Iterator[GeneratedFile]:
    """Yield the files in the language of a site; none without events."""
    events = tuple(site.index.events.values())
    if not events:
        return
    yield GeneratedFile(site.get_address("calendar").path, partial(_render_calendar, site, events))
    for event in events:
        address = site.get_address("event-calendar", event.id)
        yield GeneratedFile(address.path, partial(_render_event, site, event))


def build_webcal_url(site: Site) -> str:
    """Return the URL at which calendar programs subscribe to the events; empty if unknown.

    The scheme is not registered, but calendar programs know it; they read the file with HTTP.
    """
    if not site.site_url:
        return ""
    url = build_absolute_url(site.site_url, site.get_address("calendar").path)
    return urlsplit(url)._replace(scheme="webcal").geturl()


def _render_calendar(site: Site, events: tuple[Event, ...]) -> bytes:
    from coalition.site.files.calendar_format import render_calendar  # noqa: PLC0415 - slow to import

    return render_calendar(site, events)


def _render_event(site: Site, event: Event) -> bytes:
    from coalition.site.files.calendar_format import render_event  # noqa: PLC0415 - slow to import

    return render_event(site, event)
