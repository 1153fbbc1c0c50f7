"""How to cite documents: what their pages and the files for reference managers say of them.

Names of people stay as they are written: nobody can know which part of a name is the family name.
"""

from __future__ import annotations

from dataclasses import dataclass

from coalition.i18n import get_language_tag, get_text_direction
from coalition.model import Document, DocumentType, LocalizedText, PartialDate, Party, Text
from coalition.site.document_types import get_document_type_label
from coalition.site.site import Site

DOI_RESOLVER = "https://doi.org/"


@dataclass(frozen=True)
class CitedParty:
    """Somebody who wrote or published a document.

    `is_person` is false of an organisation, and of somebody of whom only the name is known.
    """

    name: LocalizedText
    is_person: bool


@dataclass(frozen=True)
class Citation:
    """What a citation of a document says, in the language of a page.

    The title is in this language if the document has it, and subtitle and summary are in the
    language of the title. `external_url` is its DOI or its web page, and `own_url` its page on this
    site; each is empty if there is none.
    """

    id: str
    type: DocumentType
    type_label: str
    authors: tuple[CitedParty, ...]
    publishers: tuple[CitedParty, ...]
    title: LocalizedText
    subtitle: LocalizedText | None
    summary: LocalizedText | None
    date: PartialDate | None
    external_url: str
    own_url: str
    doi: str
    isbn: tuple[str, ...]

    @property
    def url(self) -> str:
        """The address to cite; empty if none is known."""
        return self.external_url or self.own_url

    @property
    def shown_publishers(self) -> tuple[CitedParty, ...]:
        """The publishers, unless they are the authors as well."""
        return () if self.publishers == self.authors else self.publishers

    @property
    def whole_title(self) -> str:
        """Title and subtitle on one line."""
        return ": ".join(part.text for part in (self.title, self.subtitle) if part)

    @property
    def direction(self) -> str:
        """The direction of the line: that of the title."""
        return get_text_direction(self.title.language)

    @property
    def language_tag(self) -> str:
        """The language of the title."""
        return get_language_tag(self.title.language)


def build_citation(site: Site, document: Document) -> Citation:
    """Return the citation of a document in the language of a site."""
    title = document.title.localize(site.language.code)

    def localize(text: Text | None) -> LocalizedText | None:
        return text.localize(title.language) if text else None

    identifiers = document.identifiers
    doi = (identifiers.doi if identifiers else None) or ""
    return Citation(
        document.id,
        document.type,
        get_document_type_label(site.language, document.type),
        tuple(cite_party(site, party) for party in document.authors),
        tuple(cite_party(site, party) for party in document.publishers),
        title,
        localize(document.subtitle),
        localize(document.summary),
        document.date,
        f"{DOI_RESOLVER}{doi}" if doi else document.url or "",
        site.find_published_url(site.get_address("document", document.id).path),
        doi,
        identifiers.isbn if identifiers else (),
    )


def cite_party(site: Site, party: Party) -> CitedParty:
    """Return the name of a party: of the person if it names one, else of the organisation."""
    if party.name:
        return CitedParty(party.name.localize(site.language.code), party.organisation is not None)
    if party.member:
        row = site.index.members_by_id[party.member]
        return CitedParty(row.name.localize(site.language.code), not row.member.is_organisation)
    organisation = site.index.organisations[party.organisation or ""]
    return CitedParty(organisation.name.localize(site.language.code), False)
