"""The search page, which is also the list of all pages of the site from A to Z."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from coalition.i18n import IndexLetter
from coalition.site import views
from coalition.site.pages.page import Page, build_main_page
from coalition.site.search_kinds import label_search_kinds
from coalition.site.site import COUNTRIES_PAGE, SEARCH_PAGE, Site

MAX_PAGES_OF_KIND = 200
"""How many pages of a kind the list names; of a kind with more, it links to their own list."""

_LIST_PAGES: Mapping[str, str] = {
    "member": "members",
    "organisation": "organisations",
    "area": "action-plan",
    "working-group": "working-groups",
    "event": "events",
    "document": "documents",
    "article": "news",
    "group": "members",
    "country": COUNTRIES_PAGE,
    "goal": "sdgs",
}
"""The slug of the page that lists the pages of a kind."""


def build_search_page(site: Site, pages: Sequence[Page]) -> Page:
    """Return the search page of a site, given its other pages."""
    labels = label_search_kinds(site)
    listed = [page for page in pages if page.indexable and not page.is_further]
    counts = Counter(page.search_kind for page in listed)
    long = [kind for kind in labels if counts[kind] > MAX_PAGES_OF_KIND and kind in _LIST_PAGES]
    indexed = [
        views.IndexedPage(page.short_title or page.title, page.address, labels[page.search_kind])
        for page in listed
        if page.search_kind not in long
    ]
    view = views.SearchView(
        site.get_page_content(SEARCH_PAGE),
        _group_by_letter(site, indexed),
        tuple(_link_long_kind(site, kind, labels[kind], counts[kind]) for kind in long),
    )
    return build_main_page(site, SEARCH_PAGE, "search.html", view, (), ())


def _group_by_letter(
    site: Site, pages: Sequence[views.IndexedPage]
) -> tuple[views.LetterSection, ...]:
    """Return the pages by the first letter of their titles, both in the order of the language."""
    language = site.language
    by_letter: dict[IndexLetter, list[views.IndexedPage]] = {}
    for page in sorted(pages, key=lambda page: (_sort_key(site, page), page.address.path)):
        letter = language.index_letter(_strip_quotation_marks(page))
        by_letter.setdefault(letter, []).append(page)
    return tuple(
        views.LetterSection(
            views.title_letter(letter, language), views.make_letter_id(letter), tuple(group)
        )
        for letter, group in by_letter.items()
    )


def _sort_key(site: Site, page: views.IndexedPage) -> tuple[str, str]:
    return site.language.sort_key(_strip_quotation_marks(page))


def _strip_quotation_marks(page: views.IndexedPage) -> str:
    """Return the title of a page without the marks at its start, which no letter comes before."""
    return re.sub(r"^\W+", "", page.title.text)


def _link_long_kind(site: Site, kind: str, label: str, count: int) -> views.LongKind:
    slug = site.organisations_page if kind == "organisation" else _LIST_PAGES[kind]
    return views.LongKind(label, count, site.get_address("page", slug))
