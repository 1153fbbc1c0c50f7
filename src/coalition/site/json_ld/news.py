"""News in the vocabulary of schema.org."""

from __future__ import annotations

from urllib.parse import quote

from coalition.i18n import get_language_tag
from coalition.model import ActionArea, Content, Document, Event, LocalizedText, WorkingGroup
from coalition.site import views
from coalition.site.json_ld.base import (
    JsonObject,
    drop_empty,
    get_absolute_url,
    reference_coalition,
)
from coalition.site.pages import Page
from coalition.site.pictures import IMAGES_FOLDER, SHARED_SIZE
from coalition.site.queries import MemberRow
from coalition.site.site import Site
from coalition.site.urls import PageKind, build_absolute_url


def describe_article(site: Site, page: Page, view: views.ArticleView) -> JsonObject:
    """Return an article of the news, with what it is about."""
    article = view.article
    return drop_empty(
        {
            "@type": "NewsArticle",
            "headline": article.title.text,
            "description": article.summary.text,
            "inLanguage": get_language_tag(article.language),
            "datePublished": article.date.isoformat() if article.date else None,
            "url": get_absolute_url(
                site, site.address_builder.build("article", article.language, article.slug)
            ),
            "author": [_reference_author(site, author) for author in view.authors],
            "image": _get_image_url(site, article),
            "about": [
                *(_reference_entry(site, "Thing", "area", area) for area in view.areas),
                *(_reference_member(site, row) for row in view.people),
            ],
            "mentions": [
                # An Event without a place and a time is an error for search engines
                *(_reference_entry(site, "Thing", "event", event) for event in view.events),
                *(
                    _reference_entry(site, "CreativeWork", "document", document)
                    for document in view.documents
                ),
                *(
                    _reference_entry(site, "Organization", "working-group", group)
                    for group in view.working_groups
                ),
            ],
            "publisher": reference_coalition(site),
        }
    )


def _reference_author(site: Site, author: MemberRow | LocalizedText) -> JsonObject:
    if isinstance(author, LocalizedText):
        return {"@type": "Person", "name": author.text}
    return _reference_member(site, author)


def _reference_member(site: Site, row: MemberRow) -> JsonObject:
    return drop_empty(
        {
            "@type": "Organization" if row.member.is_organisation else "Person",
            "name": site.localize(row.name),
            "url": get_absolute_url(site, site.get_member_address(row)),
        }
    )


def _reference_entry(
    site: Site, type: str, kind: PageKind, entry: ActionArea | Event | Document | WorkingGroup
) -> JsonObject:
    url = get_absolute_url(site, site.get_address(kind, entry.id))
    return drop_empty({"@type": type, "name": site.localize(entry.title), "url": url})


def _get_image_url(site: Site, article: Content) -> str | None:
    """Return the URL of a copy of the picture above an article; None if there is none."""
    image = article.references.image
    if image is None or not site.site_url:
        return None
    path = f"{IMAGES_FOLDER}/{image.name}"
    variant = site.pictures.get_copy(path, SHARED_SIZE)
    return build_absolute_url(site.site_url, variant.path if variant else quote(path))
