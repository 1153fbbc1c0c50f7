"""The pages of countries, and the one that lists them by region."""

from __future__ import annotations

from collections.abc import Iterator

from coalition.site import views
from coalition.site.pages.listing import build_divided_pages
from coalition.site.pages.page import (
    Page,
    build_breadcrumbs,
    get_coalition_names,
    list_checked_dates,
    truncate_description,
)
from coalition.site.site import COUNTRIES_PAGE, Site

FILES = ("data/members.yaml", "data/organisations.yaml")


def build_country_pages(site: Site) -> Iterator[Page]:
    """Yield the list of countries and a page for each country, if there are any."""
    if site.index.country_codes:
        yield _build_list_page(site)
    for view in views.build_country_views(site.index, site.language):
        yield from _build_country_pages(site, view)


def _build_list_page(site: Site) -> Page:
    description = site.language.translations.gettext(
        "Members and organisations of the %(coalition)s (%(acronym)s), by country and region."
    )
    view = views.build_countries_view(site.index, site.language)
    rows = (row for country in view.countries for row in country.members)
    return Page(
        site.get_address("page", COUNTRIES_PAGE),
        "countries.html",
        site.get_label(COUNTRIES_PAGE),
        truncate_description(description % get_coalition_names(site)),
        view,
        build_breadcrumbs(site, "members"),
        FILES,
        list_checked_dates(*(row.member for row in rows)),
    )


def _build_country_pages(site: Site, view: views.CountryView) -> Iterator[Page]:
    """Yield the page of a country, or several if it has many members."""
    description = site.language.translations.gettext(
        "%(list)s: members of the %(coalition)s (%(acronym)s)."
    )
    country = view.country
    placeholders = {**get_coalition_names(site), "list": country.name.text}
    page = Page(
        site.get_address("country", country.code),
        "country.html",
        country.name,
        truncate_description(description % placeholders),
        view,
        build_breadcrumbs(site, "members", COUNTRIES_PAGE),
        FILES[:1],
        list_checked_dates(*(row.member for row in country.members)),
    )
    sections = views.list_country_sections(view, site.language)
    yield from build_divided_pages(
        site, page, sections, rows_of="members", scope=(("country", country.code),)
    )
