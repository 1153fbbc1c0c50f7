"""How to cite documents: as a line of text, and as files for reference managers.

BibTeX and RIS are written here and not by a library: both are a dozen lines, and what needs care is
the escaping, which libraries leave to their callers or do for LaTeX without UTF-8. Names of people
stay as they are written: nobody can know which part of a name is the family name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from coalition.i18n import get_language_tag, get_text_direction
from coalition.model import Document, DocumentType, LocalizedText, PartialDate, Party, Text
from coalition.site.document_types import get_document_type_label
from coalition.site.site import Site
from coalition.site.urls import build_absolute_url

DOI_RESOLVER = "https://doi.org/"

_REPORT_TYPES: frozenset[DocumentType] = frozenset(
    {"action-plan", "case-study", "briefing-paper", "report", "working-paper"}
)
"""Types of documents that reference managers know as reports."""

_BIBTEX_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",  # BibTeX counts braces, also after a backslash
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: f"\\{character}" for character in "#$%&_"},
}

_BIBTEX_MONTHS = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip
"""The abbreviations that every style defines."""


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
        _build_page_url(site, document),
        doi,
        identifiers.isbn if identifiers else (),
    )


def _build_page_url(site: Site, document: Document) -> str:
    site_url = site.site_url or site.live_url
    address = site.get_address("document", document.id)
    return build_absolute_url(site_url, address.path) if site_url else ""


def cite_party(site: Site, party: Party) -> CitedParty:
    """Return the name of a party: of the person if it names one, else of the organisation."""
    if party.name:
        return CitedParty(party.name.localize(site.language.code), party.organisation is not None)
    if party.member:
        row = site.index.members_by_id[party.member]
        return CitedParty(row.name.localize(site.language.code), not row.member.is_organisation)
    organisation = site.index.organisations[party.organisation or ""]
    return CitedParty(organisation.name.localize(site.language.code), False)


def render_citation_file(site: Site, path: str) -> str | None:
    """Return the content of a file for reference managers; None if `path` is none of them."""
    if path not in site.citation_files:
        return None
    kind, document = site.citation_files[path]
    citation = build_citation(site, document)
    return render_bibtex(citation) if kind == "bibtex" else render_ris(citation)


def render_bibtex(citation: Citation) -> str:
    """Return a BibTeX entry in UTF-8.

    A book if it has an ISBN, a report if it is one and has a publisher, else "misc", for which no
    field is required.
    """
    date, publishers = citation.date, _join_bibtex_names(citation.publishers, " \\& ")
    kind, publisher_field = "misc", "publisher"
    if citation.isbn:
        kind = "book"
    elif citation.type in _REPORT_TYPES and citation.publishers:
        kind, publisher_field = "techreport", "institution"
    title = _escape_bibtex(citation.whole_title)
    fields = {
        "author": _join_bibtex_names(citation.authors, " and "),
        "title": f"{{{title}}}",  # the second braces keep capital letters
        "year": f"{date.year:04}" if date else "",
        publisher_field: publishers,
        "type": _escape_bibtex(citation.type_label),
        "isbn": ", ".join(map(_escape_bibtex, citation.isbn)),
        "doi": citation.doi,
        "url": _encode_url(citation.url),
        "language": citation.language_tag,
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    if date and date.month:
        lines.append(f"  month = {_BIBTEX_MONTHS[date.month - 1]},")
    return "\n".join([f"@{kind}{{{citation.id},", *lines, "}", ""])


def _join_bibtex_names(parties: Iterable[CitedParty], separator: str) -> str:
    return separator.join(map(_format_bibtex_name, parties))


def _format_bibtex_name(party: CitedParty) -> str:
    """Return a name, in braces unless it is that of a person and BibTeX can divide it."""
    name = _escape_bibtex(party.name.text)
    is_divided = re.search(r",|\band\b", name, re.IGNORECASE)
    return name if party.is_person and not is_divided else f"{{{name}}}"


def _escape_bibtex(text: str) -> str:
    """Return a text on one line with what LaTeX and BibTeX read as commands escaped."""
    return "".join(_BIBTEX_SPECIAL.get(character, character) for character in _join_lines(text))


def render_ris(citation: Citation) -> str:
    """Return a RIS record, with the line ends that the format has."""
    date = citation.date
    kind = "RPRT" if citation.type in _REPORT_TYPES else "GEN"
    parts = str(date).split("-") if date else []
    fields = [
        ("TY", "BOOK" if citation.isbn else kind),
        *(("AU", author.name.text) for author in citation.authors),
        ("TI", citation.whole_title),
        ("PY", parts[0] if parts else ""),
        ("DA", "/".join([*parts, "", "", ""][:3]) + "/" if parts else ""),
        *(("PB", publisher.name.text) for publisher in citation.publishers),
        ("M3", citation.type_label),
        ("AB", citation.summary.text if citation.summary else ""),
        *(("SN", isbn) for isbn in citation.isbn),
        ("DO", citation.doi),
        ("UR", _encode_url(citation.url)),
        ("LA", citation.language_tag),
        ("ID", citation.id),
    ]
    lines = [f"{tag}  - {_join_lines(value)}" for tag, value in fields if value]
    return "".join(f"{line}\r\n" for line in [*lines, "ER  - "])


def _join_lines(text: str) -> str:
    """Return a text on one line: a line break would end the field."""
    return " ".join(text.split())


def _encode_url(url: str) -> str:
    """Return a URL without the characters that end or escape a field."""
    return re.sub(r"[\\{}\s]", lambda match: f"%{ord(match[0]):02X}", url)
