"""The pages of the documents."""

from __future__ import annotations

from collections.abc import Iterator

from coalition.model import Document
from coalition.site import views
from coalition.site.document_types import get_document_type_label
from coalition.site.pages.listing import build_divided_pages
from coalition.site.pages.page import (
    Page,
    build_breadcrumbs,
    build_former_id_redirects,
    build_main_page,
    find_untranslated,
    list_checked_dates,
    truncate_description,
)
from coalition.site.site import Site


def build_document_pages(site: Site) -> Iterator[Page]:
    """Yield the list of documents and a page for each; nothing without documents."""
    slug = "documents"
    if not site.coalition.documents:
        return
    file = "data/documents.yaml"
    overview = views.build_documents_view(site.index, site.get_page_content(slug), site.language)
    page = build_main_page(
        site, slug, "documents.html", overview, (file,), site.coalition.documents
    )
    sections = views.list_documents_sections(site.index, site.language)
    yield from build_divided_pages(site, page, sections, rows_of=slug)
    for document in site.index.documents.values():
        yield Page(
            site.get_address("document", document.id),
            "document.html",
            document.title.localize(site.language.code),
            _describe(site, document),
            views.build_document_view(site.index, document),
            build_breadcrumbs(site, slug),
            (file,),
            list_checked_dates(document),
            missing_languages=find_untranslated(site, document.summary, document.text),
        )
        yield from build_former_id_redirects(
            site, "document", document.id, document.title, document.former_ids
        )


def _describe(site: Site, document: Document) -> str:
    """Return a sentence about a document, for search engines and shared links."""
    if document.summary:
        return truncate_description(site.localize(document.summary))
    titles = (document.title, document.subtitle)
    parts = [site.localize(title) for title in titles if title]
    label = get_document_type_label(site.language, document.type)
    return truncate_description(f"{': '.join(parts)} ({label})")
