"""A coalition's site in one language: its menus, its addresses, and which text stands where."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain

from coalition.i18n import Language, LanguageCoverage
from coalition.model import Coalition, Content, ContentIndex, Entry, LocalizedText, SitePath, Text
from coalition.site.queries import CoalitionIndex
from coalition.site.urls import Address, AddressBuilder, PageKind, build_absolute_url

MAIN_PAGES = ("about", "action-plan", "sdgs", "members", "news", "join")
"""The main pages, in the order of the menu."""

FOOTER_PAGES = ("contact", "data", "accessibility", "privacy", "translations")
"""The pages that visitors look for at the foot of a page; the editors' own ones follow them."""


DATA_PAGES = ("members", "contact", "data")
"""The pages that the data fills, whether or not somebody wrote a text for them."""


@dataclass(frozen=True)
class NavItem:
    """A link with its label: one step of the trail, or an entry of a menu."""

    label: LocalizedText
    address: Address


@dataclass(frozen=True)
class Site:
    """The coalition's site in one language. `site_url` is empty where its address is not known.

    `languages` are all that it is published in, `progress` tells how far each is, and what others
    somebody has begun: counted when asked for, as only one page does. An `offline` edition is read
    from a disk and has no address, but may know that of the `living` site. `offline_copy` is the
    path at which a site offers its offline edition, or empty.
    """

    index: CoalitionIndex
    content_index: ContentIndex
    language: Language
    languages: tuple[Language, ...]
    site_url: str
    progress: Callable[[], tuple[LanguageCoverage, ...]] = tuple
    offline: bool = False
    live_url: str = ""
    offline_copy: str = ""

    @property
    def coalition(self) -> Coalition:
        """Who the site is about."""
        return self.index.coalition

    @cached_property
    def address_builder(self) -> AddressBuilder:
        """Makes the address of every page."""
        return AddressBuilder(self.coalition.default_language)

    @cached_property
    def menu(self) -> tuple[NavItem, ...]:
        """The main pages that there are."""
        return tuple(self.make_nav_item("page", slug) for slug in MAIN_PAGES if self.has(slug))

    @cached_property
    def footer(self) -> tuple[NavItem, ...]:
        """The pages that stand at the foot."""
        own = (
            slug
            for slug in self.content_index.pages
            if slug not in {*MAIN_PAGES, *FOOTER_PAGES, "home"}
        )
        return tuple(
            self.make_nav_item("page", slug) for slug in (*FOOTER_PAGES, *own) if self.has(slug)
        )

    @cached_property
    def menu_paths(self) -> tuple[str, ...]:
        """The paths of the pages in both menus."""
        return tuple(crumb.address.path for crumb in (*self.menu, *self.footer))

    @cached_property
    def cached_includes(self) -> dict[object, str]:
        """Parts of pages that are the same on many, once they are made."""
        return {}

    def has(self, slug: str) -> bool:
        """Whether there is a page of this name: someone wrote it, or the data fills it."""
        filled = {
            "action-plan": self.coalition.action_areas,
            "sdgs": self.coalition.goals,
            "news": self.content_index.news,
            "translations": self.languages[1:] or "translations" in self.content_index.pages,
        }
        if slug in filled:
            return bool(filled[slug])
        return slug in DATA_PAGES or slug in self.content_index.pages

    def get_address(self, kind: PageKind, id: str = "") -> Address:
        """The address of a page in this language."""
        return self.address_builder.build(kind, self.language.code, id)

    def get_address_at(self, path: SitePath) -> Address:
        """Where the page at a path of the data, such as `/news/title/`, is in this language."""
        return (
            self.get_address("page", path.strip("/")) if path != "/" else self.get_address("home")
        )

    def make_nav_item(self, kind: PageKind, id: str) -> NavItem:
        """A link to one of the main pages, labelled as in the menu."""
        return NavItem(self.get_label(id), self.get_address(kind, id))

    def get_label(self, slug: str) -> LocalizedText:
        """A main page's short name, or the title of a page of the editors' own."""
        _ = self.language.translations.gettext
        labels = {
            "home": _("Home"),
            "about": _("About"),
            "action-plan": _("Action plan"),
            "sdgs": _("SDGs"),
            "members": _("Members"),
            "news": _("News"),
            "join": _("Join"),
            "contact": _("Contact"),
            "data": _("Data"),
            "accessibility": _("Accessibility"),
            "privacy": _("Privacy"),
            "translations": _("Translations"),
        }
        if slug in labels:
            return LocalizedText(labels[slug], self.language.code)
        prose = self.get_page_content(slug)
        assert prose, f"'{slug}' is a page only because someone wrote it"
        return prose.title

    def get_page_content(self, slug: str) -> Content | None:
        """The text of a page, in this language if it can be."""
        return self.choose_translation(self.content_index.pages.get(slug, {}))

    def choose_translation(self, translations: Mapping[str, Content]) -> Content | None:
        """Of one text's translations the one to show: this language, the default one, or any."""
        fallback = next(iter(translations.values()), None)
        default = translations.get(self.coalition.default_language, fallback)
        return translations.get(self.language.code, default)

    @cached_property
    def as_of(self) -> date | None:
        """The latest day that the files know: of news, or of a look at something's source."""
        coalition, texts = self.coalition, self.content_index
        entries: tuple[Entry, ...] = (
            coalition, *coalition.members, *coalition.organisations, *coalition.action_areas,
            *coalition.goals,
        )  # fmt: skip
        shelves = (*texts.pages.values(), *texts.news.values())
        prose = chain.from_iterable(written.values() for written in shelves)
        days = [entry.checked for entry in entries]
        days += chain.from_iterable((text.checked, text.date) for text in prose)
        return max(filter(None, days), default=None)

    @property
    def home_url(self) -> str:
        """The home page of the living site in this language; empty where it is not known."""
        return (
            build_absolute_url(self.live_url, self.get_address("home").path)
            if self.live_url
            else ""
        )

    @property
    def has_feed(self) -> bool:
        """Whether there is news to follow."""
        return bool(self.content_index.news)

    @cached_property
    def articles(self) -> tuple[Content, ...]:
        """The news, the newest first, each in this language if it can be."""
        chosen = (self.choose_translation(texts) for texts in self.content_index.news.values())
        return tuple(article for article in chosen if article)

    def find_missing_languages(self, *translations: Mapping[str, object]) -> frozenset[str]:
        """The site's languages in which one of the texts, given by language, does not stand."""
        return frozenset(
            spoken.code
            for spoken in self.languages
            for text in translations
            if spoken.code not in text
        )

    def in_default_language(self, text: str) -> LocalizedText:
        """A text of the data that says no language: it is in the coalition's first one."""
        return LocalizedText(text, self.coalition.default_language)

    def localize(self, text: Text) -> str:
        """A text in this language, for places that cannot say which language it is in."""
        return text.localize(self.language.code).text
