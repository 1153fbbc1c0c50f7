"""Views of the documents."""

from __future__ import annotations

from dataclasses import dataclass

from coalition.model import Document
from coalition.site.views.base import ContentView


@dataclass(frozen=True)
class DocumentsView(ContentView):
    """All documents."""

    documents: tuple[Document, ...]


@dataclass(frozen=True)
class DocumentView:
    """One document."""

    document: Document
