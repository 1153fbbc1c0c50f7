"""The page that tells how far each language is, and what is left to do in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from gettext import NullTranslations

from coalition.i18n.coverage import Progress, TextId
from coalition.i18n.locale import Language
from coalition.site.site import Crumb, Site
from coalition.site.urls import Kind
from coalition.site.views import ProseView


@dataclass(frozen=True)
class Row:
    """One language: `behind`, `unread` and `missing` are links to its pages, by their titles."""

    language: Language
    progress: Progress
    behind: tuple[Crumb, ...]
    unread: tuple[Crumb, ...]
    missing: tuple[Crumb, ...]


@dataclass(frozen=True)
class TranslationsView(ProseView):
    """Every language of the site, the original first, then those that are only begun."""

    site: Site

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """How far each is, but for those that are ready and that the site does not want.

        Counted when the page is written: that takes longer than to list all other pages.
        """
        shown = (p for p in self.site.progress() if p.published or not p.interface.complete)
        return tuple(_row(self.site, progress) for progress in shown)


def translations(site: Site) -> TranslationsView:
    """How far each language is."""
    return TranslationsView(site.prose("translations"), site)


def _row(site: Site, progress: Progress) -> Row:
    spoken = {language.code: language for language in site.languages}
    language = spoken.get(progress.language)
    if language is None:
        return Row(Language(progress.language, NullTranslations()), progress, (), (), ())
    return Row(
        language,
        progress,
        _links(site, language, progress.behind),
        _links(site, language, progress.unread),
        _links(site, language, progress.missing),
    )


def _links(site: Site, language: Language, texts: Iterable[TextId]) -> tuple[Crumb, ...]:
    return tuple(crumb for text in texts if (crumb := _link(site, language, text)))


def _link(site: Site, language: Language, text: TextId) -> Crumb | None:
    """The page in `language`, under the title that readers of this page know it by."""
    if text == TextId("pages", "home"):
        return Crumb(site.label("home"), site.addresses.of("home", language.code))
    if text.folder == "pages" and not site.has(text.slug):
        return None  # the words above a list that is empty
    shelf = site.texts.pages if text.folder == "pages" else site.texts.news
    known = site.chosen(shelf.get(text.slug, {}))
    if known is None:
        return None
    kind: Kind = "page" if text.folder == "pages" else "article"
    return Crumb(known.title, site.addresses.of(kind, language.code, text.slug))
