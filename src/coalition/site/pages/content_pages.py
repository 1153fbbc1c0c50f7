"""The home page, the pages that consist of a text, and the 404 page."""

from __future__ import annotations

from collections.abc import Iterator

from coalition.model import Entry, LocalizedText
from coalition.site import views
from coalition.site.pages.page import (
    LIST_PAGES,
    Page,
    build_main_page,
    list_checked_dates,
    list_content_files,
)
from coalition.site.site import OPTIONAL_PAGES, Site
from coalition.site.translations_page import build_translations_view

FACTS_PAGE_TEMPLATES = {
    "about": "about.html",
    "contact": "contact.html",
    "join": "contact.html",
}
"""Templates of the content pages that also show facts about the coalition."""


def build_home_page(site: Site) -> Page:
    """Return the home page."""
    coalition = site.coalition
    view = views.build_home_view(site.index, site.get_page_content("home"), site.articles)
    return Page(
        site.get_address("home"),
        "home.html",
        coalition.name.localize(site.language.code),
        site.localize(coalition.summary or coalition.mission),
        view,
        files=("data/coalition.yaml", *list_content_files(view.content)),
        checked=list_checked_dates(coalition),
        content=view.content,
        missing_languages=site.find_missing_languages(site.content_index.pages["home"])
        if view.content
        else frozenset(),
    )


def build_content_pages(site: Site) -> Iterator[Page]:
    """Yield the pages that consist of a Markdown text; some also show a few facts."""
    for slug in dict.fromkeys((*site.content_index.pages, "contact")):
        has_own_builder = slug == "data" or (slug in OPTIONAL_PAGES and site.is_filled(slug))
        if slug not in LIST_PAGES and not has_own_builder:
            template = FACTS_PAGE_TEMPLATES.get(slug, "page.html")
            entries = _list_shown_entries(site, slug)
            files = ("data/coalition.yaml",) if slug in FACTS_PAGE_TEMPLATES else ()
            yield build_main_page(
                site, slug, template, views.ContentView(site.get_page_content(slug)), files, entries
            )
    if site.has("translations"):
        yield build_main_page(
            site, "translations", "translations.html", build_translations_view(site), (), ()
        )


def _list_shown_entries(site: Site, slug: str) -> tuple[Entry, ...]:
    """Return the entries of the coalition's file that a page shows next to its text."""
    if slug not in FACTS_PAGE_TEMPLATES:
        return ()
    return (site.coalition, *(site.coalition.offices if slug == "about" else ()))


def build_not_found_page(site: Site) -> Page:
    """Return the page that hosts send for an unknown address."""
    title = site.language.translations.gettext("Page not found")
    other_languages = (
        views.OtherLanguage(
            language,
            language.translations.gettext("Page not found"),
            language.translations.gettext("To the home page"),
            site.address_builder.build("home", language.code),
        )
        for language in site.languages
        if language != site.language
    )
    return Page(
        site.get_address("not-found"),
        "404.html",
        LocalizedText(title, site.language.code),
        title,
        views.NotFoundView(tuple(other_languages)),
        indexable=False,
    )
