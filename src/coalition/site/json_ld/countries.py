"""Countries and their regions in the vocabulary of schema.org."""

from __future__ import annotations

from coalition.site import views
from coalition.site.json_ld.base import JsonObject, drop_empty


def describe_country(
    country: views.CountryMembers, regions: tuple[views.Region, ...]
) -> JsonObject:
    """Return a country within its regions, the largest of which comes first."""
    place: JsonObject = {}
    for region in regions:
        place = drop_empty(
            {"@type": "Place", "name": region.name.text, "containedInPlace": place or None}
        )
    return drop_empty(
        {
            "@type": "Country",
            "name": country.name.text,
            "identifier": country.code,
            "containedInPlace": place or None,
        }
    )
