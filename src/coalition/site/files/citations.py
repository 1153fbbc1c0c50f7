"""Files for reference managers: BibTeX and RIS of each document.

Both are written here and not by a library: they are a dozen lines each, and what needs care is the
escaping, which libraries leave to their callers or do for LaTeX without UTF-8.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from coalition.model import Document, DocumentType
from coalition.site.citations import Citation, CitedParty, build_citation
from coalition.site.generated_file import GeneratedFile
from coalition.site.site import Site
from coalition.site.urls import PageKind

_REPORT_TYPES: frozenset[DocumentType] = frozenset(
    {"action-plan", "case-study", "briefing-paper", "report", "working-paper", "yearly-report"}
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


def list_citation_files(site: Site) -> Iterator[GeneratedFile]:
    """Yield the files of all documents."""
    for document in site.coalition.documents:
        for kind, render in RENDERERS.items():
            path = site.get_address(kind, document.id).path
            yield GeneratedFile(path, partial(_render_file, site, document, render))


def _render_file(site: Site, document: Document, render: Callable[[Citation], str]) -> bytes:
    return render(build_citation(site, document)).encode()


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


RENDERERS: Mapping[PageKind, Callable[[Citation], str]] = {
    "bibtex": render_bibtex,
    "ris": render_ris,
}
"""The formats, as kinds of addresses."""
