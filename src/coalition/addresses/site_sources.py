"""What decides the addresses of a site: ids, countries, redirects, languages and file names.

Read from entries that may be invalid, since a comparison with an older version must not fail at a
rule that the older version did not know, and has to explain a renamed entry while others still
refer to its old id.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from coalition.diagnostics import Diagnostic, Message
from coalition.i18n import get_language_codes
from coalition.project import (
    ACTION_AREAS,
    CONDITIONS,
    DATA_FILES,
    DOCUMENTS,
    EVENTS,
    GOALS,
    GROUPS,
    MEMBERS,
    ORGANISATIONS,
    RAW_COLLECTIONS,
    WORKING_GROUPS,
    DataReader,
    MarkdownFile,
    RawCollection,
    RawEntries,
    RawEntry,
    find_day_of_data,
    get_child,
    read_data_file,
    read_markdown_files,
)
from coalition.site import (
    FIGURES_PAGE,
    ORGANISATIONS_PAGE,
    AddressBuilder,
    CoalitionIndex,
    PageKind,
    list_filled_pages,
    list_tallies,
    needs_organisation_list,
)
from coalition.sources import YamlDocument, YamlNode, YamlScalar, YamlSequence

ENTRY_PAGES: dict[PageKind, RawCollection[Any]] = {
    "area": ACTION_AREAS,
    "goal": GOALS,
    "group": GROUPS,
    "member": MEMBERS,
    "organisation": ORGANISATIONS,
    "working-group": WORKING_GROUPS,
    "event": EVENTS,
    "document": DOCUMENTS,
}
"""The kinds of pages that show one entry, and the collection of each."""


@dataclass(frozen=True)
class SiteSources:
    """The entries and texts of a project, as far as they can be read.

    `documents` are the files in `data/` by name, `entries` their entries by collection, `languages`
    the codes of the site's languages and `texts` its Markdown files. `has_figures` says whether
    there is enough to show in a figure; None if that is not known, because an entry is invalid.
    """

    documents: Mapping[str, YamlDocument]
    entries: RawEntries
    languages: tuple[str, ...]
    texts: tuple[MarkdownFile, ...]
    has_figures: bool | None = None

    @cached_property
    def defect(self) -> Diagnostic | None:
        """An error in `data/` that hides entries, so that addresses may be unknown."""
        for document in self.documents.values():
            for diagnostic in document.diagnostics:
                return diagnostic
        for collection in RAW_COLLECTIONS:
            document = self.documents[collection.file]
            if collection not in self.entries and document.root:
                location = document.root.location
                return document.diagnostic_at(
                    location, "wrong-type", Message("a list is missing here")
                )
        if not self.languages:
            document = self.documents["coalition"]
            assert document.root, "a document without a root has a diagnostic"
            message = Message("the languages of the site cannot be read")
            return document.diagnostic_at(document.root.location, "unknown-language", message)
        return None

    @cached_property
    def address_builder(self) -> AddressBuilder:
        """Builds the addresses of the site."""
        return AddressBuilder(self.languages[0] if self.languages else "")

    @cached_property
    def language_folders(self) -> dict[str, str]:
        """The folder of each language by its code; empty for the default language."""
        return {code: self.address_builder.build("home", code).path for code in self.languages}

    @cached_property
    def page_paths(self) -> dict[str, RawEntry | MarkdownFile | None]:
        """The paths of all pages but redirects, in the default language, with what each is about.

        Pages about no single entry or text have None.
        """
        paths: dict[str, RawEntry | MarkdownFile | None] = {self._build_path("home"): None}
        countries = {*self._iter_countries()}
        for country in countries:
            paths[self._build_path("country", country)] = None
        for kind, collection in ENTRY_PAGES.items():
            for entry in self.entries.get(collection, ()):
                if entry.id and not entry.is_organisation_member:
                    paths[self._build_path(kind, entry.id)] = entry
        published = [file for file in self.texts if file.published]
        for slug in list_filled_pages(
            [one.field for one in RAW_COLLECTIONS if self.entries.get(one)],
            has_countries=bool(countries),
            has_organisation_list=self._has_organisation_list,
            has_conditions=self._has_conditions,
            has_figures=bool(self.has_figures),
            has_news=any(file.id.folder == "news" for file in published),
            has_translations=len(self.languages) > 1,
        ):
            paths[self._build_path("page", slug)] = None
        for file in published:
            path = self.build_text_path(file)
            if not isinstance(paths.get(path), MarkdownFile) or file.original is None:
                paths[path] = file
        return paths

    @cached_property
    def redirect_paths(self) -> dict[str, str]:
        """The paths that lead to another page, in the default language, with the other's path."""
        redirects = {}
        for kind, entry in self._iter_entries_with_former_ids():
            for node in entry.former_id_nodes:
                target = self._build_path(kind, entry.id)
                redirects[self._build_path(kind, node.text.strip())] = target
        organisations = self._build_path("page", ORGANISATIONS_PAGE)
        if self.entries.get(ORGANISATIONS) and organisations not in self.page_paths:
            redirects[organisations] = self._build_path("page", "members")
        for source, target in self.iter_configured_redirects():
            if target in self.page_paths:
                redirects.setdefault(source, target)
        return {source: target for source, target in redirects.items() if source}

    @property
    def figures_path(self) -> str:
        """The path of the page with the figures in the default language, if there is one."""
        return self._build_path("page", FIGURES_PAGE)

    def build_text_path(self, file: MarkdownFile) -> str:
        """Return the path of a text's page in the default language, published or not."""
        if file.id.folder == "news":
            return self._build_path("article", file.id.slug)
        return self._build_path("home" if file.id.slug == "home" else "page", file.id.slug)

    def iter_configured_redirects(self) -> Iterator[tuple[str, str]]:
        """Yield the paths of each entry in `redirects`, whether its target exists or not."""
        redirects = get_child(self.documents["coalition"].root, "redirects")
        for item in redirects.items if isinstance(redirects, YamlSequence) else ():
            source, target = (_read_text(get_child(item, key)) for key in ("from", "to"))
            yield source.lstrip("/"), target.lstrip("/")

    def _build_path(self, kind: PageKind, id: str = "") -> str:
        return self.address_builder.build(kind, self.address_builder.default_language, id).path

    def _iter_entries_with_former_ids(self) -> Iterator[tuple[PageKind, RawEntry]]:
        for kind, collection in ENTRY_PAGES.items():
            for entry in self.entries.get(collection, ()):
                if entry.id:
                    yield kind, entry

    @property
    def _has_organisation_list(self) -> bool:
        members = self.entries.get(MEMBERS, ())
        return needs_organisation_list(
            len(self.entries.get(ORGANISATIONS, ())),
            len(members),
            sum(entry.is_organisation_member for entry in members),
        )

    @property
    def _has_conditions(self) -> bool:
        entries = self.entries.get(CONDITIONS, ())
        return any(_read_text(get_child(entry.node, "published")) == "true" for entry in entries)

    def _iter_countries(self) -> Iterator[str]:
        for collection in (MEMBERS, ORGANISATIONS):
            for entry in self.entries.get(collection, ()):
                if country := _read_text(get_child(entry.node, "country")):
                    yield country


def read_site_sources(root: Path) -> SiteSources:
    """Read the entries and texts of the project in `root`. Never raises for their content."""
    documents = {name: read_data_file(root / "data", name) for name in DATA_FILES}
    reader = DataReader(documents)
    texts = read_markdown_files(root / "content", reader.default_language)
    languages = tuple(dict.fromkeys(_read_languages(documents["coalition"].root)))
    has_figures = _find_figures(reader, texts)
    return SiteSources(documents, reader.raw_entries, languages, tuple(texts), has_figures)


def _find_figures(reader: DataReader, texts: Iterable[MarkdownFile]) -> bool | None:
    """Return whether there is a figure, which needs valid records; None if some are invalid."""
    coalition = reader.read_all()
    if coalition is None or reader.diagnostics:
        return None
    return bool(list_tallies(CoalitionIndex(coalition, find_day_of_data(coalition, texts))))


def list_paths(sources: SiteSources) -> frozenset[str]:
    """Return the paths of all pages in all languages, redirects included.

    Paths are relative to the home page, whose own path is empty. The page with the figures is one
    of them if it is not known whether there is one: an invalid entry does not delete it.
    """
    uncertain = [sources.figures_path] if sources.has_figures is None else []
    paths = (*sources.page_paths, *sources.redirect_paths, *uncertain)
    return add_languages(paths, sources)


def add_languages(paths: Iterable[str], sources: SiteSources) -> frozenset[str]:
    """Return paths in the default language together with those in all others."""
    folders = sources.language_folders.values()
    return frozenset(f"{folder}{path}" for path in {*paths} for folder in folders)


def _read_languages(root: YamlNode | None) -> Iterator[str]:
    """Yield the codes of the site's languages, without unknown ones."""
    node = get_child(root, "languages")
    for item in node.items if isinstance(node, YamlSequence) else ():
        if (code := _read_text(item)) in get_language_codes():
            yield code


def _read_text(node: YamlNode | None) -> str:
    return node.text.strip() if isinstance(node, YamlScalar) else ""
