"""JSON-LD for each page: what the page is about, in the vocabulary of schema.org."""

from __future__ import annotations

from typing import Any

from coalition.i18n import get_language_tag
from coalition.model import Content, Organisation
from coalition.site import views
from coalition.site.pages import Page
from coalition.site.pictures import IMAGES_FOLDER
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
        case views.OrganisationView():
            return _describe_organisation_page(site, page.view)
        case views.ArticleView(article=article):
            return _describe_article(site, page, article)
    return {}


def _describe_coalition(site: Site) -> JsonObject:
    coalition = site.coalition
    bodies = (
        _make_organization(
            name=site.localize(body.name),
            alternateName=site.localize(body.acronym) if body.acronym else None,
            url=body.url,
            logo=_get_logo_url(site, body.logo),
        )
        for body in coalition.bodies
    )
    return _make_organization(
        name=site.localize(coalition.name),
        alternateName=coalition.acronym,
        description=site.localize(coalition.mission),
        url=_get_absolute_url(site, _get_home_address(site)),
        foundingDate=str(coalition.established or ""),
        parentOrganization=list(bodies),
    )


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
        sameAs=_list_identifiers(organisation),
    )


def _describe_organisation_page(site: Site, view: views.OrganisationView) -> JsonObject:
    """Return everything about the organisation that its page says."""
    organisation = view.organisation
    former_names = [site.localize(name) for name in organisation.former_names]
    address = {
        "@type": "PostalAddress",
        "addressLocality": site.localize(organisation.city) if organisation.city else None,
        "addressCountry": organisation.country,
    }
    has_address = organisation.city or organisation.country
    parent = view.parent
    return {
        **_describe_organisation(site, organisation),
        **_drop_empty(
            {
                "alternateName": [*filter(None, [organisation.acronym]), *former_names]
                if former_names
                else organisation.acronym,
                "logo": _get_logo_url(site, organisation.logo),
                "address": _drop_empty(address) if has_address else None,
                "dissolutionDate": str(organisation.ended)
                if organisation.has_closed(site.as_of)
                else None,
                "parentOrganization": _describe_organisation(site, parent) if parent else None,
                "memberOf": _list_memberships(site, view.row) if view.row else None,
                "sameAs": [
                    *_list_identifiers(organisation),
                    *(link.url for link in organisation.links),
                ],
            }
        ),
    }


def _list_identifiers(organisation: Organisation) -> list[str]:
    """Return the addresses that identify an organisation in registries."""
    prefixes = {
        "https://ror.org/": organisation.ror,
        "https://www.wikidata.org/wiki/": organisation.wikidata,
    }
    return [prefix + id for prefix, id in prefixes.items() if id]


def _list_memberships(site: Site, row: MemberRow) -> list[JsonObject]:
    """Return the coalition once for each time of membership, or once if none is known."""
    spans = [(term.since, term.until) for term in row.member.all_terms] or [(None, None)]
    return [
        _drop_empty(
            {
                "@type": "OrganizationRole",
                "memberOf": _reference_coalition(site),
                "startDate": str(since or ""),
                "endDate": str(until or ""),
            }
        )
        for since, until in spans
    ]


def _get_logo_url(site: Site, name: str | None) -> str | None:
    """Return the absolute URL of a logo, as pages show it; None if there is none."""
    if not name or not site.site_url:
        return None
    picture_set = site.pictures.get_logo(name)
    path = picture_set.fallback.path if picture_set else f"{IMAGES_FOLDER}/{name}"
    return build_absolute_url(site.site_url, path)


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
    steps.append((page.title.text, page.address))
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
