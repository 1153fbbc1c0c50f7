"""The Atom feed of the news, one in each language."""

from __future__ import annotations

from xml.etree import ElementTree

from coalition.i18n import get_language_tag
from coalition.model import Content
from coalition.site.pictures import insert_pictures
from coalition.site.site import Site
from coalition.site.urls import build_absolute_url
from coalition.site.xml_output import add_element, serialize_xml

ATOM_NAMESPACE = "http://www.w3.org/2005/Atom"


def render_atom_feed(site: Site) -> str:
    """Return the Atom feed of the news in the site's language, newest first (RFC 4287).

    An article that is not translated appears in its original language, marked with `xml:lang`, and
    links to its own address, to which relative links in its text are relative too. Requires that
    the site's URL is known and that there is an article.
    """
    articles = site.articles
    name = site.localize(site.coalition.name)
    feed_url = build_absolute_url(site.site_url, site.get_address("feed").path)
    news_url = build_absolute_url(site.site_url, site.get_address("page", "news").path)
    root = ElementTree.Element("feed", {"xmlns": ATOM_NAMESPACE, "xml:lang": site.language.tag})
    add_element(root, "id", feed_url)
    add_element(root, "title", f"{name} – {site.get_label('news').text}")
    add_element(root, "updated", _format_timestamp(articles[0]))
    add_element(root, "link", rel="self", href=feed_url)
    add_element(root, "link", rel="alternate", href=news_url)
    add_element(add_element(root, "author"), "name", name)
    for article in articles:
        _add_entry(root, site, article)
    return serialize_xml(root)


def _add_entry(feed: ElementTree.Element, site: Site, article: Content) -> None:
    """Append an article to `feed`, with the original's URL as its id, as that never changes.

    A translation has the same id, so that a reader of two feeds gets each article once.
    """
    address = site.address_builder.build("article", article.language, article.slug)
    translations = site.content_index.news[article.slug]
    original_language = next(
        language.code for language in site.languages if language.code in translations
    )
    original = site.address_builder.build("article", original_language, article.slug)
    entry = add_element(feed, "entry")
    if article.language != site.language.code:
        entry.set("xml:lang", get_language_tag(article.language))
    add_element(entry, "id", build_absolute_url(site.site_url, original.path))
    add_element(entry, "title", article.title.text)
    article_url = build_absolute_url(site.site_url, address.path)
    add_element(entry, "link", rel="alternate", href=article_url)
    add_element(entry, "published", _format_timestamp(article))
    add_element(entry, "updated", _format_timestamp(article))
    if article.summary.text:
        add_element(entry, "summary", article.summary.text)
    html = insert_pictures(article.html(site.site_url), site.site_url, site.pictures)
    content = add_element(entry, "content", html, type="html")
    content.set("xml:base", article_url)


def _format_timestamp(article: Content) -> str:
    """Return the start of the article's day: feeds need a time. Pelican requires a date."""
    return f"{article.date}T00:00:00Z"
