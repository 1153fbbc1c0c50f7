"""The Atom feeds: one of all news, and one for each area of action that there is news about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from xml.etree import ElementTree

from markupsafe import Markup

from coalition.i18n import get_language_tag
from coalition.model import ArticleAuthor, Content
from coalition.site.generated_file import GeneratedFile
from coalition.site.pictures import IMAGES_FOLDER, insert_pictures
from coalition.site.site import Site
from coalition.site.urls import Address, build_absolute_url
from coalition.site.xml_output import add_element, serialize_xml

ATOM_NAMESPACE = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True)
class Feed:
    """The feed at `address`, whose articles are those of the page at `page_address`."""

    address: Address
    page_address: Address
    title: str
    articles: tuple[Content, ...]


def list_feeds(site: Site) -> Iterator[Feed]:
    """Yield the feeds of a site in its language; none if its URL is not known."""
    if not site.site_url or not site.has_feed:
        return
    title = f"{site.localize(site.coalition.name)} – {site.get_label('news').text}"
    news = site.get_address("page", "news")
    yield Feed(site.get_address("feed"), news, title, site.articles)
    for area in site.coalition.action_areas:
        if articles := site.news.by_area.get(area.id):
            yield Feed(
                site.get_address("area-feed", area.id),
                site.get_address("area", area.id),
                f"{title} – {site.localize(area.title)}",
                articles,
            )


def list_feed_files(site: Site) -> Iterator[GeneratedFile]:
    """Yield the file of each feed."""
    for feed in list_feeds(site):
        render = partial(_render_file, site, feed)
        yield GeneratedFile(feed.address.path, render, shows_pictures=True)


def _render_file(site: Site, feed: Feed) -> bytes:
    return render_atom_feed(site, feed).encode()


def render_atom_feed(site: Site, feed: Feed) -> str:
    """Return a feed as Atom, newest first (RFC 4287).

    An article that is not translated appears in its original language, marked with `xml:lang`, and
    links to its own address, to which relative links in its text are relative too.
    """
    name = site.localize(site.coalition.name)
    feed_url = build_absolute_url(site.site_url, feed.address.path)
    page_url = build_absolute_url(site.site_url, feed.page_address.path)
    root = ElementTree.Element("feed", {"xmlns": ATOM_NAMESPACE, "xml:lang": site.language.tag})
    add_element(root, "id", feed_url)
    add_element(root, "title", feed.title)
    add_element(root, "updated", _format_timestamp(feed.articles[0]))
    add_element(root, "link", rel="self", href=feed_url)
    add_element(root, "link", rel="alternate", href=page_url)
    add_element(add_element(root, "author"), "name", name)
    for article in feed.articles:
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
    for author in article.references.authors:
        _add_author(entry, site, author)
    for id in article.references.areas:
        label = site.localize(site.index.areas[id].title)
        add_element(entry, "category", term=id, label=label)
    if article.summary.text:
        add_element(entry, "summary", article.summary.text)
    html = insert_pictures(article.html(site.site_url), site.site_url, site.pictures)
    content = add_element(entry, "content", _render_image(site, article) + html, type="html")
    content.set("xml:base", article_url)


def _add_author(entry: ElementTree.Element, site: Site, author: ArticleAuthor) -> None:
    element = add_element(entry, "author")
    if author.name:
        add_element(element, "name", author.name.text)
        return
    row = site.index.members_by_id[author.member]
    add_element(element, "name", site.localize(row.name))
    address = site.get_member_address(row)
    add_element(element, "uri", build_absolute_url(site.site_url, address.path))


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


def _format_timestamp(article: Content) -> str:
    """Return the start of the article's day: feeds need a time. Pelican requires a date."""
    return f"{article.date}T00:00:00Z"
