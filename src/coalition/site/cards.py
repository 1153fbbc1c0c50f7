"""The picture that social networks show with a link to a page: a card, or the article's own.

Pages of members, organisations, groups and countries share the card of the page above them: they
are many, and nobody's name should be in a picture that outlives its page. What the fonts cannot
draw is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePath
from urllib.parse import urlsplit

from coalition.cards import HEIGHT, WIDTH, Card, can_draw
from coalition.model import Document, Event, LocalizedText
from coalition.pictures import Variant, make_data_url
from coalition.site import views
from coalition.site.citations import build_citation
from coalition.site.event_details import format_place
from coalition.site.event_filters import format_event_days
from coalition.site.event_labels import label_event_kind, label_event_mode, label_event_status
from coalition.site.media_types import get_media_type
from coalition.site.pages import Page
from coalition.site.pictures import IMAGES_FOLDER, SHARED_SIZE
from coalition.site.site import Site
from coalition.site.urls import PageKind, build_absolute_url

_SHARING_KINDS: frozenset[PageKind] = frozenset({"member", "organisation", "group", "country"})
"""The kinds of pages that have the card of the page above them."""

_SEPARATOR = " · "


def build_card(site: Site, page: Page) -> Card | None:
    """Return the card of a page.

    None without the URL of the site, which links to pictures need, for a redirect or an article
    with a picture of its own, and if the fonts cannot even draw the acronym.
    """
    if not (site.site_url and page.indexable and can_draw(site.coalition.acronym, "en")):
        return None
    if _get_own_picture(site, page):
        return None
    if page.address.kind in _SHARING_KINDS and page.breadcrumbs:
        parent = page.breadcrumbs[-1]
        return _make_card(site, parent.address.path, parent.label)
    label, details = _describe(site, page)
    goal = page.view.goal if isinstance(page.view, views.GoalView) else None
    return replace(
        _make_card(site, page.address.path, page.title, *_list_parent_labels(page)),
        label=label if label and can_draw(label.text, label.language) else None,
        details=details if can_draw(details, site.language.code) else "",
        background=goal.colour if goal else "",
        ink=goal.ink if goal else "",
    )


def _make_card(site: Site, path: str, *titles: LocalizedText) -> Card:
    """Return the card of a page with what all have in common, and the first title with glyphs."""
    return Card(
        path,
        site.language.code,
        _choose_drawable(site, *titles),
        _choose_drawable(site, site.coalition.name.localize(site.language.code)),
        site.coalition.acronym,
        stripes=tuple(goal.colour for goal in site.coalition.goals),
    )


def embed_mark(site: Site) -> str:
    """Return the coalition's mark as a data URL, for its cards; empty if it has none."""
    media_type = get_media_type(PurePath(site.coalition.mark or ""))
    return make_data_url(site.mark, media_type) if site.mark and media_type else ""


def map_cards(site: Site, pages: Iterable[Page]) -> Mapping[str, Card]:
    """Return the cards of pages by their paths on the site."""
    cards = (build_card(site, page) for page in pages)
    return {card.path: card for card in cards if card}


def describe_shared_picture(site: Site, page: Page) -> dict[str, str]:
    """Return the properties of the picture, by the names of the Open Graph protocol.

    Empty if there is none.
    """
    if (card := build_card(site, page)) is not None:
        return _describe_picture(site, card.path, "image/png", (WIDTH, HEIGHT), card.description)
    if site.site_url and (own := _get_own_picture(site, page)):
        variant, alt = own
        size = variant.width, variant.height
        return _describe_picture(site, variant.path, variant.media_type, size, alt)
    return {}


def _get_own_picture(site: Site, page: Page) -> tuple[Variant, str] | None:
    """Return the own picture of an article and what it shows in words.

    None if it has none, or a drawing, which networks do not show.
    """
    image = page.view.article.references.image if isinstance(page.view, views.ArticleView) else None
    path = f"{IMAGES_FOLDER}/{image.name}" if image else ""
    variant = site.pictures.get_copy(path, SHARED_SIZE)
    return (variant, image.alt.text) if image and variant else None


def _describe_picture(
    site: Site, path: str, media_type: str, size: tuple[int, int], alt: str
) -> dict[str, str]:
    return {
        "og:image": build_absolute_url(site.site_url, path),
        "og:image:type": media_type,
        "og:image:width": str(size[0]),
        "og:image:height": str(size[1]),
        "og:image:alt": alt,
    }


def _describe(site: Site, page: Page) -> tuple[LocalizedText | None, str]:
    """Return what kind of thing a page is about, and a line with facts."""
    view, language = page.view, site.language
    if isinstance(view, views.EventView):
        return _localize(site, label_event_kind(view.event.kind, language)), _SEPARATOR.join(
            _list_event_facts(site, view.event)
        )
    if isinstance(view, views.DocumentView):
        facts = _SEPARATOR.join(_list_document_facts(site, view.document))
        return _localize(site, build_citation(site, view.document).type_label), facts
    if isinstance(view, views.ArticleView):
        date = view.article.date
        return site.get_label("news"), language.format_date(date) if date else ""
    if page.address.kind == "home":
        return None, urlsplit(site.site_url).hostname or ""
    label = next(_list_parent_labels(page), None)
    if isinstance(view, views.GoalView) and label:
        label = LocalizedText(f"{label.text} {view.goal.number}", label.language)
    return label, ""


def _list_event_facts(site: Site, event: Event) -> Iterator[str]:
    """Yield when and where an event is, and whether it is not."""
    if event.status:
        yield label_event_status(event.status, site.language)
    yield format_event_days(event, site.language)
    if place := event.place:  # without the venue: the line would often be too long
        has_city = place.city or place.country
        yield format_place(site, place.model_copy(update={"venue": None}) if has_city else place)
    elif event.mode == "online":
        yield label_event_mode("online", site.language)


def _list_document_facts(site: Site, document: Document) -> Iterator[str]:
    citation = build_citation(site, document)
    if citation.date:
        yield site.language.format_date(citation.date)
    parties = citation.publishers or citation.authors
    if parties:
        yield site.language.join_list(party.name.text for party in parties)


def _list_parent_labels(page: Page) -> Iterator[LocalizedText]:
    """Yield the labels of the pages above a page, the nearest first, without the home page."""
    for item in reversed(page.breadcrumbs):
        if item.address.kind != "home":
            yield item.label


def _choose_drawable(site: Site, *texts: LocalizedText) -> LocalizedText:
    """Return the first text whose characters the fonts have, or else the acronym."""
    drawable = (text for text in texts if can_draw(text.text, text.language))
    return next(drawable, _localize(site, site.coalition.acronym))


def _localize(site: Site, text: str) -> LocalizedText:
    return LocalizedText(text, site.language.code)
