"""A coalition's site in one language: navigation, addresses, labels and the choice of texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from markupsafe import Markup

from coalition.i18n import Language, LanguageCoverage
from coalition.model import (
    Coalition,
    Content,
    ContentIndex,
    LocalizedText,
    MenuItem,
    SitePath,
    Text,
)
from coalition.site.change_sets import ChangeSet
from coalition.site.generated_file import GeneratedFile
from coalition.site.news_index import NewsIndex
from coalition.site.pictures import PictureLibrary
from coalition.site.queries import CoalitionIndex, MemberRow
from coalition.site.tallies import Tally, list_tallies
from coalition.site.theme_colours import ThemeColours
from coalition.site.urls import Address, AddressBuilder, PageKind, build_absolute_url

MAIN_PAGES = (
    "about", "action-plan", "sdgs", "members", "working-groups", "events", "documents", "news",
    "join",
)  # fmt: skip
"""The main pages, in the order of the menu unless the data has its own."""

FOOTER_PAGES = (
    "contact", "data", "figures", "conditions", "accessibility", "privacy", "translations",
)  # fmt: skip
"""The pages that visitors look for in the footer unless the data has its own."""

HOME = "home"
"""The home page, as a menu names it."""

SEARCH_PAGE = "search"
"""The page with the search and the list of all pages; every page links to it."""

DATA_PAGES = ("members", "contact", "data", SEARCH_PAGE)
"""The pages that are filled from the data, with or without a Markdown file."""

COUNTRIES_PAGE = "members/countries"
"""The page that lists the countries of members and organisations; exists only if there are some."""

ORGANISATIONS_PAGE = "organisations"
"""The page that lists all organisations. The directory leads to it, the usual menu does not."""

CONDITIONS_PAGE = "conditions"
"""The page with the conditions that a body sets; exists only if the data publishes some."""

FIGURES_PAGE = "figures"
"""The page with all figures; exists only if there is enough to show in one."""

OPTIONAL_PAGES = frozenset({CONDITIONS_PAGE, FIGURES_PAGE})
"""The pages that the data may fill, and that are a text like others where it does not."""

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


def list_filled_pages(  # noqa: PLR0913 - a flag for each page that can be empty
    filled_fields: Iterable[str],
    *,
    has_countries: bool,
    has_organisation_list: bool,
    has_conditions: bool,
    has_figures: bool,
    has_news: bool,
    has_translations: bool,
) -> frozenset[str]:
    """Return the slugs of the pages that exist without a Markdown file, given what there is.

    `filled_fields` are the fields of the coalition that have entries.
    """
    slugs = {LIST_PAGES_BY_FIELD[name] for name in filled_fields if name in LIST_PAGES_BY_FIELD}
    others = {
        COUNTRIES_PAGE: has_countries,
        ORGANISATIONS_PAGE: has_organisation_list,
        CONDITIONS_PAGE: has_conditions,
        FIGURES_PAGE: has_figures,
        "news": has_news,
        "translations": has_translations,
    }
    return frozenset({*DATA_PAGES, *slugs, *(slug for slug, exists in others.items() if exists)})


FILLABLE_PAGES = list_filled_pages(
    LIST_PAGES_BY_FIELD,
    has_countries=True,
    has_organisation_list=True,
    has_conditions=True,
    has_figures=True,
    has_news=True,
    has_translations=True,
)
"""The pages that can exist without a Markdown file, if there is something to fill them."""


def get_report_slug(year: int) -> str:
    """Return the slug of the page with the yearly report of a year."""
    return f"report-{year}"


def _list_items(slugs: Iterable[str]) -> tuple[MenuItem, ...]:
    """Return pages as a menu names them if it gives them no labels."""
    return tuple(MenuItem.model_construct(page=slug, title=None) for slug in slugs)


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
    those that texts, members and organisations show. `file_sizes` are the sizes of the documents in
    `content/files/`, in bytes by their paths on the site. `preview_date` is the current date in a
    preview; a build has none, so that no page depends on the clock. `changes` are what changed in
    the data since former publications, the latest first. `mark` is the content of the coalition's
    mark, or empty; `colours` are the theme's. `generated_files` are filled when they are first
    needed, `shared_files` are the same object in all languages; see the package `files`.
    `search_files` are those of the package `search`.
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
    file_sizes: Mapping[str, int] = field(default_factory=dict)
    preview_date: date | None = None
    changes: tuple[ChangeSet, ...] = ()
    mark: bytes = b""
    colours: ThemeColours = field(default_factory=ThemeColours)
    generated_files: dict[str, GeneratedFile] = field(default_factory=dict)
    shared_files: dict[str, GeneratedFile] = field(default_factory=dict)
    search_files: dict[str, GeneratedFile] = field(default_factory=dict)

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
        """The entries of the main menu: the pages that exist of those in the data, or the usual."""
        items = self.coalition.menu or _list_items(MAIN_PAGES)
        return tuple(map(self._make_menu_item, self._select_existing(items)))

    @cached_property
    def footer(self) -> tuple[NavItem, ...]:
        """The entries of the footer: the pages of the data, or the usual, then all others.

        So a page that the menu leaves out is still linked from every page. The logo links to the
        home page, the directory to the list of organisations, the header to the search.
        """
        items = self._select_existing(self.coalition.footer or _list_items(FOOTER_PAGES))
        menu = self.coalition.menu or _list_items(MAIN_PAGES)
        named = {item.page for item in (*menu, *items)} | {HOME, ORGANISATIONS_PAGE, SEARCH_PAGE}
        slugs = dict.fromkeys((*MAIN_PAGES, *FOOTER_PAGES, *self.content_index.pages))
        others = _list_items(slug for slug in slugs if slug not in named)
        return tuple(map(self._make_menu_item, (*items, *self._select_existing(others))))

    @cached_property
    def menu_paths(self) -> tuple[str, ...]:
        """The paths of the pages in the menu and the footer, below which are their sections.

        The home page is left out: every path begins with its own.
        """
        items = (*self.menu, *self.footer)
        return tuple(item.address.path for item in items if item.address.kind != "home")

    def _select_existing(self, items: Iterable[MenuItem]) -> tuple[MenuItem, ...]:
        return tuple(item for item in items if self.has(item.page))

    def _make_menu_item(self, item: MenuItem) -> NavItem:
        """Return the link to a page, with the label that this menu gives it if it has one."""
        is_home = item.page == HOME
        address = self.get_address("home") if is_home else self.get_address("page", item.page)
        if item.title:
            return NavItem(item.title.localize(self.language.code), address)
        return NavItem(self.get_label(item.page), address)

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
        is_written = slug in self.content_index.pages
        return is_written or self.is_filled(slug) or slug == HOME

    def is_filled(self, slug: str) -> bool:
        """Return whether the data fills the page, so that it exists without a Markdown file."""
        return slug in self._filled_pages

    @property
    def has_conditions(self) -> bool:
        """Whether visitors see conditions that a body sets for the coalition."""
        return any(one.published for one in self.coalition.conditions)

    @property
    def has_figures(self) -> bool:
        """Whether there is enough to show in a figure."""
        return bool(self.tallies)

    @cached_property
    def tallies(self) -> tuple[Tally, ...]:
        """The numbers that figures show: those of which there is enough."""
        return list_tallies(self.index)

    @property
    def organisations_page(self) -> str:
        """The slug of the page that lists all organisations: their own list, or the directory."""
        return ORGANISATIONS_PAGE if self.has(ORGANISATIONS_PAGE) else "members"

    @cached_property
    def _filled_pages(self) -> frozenset[str]:
        return list_filled_pages(
            [name for name in LIST_PAGES_BY_FIELD if getattr(self.coalition, name)],
            has_countries=bool(self.index.country_codes),
            has_organisation_list=needs_organisation_list(
                len(self.index.organisations),
                len(self.index.members_by_id),
                len(self.index.organisation_members),
            ),
            has_conditions=self.has_conditions,
            has_figures=self.has_figures,
            has_news=bool(self.content_index.news),
            has_translations=len(self.languages) > 1,
        )

    def get_address(self, kind: PageKind, id: str = "") -> Address:
        """Return the address of a page in this language."""
        return self.address_builder.build(kind, self.language.code, id)

    def get_shared_address(self, kind: PageKind, id: str = "") -> Address:
        """Return the address of a file that is the same in every language."""
        return self.address_builder.build(kind, self.coalition.default_language, id)

    def get_address_at(self, path: SitePath) -> Address:
        """Return the address in this language of a path from the data, such as `/news/title/`."""
        return (
            self.get_address("page", path.strip("/")) if path != "/" else self.get_address("home")
        )

    def make_nav_item(self, kind: PageKind, id: str) -> NavItem:
        """Return a link to a main page or one of the editors', labelled as in the menu."""
        return NavItem(self.get_label(id), self.get_address(kind, id))

    def get_label(self, slug: str, language: Language | None = None) -> LocalizedText:
        """Return a page's short name: that of the menu, the usual one, or the page's title.

        Without a `language`, it is in that of the site; a title is in that of the site anyway.
        """
        language = language or self.language
        if title := self._configured_titles.get(slug):
            return title.localize(language.code)
        _ = language.translations.gettext
        labels = {
            "home": _("Home"),
            "about": _("About"),
            "action-plan": _("Action plan"),
            "sdgs": _("SDGs"),
            COUNTRIES_PAGE: _("Countries"),
            "members": _("Organisations") if self.has_only_organisations else _("Members"),
            ORGANISATIONS_PAGE: _("Organisations"),
            "working-groups": _("Working groups"),
            "events": _("Events"),
            "documents": _("Documents"),
            "news": _("News"),
            "join": _("Join"),
            "contact": _("Contact"),
            "data": _("Data"),
            FIGURES_PAGE: _("Figures"),
            CONDITIONS_PAGE: _("Conditions"),
            "accessibility": _("Accessibility"),
            "privacy": _("Privacy"),
            "translations": _("Translations"),
            SEARCH_PAGE: _("Search"),
        }
        if slug in labels and (slug not in OPTIONAL_PAGES or self.is_filled(slug)):
            return LocalizedText(labels[slug], language.code)
        content = self.get_page_content(slug)
        assert content, f"'{slug}' is a page only because someone wrote it"
        return content.title

    @cached_property
    def _configured_titles(self) -> Mapping[str, Text]:
        """The labels that the data gives pages; that in the menu goes before that in the footer."""
        items = (*self.coalition.footer, *self.coalition.menu)
        return {item.page: item.title for item in items if item.title}

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
    def published_url(self) -> str:
        """The URL of the published site, also in its offline edition; empty if it is not known."""
        return self.site_url or self.live_url

    def find_published_url(self, path: str) -> str:
        """Return the URL of a page or a file on the published site; empty if it is not known."""
        return build_absolute_url(self.published_url, path) if self.published_url else ""

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
        """Whether there is news, and so a feed of it."""
        return bool(self.content_index.news)

    @property
    def has_feeds(self) -> bool:
        """Whether there is any feed: feeds need URLs, and entries."""
        coalition = self.coalition
        has_entries = self.has_feed or coalition.events or coalition.documents
        return bool(self.site_url and (has_entries or any(one.has_entries for one in self.changes)))

    @cached_property
    def articles(self) -> tuple[Content, ...]:
        """The news, newest first, each in this language if it is translated."""
        chosen = map(self.choose_translation, self.content_index.news.values())
        return tuple(article for article in chosen if article)

    @cached_property
    def news(self) -> NewsIndex:
        """The news by the entries that they are about."""
        return NewsIndex(self.articles)

    @cached_property
    def heading_counts(self) -> Counter[str]:
        """How many entries and texts have each name or title, as they are headings of pages."""
        coalition, index = self.coalition, self.index
        people = (row for row in index.members_by_id.values() if not row.member.is_organisation)
        texts = (*self.articles, *map(self.get_page_content, self.content_index.pages))
        headings: list[Text] = [
            *(row.name for row in people),
            *(organisation.name for organisation in coalition.organisations),
            *(group.name for group in coalition.groups),
            *(group.title for group in coalition.working_groups),
            *(event.title for event in coalition.events),
            *(document.title for document in coalition.documents),
            *(area.title for area in coalition.action_areas),
            *(goal.title for goal in coalition.goals),
        ]
        counts = Counter(map(self.localize, headings))
        counts.update(content.title.text for content in texts if content)
        counts.update(self.country_name(code).text for code in index.country_codes)
        return counts

    def get_member_address(self, row: MemberRow) -> Address:
        """Return the address of a member's page; an organisation has its own."""
        if row.member.is_organisation:
            assert row.organisation, "a member without a name is an organisation"
            return self.get_address("organisation", row.organisation.id)
        return self.get_address("member", row.member.id)

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

    def country_name(self, code: str) -> LocalizedText:
        """Return the name of a country: the coalition's own, or else the one of CLDR."""
        return self.index.name_country(code, self.language)

    def in_default_language(self, text: str) -> LocalizedText:
        """Return a text of the data that has no translations as one in the default language."""
        return LocalizedText(text, self.coalition.default_language)

    def localize(self, text: Text) -> str:
        """Return a text in this language, for places that cannot mark another language."""
        return text.localize(self.language.code).text
