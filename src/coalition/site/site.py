"""A coalition's site in one language: navigation, addresses, labels and the choice of texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from markupsafe import Markup

from coalition.i18n import Language, LanguageCoverage
from coalition.model import Coalition, Content, ContentIndex, LocalizedText, SitePath, Text
from coalition.site.pictures import PictureLibrary
from coalition.site.queries import CoalitionIndex
from coalition.site.urls import Address, AddressBuilder, PageKind, build_absolute_url

MAIN_PAGES = (
    "about", "action-plan", "sdgs", "members", "working-groups", "events", "documents", "news",
    "join",
)  # fmt: skip
"""The main pages, in the order of the menu."""

FOOTER_PAGES = ("contact", "data", "accessibility", "privacy", "translations")
"""The pages that visitors look for in the footer; pages that editors add follow them."""

DATA_PAGES = ("members", "contact", "data")
"""The pages that are filled from the data, with or without a Markdown file."""

ORGANISATIONS_PAGE = "organisations"
"""The page that lists all organisations. The directory leads to it, the menu does not."""

LIST_PAGES_BY_FIELD = {
    "action_areas": "action-plan",
    "goals": "sdgs",
    "working_groups": "working-groups",
    "events": "events",
    "documents": "documents",
}
"""The pages that list the entries of a field of the coalition, and exist only if it has some."""


def needs_organisation_list(organisations: int, members: int, organisation_members: int) -> bool:
    """Return whether a list of all organisations says more than the directory, given the numbers.

    `organisation_members` are those of the `members` that are organisations. Where there are no
    members, the directory lists the organisations; where the members are the organisations and
    nobody else, it lists them as members.
    """
    has_people = organisation_members < members
    return organisations > 0 and (has_people or 0 < organisation_members < organisations)


def list_filled_pages(
    filled_fields: Iterable[str],
    *,
    has_organisation_list: bool,
    has_news: bool,
    has_translations: bool,
) -> frozenset[str]:
    """Return the slugs of the pages that exist without a Markdown file, given what there is.

    `filled_fields` are the fields of the coalition that have entries.
    """
    slugs = {LIST_PAGES_BY_FIELD[name] for name in filled_fields if name in LIST_PAGES_BY_FIELD}
    others = {
        ORGANISATIONS_PAGE: has_organisation_list,
        "news": has_news,
        "translations": has_translations,
    }
    return frozenset({*DATA_PAGES, *slugs, *(slug for slug, exists in others.items() if exists)})


@dataclass(frozen=True)
class NavItem:
    """A link with its label: one step of the breadcrumbs, or an entry of a menu."""

    label: LocalizedText
    address: Address


@dataclass(frozen=True)
class Site:
    """The coalition's site in one language. `site_url` is empty if its URL is not known.

    `languages` are all that it is published in. `progress` returns the coverage of each, and of
    those whose translation has begun; it is a function because only one page needs it. An `offline`
    edition is read from a disk and has no URL, but may know the `live_url` of the published site.
    `offline_copy` is the path at which a site offers its offline edition, or empty. `pictures` are
    those that texts, members and organisations show. `preview_date` is the current date in a
    preview; a build has none, so that no page depends on the clock.
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
    pictures: PictureLibrary = field(default_factory=PictureLibrary)
    preview_date: date | None = None

    @property
    def coalition(self) -> Coalition:
        """The coalition that the site is about."""
        return self.index.coalition

    @cached_property
    def address_builder(self) -> AddressBuilder:
        """Builds the address of any page in any language."""
        return AddressBuilder(self.coalition.default_language)

    @cached_property
    def menu(self) -> tuple[NavItem, ...]:
        """The entries of the main menu: those main pages that exist."""
        return tuple(self.make_nav_item("page", slug) for slug in MAIN_PAGES if self.has(slug))

    @cached_property
    def footer(self) -> tuple[NavItem, ...]:
        """The entries of the footer: those footer pages that exist, then the editors' own pages."""
        added = (
            slug
            for slug in self.content_index.pages
            if slug not in {*MAIN_PAGES, *FOOTER_PAGES, ORGANISATIONS_PAGE, "home"}
        )
        return tuple(
            self.make_nav_item("page", slug) for slug in (*FOOTER_PAGES, *added) if self.has(slug)
        )

    @cached_property
    def menu_paths(self) -> tuple[str, ...]:
        """The paths of the pages in the menu and the footer."""
        return tuple(item.address.path for item in (*self.menu, *self.footer))

    @cached_property
    def cached_includes(self) -> dict[object, Markup]:
        """Rendered partials that are the same on many pages."""
        return {}

    @cached_property
    def cached_ids(self) -> dict[str, frozenset[str]]:
        """The ids of elements in texts, by the path of the file."""
        return {}

    @property
    def has_only_organisations(self) -> bool:
        """Whether the directory lists organisations, and neither current nor former members."""
        return bool(self.coalition.organisations) and not self.coalition.members

    def has(self, slug: str) -> bool:
        """Return whether the page exists: it has a Markdown file, or the data to fill it."""
        return slug in self.content_index.pages or slug in self._filled_pages

    @property
    def organisations_page(self) -> str:
        """The slug of the page that lists all organisations: their own list, or the directory."""
        return ORGANISATIONS_PAGE if self.has(ORGANISATIONS_PAGE) else "members"

    @cached_property
    def _filled_pages(self) -> frozenset[str]:
        return list_filled_pages(
            [name for name in LIST_PAGES_BY_FIELD if getattr(self.coalition, name)],
            has_organisation_list=needs_organisation_list(
                len(self.index.organisations),
                len(self.index.members_by_id),
                len(self.index.organisation_members),
            ),
            has_news=bool(self.content_index.news),
            has_translations=len(self.languages) > 1,
        )

    def get_address(self, kind: PageKind, id: str = "") -> Address:
        """Return the address of a page in this language."""
        return self.address_builder.build(kind, self.language.code, id)

    def get_address_at(self, path: SitePath) -> Address:
        """Return the address in this language of a path from the data, such as `/news/title/`."""
        return (
            self.get_address("page", path.strip("/")) if path != "/" else self.get_address("home")
        )

    def make_nav_item(self, kind: PageKind, id: str) -> NavItem:
        """Return a link to a main page or one of the editors', labelled as in the menu."""
        return NavItem(self.get_label(id), self.get_address(kind, id))

    def get_label(self, slug: str) -> LocalizedText:
        """Return a main page's short name, or the title of a page that editors added."""
        _ = self.language.translations.gettext
        labels = {
            "home": _("Home"),
            "about": _("About"),
            "action-plan": _("Action plan"),
            "sdgs": _("SDGs"),
            "members": _("Organisations") if self.has_only_organisations else _("Members"),
            ORGANISATIONS_PAGE: _("Organisations"),
            "working-groups": _("Working groups"),
            "events": _("Events"),
            "documents": _("Documents"),
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
        content = self.get_page_content(slug)
        assert content, f"'{slug}' is a page only because someone wrote it"
        return content.title

    def get_page_content(self, slug: str) -> Content | None:
        """Return a page's Markdown content, in this language if it is translated."""
        return self.choose_translation(self.content_index.pages.get(slug, {}))

    def get_translations_at(self, path: str) -> Mapping[str, Content]:
        """Return the text of the page at a path in the default language; empty if it has none."""
        return self._translations_by_path.get(path.removesuffix("index.html"), {})

    @cached_property
    def _translations_by_path(self) -> dict[str, Mapping[str, Content]]:
        build, default = self.address_builder.build, self.coalition.default_language
        pages = {
            (build("home", default) if slug == "home" else build("page", default, slug)).path: texts
            for slug, texts in self.content_index.pages.items()
        }
        news = {
            build("article", default, slug).path: texts
            for slug, texts in self.content_index.news.items()
        }
        return pages | news

    def choose_translation(self, translations: Mapping[str, Content]) -> Content | None:
        """Choose the translation to show: this language, else the default one, else any."""
        fallback = next(iter(translations.values()), None)
        default = translations.get(self.coalition.default_language, fallback)
        return translations.get(self.language.code, default)

    @property
    def as_of(self) -> date | None:
        """The day of the data: the latest date of an article or of a comparison with a source."""
        return self.index.day

    @property
    def home_url(self) -> str:
        """The URL of the live site's home page in this language; empty if it is not known."""
        return (
            build_absolute_url(self.live_url, self.get_address("home").path)
            if self.live_url
            else ""
        )

    @property
    def has_feed(self) -> bool:
        """Whether there is news, and so a feed."""
        return bool(self.content_index.news)

    @cached_property
    def articles(self) -> tuple[Content, ...]:
        """The news, newest first, each in this language if it is translated."""
        chosen = map(self.choose_translation, self.content_index.news.values())
        return tuple(article for article in chosen if article)

    def is_in_future(self, content: Content) -> bool:
        """Return whether the preview marks a text because its date is yet to come."""
        return bool(self.preview_date and content.date and content.date > self.preview_date)

    def find_missing_languages(self, *translations: Mapping[str, object]) -> frozenset[str]:
        """Return the codes of the site's languages that one of the texts is not translated to.

        `translations` are mappings by language code, one per text.
        """
        return frozenset(
            language.code
            for language in self.languages
            for by_language in translations
            if language.code not in by_language
        )

    def in_default_language(self, text: str) -> LocalizedText:
        """Return a text of the data that has no translations as one in the default language."""
        return LocalizedText(text, self.coalition.default_language)

    def localize(self, text: Text) -> str:
        """Return a text in this language, for places that cannot mark another language."""
        return text.localize(self.language.code).text
