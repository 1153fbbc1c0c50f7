"""JSON-LD for each page: what the page is about, in the vocabulary of schema.org."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from coalition.i18n import get_language_tag
from coalition.model import Content, Document, DocumentType, Organisation, Party
from coalition.site import views
from coalition.site.citations import DOI_RESOLVER
from coalition.site.document_types import get_document_type_label
from coalition.site.downloads import Download, list_downloads
from coalition.site.pages import Page
from coalition.site.queries import MemberRow
from coalition.site.site import Site
from coalition.site.urls import Address, build_absolute_url

JsonObject = dict[str, Any]

_TYPES_OF_DOCUMENTS: dict[DocumentType, str] = {
    "article": "Article",
    "case-study": "LearningResource",
    "guidelines": "LearningResource",
    "presentation": "PresentationDigitalDocument",
    "report": "Report",
    "toolkit": "LearningResource",
}
"""The classes of schema.org for types of documents; all others are a `DigitalDocument`."""


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
        case views.ArticleView(article=article):
            return _describe_article(site, page, article)
        case views.DocumentView():
            return _describe_document(site, page, page.view)
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


def _describe_document(site: Site, page: Page, view: views.DocumentView) -> JsonObject:
    document, identifiers = view.document, view.document.identifiers
    downloads = list_downloads(document, site.language, site.file_sizes)
    type = _TYPES_OF_DOCUMENTS.get(document.type, "DigitalDocument")
    isbn = list(identifiers.isbn) if identifiers else []
    doi_url = f"{DOI_RESOLVER}{identifiers.doi}" if identifiers and identifiers.doi else None
    licence = document.licence
    return _drop_empty(
        {
            "@type": [type, "Book"] if isbn else type,  # only a book has an ISBN and pages
            "name": site.localize(document.title),
            "alternativeHeadline": site.localize(document.subtitle) if document.subtitle else None,
            "description": site.localize(document.summary) if document.summary else None,
            "learningResourceType": get_document_type_label(site.language, document.type),
            "inLanguage": _list_unique(get_language_tag(one.language) for one in downloads),
            "datePublished": str(document.date or ""),
            "author": [_describe_party(site, party) for party in document.authors],
            "publisher": [_describe_party(site, party) for party in document.publishers],
            "license": (licence.url or licence.name) if licence else None,
            "identifier": _list_identifiers(document),
            "isbn": isbn,
            "numberOfPages": document.page_count if isbn else None,
            "url": _get_absolute_url(site, page.address),
            "sameAs": [url for url in (doi_url, document.url) if url],
            "about": [
                _drop_empty(
                    {
                        "@type": "Thing",
                        "name": site.localize(area.title),
                        "url": _get_absolute_url(site, site.get_address("area", area.id)),
                    }
                )
                for area in view.areas
            ],
            "encoding": [_describe_download(site, download) for download in downloads],
        }
    )


def _describe_party(site: Site, party: Party) -> JsonObject:
    organisation = site.index.organisations.get(party.organisation or "")
    if party.member:
        row = site.index.members_by_id[party.member]
        if row.member.is_organisation:
            assert row.organisation, "a member without a name is an organisation"
            return _describe_organisation(site, row.organisation)
        address = site.get_address("member", row.member.id)
        return _drop_empty(
            {
                "@type": "Person",
                "name": site.localize(row.name),
                "url": _get_absolute_url(site, address),
            }
        )
    if party.name:
        affiliation = _describe_organisation(site, organisation) if organisation else None
        return _drop_empty(
            {"@type": "Person", "name": site.localize(party.name), "affiliation": affiliation}
        )
    assert organisation, "a party is a member, has a name or is an organisation"
    return _describe_organisation(site, organisation)


def _list_identifiers(document: Document) -> list[JsonObject]:
    """Return the DOI and the numbers in catalogues; the ISBN has a property of its own."""
    identifiers = document.identifiers
    if not identifiers:
        return []
    doi = {"@type": "PropertyValue", "propertyID": "DOI", "value": identifiers.doi}
    numbers = [
        _drop_empty(
            {
                "@type": "PropertyValue",
                "propertyID": number.catalog,
                "value": number.number,
                "url": number.url,
            }
        )
        for number in identifiers.catalogs
    ]
    return [doi, *numbers] if identifiers.doi else numbers


def _describe_download(site: Site, download: Download) -> JsonObject:
    url = build_absolute_url(site.site_url, quote(download.path)) if site.site_url else None
    return _drop_empty(
        {
            "@type": "MediaObject",
            "contentUrl": url if download.path else download.url,
            "encodingFormat": download.media_type,
            "contentSize": f"{download.size} B" if download.size is not None else None,
            "inLanguage": get_language_tag(download.language),
        }
    )


def _list_unique(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))


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
