"""The page on translations: the progress of each language, and what is left to translate."""

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
    """One language; `outdated`, `unreviewed` and `missing` link to its pages by their titles."""

    language: Language
    progress: LanguageCoverage
    outdated: tuple[NavItem, ...]
    unreviewed: tuple[NavItem, ...]
    missing: tuple[NavItem, ...]


@dataclass(frozen=True)
class TranslationsView(ContentView):
    """Every language of the site, the original first, then those that are not published yet."""

    site: Site

    @cached_property
    def rows(self) -> tuple[TranslationRow, ...]:
        """A row per language, without those that are complete but that the site does not list.

        Counted when the page is rendered: it takes longer than listing all other pages.
        """
        return tuple(
            _build_row(self.site, coverage)
            for coverage in self.site.progress()
            if coverage.published or not coverage.interface.is_complete
        )


def build_translations_view(site: Site) -> TranslationsView:
    """Return the view of the page on translations."""
    return TranslationsView(site.get_page_content("translations"), site)


def _build_row(site: Site, coverage: LanguageCoverage) -> TranslationRow:
    languages = {language.code: language for language in site.languages}
    language = languages.get(coverage.language)
    if language is None:
        return TranslationRow(Language(coverage.language, NullTranslations()), coverage, (), (), ())
    return TranslationRow(
        language,
        coverage,
        _build_nav_items(site, language, coverage.outdated),
        _build_nav_items(site, language, coverage.unreviewed),
        _build_nav_items(site, language, coverage.missing),
    )


def _build_nav_items(
    site: Site, language: Language, content_ids: Iterable[ContentId]
) -> tuple[NavItem, ...]:
    items = (_build_nav_item(site, language, content_id) for content_id in content_ids)
    return tuple(item for item in items if item)


def _build_nav_item(site: Site, language: Language, content_id: ContentId) -> NavItem | None:
    """Link to the page in `language`, by its title in the language of this page if possible."""
    if content_id == ContentId("pages", "home"):
        return NavItem(site.get_label("home"), site.address_builder.build("home", language.code))
    collection = (
        site.content_index.pages if content_id.folder == "pages" else site.content_index.news
    )
    content = site.choose_translation(collection.get(content_id.slug, {}))
    if content is None:
        return None
    kind: PageKind = "page" if content_id.folder == "pages" else "article"
    return NavItem(content.title, site.address_builder.build(kind, language.code, content_id.slug))
