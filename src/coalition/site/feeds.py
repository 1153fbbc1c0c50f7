"""The Atom feed of the news, one in each language."""

from __future__ import annotations

from xml.etree import ElementTree

from coalition.i18n import get_language_tag
from coalition.model import Content
from coalition.site.site import Site
from coalition.site.urls import build_absolute_url
from coalition.site.xml_output import add_element, serialize_xml

ATOM_NAMESPACE = "http://www.w3.org/2005/Atom"


def render_atom_feed(site: Site) -> str:
    """The feed of the news in the site's language, the newest first (RFC 4287).

    What is not translated stands in it as it was written, under its own address, and says its
    language. Works only where the site's address is known and there is an article.
    """
    articles = site.articles
    name = site.localize(site.coalition.name)
    root = ElementTree.Element("feed", {"xmlns": ATOM_NAMESPACE, "xml:lang": site.language.tag})
    add_element(root, "id", build_absolute_url(site.site_url, site.get_address("feed").path))
    add_element(root, "title", f"{name} – {site.get_label('news').text}")
    add_element(root, "updated", _format_timestamp(articles[0]))
    add_element(
        root,
        "link",
        rel="self",
        href=build_absolute_url(site.site_url, site.get_address("feed").path),
    )
    add_element(
        root,
        "link",
        rel="alternate",
        href=build_absolute_url(site.site_url, site.get_address("page", "news").path),
    )
    add_element(add_element(root, "author"), "name", name)
    for article in articles:
        _add_entry(root, site, article)
    return serialize_xml(root)


def _add_entry(feed: ElementTree.Element, site: Site, article: Content) -> None:
    """The address of an original never changes, so it is the id of its translations as well."""
    there = site.address_builder.build("article", article.language, article.slug)
    address = build_absolute_url(site.site_url, there.path)
    translations = site.content_index.news[article.slug]
    first = next(spoken.code for spoken in site.languages if spoken.code in translations)
    original = site.address_builder.build("article", first, article.slug)
    entry = add_element(feed, "entry")
    if article.language != site.language.code:
        entry.set("xml:lang", get_language_tag(article.language))
    add_element(entry, "id", build_absolute_url(site.site_url, original.path))
    add_element(entry, "title", article.title.text)
    add_element(entry, "link", rel="alternate", href=address)
    add_element(entry, "published", _format_timestamp(article))
    add_element(entry, "updated", _format_timestamp(article))
    if article.summary.text:
        add_element(entry, "summary", article.summary.text)
    add_element(entry, "content", article.html(site.site_url), type="html")


def _format_timestamp(article: Content) -> str:
    """The beginning of the article's day (Pelican takes none without one); feeds want a time."""
    return f"{article.date}T00:00:00Z"
