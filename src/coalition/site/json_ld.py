"""JSON-LD for each page: what the page is about, in the vocabulary of schema.org."""

from __future__ import annotations

from typing import Any

from coalition.i18n import get_language_tag
from coalition.model import Content, Organisation, Party, TermHolder, WorkingGroup
from coalition.site import views
from coalition.site.pages import Page
from coalition.site.queries import MemberRow
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
    match page.view:
        case views.HomeView():
            return _describe_coalition(site)
        case views.MemberView(row=row):
            return _describe_person(site, page, row)
        case views.OrganisationView(organisation=organisation):
            return _describe_organisation(site, organisation)
        case views.WorkingGroupView(working_group=group):
            return _describe_working_group(site, group)
        case views.ArticleView(article=article):
            return _describe_article(site, page, article)
    return {}


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
                "sameAs": [group.url] if group.url else [],
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
    member, organisation = row.member, row.organisation
    role = _drop_empty(
        {
            "@type": "OrganizationRole",
            "memberOf": _reference_coalition(site),
            "startDate": str(member.since or ""),
            "endDate": str(member.until or ""),
        }
    )
    orcid = f"https://orcid.org/{member.orcid}" if member.orcid else None
    return _drop_empty(
        {
            "@type": "Person",
            "name": site.localize(row.name),
            "jobTitle": site.localize(member.role) if member.role else None,
            "affiliation": _describe_organisation(site, organisation) if organisation else None,
            "url": _get_absolute_url(site, page.address),
            "sameAs": [url for url in (member.url, orcid) if url],
            "memberOf": role,
        }
    )


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
