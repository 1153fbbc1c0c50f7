"""Views of a country, and of all countries by region."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from coalition.i18n import Language, find_regions, find_un_groups
from coalition.site.labels import name_un_groups
from coalition.site.queries import CoalitionIndex
from coalition.site.views.directory import (
    CountryMembers,
    DirectoryFilter,
    build_countries,
    build_member_filter,
)
from coalition.site.views.listing import ListSection, PagedView, divide_members
from coalition.site.views.organisations import make_name_section
from coalition.site.views.regions import SECOND, Region, list_regions
from coalition.site.worldmap import MapDot


@dataclass(frozen=True)
class CountryView(PagedView):
    """One country, and the other ones.

    `regions` are those that it is in, the largest first. `un_groups` are the names of the regional
    groups of the United Nations that it takes part in. `filter` is that of a list of members that
    is divided into pages.
    """

    country: CountryMembers
    others: tuple[CountryMembers, ...]
    regions: tuple[Region, ...]
    un_groups: tuple[str, ...]
    filter: DirectoryFilter


@dataclass(frozen=True)
class SubregionSection:
    """A sub-region with its countries."""

    region: Region
    countries: tuple[CountryMembers, ...]


@dataclass(frozen=True)
class RegionSection:
    """A region with its sub-regions."""

    region: Region
    subregions: tuple[SubregionSection, ...]


@dataclass(frozen=True)
class CountriesView:
    """All countries with members, former members or organisations, by region.

    `others` are the countries without a known region. `members` is the number of current members
    in any country.
    """

    sections: tuple[RegionSection, ...]
    others: tuple[CountryMembers, ...]
    members: int
    dots: tuple[MapDot, ...]

    @property
    def countries(self) -> tuple[CountryMembers, ...]:
        """All countries, in the order of the page."""
        subregions = (part for section in self.sections for part in section.subregions)
        return (*(country for part in subregions for country in part.countries), *self.others)


def build_country_views(index: CoalitionIndex, language: Language) -> tuple[CountryView, ...]:
    """Return the view of every country."""
    countries = build_countries(index, language)
    return tuple(
        CountryView(
            country,
            tuple(other for other in countries if other is not country),
            tuple(
                Region(code, language.region_name(code), (country.code,))
                for code in find_regions(country.code)
            ),
            name_un_groups(find_un_groups(country.code), language),
            build_member_filter(index, (*country.members, *country.former), (), language),
        )
        for country in countries
    )


def list_country_sections(view: CountryView, language: Language) -> Iterator[ListSection[Any]]:
    """Yield what the page of a country lists, for one with more than fits on a page."""
    country = view.country
    yield from divide_members(country.members, country.former, language)
    title = language.translations.gettext("Organisations based here")
    yield make_name_section("seats", title, country.seats, language)


def build_countries_view(index: CoalitionIndex, language: Language) -> CountriesView:
    """Return the view of all countries by region."""
    countries = {country.code: country for country in build_countries(index, language)}

    def make_section(region: Region) -> RegionSection:
        subregions = list_regions(region.countries, language, SECOND)
        return RegionSection(
            region,
            tuple(
                SubregionSection(subregion, tuple(countries[code] for code in subregion.countries))
                for subregion in subregions
            ),
        )

    return CountriesView(
        tuple(map(make_section, list_regions(countries, language))),
        tuple(country for code, country in countries.items() if not find_regions(code)),
        sum(map(len, index.members_by_country.values())),
        index.dots,
    )
