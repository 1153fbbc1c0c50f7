"""One page of the site, and what the pages of all kinds have in common."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from coalition.model import Content, Entry, LocalizedText, Text
from coalition.site import views
from coalition.site.search_kinds import get_search_kind
from coalition.site.site import LIST_PAGES_BY_FIELD, ORGANISATIONS_PAGE, SEARCH_PAGE, NavItem, Site
from coalition.site.urls import Address, PageKind

LIST_PAGES = frozenset({
    "home", "members", ORGANISATIONS_PAGE, "news", "translations", SEARCH_PAGE,
    *LIST_PAGES_BY_FIELD.values(),
})  # fmt: skip
"""Pages filled from the data; without a translated text, they have the menu's label as title."""

MAX_DESCRIPTION_LENGTH = 160
"""Number of characters of a description that search engines show."""


@dataclass(frozen=True)
class Page:
    """One page to write.

    `view` is what the `template` shows. `short_title` is what breadcrumbs call it, if not by its
    title. `breadcrumbs` lead from the home page to the page's parent. `files` are the source files
    to edit; `checked` are the dates on which the entries shown were last compared with their
    sources. `content` is the Markdown text on the page. `missing_languages` are the codes of the
    languages that the page's subject is not translated to. `official` is true if its wording is
    official, so that only its authors translate it. `indexable` is false if search engines should
    ignore the page.
    """

    address: Address
    template: str
    title: LocalizedText
    description: str
    view: object
    breadcrumbs: tuple[NavItem, ...] = ()
    files: tuple[str, ...] = ()
    checked: tuple[date, ...] = ()
    content: Content | None = None
    missing_languages: frozenset[str] = frozenset()
    official: bool = False
    indexable: bool = True
    short_title: LocalizedText | None = None

    @property
    def list_page(self) -> views.ListPage[Any] | None:
        """The part of a long list that the page has; None if its list is not divided."""
        return self.view.list_page if isinstance(self.view, views.PagedView) else None

    @property
    def is_further(self) -> bool:
        """Whether it is the second page of a long list, or a later one."""
        return self.address.number > 1

    @property
    def in_sitemap(self) -> bool:
        """Whether the page is listed in the sitemap."""
        return self.indexable and self.translated

    @property
    def search_kind(self) -> str:
        """The kind of page as visitors know it, a key of `label_search_kinds`."""
        return get_search_kind(self.address.kind)

    @property
    def translated(self) -> bool:
        """Whether the content, and not only the navigation, is in the language of the address."""
        return self.address.language not in self.missing_languages


def build_main_page(
    site: Site,
    slug: str,
    template: str,
    view: views.ContentView,
    files: tuple[str, ...],
    entries: tuple[Entry, ...],
) -> Page:
    """Return one of the pages directly below the home page."""
    content = view.content
    if content and (content.language == site.language.code or slug not in LIST_PAGES):
        title, summary = content.title, content.summary.text
    else:
        title, summary = site.get_label(slug), ""
    default_description = f"{title.text} – {site.localize(site.coalition.name)}"
    return Page(
        site.get_address("page", slug),
        template,
        title,
        truncate_description(summary or default_description),
        view,
        (site.make_nav_item("home", "home"),),
        (*list_content_files(content), *files),
        list_checked_dates(*entries) + ((content.checked,) if content and content.checked else ()),
        content,
        site.find_missing_languages(site.content_index.pages[slug]) if content else frozenset(),
    )


def build_breadcrumbs(site: Site, *parents: str) -> tuple[NavItem, ...]:
    """Return the way from the home page to a page below `parents`, the uppermost first."""
    steps = (site.make_nav_item("page", parent) for parent in parents)
    return site.make_nav_item("home", "home"), *steps


def build_former_id_redirects(
    site: Site, kind: PageKind, id: str, name: Text, former_ids: tuple[str, ...]
) -> Iterator[Page]:
    """Yield a page for each former address of an entry, for hosts without redirects."""
    title = name.localize(site.language.code)
    view = views.RedirectView(site.get_address(kind, id))
    for former_id in former_ids:
        yield Page(
            site.get_address(kind, former_id),
            "redirect.html",
            title,
            title.text,
            view,
            indexable=False,
        )


def get_coalition_names(site: Site) -> dict[str, str]:
    """Return name and acronym, as placeholders of descriptions."""
    return {"coalition": site.localize(site.coalition.name), "acronym": site.coalition.acronym}


def list_content_files(content: Content | None) -> tuple[str, ...]:
    """Return the source file of a text; empty if there is none."""
    return (content.file,) if content else ()


def list_checked_dates(*entries: Entry) -> tuple[date, ...]:
    """Return the days on which entries were compared with their sources, sorted."""
    return tuple(sorted({entry.checked for entry in entries if entry.checked}))


def find_untranslated(site: Site, *texts: Text | None) -> frozenset[str]:
    """Return the codes of the languages that one of the texts of an entry is not translated to.

    The title of a work or an event is not among them: it is shown as it is printed.
    """
    return site.find_missing_languages(*(text.root for text in texts if text))


def truncate_description(text: str) -> str:
    """Return `text` on one line, cut at a word boundary to MAX_DESCRIPTION_LENGTH."""
    line = re.sub(r"[ \t\r\n]+", " ", text).strip()  # keeps no-break spaces
    if len(line) <= MAX_DESCRIPTION_LENGTH:
        return line
    cut = line[: MAX_DESCRIPTION_LENGTH - 1]
    if cut.rfind(" ") > MAX_DESCRIPTION_LENGTH // 2:  # Chinese has no spaces between words
        cut = cut.rpartition(" ")[0]
    return cut.rstrip(",;:.，；：。、") + "…"
