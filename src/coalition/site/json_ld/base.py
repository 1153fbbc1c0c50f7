"""What the JSON-LD of several kinds of pages has in common."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from coalition.model import Organisation, Party, Term
from coalition.site.labels import get_office_label
from coalition.site.pictures import IMAGES_FOLDER
from coalition.site.queries import OfficeHolder
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
        sameAs=list_identifiers(organisation),
    )


def list_identifiers(organisation: Organisation) -> list[str]:
    """Return the addresses that identify an organisation in registries."""
    prefixes = {
        "https://ror.org/": organisation.ror,
        "https://www.wikidata.org/wiki/": organisation.wikidata,
    }
    return [prefix + id for prefix, id in prefixes.items() if id]


def describe_memberships(
    site: Site, terms: Iterable[Term], offices: Iterable[OfficeHolder]
) -> list[JsonObject]:
    """Return an OrganizationRole for each time of membership, and for each office."""
    coalition = reference_coalition(site)
    return [
        *(make_role(term, memberOf=coalition) for term in terms),
        *(
            make_role(
                holder.office,
                memberOf=coalition,
                roleName=get_office_label(site, holder.office).text,
            )
            for holder in offices
        ),
    ]


def simplify(values: list[JsonObject]) -> JsonObject | list[JsonObject]:
    """Return the only value instead of a list of one."""
    return values[0] if len(values) == 1 else values


def get_logo_url(site: Site, name: str | None) -> str | None:
    """Return the absolute URL of a logo, as pages show it; None if there is none."""
    if not name or not site.site_url:
        return None
    picture_set = site.pictures.get_logo(name)
    path = picture_set.fallback.path if picture_set else quote(f"{IMAGES_FOLDER}/{name}")
    return build_absolute_url(site.site_url, path)


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
