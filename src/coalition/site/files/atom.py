"""Feeds in the format Atom (RFC 4287)."""

from __future__ import annotations

from xml.etree import ElementTree

from coalition.i18n import get_language_tag
from coalition.model import LocalizedText
from coalition.site.files.feed_model import (
    Feed,
    FeedAttachment,
    FeedAuthor,
    FeedEntry,
    format_timestamp,
)
from coalition.site.media_types import FEED_TYPES
from coalition.site.xml_output import add_element, serialize_xml

ATOM_NAMESPACE = "http://www.w3.org/2005/Atom"


def render_atom_feed(feed: Feed) -> bytes:
    """Return a feed as Atom. Texts in another language than the feed have `xml:lang`."""
    language = get_language_tag(feed.language)
    root = ElementTree.Element("feed", {"xmlns": ATOM_NAMESPACE, "xml:lang": language})
    add_element(root, "id", feed.get_url(feed.atom))
    add_element(root, "title", feed.title)
    add_element(root, "updated", format_timestamp(feed.entries[0].updated))
    add_element(root, "link", rel="self", href=feed.get_url(feed.atom))
    add_element(root, "link", rel="alternate", href=feed.get_url(feed.page))
    json_type = FEED_TYPES["feed.json"]
    add_element(root, "link", rel="alternate", type=json_type, href=feed.get_url(feed.json))
    add_element(add_element(root, "author"), "name", feed.author)
    for entry in feed.entries:
        _add_entry(root, entry, feed.language)
    return serialize_xml(root).encode()


def _add_entry(root: ElementTree.Element, entry: FeedEntry, feed_language: str) -> None:
    element = add_element(root, "entry")
    _set_language(element, entry.language, feed_language)
    add_element(element, "id", entry.id)
    _add_text(element, "title", entry.title, entry.language)
    add_element(element, "link", rel="alternate", href=entry.url)
    for attachment in entry.attachments:
        _add_attachment(element, attachment)
    if entry.published:
        add_element(element, "published", format_timestamp(entry.published))
    add_element(element, "updated", format_timestamp(entry.updated))
    for author in entry.authors:
        _add_author(element, author)
    for category in entry.categories:
        add_element(element, "category", term=category.term, label=category.label)
    if entry.summary:
        _add_text(element, "summary", entry.summary, entry.language)
    content = add_element(element, "content", entry.html, type="html")
    content.set("xml:base", entry.url)


def _add_text(
    entry: ElementTree.Element, name: str, text: LocalizedText, entry_language: str
) -> None:
    _set_language(add_element(entry, name, text.text), text.language, entry_language)


def _set_language(element: ElementTree.Element, language: str, outer_language: str) -> None:
    if language != outer_language:
        element.set("xml:lang", get_language_tag(language))


def _add_attachment(entry: ElementTree.Element, attachment: FeedAttachment) -> None:
    link = add_element(
        entry,
        "link",
        rel="enclosure",
        type=attachment.media_type,
        href=attachment.url,
        title=attachment.title,
        hreflang=get_language_tag(attachment.language),
    )
    if attachment.size is not None:
        link.set("length", str(attachment.size))


def _add_author(entry: ElementTree.Element, author: FeedAuthor) -> None:
    element = add_element(entry, "author")
    add_element(element, "name", author.name)
    if author.url:
        add_element(element, "uri", author.url)
