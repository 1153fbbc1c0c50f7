"""A coalition's site in one language: its menus, its addresses, and which text stands where."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain

from coalition.fields import Resolved, SitePath, Text
from coalition.languages import Language
from coalition.model import Coalition, Entry
from coalition.progress import Progress
from coalition.prose import Library, Prose
from coalition.showing.addresses import Address, Addresses, Kind, absolute
from coalition.showing.index import Index

FIXED = ("about", "action-plan", "sdgs", "members", "news", "join")
"""The main pages, in the order of the menu."""

FOOTER = ("contact", "data", "accessibility", "privacy", "translations")
"""The pages that visitors look for at the foot of a page; the editors' own ones follow them."""


ALWAYS = ("members", "contact", "data")
"""The pages that the data fills, whether or not somebody wrote a text for them."""


@dataclass(frozen=True)
class Crumb:
    """A link with its label: one step of the trail, or an entry of a menu."""

    label: Resolved
    address: Address


@dataclass(frozen=True)
class Site:
    """The coalition's site in one language. `site_url` is empty where its address is not known.

    `languages` are all that it is published in, `progress` tells how far each is, and what others
    somebody has begun: counted when asked for, as only one page does. An `offline` edition is read
    from a disk and has no address, but may know that of the `living` site. `offline_copy` is the
    path at which a site offers its offline edition, or empty.
    """

    index: Index
    texts: Library
    language: Language
    languages: tuple[Language, ...]
    site_url: str
    progress: Callable[[], tuple[Progress, ...]] = tuple
    offline: bool = False
    living: str = ""
    offline_copy: str = ""

    @property
    def coalition(self) -> Coalition:
        """Who the site is about."""
        return self.index.coalition

    @cached_property
    def addresses(self) -> Addresses:
        """Makes the address of every page."""
        return Addresses(self.coalition.default_language)

    @cached_property
    def menu(self) -> tuple[Crumb, ...]:
        """The main pages that there are."""
        return tuple(self.crumb("page", slug) for slug in FIXED if self.has(slug))

    @cached_property
    def footer(self) -> tuple[Crumb, ...]:
        """The pages that stand at the foot."""
        own = (slug for slug in self.texts.pages if slug not in {*FIXED, *FOOTER, "home"})
        return tuple(self.crumb("page", slug) for slug in (*FOOTER, *own) if self.has(slug))

    @cached_property
    def main_paths(self) -> tuple[str, ...]:
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
            "news": self.texts.news,
            "translations": self.languages[1:] or "translations" in self.texts.pages,
        }
        if slug in filled:
            return bool(filled[slug])
        return slug in ALWAYS or slug in self.texts.pages

    def address(self, kind: Kind, id: str = "") -> Address:
        """The address of a page in this language."""
        return self.addresses.of(kind, self.language.code, id)

    def at(self, path: SitePath) -> Address:
        """Where the page at a path of the data, such as `/news/title/`, is in this language."""
        return self.address("page", path.strip("/")) if path != "/" else self.address("home")

    def crumb(self, kind: Kind, id: str) -> Crumb:
        """A link to one of the main pages, labelled as in the menu."""
        return Crumb(self.label(id), self.address(kind, id))

    def label(self, slug: str) -> Resolved:
        """A main page's short name, or the title of a page of the editors' own."""
        _ = self.language.words.gettext
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
            return Resolved(labels[slug], self.language.code)
        prose = self.prose(slug)
        assert prose, f"'{slug}' is a page only because someone wrote it"
        return prose.title

    def prose(self, slug: str) -> Prose | None:
        """The text of a page, in this language if it can be."""
        return self.chosen(self.texts.pages.get(slug, {}))

    def chosen(self, texts: Mapping[str, Prose]) -> Prose | None:
        """Of one text's translations the one to show: this language, the default one, or any."""
        fallback = next(iter(texts.values()), None)
        default = texts.get(self.coalition.default_language, fallback)
        return texts.get(self.language.code, default)

    @cached_property
    def as_of(self) -> date | None:
        """The latest day that the files know: of news, or of a look at something's source."""
        coalition, texts = self.coalition, self.texts
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
        return absolute(self.living, self.address("home").path) if self.living else ""

    @property
    def has_feed(self) -> bool:
        """Whether there is news to follow."""
        return bool(self.texts.news)

    @cached_property
    def articles(self) -> tuple[Prose, ...]:
        """The news, the newest first, each in this language if it can be."""
        chosen = (self.chosen(texts) for texts in self.texts.news.values())
        return tuple(article for article in chosen if article)

    def lacking(self, *texts: Mapping[str, object]) -> frozenset[str]:
        """The site's languages in which one of the texts, given by language, does not stand."""
        return frozenset(
            spoken.code for spoken in self.languages for text in texts if spoken.code not in text
        )

    def first(self, line: str) -> Resolved:
        """A text of the data that says no language: it is in the coalition's first one."""
        return Resolved(line, self.coalition.default_language)

    def said(self, text: Text) -> str:
        """A text in this language, for places that cannot say which language it is in."""
        return text.in_language(self.language.code).text
