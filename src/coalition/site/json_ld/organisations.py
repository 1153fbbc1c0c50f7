"""Organisations in the vocabulary of schema.org."""

from __future__ import annotations

from coalition.model import Term
from coalition.site import views
from coalition.site.json_ld.base import (
    JsonObject,
    describe_memberships,
    describe_organisation,
    drop_empty,
    get_logo_url,
    list_identifiers,
    simplify,
)
from coalition.site.site import Site


def describe_organisation_page(site: Site, view: views.OrganisationView) -> JsonObject:
    """Return everything about the organisation that its page says."""
    organisation = view.organisation
    former_names = [site.localize(name) for name in organisation.former_names]
    address = {
        "@type": "PostalAddress",
        "addressLocality": site.localize(organisation.city) if organisation.city else None,
        "addressCountry": organisation.country,
    }
    has_address = organisation.city or organisation.country
    terms = (view.row.member.all_terms or (Term(),)) if view.row else ()
    return {
        **describe_organisation(site, organisation),
        **drop_empty(
            {
                "alternateName": [*filter(None, [organisation.acronym]), *former_names]
                if former_names
                else organisation.acronym,
                "logo": get_logo_url(site, organisation.logo),
                "address": drop_empty(address) if has_address else None,
                "dissolutionDate": str(organisation.ended)
                if organisation.has_closed(site.as_of)
                else None,
                "parentOrganization": describe_organisation(site, view.parent)
                if view.parent
                else None,
                "memberOf": simplify(describe_memberships(site, terms, view.offices)),
                "sameAs": [
                    *list_identifiers(organisation),
                    *(link.url for link in organisation.links),
                ],
            }
        ),
    }
