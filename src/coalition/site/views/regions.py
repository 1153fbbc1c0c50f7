"""Countries grouped by the regions of the United Nations that they are in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from coalition.i18n import Language, find_regions
from coalition.model import LocalizedText
from coalition.site.queries import group_by

LARGEST, SECOND = 0, 1
"""Levels of regions: Africa, and in it Northern Africa or Sub-Saharan Africa."""


@dataclass(frozen=True)
class Region:
    """A region: its number in M49, its name in the page's language, and codes of countries in it.

    `countries` keep the order in which they were given.
    """

    code: str
    name: LocalizedText
    countries: tuple[str, ...]


def list_regions(
    countries: Iterable[str], language: Language, level: int = LARGEST
) -> tuple[Region, ...]:
    """Return the regions of a level that countries are in, sorted by their name in `language`.

    Countries without a known region are left out.
    """
    by_region = group_by(countries, lambda country: find_regions(country)[level : level + 1])
    regions = (Region(code, language.region_name(code), codes) for code, codes in by_region.items())
    return tuple(sorted(regions, key=lambda region: language.sort_key(region.name.text)))
