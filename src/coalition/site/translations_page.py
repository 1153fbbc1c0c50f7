"""The page that tells how far each language is, and what is left to do in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from gettext import NullTranslations

from coalition.i18n import ContentId, Language, LanguageCoverage
from coalition.site.site import NavItem, Site
from coalition.site.urls import PageKind
from coalition.site.views import ContentView


@dataclass(frozen=True)
class TranslationRow:
    """One language: `behind`, `unread` and `missing` are links to its pages, by their titles."""

    language: Language
    progress: LanguageCoverage
    outdated: tuple[NavItem, ...]
    unreviewed: tuple[NavItem, ...]
    missing: tuple[NavItem, ...]


@dataclass(frozen=True)
class TranslationsView(ContentView):
    """Every language of the site, the original first, then those that are only begun."""

    site: Site

    @cached_property
    def rows(self) -> tuple[TranslationRow, ...]:
        """How far each is, but for those that are ready and that the site does not want.

        Counted when the page is written: that takes longer than to list all other pages.
        """
        shown = (p for p in self.site.progress() if p.published or not p.interface.is_complete)
        return tuple(_build_row(self.site, progress) for progress in shown)


def build_translations_view(site: Site) -> TranslationsView:
    """How far each language is."""
    return TranslationsView(site.get_page_content("translations"), site)


def _build_row(site: Site, progress: LanguageCoverage) -> TranslationRow:
    spoken = {language.code: language for language in site.languages}
    language = spoken.get(progress.language)
    if language is None:
        return TranslationRow(Language(progress.language, NullTranslations()), progress, (), (), ())
    return TranslationRow(
        language,
        progress,
        _build_nav_items(site, language, progress.outdated),
        _build_nav_items(site, language, progress.unreviewed),
        _build_nav_items(site, language, progress.missing),
    )


def _build_nav_items(
    site: Site, language: Language, texts: Iterable[ContentId]
) -> tuple[NavItem, ...]:
    return tuple(crumb for text in texts if (crumb := _build_nav_item(site, language, text)))


def _build_nav_item(site: Site, language: Language, text: ContentId) -> NavItem | None:
    """The page in `language`, under the title that readers of this page know it by."""
    if text == ContentId("pages", "home"):
        return NavItem(site.get_label("home"), site.address_builder.build("home", language.code))
    if text.folder == "pages" and not site.has(text.slug):
        return None  # the words above a list that is empty
    shelf = site.content_index.pages if text.folder == "pages" else site.content_index.news
    known = site.choose_translation(shelf.get(text.slug, {}))
    if known is None:
        return None
    kind: PageKind = "page" if text.folder == "pages" else "article"
    return NavItem(known.title, site.address_builder.build(kind, language.code, text.slug))
