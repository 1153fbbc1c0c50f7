"""The search page, which is also the list of all pages of the site from A to Z."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from coalition.i18n import get_index_letter
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
    listed = [page for page in pages if page.indexable]
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
    by_letter: dict[str, list[views.IndexedPage]] = {}
    for page in sorted(pages, key=lambda page: (_sort_key(site, page), page.address.path)):
        letter = get_index_letter(page.title.text, site.language.code)
        by_letter.setdefault(letter, []).append(page)
    return tuple(
        views.LetterSection(letter, f"letter-{number}", tuple(group))
        for number, (letter, group) in enumerate(by_letter.items(), start=1)
    )


def _sort_key(site: Site, page: views.IndexedPage) -> tuple[str, str]:
    """Return what a page is sorted by: its title without the quotation marks at its start."""
    return site.language.sort_key(re.sub(r"^\W+", "", page.title.text))


def _link_long_kind(site: Site, kind: str, label: str, count: int) -> views.LongKind:
    slug = site.organisations_page if kind == "organisation" else _LIST_PAGES[kind]
    return views.LongKind(label, count, site.get_address("page", slug))
