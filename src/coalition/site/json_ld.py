"""JSON-LD for each page: what the page is about, in the vocabulary of schema.org."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from coalition.i18n import get_language_tag
from coalition.model import (
    ActionArea,
    Content,
    Document,
    Event,
    LocalizedText,
    Organisation,
    WorkingGroup,
)
from coalition.site import views
from coalition.site.pages import Page
from coalition.site.pictures import IMAGES_FOLDER, SHARED_SIZE
from coalition.site.queries import MemberRow
from coalition.site.site import Site
from coalition.site.urls import Address, PageKind, build_absolute_url

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
        case views.ArticleView() as view:
            return _describe_article(site, page, view)
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


def _describe_article(site: Site, page: Page, view: views.ArticleView) -> JsonObject:
    article = view.article
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
            "author": [_reference_author(site, author) for author in view.authors],
            "image": _get_image_url(site, article),
            "about": [
                *(_reference_entry(site, "Thing", "area", area) for area in view.areas),
                *(_reference_member(site, row) for row in view.people),
            ],
            "mentions": [
                # An Event without a place and a time is an error for search engines
                *(_reference_entry(site, "Thing", "event", event) for event in view.events),
                *(
                    _reference_entry(site, "CreativeWork", "document", document)
                    for document in view.documents
                ),
                *(
                    _reference_entry(site, "Organization", "working-group", group)
                    for group in view.working_groups
                ),
            ],
            "publisher": _reference_coalition(site),
        }
    )


def _reference_author(site: Site, author: MemberRow | LocalizedText) -> JsonObject:
    if isinstance(author, LocalizedText):
        return {"@type": "Person", "name": author.text}
    return _reference_member(site, author)


def _reference_member(site: Site, row: MemberRow) -> JsonObject:
    return _drop_empty(
        {
            "@type": "Organization" if row.member.is_organisation else "Person",
            "name": site.localize(row.name),
            "url": _get_absolute_url(site, site.get_member_address(row)),
        }
    )


def _reference_entry(
    site: Site, type: str, kind: PageKind, entry: ActionArea | Event | Document | WorkingGroup
) -> JsonObject:
    url = _get_absolute_url(site, site.get_address(kind, entry.id))
    return _drop_empty({"@type": type, "name": site.localize(entry.title), "url": url})


def _get_image_url(site: Site, article: Content) -> str | None:
    """Return the URL of a copy of the picture above an article; None if there is none."""
    image = article.references.image
    if image is None or not site.site_url:
        return None
    path = f"{IMAGES_FOLDER}/{image.name}"
    variant = site.pictures.get_copy(path, SHARED_SIZE)
    return build_absolute_url(site.site_url, variant.path if variant else quote(path))


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
