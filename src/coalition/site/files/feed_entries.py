"""The entries of feeds: what they say of an article, an event or a document."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Literal

from coalition.model import Content, Document, Event, LocalizedText, Party, parse_iso_date
from coalition.site.downloads import Download, list_downloads
from coalition.site.event_labels import label_event_title
from coalition.site.files.change_list import describe_changes
from coalition.site.files.feed_html import (
    get_download_url,
    label_download,
    render_article_html,
    render_changes_html,
    render_document_html,
    render_event_html,
)
from coalition.site.files.feed_model import FeedAttachment, FeedAuthor, FeedCategory, FeedEntry
from coalition.site.files.first_ids import get_first_id
from coalition.site.media_types import MEDIA_TYPES
from coalition.site.site import Site
from coalition.site.urls import Address, build_absolute_url
from coalition.site.views import DataChanges

_UNKNOWN_DATE = datetime.date(1970, 1, 1)
"""When an entry changed if no date is known at all: Atom requires one."""


def build_article_entry(site: Site, article: Content) -> FeedEntry:
    """Return the entry of an article; one that is not translated is in its original language.

    Its address is then that of the original too, to which relative links in its text are relative.
    """
    translations = site.content_index.news[article.slug]
    languages = (language.code for language in site.languages)
    original_language = next(code for code in languages if code in translations)
    build = site.address_builder.build
    url = _build_url(site, build("article", article.language, article.slug))
    day = article.date or _UNKNOWN_DATE  # Pelican requires a date
    return FeedEntry(
        _build_url(site, build("article", original_language, article.slug)),
        url,
        article.language,
        article.title,
        day,
        render_article_html(site, article, url),
        day,
        article.summary if article.summary.text else None,
        tuple(_list_article_authors(site, article)),
        _list_categories(site, article.references.areas),
    )


def build_event_entry(site: Site, event: Event) -> FeedEntry:
    """Return the entry of an event, with the file for calendars.

    It was updated when it was last checked; if it never was, on its day, or on the day of the data
    if it is still to come.
    """
    language = site.language
    calendar = _build_url(site, site.get_address("event-calendar", event.id))
    label = language.translations.gettext("Add to my calendar")
    known_days = [event.start.day, *([site.as_of] if site.as_of else [])]
    return FeedEntry(
        _build_id(site, "event", get_first_id(event)),
        _build_url(site, site.get_address("event", event.id)),
        language.code,
        label_event_title(event, language),
        event.checked or min(known_days),
        render_event_html(site, event),
        summary=event.summary.localize(language.code) if event.summary else None,
        authors=tuple(_list_parties(site, event.organisers)),
        categories=_list_categories(site, event.action_areas),
        attachments=(FeedAttachment(calendar, MEDIA_TYPES[".ics"], label, language.code),),
    )


def build_document_entry(site: Site, document: Document) -> FeedEntry:
    """Return the entry of a document, with its versions in formats whose media type is known.

    It was updated when it was last checked, or else published; without either, on the day of the
    data.
    """
    language = site.language
    downloads = list_downloads(document, language, site.file_sizes)
    date = document.date
    first_day = date.first_day if date else None
    return FeedEntry(
        _build_id(site, "document", get_first_id(document)),
        _build_url(site, site.get_address("document", document.id)),
        language.code,
        document.title.localize(language.code),
        document.checked or first_day or site.as_of or _UNKNOWN_DATE,
        render_document_html(site, document, downloads),
        first_day if date and date.day else None,  # nothing is invented
        document.summary.localize(language.code) if document.summary else None,
        tuple(_list_parties(site, document.authors or document.publishers)),
        _list_categories(site, document.action_areas),
        tuple(_list_attachments(site, downloads)),
    )


def build_change_entries(site: Site) -> Iterator[FeedEntry]:
    """Yield an entry for each change set that has entries; those of one day are numbered."""
    page = _build_url(site, site.get_shared_address("page", "data"))
    numbers: Counter[str] = Counter()
    for changes in reversed(site.changes):
        description = describe_changes(site, changes)
        day = parse_iso_date(changes.day) or site.as_of
        if description.kinds and day:
            numbers[changes.day] += 1
            yield FeedEntry(
                f"{page}#changes-{day}-{numbers[changes.day]}",
                f"{_build_url(site, site.get_address('page', 'data'))}#changes",
                site.language.code,
                LocalizedText(_label_changes(site, description), site.language.code),
                day,
                render_changes_html(site, description),
            )


def _label_changes(site: Site, changes: DataChanges) -> str:
    _ = site.language.translations.gettext
    if not changes.since:
        return _("What has changed")
    day = site.language.format_date(changes.since)
    return _("What has changed since %(day)s") % {"day": day}


def _build_url(site: Site, address: Address) -> str:
    return build_absolute_url(site.site_url, address.path)


def _build_id(site: Site, kind: Literal["event", "document"], first_id: str) -> str:
    """Return the id of an entry: the URL that its page in the default language had first."""
    default = site.coalition.default_language
    return _build_url(site, site.address_builder.build(kind, default, first_id))


def _list_article_authors(site: Site, article: Content) -> Iterator[FeedAuthor]:
    for author in article.references.authors:
        if author.name:
            yield FeedAuthor(author.name.text)
        else:
            row = site.index.members_by_id[author.member]
            url = _build_url(site, site.get_member_address(row))
            yield FeedAuthor(site.localize(row.name), url)


def _list_parties(site: Site, parties: Iterable[Party]) -> Iterator[FeedAuthor]:
    for party in map(site.index.resolve_party, parties):
        name = site.localize(party.name)
        if party.kind and party.id:
            yield FeedAuthor(name, _build_url(site, site.get_address(party.kind, party.id)))
        else:
            yield FeedAuthor(name)


def _list_categories(site: Site, areas: Iterable[str]) -> tuple[FeedCategory, ...]:
    return tuple(FeedCategory(id, site.localize(site.index.areas[id].title)) for id in areas)


def _list_attachments(site: Site, downloads: Iterable[Download]) -> Iterator[FeedAttachment]:
    for download in downloads:
        if download.media_type and download.format != "html":
            yield FeedAttachment(
                get_download_url(site, download),
                download.media_type,
                label_download(site, download),
                download.language,
                download.size,
            )
