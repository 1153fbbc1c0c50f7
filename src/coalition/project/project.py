"""Load and validate a whole project: `data/`, `content/` and `theme/`, before anything is built."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path

from coalition import parallel
from coalition.diagnostics import DataError, Diagnostic, Location, Message, quote_value
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
from coalition.model import Coalition, Entry, Record, parse_iso_date
from coalition.pictures import Picture, PictureCache
from coalition.project import (
    file_tree,
    lint_css,
    lint_templates,
    markdown_files,
    media_files,
    news_references,
    translated_files,
    translation_status,
    unread_files,
)
from coalition.project.loader import LoadedData, load_coalition_data
from coalition.project.mark import check_mark
from coalition.project.translated_files import MarkdownFile
from coalition.sources import (
    Cache,
    check_theme_files,
    check_theme_folders,
    glob_paths,
    is_accessible_folder,
)

DAY_KEYS = ("checked", "date")
"""Keys of front matter with a day on which the text was right."""


TOKENS_FILE = "static/css/tokens.css"
"""The style sheet of a theme that defines its colours."""


@dataclass(frozen=True)
class Project:
    """The validated input of a site.

    `catalogs` are the message catalogs by language; `markdown_files` are by their paths as
    diagnostics name them. `pictures` are by their paths in `content/`: those made of pixels, not
    drawings. `media_paths` are the paths in `content/` of all pictures, drawings and documents;
    `file_sizes` are the sizes of the documents in bytes.
    `mark` is the content of the coalition's mark, or empty; `tokens` is the style sheet with the
    theme's colours.
    `data` has the positions of the records in their files. A build does not need it and it takes
    much memory, so it is kept only if the project is loaded `thorough`.
    """

    coalition: Coalition
    catalogs: Mapping[str, MessageCatalog]
    markdown_files: Mapping[str, MarkdownFile]
    data: LoadedData | None = None
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    media_paths: tuple[str, ...] = ()
    file_sizes: Mapping[str, int] = field(default_factory=dict)
    mark: bytes = b""
    tokens: str = ""

    @cached_property
    def day(self) -> datetime.date | None:
        """The day of the data, which decides what is over; None if nothing is dated.

        It is the latest day on which an entry or a published text was compared with its source, or
        on which an article was published. By the data and not by the clock: the same files give
        the same pages on any day.
        """
        return find_day_of_data(self.coalition, self.markdown_files.values())

    @cached_property
    def progress(self) -> tuple[LanguageCoverage, ...]:
        """The translation coverage of each language."""
        return translation_status.measure_progress(
            self.coalition, self.catalogs, tuple(self.markdown_files.values())
        )


def load_project(
    root: Path,
    *,
    allow_incomplete: bool = False,
    thorough: bool = False,
    cache: Cache | None = None,
    in_parallel: bool = False,
) -> Project:
    """Load and validate the project in the folder `root`.

    Raises DataError with all diagnostics of `data/`, `content/` and `theme/`. If the data cannot be
    read, the languages in the names of Markdown files are not checked. With `allow_incomplete`,
    catalogs of the site's languages may lack translations, as in a preview. With `thorough`, the
    templates are checked too and compared with the catalogs' messages, and catalogs of languages
    that the site does not have yet must be valid. With a `cache`, files that have not changed since
    the last load are not read again. With `in_parallel`, another process checks the templates.
    """
    if file_tree_diagnostics := file_tree.check_file_tree(root):
        # Before a symbolic link is followed, or the file that it leads to quoted
        raise DataError(file_tree_diagnostics)
    cache = cache or Cache()
    theme = root / "theme"
    catalogs = read_catalogs(theme / "locale", cache)
    if not thorough:
        return _load_project(root, catalogs, cache, list, allow_incomplete=allow_incomplete)
    check_templates = partial(_check_templates, theme, catalogs)
    run = (
        parallel.run_concurrently(check_templates) if in_parallel else nullcontext(check_templates)
    )
    with run as get_template_diagnostics:
        return _load_project(root, catalogs, cache, get_template_diagnostics, thorough=True)


def _load_project(
    root: Path,
    catalogs: Mapping[str, MessageCatalog],
    cache: Cache,
    get_template_diagnostics: Callable[[], list[Diagnostic]],
    *,
    allow_incomplete: bool = False,
    thorough: bool = False,
) -> Project:
    content, theme = root / "content", root / "theme"
    diagnostics = list(_check_locale_folders(theme / "locale"))
    diagnostics += check_theme_files(theme, cache)
    diagnostics += lint_css.check_stylesheets(theme / "static", cache)
    picture_cache = PictureCache(root)
    media = media_files.read_media_files(content, cache=cache, picture_cache=picture_cache)
    diagnostics += _check_content_folder(content)
    diagnostics += unread_files.check_unread_files(root)
    try:
        data = load_coalition_data(
            root / "data",
            images=content / media_files.IMAGES_FOLDER,
            cache=cache,
            downloads=content / media_files.FILES_FOLDER,
        )
    except DataError as error:
        diagnostics += [*_iter_catalog_diagnostics(catalogs.values()), *get_template_diagnostics()]
        markdown_diagnostics = markdown_files.check_markdown_files(content, cache=cache)
        diagnostics += _drop_repeated(media.diagnostics, error.diagnostics)
        raise DataError([*error.diagnostics, *markdown_diagnostics, *diagnostics]) from None
    diagnostics += media.diagnostics
    coalition = data.coalition
    diagnostics += _iter_catalog_diagnostics(
        catalog for catalog in catalogs.values() if thorough or catalog.code in coalition.languages
    )
    files = translated_files.read_markdown_files(content, coalition.default_language, cache=cache)
    diagnostics += markdown_files.check_markdown_files(
        content,
        coalition.languages,
        cache=cache,
        missing_originals=translated_files.find_missing_originals(
            files, coalition.default_language
        ),
    )
    diagnostics += translated_files.check_translations(files, coalition.default_language)
    diagnostics += news_references.check_news_references(files, data, content / "images")
    diagnostics += _check_missing_translations(coalition.languages, catalogs, allow_incomplete)
    diagnostics += get_template_diagnostics()
    mark = _read_bytes(content / media_files.IMAGES_FOLDER / (coalition.mark or ""))
    if coalition.mark and not media.diagnostics:
        diagnostics += check_mark(coalition.mark, mark, picture_cache)
    if diagnostics:
        raise DataError(diagnostics)
    files_by_path = {file.display_path: file for file in files}
    return Project(
        coalition,
        catalogs,
        files_by_path,
        data if thorough else None,
        media.pictures,
        media.paths,
        media.sizes,
        mark,
        _read_bytes(theme / TOKENS_FILE).decode("utf-8", "replace"),
    )


def _read_bytes(file: Path) -> bytes:
    """Return the content of a file; empty if it is not there, or has just been deleted."""
    try:
        return file.read_bytes()
    except OSError:
        return b""


def find_latest_check(coalition: Coalition) -> datetime.date | None:
    """Return the latest day on which an entry was compared with its source; None if none was."""
    return max(filter(None, _iter_checked_days(coalition)), default=None)


def find_day_of_data(coalition: Coalition, files: Iterable[MarkdownFile]) -> datetime.date | None:
    """Return the day of the data, as `Project.day` is; None if nothing is dated."""
    published = [file for file in files if file.published]
    values = (file.front_matter.get(key, "") for file in published for key in DAY_KEYS)
    days = (*_iter_checked_days(coalition), *map(parse_iso_date, values))
    return max(filter(None, days), default=None)


def _iter_checked_days(record: Record) -> Iterator[datetime.date | None]:
    """Yield the days on which the entries of a coalition were compared with their sources."""
    if isinstance(record, Entry):
        yield record.checked
    for _, value in record:
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, Record):
                yield from _iter_checked_days(item)


def _drop_repeated(
    media_diagnostics: Iterable[Diagnostic], data_diagnostics: Sequence[Diagnostic]
) -> Iterator[Diagnostic]:
    """Yield what is wrong with files, without names that an entry with the same hint mentions."""
    messages = [one.message for one in data_diagnostics if one.rule == "invalid-image"]
    for diagnostic in media_diagnostics:
        name = quote_value(diagnostic.location.file.rpartition("/")[2])
        is_name = diagnostic.rule == "invalid-file-name"
        if not (is_name and any(message.startswith(name) for message in messages)):
            yield diagnostic


def _check_templates(theme: Path, catalogs: Mapping[str, MessageCatalog]) -> list[Diagnostic]:
    """Return what is wrong with the templates, and where catalogs do not have their messages."""
    return [
        *check_theme_folders(theme),
        *lint_templates.check_templates(theme / "templates"),
        *_check_stale_catalogs(theme / "templates", catalogs),
    ]


def _check_content_folder(content: Path) -> Iterator[Diagnostic]:
    """Report a missing `content/`: Pelican would end in a traceback."""
    if not content.is_dir():
        hint = Message(
            "restore it with 'git restore content', or make an empty folder of this name"
        )
        yield Diagnostic(
            Location(content.name), "missing-file", Message("this folder does not exist"), hint
        )


def _iter_catalog_diagnostics(catalogs: Iterable[MessageCatalog]) -> Iterator[Diagnostic]:
    return (diagnostic for catalog in catalogs for diagnostic in catalog.diagnostics)


def _check_locale_folders(locale_folder: Path) -> Iterator[Diagnostic]:
    """Report catalogs and folders below `locale_folder` that are not read."""
    for path in glob_paths(locale_folder, "**/*.po"):
        name = path.relative_to(locale_folder).as_posix()
        if not name.endswith("/LC_MESSAGES/messages.po") or name.count("/") != 2:
            code = name.split("/")[0] if "/" in name else "<code>"
            hint = Message(
                "move it to %(path)s",
                path=get_catalog_display_path(code),
            )
            location = Location(f"{LOCALE_FOLDER}/{name}")
            yield Diagnostic(
                location,
                "misplaced-catalog",
                Message("this catalog is not in a folder where it is read"),
                hint,
            )
    for path in glob_paths(locale_folder, "*"):
        if path.name in get_language_codes() or path.name.startswith("."):
            continue
        if is_accessible_folder(path):
            message = Message("'%(name)s' is not the code of a language", name=path.name)
            hint = Message(
                "name the folder after a code, as in 'languages' in data/coalition.yaml: fr, pt_BR"
            )
            location = Location(f"{LOCALE_FOLDER}/{path.name}")
            yield Diagnostic(location, "unknown-language", message, hint)


def _check_missing_translations(
    languages: Sequence[str], catalogs: Mapping[str, MessageCatalog], allow_incomplete: bool
) -> Iterator[Diagnostic]:
    """Report languages of the site whose interface would fall back to the source language."""
    for code in languages:
        if code in catalogs and not allow_incomplete:
            yield from catalogs[code].check_completeness()
        elif code not in catalogs and not is_source_language(code):
            yield diagnose_missing_catalog(code)


def _check_stale_catalogs(
    templates: Path, catalogs: Mapping[str, MessageCatalog]
) -> Iterator[Diagnostic]:
    """Report catalogs whose messages are not those of the templates and the code."""
    try:
        template = extract_messages(templates)
    except DataError as error:
        yield from error.diagnostics
        return
    for catalog in catalogs.values():
        if not catalog.diagnostics:
            yield from catalog.check_freshness(template)
