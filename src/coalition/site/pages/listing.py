"""The pages of a list that is too long for one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from coalition.model import LocalizedText
from coalition.site import views
from coalition.site.pages.page import Page, truncate_description
from coalition.site.site import NavItem, Site


def build_divided_pages(
    site: Site,
    page: Page,
    sections: Iterable[views.ListSection[Any]],
    *,
    rows_of: str = "",
    scope: tuple[tuple[str, str], ...] = (),
) -> Iterator[Page]:
    """Yield a page and, if it lists more than fits on one, the further pages of its list.

    `sections` are what it lists. `rows_of` is the main list whose file the filter reads, empty if
    there is no filter; `scope` as for `Listing`. Redirects and short lists are yielded as they are.
    """
    assert isinstance(page.view, views.PagedView)
    rows_file = site.get_address("list-rows", rows_of) if rows_of else None
    first = views.divide(page.address, sections, rows_file, scope)
    if first is None:
        yield page
        return
    yield replace(page, view=replace(page.view, list_page=first))
    for list_page in first.listing.pages[1:]:
        yield _build_further_page(site, page, list_page)


def _build_further_page(site: Site, page: Page, list_page: views.ListPage[Any]) -> Page:
    """Return a page after the first one, which has the rows alone and not the text."""
    assert isinstance(page.view, views.PagedView)
    changes: dict[str, Any] = {"list_page": list_page}
    if isinstance(page.view, views.ContentView):
        changes["content"] = None
    view = replace(page.view, **changes)
    gettext, number = site.language.translations.gettext, list_page.number
    step = LocalizedText(gettext("Page %(number)s") % {"number": number}, site.language.code)
    label = gettext("Page %(number)s of %(total)s: %(range)s") % {
        "number": number,
        "total": list_page.listing.page_count,
        "range": list_page.range,
    }
    parent = NavItem(page.short_title or page.title, page.address)
    return replace(
        page,
        address=page.address.get_page(number),
        description=truncate_description(f"{label} · {page.description}"),
        view=view,
        breadcrumbs=(*page.breadcrumbs, parent),
        content=None,
        missing_languages=frozenset(),
        short_title=step,
    )
