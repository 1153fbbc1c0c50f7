"""JSON-LD for each page: what the page is about, in the vocabulary of schema.org."""

from __future__ import annotations

from typing import Any

from coalition.i18n import get_language_tag
from coalition.model import Content, Organisation, Party, Term, TermHolder, WorkingGroup
from coalition.site import views
from coalition.site.labels import get_office_label
from coalition.site.pages import Page
from coalition.site.queries import MemberRow, OfficeHolder, Position
from coalition.site.site import Site
from coalition.site.urls import Address, build_absolute_url

JsonObject = dict[str, Any]


def build_json_ld(site: Site, page: Page) -> list[JsonObject]:
    """Return the page's subject in the vocabulary of schema.org, and its breadcrumbs if any."""
    subject = _describe_page(site, page)
    entries = [{"@context": "https://schema.org", **subject}] if subject else []
    if page.breadcrumbs:
        entries.append({"@context": "https://schema.org", **_describe_breadcrumbs(site, page)})
    return entries


def _describe_page(site: Site, page: Page) -> JsonObject:
    subject: JsonObject = {}
    match page.view:
        case views.HomeView():
            subject = _describe_coalition(site)
        case views.MemberView(row=row):
            subject = _describe_person(site, page, row)
        case views.OrganisationView(organisation=organisation):
            subject = _describe_organisation(site, organisation)
        case views.WorkingGroupView(working_group=group):
            subject = _describe_working_group(site, group)
        case views.CountryView(country=country, regions=regions):
            subject = _describe_country(country, regions)
        case views.ArticleView(article=article):
            subject = _describe_article(site, page, article)
    return subject


def _describe_coalition(site: Site) -> JsonObject:
    coalition = site.coalition
    bodies = (
        _make_organization(name=site.localize(body.name), url=body.url) for body in coalition.bodies
    )
    return _make_organization(
        name=site.localize(coalition.name),
        alternateName=coalition.acronym,
        description=site.localize(coalition.mission),
        url=_get_absolute_url(site, _get_home_address(site)),
        foundingDate=str(coalition.established or ""),
        parentOrganization=list(bodies),
        member=[
            _describe_office(site, holder)
            for holder in site.index.office_holders
            if not holder.former
        ],
        subOrganization=[
            _reference_working_group(site, group) for group in site.index.current_working_groups
        ],
    )


def _reference_working_group(site: Site, group: WorkingGroup) -> JsonObject:
    return _make_organization(
        name=site.localize(group.title),
        url=_get_absolute_url(site, site.get_address("working-group", group.id)),
    )


def _describe_working_group(site: Site, group: WorkingGroup) -> JsonObject:
    _ = site.language.translations.gettext
    ends = group.until if group.is_ended(site.as_of) else None
    return {
        **_reference_working_group(site, group),
        **_drop_empty(
            {
                "description": site.localize(group.summary) if group.summary else None,
                "foundingDate": str(group.since or ""),
                "dissolutionDate": str(ends or ""),
                "parentOrganization": _reference_coalition(site),
                "sameAs": group.url,
                "member": [
                    *(_describe_role(site, holder, _("Chair")) for holder in group.chairs),
                    *(_describe_role(site, holder, _("Member")) for holder in group.members),
                ],
            }
        ),
    }


def _describe_role(site: Site, holder: TermHolder, role: str) -> JsonObject:
    """Return the role of a person or an organisation in a group."""
    return _drop_empty(
        {
            "@type": "OrganizationRole",
            "roleName": role,
            "member": _describe_party(site, holder),
            "startDate": str(holder.since or ""),
            "endDate": str(holder.until or ""),
        }
    )


def _describe_party(site: Site, party: Party) -> JsonObject:
    """Return a person or an organisation that an entry names, with the URL of its page."""
    resolved = site.index.resolve_party(party)
    address = site.get_address(resolved.kind, resolved.id or "") if resolved.kind else None
    entry = {
        "name": site.localize(resolved.name),
        "url": _get_absolute_url(site, address) if address else None,
    }
    if resolved.kind == "organisation":
        return _make_organization(**entry)
    organisation = resolved.organisation
    affiliation = _describe_organisation(site, organisation) if organisation else None
    return _drop_empty({"@type": "Person", **entry, "affiliation": affiliation})


def _reference_coalition(site: Site) -> JsonObject:
    return _make_organization(
        name=site.localize(site.coalition.name),
        url=_get_absolute_url(site, _get_home_address(site)),
    )


def _get_home_address(site: Site) -> Address:
    """Return the address of the coalition itself, which is the same in every language."""
    return site.address_builder.build("home", site.coalition.default_language)


def _describe_organisation(site: Site, organisation: Organisation) -> JsonObject:
    address = site.get_address("organisation", organisation.id)
    return _make_organization(
        name=site.localize(organisation.name),
        alternateName=organisation.acronym,
        url=organisation.url or _get_absolute_url(site, address),
    )


def _describe_person(site: Site, page: Page, row: MemberRow) -> JsonObject:
    member = row.member
    orcid = f"https://orcid.org/{member.orcid}" if member.orcid else None
    urls = (member.url, *(link.url for link in member.links), orcid)
    return _drop_empty(
        {
            "@type": "Person",
            "name": site.localize(row.name),
            "jobTitle": site.localize(row.role) if row.role else None,
            "affiliation": _simplify([_describe_position(site, row, one) for one in row.positions]),
            "url": _get_absolute_url(site, page.address),
            "sameAs": [url for url in urls if url],
            "memberOf": _simplify(_describe_memberships(site, row)),
            "deathDate": str(member.died or ""),
        }
    )


def _describe_position(site: Site, row: MemberRow, position: Position) -> JsonObject:
    """Return an organisation or, if the position needs a role or dates, an OrganizationRole.

    The role of the main position is the person's `jobTitle`.
    """
    affiliation = position.affiliation
    organisation = _describe_organisation(site, position.organisation)
    role = affiliation.role if affiliation.role is not row.role else None
    if not role and not affiliation.since and not affiliation.until:
        return organisation
    return _make_role(
        affiliation,
        affiliation=organisation,
        roleName=site.localize(role) if role else None,
    )


def _describe_memberships(site: Site, row: MemberRow) -> list[JsonObject]:
    """Return an OrganizationRole for each time of membership, and for each office."""
    coalition = _reference_coalition(site)
    terms = row.member.all_terms or (Term(),)
    offices = site.index.offices_by_member.get(row.member.id, ())
    return [
        *(_make_role(term, memberOf=coalition) for term in terms),
        *(
            _make_role(
                holder.office,
                memberOf=coalition,
                roleName=get_office_label(site, holder.office).text,
            )
            for holder in offices
        ),
    ]


def _describe_office(site: Site, holder: OfficeHolder) -> JsonObject:
    """Return the role of somebody who holds an office, as a `member` of the coalition."""
    office, row = holder.office, holder.row
    if row and not row.member.is_organisation:
        url = _get_absolute_url(site, site.get_address("member", row.member.id))
        party = {"@type": "Person", "name": site.localize(row.name), "url": url}
    elif office.name:
        party = {"@type": "Person", "name": site.localize(office.name)}
    else:
        assert holder.organisation, "an office is held by a person or an organisation"
        party = _describe_organisation(site, holder.organisation)
    label = get_office_label(site, office).text
    return _make_role(office, member=_drop_empty(party), roleName=label)


def _make_role(term: Term, **properties: object) -> JsonObject:
    """Return an OrganizationRole, which schema.org puts around a value that holds for some time."""
    return _drop_empty(
        {
            "@type": "OrganizationRole",
            **properties,
            "startDate": str(term.since or ""),
            "endDate": str(term.until or ""),
        }
    )


def _simplify(values: list[JsonObject]) -> JsonObject | list[JsonObject]:
    """Return the only value instead of a list of one."""
    return values[0] if len(values) == 1 else values


def _describe_article(site: Site, page: Page, article: Content) -> JsonObject:
    return _drop_empty(
        {
            "@type": "NewsArticle",
            "headline": article.title.text,
            "description": article.summary.text,
            "inLanguage": get_language_tag(article.language),
            "datePublished": article.date.isoformat() if article.date else None,
            "url": _get_absolute_url(
                site, site.address_builder.build("article", article.language, article.slug)
            ),
            "publisher": _reference_coalition(site),
        }
    )


def _describe_country(
    country: views.CountryMembers, regions: tuple[views.Region, ...]
) -> JsonObject:
    place: JsonObject = {}
    for region in regions:
        place = _drop_empty(
            {"@type": "Place", "name": region.name.text, "containedInPlace": place or None}
        )
    return _drop_empty(
        {
            "@type": "Country",
            "name": country.name.text,
            "identifier": country.code,
            "containedInPlace": place or None,
        }
    )


def _describe_breadcrumbs(site: Site, page: Page) -> JsonObject:
    steps = [(step.label.text, step.address) for step in page.breadcrumbs]
    steps.append(((page.short_title or page.title).text, page.address))
    items = [
        _drop_empty(
            {
                "@type": "ListItem",
                "position": position,
                "name": name,
                "item": _get_absolute_url(site, address),
            }
        )
        for position, (name, address) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _get_absolute_url(site: Site, address: Address) -> str | None:
    return build_absolute_url(site.site_url, address.path) if site.site_url else None


def _make_organization(**properties: object) -> JsonObject:
    return _drop_empty({"@type": "Organization", **properties})


def _drop_empty(entry: JsonObject) -> JsonObject:
    """Return `entry` without its empty properties."""
    return {name: value for name, value in entry.items() if value not in (None, [], "")}
