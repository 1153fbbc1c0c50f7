"""Documents in the vocabulary of schema.org, with the terms of LRMI for learning resources."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from coalition.i18n import get_language_tag
from coalition.model import Document, DocumentType, Party
from coalition.site.citations import DOI_RESOLVER
from coalition.site.document_types import get_document_type_label
from coalition.site.downloads import Download, list_downloads
from coalition.site.json_ld.base import (
    JsonObject,
    describe_party,
    drop_empty,
    get_absolute_url,
    make_organization,
)
from coalition.site.pages import Page
from coalition.site.site import Site
from coalition.site.urls import build_absolute_url
from coalition.site.views import DocumentView

_TYPES_OF_DOCUMENTS: dict[DocumentType, str] = {
    "article": "Article",
    "case-study": "LearningResource",
    "guidelines": "LearningResource",
    "presentation": "PresentationDigitalDocument",
    "report": "Report",
    "toolkit": "LearningResource",
    "yearly-report": "Report",
}
"""The classes of schema.org for types of documents; all others are a `DigitalDocument`."""


def describe_document(site: Site, page: Page, view: DocumentView) -> JsonObject:
    """Return a document; of a book, also what only books have."""
    document, identifiers = view.document, view.document.identifiers
    downloads = list_downloads(document, site.language, site.file_sizes)
    type = _TYPES_OF_DOCUMENTS.get(document.type, "DigitalDocument")
    isbn = list(identifiers.isbn) if identifiers else []
    doi_url = f"{DOI_RESOLVER}{identifiers.doi}" if identifiers and identifiers.doi else None
    licence = document.licence
    return drop_empty(
        {
            "@type": [type, "Book"] if isbn else type,  # only a book has an ISBN and pages
            "name": site.localize(document.title),
            "alternativeHeadline": site.localize(document.subtitle) if document.subtitle else None,
            "description": site.localize(document.summary) if document.summary else None,
            "learningResourceType": get_document_type_label(site.language, document.type),
            "inLanguage": _list_unique(get_language_tag(one.language) for one in downloads),
            "datePublished": str(document.date or ""),
            "author": [_describe_author(site, party) for party in document.authors],
            "publisher": [_describe_publisher(site, party) for party in document.publishers],
            "license": (licence.url or licence.name) if licence else None,
            "identifier": _list_identifiers(document),
            "isbn": isbn,
            "numberOfPages": document.page_count if isbn else None,
            "url": get_absolute_url(site, page.address),
            "sameAs": [url for url in (doi_url, document.url) if url],
            "about": [
                drop_empty(
                    {
                        "@type": "Thing",
                        "name": site.localize(area.title),
                        "url": get_absolute_url(site, site.get_address("area", area.id)),
                    }
                )
                for area in view.areas
            ],
            "encoding": [_describe_download(site, download) for download in downloads],
        }
    )


def _describe_author(site: Site, party: Party) -> JsonObject | str:
    """Return a person or an organisation; the name alone if nobody says which of them it is."""
    if party.name and not party.organisation:
        return site.localize(party.name)
    return describe_party(site, party)


def _describe_publisher(site: Site, party: Party) -> JsonObject:
    """Return a person or an organisation; a publisher of whom only the name is known is one."""
    if party.name and not party.organisation:
        return make_organization(name=site.localize(party.name))
    return describe_party(site, party)


def _list_identifiers(document: Document) -> list[JsonObject]:
    """Return the DOI and the numbers in catalogues; the ISBN has a property of its own."""
    identifiers = document.identifiers
    if not identifiers:
        return []
    doi = {"@type": "PropertyValue", "propertyID": "DOI", "value": identifiers.doi}
    numbers = [
        drop_empty(
            {
                "@type": "PropertyValue",
                "propertyID": number.catalogue,
                "value": number.number,
                "url": number.url,
            }
        )
        for number in identifiers.catalogues
    ]
    return [doi, *numbers] if identifiers.doi else numbers


def _describe_download(site: Site, download: Download) -> JsonObject:
    url = build_absolute_url(site.site_url, quote(download.path)) if site.site_url else None
    return drop_empty(
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
