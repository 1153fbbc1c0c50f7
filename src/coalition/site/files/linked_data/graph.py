"""The nodes of a graph in JSON-LD: their IRIs, texts and dates."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from coalition.i18n import get_language_tag
from coalition.markup import convert_html_to_text, render_markdown
from coalition.model import MarkdownText, PartialDate, Party, Text
from coalition.site.site import Site
from coalition.site.urls import PageKind, is_web_url

JsonObject = dict[str, Any]

VOCABULARIES = {
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "org": "http://www.w3.org/ns/org#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""The namespaces of the vocabularies by their prefixes."""

_NOT_IN_IRI = re.compile(r"[\x00-\x20<>\"{}|\\^`]")
"""Characters that an IRI cannot contain (RFC 3987)."""

_DATE_TYPES = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}
"""Types of a date by the length of its text: a year, a month, a day."""


class GraphWriter:
    """Collects the nodes of the graph of a site whose URL is known."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.index = site.index
        self.nodes: list[JsonObject] = []

    def add(self, iri: str, types: str | list[str], **properties: object) -> None:
        """Add a node. `schema__name` is the property `schema:name`; empty ones are left out."""
        named = {name.replace("__", ":"): value for name, value in properties.items()}
        values = {name: value for name, value in named.items() if value not in (None, [], "")}
        self.nodes.append({"@id": iri, "@type": types, **values})

    def get_page_url(self, kind: PageKind, id: str = "") -> str:
        """Return the address of a page in the default language."""
        return self.site.find_published_url(self.site.get_shared_address(kind, id).path)

    def get_iri(self, kind: PageKind, id: str = "", part: str = "this") -> str:
        """Return the IRI of what a page is about, or of a part of it."""
        return f"{self.get_page_url(kind, id)}#{part}"

    def refer(self, kind: PageKind, id: str = "") -> JsonObject:
        """Return a reference to what a page is about."""
        return {"@id": self.get_iri(kind, id)}

    def refer_all(self, kind: PageKind, ids: Iterable[str]) -> list[JsonObject]:
        """Return references to what several pages are about."""
        return [self.refer(kind, id) for id in ids]

    @property
    def coalition(self) -> JsonObject:
        """A reference to the coalition."""
        return self.refer("home")

    def refer_to_party(self, party: Party, iri: str) -> JsonObject:
        """Return a reference to a person or an organisation that an entry names.

        Somebody without a page becomes a node with this IRI.
        """
        resolved = self.index.resolve_party(party)
        if resolved.kind:
            return self.refer(resolved.kind, resolved.id or "")
        organisation = resolved.organisation
        self.add(
            iri,
            "schema:Person" if organisation else "schema:Thing",
            schema__name=write_texts(resolved.name),
            schema__affiliation=self.refer("organisation", organisation.id)
            if organisation
            else None,
        )
        return {"@id": iri}

    def add_address(self, page: str, city: Text | None, country: str | None) -> JsonObject | None:
        """Add the address of what a page is about, and return a reference to it."""
        if not (city or country):
            return None
        iri = f"{page}#address"
        self.add(
            iri,
            "schema:PostalAddress",
            schema__addressLocality=write_texts(city),
            schema__addressCountry=country,
        )
        return {"@id": iri}


def write_texts(text: Text | None) -> list[JsonObject]:
    """Return a text in all its languages; Markdown as plain text."""
    if text is None:
        return []
    texts = text.root
    if isinstance(text, MarkdownText):
        texts = {code: convert_html_to_text(render_markdown(one)) for code, one in texts.items()}
    return [
        {"@value": one, "@language": get_language_tag(code)} for code, one in texts.items() if one
    ]


def write_date(value: PartialDate | date | None) -> JsonObject | None:
    """Return a date as precisely as it is known, or a time with its offset from UTC."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return {"@value": value.isoformat(), "@type": "xsd:dateTime"}
    return {"@value": str(value), "@type": _DATE_TYPES[len(str(value))]}


def write_links(urls: Iterable[str | None]) -> list[JsonObject]:
    """Return references to addresses, each once, with what an IRI cannot contain encoded."""
    known = dict.fromkeys(url for url in urls if url)
    return [{"@id": encode_iri(url)} for url in known]


def write_source(source: str | None) -> JsonObject | str | None:
    """Return a source: an address, or what it says in words."""
    return {"@id": encode_iri(source)} if source and is_web_url(source) else source


def encode_iri(url: str) -> str:
    """Return an address with the characters encoded that an IRI cannot contain."""
    return _NOT_IN_IRI.sub(lambda match: quote(match[0]), url)
