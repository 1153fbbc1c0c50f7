"""The feeds: of news, events, documents and changes in the data, and of an area of action.

To add another one, give it two paths in `PATH_TEMPLATES`, and yield it from `list_feeds` with a
function that builds its entries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from coalition.model import ActionArea, Content, Document, Event, LocalizedText
from coalition.site.files.atom import render_atom_feed
from coalition.site.files.feed_entries import (
    build_article_entry,
    build_change_entries,
    build_document_entry,
    build_event_entry,
)
from coalition.site.files.feed_model import Feed, FeedEntry
from coalition.site.files.json_feed import render_json_feed
from coalition.site.files.opml import render_feed_list
from coalition.site.generated_file import GeneratedFile
from coalition.site.site import Site
from coalition.site.urls import Address, PageKind

_SECTIONS_BY_KIND: dict[PageKind, str] = {
    "article": "news",
    "event": "events",
    "document": "documents",
}
"""The slug of the page whose feeds also fit a page of this kind."""


def list_feeds(site: Site) -> Iterator[Feed]:
    """Yield the feeds of a site in its language; none if its URL is not known.

    A feed exists only if it has entries.
    """
    if not site.site_url:
        return
    coalition, documents = site.coalition, tuple(site.index.documents.values())
    create = partial(_create_main_feed, site)
    if site.articles:
        yield create("news", "feed", "json-feed", partial(_build_entries, site, site.articles))
    if coalition.events:
        build = partial(_build_entries, site, events=tuple(site.index.events.values()))
        yield create("events", "events-feed", "events-json-feed", build)
    if coalition.documents:
        build = partial(_build_entries, site, documents=documents)
        yield create("documents", "documents-feed", "documents-json-feed", build)
    if any(changes.has_entries for changes in site.changes):
        build_changes = partial(build_change_entries, site)
        yield create("data", "changes-feed", "changes-json-feed", build_changes)
    for area in coalition.action_areas:
        yield from _create_area_feed(site, area)


def list_page_feeds(site: Site, address: Address) -> tuple[Feed, ...]:
    """Return the feeds that fit a page: those about it, or about the list that it belongs to."""
    slug = _SECTIONS_BY_KIND.get(address.kind)
    page = site.get_address("page", slug) if slug else address
    return tuple(feed for feed in list_feeds(site) if feed.page == page)


def list_feed_files(site: Site) -> Iterator[GeneratedFile]:
    """Yield the files of each feed, and the list of all."""
    feeds = tuple(list_feeds(site))
    for feed in feeds:
        for address, render in ((feed.atom, render_atom_feed), (feed.json, render_json_feed)):
            yield GeneratedFile(address.path, partial(render, feed), shows_pictures=True)
    if feeds:
        path = site.get_address("feed-list").path
        yield GeneratedFile(path, partial(render_feed_list, _name_coalition(site), feeds))


def _create_main_feed(
    site: Site,
    slug: str,
    atom: PageKind,
    json: PageKind,
    build_entries: Callable[[], Iterable[FeedEntry]],
) -> Feed:
    addresses = site.get_address(atom), site.get_address(json), site.get_address("page", slug)
    return _create_feed(site, *addresses, site.get_label(slug), build_entries)


def _create_area_feed(site: Site, area: ActionArea) -> Iterator[Feed]:
    """Yield the feed of an area, if there is anything about it."""
    articles = site.news.by_area.get(area.id, ())
    events = site.index.events_by_area.get(area.id, ())
    documents = site.index.documents_by_area.get(area.id, ())
    if articles or events or documents:
        build_entries = partial(_build_entries, site, articles, events, documents)
        kinds: tuple[PageKind, ...] = ("area-feed", "area-json-feed", "area")
        atom, json, page = (site.get_address(kind, area.id) for kind in kinds)
        title = area.title.localize(site.language.code)
        yield _create_feed(site, atom, json, page, title, build_entries)


def _create_feed(
    site: Site,
    atom: Address,
    json: Address,
    page: Address,
    label: LocalizedText,
    build_entries: Callable[[], Iterable[FeedEntry]],
) -> Feed:
    name = _name_coalition(site)
    title = f"{name} – {label.text}"
    return Feed(atom, json, page, site.site_url, title, label, name, build_entries)


def _build_entries(
    site: Site,
    articles: Iterable[Content] = (),
    events: Iterable[Event] = (),
    documents: Iterable[Document] = (),
) -> Iterator[FeedEntry]:
    yield from (build_article_entry(site, article) for article in articles)
    yield from (build_event_entry(site, event) for event in events)
    yield from (build_document_entry(site, document) for document in documents)


def _name_coalition(site: Site) -> str:
    return site.localize(site.coalition.name)
