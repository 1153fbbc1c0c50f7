"""Views of the documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from coalition.i18n import Language
from coalition.model import ActionArea, Content, Document, DocumentType, Event, Goal, WorkingGroup
from coalition.site.document_types import get_document_type_label
from coalition.site.queries import CoalitionIndex, group_by, list_other_texts
from coalition.site.views.base import ContentView
from coalition.site.views.listing import ListSection, PagedView, divide_by_year

V = TypeVar("V")


@dataclass(frozen=True)
class YearSection:
    """The documents of one year; those without a date if it is None."""

    year: int | None
    documents: tuple[Document, ...]


@dataclass(frozen=True)
class DocumentsFilter:
    """What the filter of the documents offers; a field with fewer than two options is empty."""

    types: tuple[DocumentType, ...]
    areas: tuple[ActionArea, ...]
    languages: tuple[str, ...]
    years: tuple[int, ...]


@dataclass(frozen=True)
class DocumentsView(ContentView, PagedView):
    """All documents by year, the latest first; `filter` is None if there is only one.

    `search_terms` has, by the document's id, the titles that its row does not show.
    """

    sections: tuple[YearSection, ...]
    filter: DocumentsFilter | None
    search_terms: Mapping[str, str]


@dataclass(frozen=True)
class DocumentView:
    """One document, and what it belongs to."""

    document: Document
    areas: tuple[ActionArea, ...]
    working_groups: tuple[WorkingGroup, ...]
    events: tuple[Event, ...]
    goals: tuple[Goal, ...]


def build_documents_view(
    index: CoalitionIndex, content: Content | None, language: Language
) -> DocumentsView:
    """Return the view of all documents; options are sorted as in `language`."""
    documents = tuple(index.documents.values())
    by_year = group_by(documents, lambda one: (one.date.year if one.date else 0,))
    sections = tuple(YearSection(year or None, group) for year, group in by_year.items())
    filter = _build_filter(index, language) if len(documents) > 1 else None
    terms = {document.id: " ".join(list_other_texts(document.title)) for document in documents}
    return DocumentsView(content, sections, filter, terms)


def list_documents_sections(
    index: CoalitionIndex, language: Language
) -> Iterator[ListSection[Document]]:
    """Yield the sections of a long list of documents: years."""
    return divide_by_year(
        "documents",
        index.documents.values(),
        lambda document: document.date.year if document.date else None,
        language,
    )


def _build_filter(index: CoalitionIndex, language: Language) -> DocumentsFilter:
    documents = index.documents.values()
    types = {document.type for document in documents}
    codes = {version.language for document in documents for version in document.versions}
    years = {document.date.year for document in documents if document.date}
    return DocumentsFilter(
        _list_options(
            sorted(types, key=lambda one: language.sort_key(get_document_type_label(language, one)))
        ),
        _list_options(area for id, area in index.areas.items() if id in index.documents_by_area),
        _list_options(
            sorted(codes, key=lambda code: language.sort_key(language.language_name(code)))
        ),
        _list_options(sorted(years, reverse=True)),
    )


def _list_options(options: Iterable[V]) -> tuple[V, ...]:
    listed = tuple(options)
    return listed if len(listed) > 1 else ()


def build_document_view(index: CoalitionIndex, document: Document) -> DocumentView:
    """Return the view of one document."""
    return DocumentView(
        document,
        tuple(index.areas[id] for id in document.action_areas),
        tuple(index.working_groups[id] for id in document.working_groups),
        tuple(index.events[id] for id in document.events),
        tuple(index.goals[id] for id in document.goals),
    )
