"""The pages of the site in one language, each with title, description, breadcrumbs and view.

A page without content does not exist, and nothing links to it.
"""

from __future__ import annotations

from collections.abc import Iterator

from coalition.site.pages.action_areas import build_action_plan_pages, build_goal_pages
from coalition.site.pages.conditions import build_conditions_page
from coalition.site.pages.content_pages import (
    build_content_pages,
    build_home_page,
    build_not_found_page,
)
from coalition.site.pages.countries import build_country_pages
from coalition.site.pages.data import build_data_page
from coalition.site.pages.documents import build_document_pages
from coalition.site.pages.events import build_event_pages
from coalition.site.pages.figures import build_figures_page
from coalition.site.pages.members import build_member_pages
from coalition.site.pages.news import build_news_pages
from coalition.site.pages.organisations import build_organisation_pages
from coalition.site.pages.page import Page
from coalition.site.pages.redirects import build_configured_redirects
from coalition.site.pages.search import build_search_page
from coalition.site.pages.working_groups import build_working_group_pages
from coalition.site.site import Site

__all__ = ["Page", "build_pages"]


def build_pages(site: Site) -> Iterator[Page]:
    """Yield every page of the site in its language."""
    pages_by_path = {}
    for page in _build_current_pages(site):
        pages_by_path[page.address.path] = page
        yield page
    search_page = build_search_page(site, tuple(pages_by_path.values()))
    pages_by_path[search_page.address.path] = search_page
    yield search_page
    yield from build_configured_redirects(site, pages_by_path)


def _build_current_pages(site: Site) -> Iterator[Page]:
    yield build_home_page(site)
    yield from build_content_pages(site)
    yield build_data_page(site)
    yield from build_figures_page(site)
    yield from build_action_plan_pages(site)
    yield from build_goal_pages(site)
    yield from build_member_pages(site)
    yield from build_country_pages(site)
    yield from build_organisation_pages(site)
    yield from build_working_group_pages(site)
    yield from build_event_pages(site)
    yield from build_document_pages(site)
    yield from build_news_pages(site)
    yield from build_conditions_page(site)
    if not site.offline:  # no server would send it
        yield build_not_found_page(site)
