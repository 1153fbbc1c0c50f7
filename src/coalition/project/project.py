"""Everything that can be wrong before a build: the data, the Markdown files, the catalogues."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from coalition.diagnostics.diagnostic import DataError, Place, Problem
from coalition.i18n import catalogs, extract
from coalition.i18n.catalogs import Catalogue
from coalition.i18n.coverage import Progress
from coalition.i18n.locale import is_source, language_codes
from coalition.model.records import Coalition
from coalition.project import (
    file_tree,
    lint_css,
    lint_templates,
    markdown_files,
    media_files,
    translated_files,
    translation_status,
)
from coalition.project.loader import Data, load_with_places
from coalition.project.translated_files import TextFile
from coalition.sources import theme_files
from coalition.sources.cache import Memory


@dataclass(frozen=True)
class Project:
    """What a site is made from, read and found right.

    `catalogues` has one for each language that has any; `texts` are the Markdown files by their
    names, as problems give them. `data` says where the records stand in their files; a build needs
    none of that and much memory for it, so it is kept only where the project is read thoroughly.
    """

    coalition: Coalition
    catalogues: Mapping[str, Catalogue]
    texts: Mapping[str, TextFile]
    data: Data | None = None

    @cached_property
    def progress(self) -> tuple[Progress, ...]:
        """How far each language is."""
        return translation_status.progress(
            self.coalition, self.catalogues, tuple(self.texts.values())
        )


def checked(
    root: Path,
    *,
    unfinished: bool = False,
    thorough: bool = False,
    memory: Memory | None = None,
) -> Project:
    """The project in the folder `root`.

    Raises DataError with all problems of `data/`, `content/` and `theme/locale/`. Where the data
    cannot be read, the languages in the names of Markdown files are taken as they are. With
    `unfinished`, catalogues of the site's languages may lack translations: a preview shows them.
    If `thorough`, the templates are read too: are the catalogues' messages the ones they ask for?
    Then also catalogues of languages that the site does not have yet must be right. With a
    `memory`, what has not changed since its last round is not read again.
    """
    if misplaced := file_tree.problems(root):
        raise DataError(misplaced)  # before anything is read through a link, or quoted
    memory = memory or Memory()
    content, theme = root / "content", root / "theme"
    read = catalogs.read_all(theme / "locale", memory)
    found = list(_unknown_folders(theme / "locale"))
    found += theme_files.problems(theme, memory)
    found += lint_css.problems(theme / "static", memory)
    found += media_files.problems(content, memory=memory)
    found += _missing_content(content)
    if thorough:
        found += theme_files.missing(theme)
        found += lint_templates.problems(theme / "templates")
        found += _stale(theme / "templates", read)
    try:
        data = load_with_places(root / "data", images=content / "images", memory=memory)
    except DataError as error:
        found += _slips(read.values())
        prose = markdown_files.problems(content, memory=memory)
        raise DataError([*error.problems, *prose, *found]) from None
    coalition = data.coalition
    found += _slips(c for c in read.values() if thorough or c.code in coalition.languages)
    files = translated_files.text_files(content, coalition.default_language, memory=memory)
    found += markdown_files.problems(content, coalition.languages, memory=memory)
    found += translated_files.problems(files, coalition.default_language)
    found += _unspoken(coalition.languages, read, unfinished)
    if found:
        raise DataError(found)
    texts = {file.name: file for file in files}
    return Project(coalition, read, texts, data if thorough else None)


def _missing_content(content: Path) -> Iterator[Problem]:
    """Report that there is no `content/`: Pelican would end in a traceback."""
    if not content.is_dir():
        hint = "put it back, as 'git restore content' does, or make an empty folder of this name"
        yield Problem(Place(content.name), "missing-file", "this folder does not exist", hint)


def _slips(read: Iterable[Catalogue]) -> Iterator[Problem]:
    return (problem for catalogue in read for problem in catalogue.problems)


def _unknown_folders(locale: Path) -> Iterator[Problem]:
    """Folders and catalogues below `locale` that nobody reads."""
    for path in theme_files.matches(locale, "**/*.po"):
        name = path.relative_to(locale).as_posix()
        if not name.endswith("/LC_MESSAGES/messages.po") or name.count("/") != 2:
            code = name.split("/")[0] if "/" in name else "<code>"
            hint = f"move it to {catalogs.shown(code)}"
            place = Place(f"{catalogs.FOLDER}/{name}")
            yield Problem(place, "misplaced-catalogue", "this catalogue is not read", hint)
    for path in theme_files.matches(locale, "*"):
        if path.name in language_codes() or path.name.startswith("."):
            continue
        if theme_files.is_folder(path):
            message = f"'{path.name}' is not the code of a language"
            hint = (
                "name the folder after a code, as in 'languages' in data/coalition.yaml: fr, pt_BR"
            )
            place = Place(f"{catalogs.FOLDER}/{path.name}")
            yield Problem(place, "unknown-language", message, hint)


def _unspoken(
    languages: Sequence[str], read: Mapping[str, Catalogue], unfinished: bool
) -> Iterator[Problem]:
    """Languages of the site whose menus and buttons would fall back to those of the source."""
    for code in languages:
        if code in read and not unfinished:
            yield from read[code].incomplete()
        elif code not in read and not is_source(code):
            yield catalogs.missing(code)


def _stale(folder: Path, read: Mapping[str, Catalogue]) -> Iterator[Problem]:
    """Where catalogues are not about what the templates in `folder` ask for."""
    try:
        asked = extract.messages(folder)
    except DataError as error:
        yield from error.problems
        return
    for catalogue in read.values():
        if not catalogue.problems:
            yield from catalogue.stale(asked)
