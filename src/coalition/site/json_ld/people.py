"""Members and the holders of offices in the vocabulary of schema.org."""

from __future__ import annotations

from coalition.model import Term
from coalition.site.json_ld.base import (
    JsonObject,
    describe_memberships,
    describe_organisation,
    drop_empty,
    get_absolute_url,
    make_role,
    simplify,
)
from coalition.site.labels import get_office_label
from coalition.site.pages import Page
from coalition.site.queries import MemberRow, OfficeHolder, Position
from coalition.site.site import Site


def describe_person(site: Site, page: Page, row: MemberRow) -> JsonObject:
    """Return a member who is a person."""
    member = row.member
    orcid = f"https://orcid.org/{member.orcid}" if member.orcid else None
    terms = member.all_terms or (Term(),)
    offices = site.index.offices_by_member.get(member.id, ())
    urls = (member.url, *(link.url for link in member.links), orcid)
    return drop_empty(
        {
            "@type": "Person",
            "name": site.localize(row.name),
            "jobTitle": site.localize(row.role) if row.role else None,
            "affiliation": simplify([_describe_position(site, row, one) for one in row.positions]),
            "url": get_absolute_url(site, page.address),
            "sameAs": [url for url in urls if url],
            "memberOf": simplify(describe_memberships(site, terms, offices)),
            "deathDate": str(member.died or ""),
        }
    )


def _describe_position(site: Site, row: MemberRow, position: Position) -> JsonObject:
    """Return an organisation or, if the position needs a role or dates, an OrganizationRole.

    The role of the main position is the person's `jobTitle`.
    """
    affiliation = position.affiliation
    organisation = describe_organisation(site, position.organisation)
    role = affiliation.role if affiliation.role is not row.role else None
    if not role and not affiliation.since and not affiliation.until:
        return organisation
    return make_role(
        affiliation,
        affiliation=organisation,
        roleName=site.localize(role) if role else None,
    )


def describe_office(site: Site, holder: OfficeHolder) -> JsonObject:
    """Return the role of somebody who holds an office, as a `member` of the coalition."""
    office, row = holder.office, holder.row
    if row and not row.member.is_organisation:
        url = get_absolute_url(site, site.get_address("member", row.member.id))
        party = {"@type": "Person", "name": site.localize(row.name), "url": url}
    elif office.name:
        party = {"@type": "Person", "name": site.localize(office.name)}
    else:
        assert holder.organisation, "an office is held by a person or an organisation"
        party = describe_organisation(site, holder.organisation)
    label = get_office_label(site, office).text
    return make_role(office, member=drop_empty(party), roleName=label)
