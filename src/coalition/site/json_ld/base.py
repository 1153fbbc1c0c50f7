"""What the JSON-LD of several kinds of pages has in common."""

from __future__ import annotations

from typing import Any

from coalition.model import Organisation, Party, Term
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


def describe_party(site: Site, party: Party) -> JsonObject:
    """Return a person or an organisation that an entry names, with the URL of its page."""
    resolved = site.index.resolve_party(party)
    address = site.get_address(resolved.kind, resolved.id or "") if resolved.kind else None
    entry = {
        "name": site.localize(resolved.name),
        "url": get_absolute_url(site, address) if address else None,
    }
    if resolved.kind == "organisation":
        return make_organization(**entry)
    organisation = resolved.organisation
    affiliation = describe_organisation(site, organisation) if organisation else None
    return drop_empty({"@type": "Person", **entry, "affiliation": affiliation})


def get_absolute_url(site: Site, address: Address) -> str | None:
    """Return the URL of an address; None if the site has none."""
    return build_absolute_url(site.site_url, address.path) if site.site_url else None


def make_role(term: Term, **properties: object) -> JsonObject:
    """Return an OrganizationRole, which schema.org puts around a value that holds for some time."""
    return drop_empty(
        {
            "@type": "OrganizationRole",
            **properties,
            "startDate": str(term.since or ""),
            "endDate": str(term.until or ""),
        }
    )


def make_organization(**properties: object) -> JsonObject:
    """Return an organisation with these properties, without the empty ones."""
    return drop_empty({"@type": "Organization", **properties})


def drop_empty(entry: JsonObject) -> JsonObject:
    """Return `entry` without its empty properties."""
    return {name: value for name, value in entry.items() if value not in (None, [], "")}
