"""Everything that can be wrong before a build: the data, the Markdown files, the catalogues."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from coalition.diagnostics import DataError, Diagnostic, Location
from coalition.i18n import (
    LOCALE_FOLDER,
    LanguageCoverage,
    MessageCatalog,
    diagnose_missing_catalog,
    extract_messages,
    get_catalog_display_path,
    get_language_codes,
    is_source_language,
    read_catalogs,
)
from coalition.model import Coalition
from coalition.project import (
    file_tree,
    lint_css,
    lint_templates,
    markdown_files,
    media_files,
    translated_files,
    translation_status,
)
from coalition.project.loader import LoadedData, load_coalition_data
from coalition.project.translated_files import MarkdownFile
from coalition.sources import (
    Cache,
    check_theme_files,
    check_theme_folders,
    glob_paths,
    is_accessible_folder,
)


@dataclass(frozen=True)
class Project:
    """What a site is made from, read and found right.

    `catalogues` has one for each language that has any; `texts` are the Markdown files by their
    names, as problems give them. `data` says where the records stand in their files; a build needs
    none of that and much memory for it, so it is kept only where the project is read thoroughly.
    """

    coalition: Coalition
    catalogs: Mapping[str, MessageCatalog]
    markdown_files: Mapping[str, MarkdownFile]
    data: LoadedData | None = None

    @cached_property
    def progress(self) -> tuple[LanguageCoverage, ...]:
        """How far each language is."""
        return translation_status.measure_progress(
            self.coalition, self.catalogs, tuple(self.markdown_files.values())
        )


def load_project(
    root: Path,
    *,
    allow_incomplete: bool = False,
    thorough: bool = False,
    cache: Cache | None = None,
) -> Project:
    """The project in the folder `root`.

    Raises DataError with all problems of `data/`, `content/` and `theme/locale/`. Where the data
    cannot be read, the languages in the names of Markdown files are taken as they are. With
    `allow_incomplete`, catalogues of the site's languages may lack translations: a preview shows them.
    If `thorough`, the templates are read too: are the catalogues' messages the ones they ask for?
    Then also catalogues of languages that the site does not have yet must be right. With a
    `cache`, what has not changed since its last round is not read again.
    """
    if misplaced := file_tree.check_file_tree(root):
        raise DataError(misplaced)  # before anything is read through a link, or quoted
    cache = cache or Cache()
    content, theme = root / "content", root / "theme"
    read = read_catalogs(theme / "locale", cache)
    found = list(_check_locale_folders(theme / "locale"))
    found += check_theme_files(theme, cache)
    found += lint_css.check_stylesheets(theme / "static", cache)
    found += media_files.check_media_files(content, cache=cache)
    found += _check_content_folder(content)
    if thorough:
        found += check_theme_folders(theme)
        found += lint_templates.check_templates(theme / "templates")
        found += _check_stale_catalogs(theme / "templates", read)
    try:
        data = load_coalition_data(root / "data", images=content / "images", cache=cache)
    except DataError as error:
        found += _iter_catalog_diagnostics(read.values())
        prose = markdown_files.check_markdown_files(content, cache=cache)
        raise DataError([*error.diagnostics, *prose, *found]) from None
    coalition = data.coalition
    found += _iter_catalog_diagnostics(
        c for c in read.values() if thorough or c.code in coalition.languages
    )
    files = translated_files.read_markdown_files(content, coalition.default_language, cache=cache)
    found += markdown_files.check_markdown_files(content, coalition.languages, cache=cache)
    found += translated_files.check_translations(files, coalition.default_language)
    found += _check_missing_translations(coalition.languages, read, allow_incomplete)
    if found:
        raise DataError(found)
    texts = {file.display_path: file for file in files}
    return Project(coalition, read, texts, data if thorough else None)


def _check_content_folder(content: Path) -> Iterator[Diagnostic]:
    """Report that there is no `content/`: Pelican would end in a traceback."""
    if not content.is_dir():
        hint = "put it back, as 'git restore content' does, or make an empty folder of this name"
        yield Diagnostic(Location(content.name), "missing-file", "this folder does not exist", hint)


def _iter_catalog_diagnostics(read: Iterable[MessageCatalog]) -> Iterator[Diagnostic]:
    return (problem for catalogue in read for problem in catalogue.diagnostics)


def _check_locale_folders(locale: Path) -> Iterator[Diagnostic]:
    """Folders and catalogues below `locale` that nobody reads."""
    for path in glob_paths(locale, "**/*.po"):
        name = path.relative_to(locale).as_posix()
        if not name.endswith("/LC_MESSAGES/messages.po") or name.count("/") != 2:
            code = name.split("/")[0] if "/" in name else "<code>"
            hint = f"move it to {get_catalog_display_path(code)}"
            place = Location(f"{LOCALE_FOLDER}/{name}")
            yield Diagnostic(place, "misplaced-catalogue", "this catalogue is not read", hint)
    for path in glob_paths(locale, "*"):
        if path.name in get_language_codes() or path.name.startswith("."):
            continue
        if is_accessible_folder(path):
            message = f"'{path.name}' is not the code of a language"
            hint = (
                "name the folder after a code, as in 'languages' in data/coalition.yaml: fr, pt_BR"
            )
            place = Location(f"{LOCALE_FOLDER}/{path.name}")
            yield Diagnostic(place, "unknown-language", message, hint)


def _check_missing_translations(
    languages: Sequence[str], read: Mapping[str, MessageCatalog], unfinished: bool
) -> Iterator[Diagnostic]:
    """Languages of the site whose menus and buttons would fall back to those of the source."""
    for code in languages:
        if code in read and not unfinished:
            yield from read[code].check_completeness()
        elif code not in read and not is_source_language(code):
            yield diagnose_missing_catalog(code)


def _check_stale_catalogs(folder: Path, read: Mapping[str, MessageCatalog]) -> Iterator[Diagnostic]:
    """Where catalogues are not about what the templates in `folder` ask for."""
    try:
        asked = extract_messages(folder)
    except DataError as error:
        yield from error.diagnostics
        return
    for catalogue in read.values():
        if not catalogue.diagnostics:
            yield from catalogue.check_freshness(asked)
