"""The pages of the events."""

from __future__ import annotations

from collections.abc import Iterator

from coalition.site import views
from coalition.site.pages.page import (
    Page,
    build_breadcrumbs,
    build_former_id_redirects,
    build_main_page,
    list_checked_dates,
    truncate_description,
)
from coalition.site.site import Site


def build_event_pages(site: Site) -> Iterator[Page]:
    """Yield the list of events and a page for each; nothing without events."""
    slug = "events"
    if not site.coalition.events:
        return
    file = "data/events.yaml"
    entries = tuple(site.index.events.values())
    overview = views.EventsView(site.get_page_content(slug), entries)
    yield build_main_page(site, slug, "events.html", overview, (file,), site.coalition.events)
    for event in site.index.events.values():
        yield Page(
            site.get_address("event", event.id),
            "event.html",
            event.title.localize(site.language.code),
            truncate_description(site.localize(event.summary or event.title)),
            views.EventView(event, site.index.documents_by_event.get(event.id, ())),
            build_breadcrumbs(site, slug),
            (file,),
            list_checked_dates(event),
            missing_languages=site.find_missing_languages(event.title.root),
        )
        yield from build_former_id_redirects(site, "event", event.id, event.title, event.former_ids)
