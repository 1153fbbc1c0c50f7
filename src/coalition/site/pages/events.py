"""The pages of the events."""

from __future__ import annotations

from collections.abc import Iterator

from coalition.model import Event
from coalition.site import views
from coalition.site.event_filters import format_event_days
from coalition.site.event_labels import label_event_kind, label_event_mode
from coalition.site.pages.listing import build_divided_pages
from coalition.site.pages.page import (
    Page,
    build_breadcrumbs,
    build_former_id_redirects,
    build_main_page,
    find_untranslated,
    list_checked_dates,
    truncate_description,
)
from coalition.site.site import Site

_FILE = "data/events.yaml"


def build_event_pages(site: Site) -> Iterator[Page]:
    """Yield the list of events and a page for each; nothing without events."""
    slug = "events"
    if not site.coalition.events:
        return
    overview = views.build_events_view(site.index, site.get_page_content(slug), site.language)
    page = build_main_page(site, slug, "events.html", overview, (_FILE,), site.coalition.events)
    sections = views.list_events_sections(site.index, site.language)
    yield from build_divided_pages(site, page, sections, rows_of=slug)
    for event in site.index.events.values():
        view = views.build_event_view(site.index, event)
        page = Page(
            site.get_address("event", event.id),
            "event.html",
            event.title.localize(site.language.code),
            _describe(site, event),
            view,
            build_breadcrumbs(site, slug),
            (_FILE,),
            list_checked_dates(event),
            missing_languages=find_untranslated(site, event.summary, event.text),
        )
        sections = views.list_event_sections(view, site.language)
        yield from build_divided_pages(site, page, sections)
        yield from build_former_id_redirects(site, "event", event.id, event.title, event.former_ids)


def _describe(site: Site, event: Event) -> str:
    """Return kind, day and place, then the summary if it is in the page's language, or the title.

    The title may be in another language, and the same every year; but several events of a day may
    have the same kind and place.
    """
    language = site.language
    facts = [
        label_event_kind(event.kind, language),
        format_event_days(event, language),
        *_list_places(site, event),
    ]
    summary = event.summary.localize(language.code) if event.summary else None
    if summary and summary.language == language.code:
        facts.append(summary.text)
    else:
        facts.append(site.localize(event.title))
    return truncate_description(" · ".join(facts))


def _list_places(site: Site, event: Event) -> list[str]:
    """Return city and country in the page's language, or else that the event is online."""
    place, language = event.place, site.language
    city = place.city.localize(language.code) if place and place.city else None
    names = [city.text] if city and city.language == language.code else []
    if place and place.country:
        names.append(site.country_name(place.country).text)
    if not names and event.mode == "online":
        names.append(label_event_mode("online", language))
    return names
