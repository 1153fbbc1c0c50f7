"""What the JSON-LD of several kinds of pages has in common."""

from __future__ import annotations

from typing import Any

from coalition.model import Organisation
from coalition.site.site import Site
from coalition.site.urls import Address, build_absolute_url

JsonObject = dict[str, Any]


def reference_coalition(site: Site) -> JsonObject:
    """Return the coalition as the organisation that something belongs to."""
    return make_organization(
        name=site.localize(site.coalition.name),
        url=get_absolute_url(site, get_home_address(site)),
    )


def get_home_address(site: Site) -> Address:
    """Return the address of the coalition itself, which is the same in every language."""
    return site.address_builder.build("home", site.coalition.default_language)


def describe_organisation(site: Site, organisation: Organisation) -> JsonObject:
    """Return an organisation."""
    address = site.get_address("organisation", organisation.id)
    return make_organization(
        name=site.localize(organisation.name),
        alternateName=organisation.acronym,
        url=organisation.url or get_absolute_url(site, address),
    )


def get_absolute_url(site: Site, address: Address) -> str | None:
    """Return the URL of an address; None if the site has none."""
    return build_absolute_url(site.site_url, address.path) if site.site_url else None


def make_organization(**properties: object) -> JsonObject:
    """Return an organisation with these properties, without the empty ones."""
    return drop_empty({"@type": "Organization", **properties})


def drop_empty(entry: JsonObject) -> JsonObject:
    """Return `entry` without its empty properties."""
    return {name: value for name, value in entry.items() if value not in (None, [], "")}
