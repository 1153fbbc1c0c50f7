"""The HTML of the entries of feeds, without relative URLs: readers show it far from the site."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from urllib.parse import quote, urljoin, urlsplit

from markupsafe import Markup, escape

from coalition.markup import render_markdown
from coalition.model import Content, Document, Event, Text
from coalition.site.document_types import get_document_type_label
from coalition.site.downloads import Download
from coalition.site.event_details import format_place, list_event_links, localize_organisers
from coalition.site.event_filters import format_event_days
from coalition.site.event_labels import explain_event_status, format_event_times, label_event_kind
from coalition.site.marked_text import mark_html, mark_text
from coalition.site.pictures import IMAGES_FOLDER, insert_pictures
from coalition.site.site import Site
from coalition.site.urls import build_absolute_url
from coalition.site.views import DataChanges, EntryLink

_LINK = re.compile(r"(<(?:a|img)\b(?:[^>\"]|\"[^\"]*\")*? (?:href|src)=\")([^\"]*)\"", re.I)
"""A link or a picture in sanitized HTML: what is before its URL, and the URL."""


def render_article_html(site: Site, article: Content, url: str) -> str:
    """Return the picture and the text of an article, whose page is at `url`."""
    html = insert_pictures(article.html(site.site_url), site.site_url, site.pictures)
    return _render_image(site, article) + make_urls_absolute(html, url)


def render_event_html(site: Site, event: Event) -> str:
    """Return what an event is, when and where it takes place, what it is about, where to go on."""
    language = site.language
    status = explain_event_status(event, language)
    facts = [
        label_event_kind(event.kind, language),
        format_event_days(event, language),
        format_event_times(event, language),
        format_place(site, event.place) if event.place else "",
    ]
    organisers = (mark_text(name, language.code) for name in localize_organisers(site, event))
    links = ((link.label, link.url) for link in list_event_links(site, event))
    return _join(
        Markup("<p><strong>{}</strong></p>").format(status) if status else None,
        _render_lines(filter(None, facts)),
        _render_text(site, event.summary),
        _render_list(language.translations.gettext("Organised by"), organisers),
        _render_markdown(site, event.text),
        _render_links(links),
    )


def render_document_html(site: Site, document: Document, downloads: Iterable[Download]) -> str:
    """Return what a document is and says, and where its versions are."""
    language = site.language
    facts = [get_document_type_label(language, document.type)]
    if document.date:
        facts.append(language.format_date(document.date))
    links = ((label_download(site, one), get_download_url(site, one)) for one in downloads)
    return _join(
        _render_text(site, document.subtitle),
        _render_lines(facts),
        _render_text(site, document.summary),
        _render_markdown(site, document.text),
        _render_links(links),
    )


def render_changes_html(site: Site, changes: DataChanges) -> str:
    """Return what was added and changed in the data by kind of entry, and how much was removed."""
    _ = site.language.translations.gettext
    parts: list[Markup | None] = []
    for kind in changes.kinds:
        parts.append(Markup("<h2>{}</h2>").format(kind.label))
        parts.append(_render_entries(site, _("Added"), kind.added))
        parts.append(_render_entries(site, _("Changed"), kind.changed))
        if kind.removed:
            parts.append(Markup("<p>{}: {}</p>").format(_("Removed"), kind.removed))
    return _join(*parts)


def _render_entries(site: Site, label: str, entries: Iterable[EntryLink]) -> Markup | None:
    """Return links to entries, each followed by the headings of what has changed in it."""
    lines = []
    for entry in entries:
        url = build_absolute_url(site.site_url, entry.address.path)
        name = mark_text(entry.name, site.language.code)
        changes = Markup(": {}").format(", ".join(entry.changes)) if entry.changes else ""
        lines.append(Markup('<a href="{}">{}</a>{}').format(url, name, changes))
    return _render_list(label, lines)


def make_urls_absolute(html: str, base: str) -> str:
    """Return sanitized HTML whose links and pictures are resolved against `base`."""

    def resolve(match: re.Match[str]) -> str:
        try:
            url = urljoin(base, unescape(match[2]))
        except ValueError:  # such as `//[`, which leads nowhere
            return match[0]
        return f'{match[1]}{escape(url)}"'

    return _LINK.sub(resolve, html)


def get_download_url(site: Site, download: Download) -> str:
    """Return the absolute URL of a version of a document."""
    return download.url or build_absolute_url(site.site_url, quote(download.path))


def label_download(site: Site, download: Download) -> str:
    """Return language and format, or else the host: "English (PDF)"."""
    name = site.language.language_name(download.language)
    return f"{name} ({download.format.upper() or urlsplit(download.url).hostname})"


def _render_image(site: Site, article: Content) -> str:
    """Return the picture above an article, for readers that show only the text; empty if none."""
    image = article.references.image
    if image is None:
        return ""
    path = f"{IMAGES_FOLDER}/{image.name}"
    picture = site.pictures.render_figure(
        path, lambda path: build_absolute_url(site.site_url, path), {"alt": image.alt.text}
    )
    return str(Markup("<p>{}</p>").format(picture))


def _join(*parts: Markup | None) -> str:
    return "\n".join(part for part in parts if part)


def _render_text(site: Site, text: Text | None) -> Markup | None:
    code = site.language.code
    return Markup("<p>{}</p>").format(mark_text(text.localize(code), code)) if text else None


def _render_markdown(site: Site, text: Text | None) -> Markup | None:
    if text is None:
        return None
    localized = text.localize(site.language.code)
    return mark_html(render_markdown(localized.text), localized.language, site.language.code)


def _render_lines(lines: Iterable[str]) -> Markup:
    return Markup("<p>{}</p>").format(Markup("<br>").join(lines))


def _render_list(label: str, items: Iterable[Markup]) -> Markup | None:
    lines = Markup("<br>").join(items)
    return Markup("<p>{}<br>{}</p>").format(label, lines) if lines else None


def _render_links(links: Iterable[tuple[str, str]]) -> Markup | None:
    """Return a list of labels with URLs."""
    items = [Markup('<li><a href="{}">{}</a></li>').format(url, label) for label, url in links]
    return Markup("<ul>{}</ul>").format(Markup().join(items)) if items else None
