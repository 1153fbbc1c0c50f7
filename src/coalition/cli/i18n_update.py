"""`tasks.py i18n-update`: update the catalogs from the templates' messages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from coalition.diagnostics import DataError, Diagnostic, Location
from coalition.i18n import (
    LOCALE_FOLDER,
    extract_messages,
    get_catalog_display_path,
    get_catalog_path,
    get_language_codes,
    is_source_language,
    read_catalog,
    read_catalogs,
    update_catalog,
    update_diagnostic_catalogs,
)
from coalition.project import load_coalition


def run_i18n_update(root: Path, new_language: str = "") -> Iterator[str]:
    """Update every catalog and create those that languages of the site or `new_language` lack.

    In the program's own repository, the catalogs of its messages are updated too.

    Yields a line for each with its state and coverage. Raises DataError if a catalog or a template
    cannot be read; nothing is written then.
    """
    templates, locale = root / "theme" / "templates", root / "theme" / "locale"
    template, catalogs = extract_messages(templates), read_catalogs(locale)
    codes = {*catalogs, *_catalog_languages(root)}
    if new_language:
        codes.add(_ensure_known_language(new_language))
    if diagnostics := [d for catalog in catalogs.values() for d in catalog.parse_diagnostics]:
        raise DataError(diagnostics)
    for code in sorted(codes):
        file = get_catalog_path(locale, code)
        action = "updated" if file.is_file() else "begun"
        state = action if update_catalog(template, file, code) else "up to date"
        ratio = read_catalog(file, code).coverage
        yield f"{get_catalog_display_path(code)}: {state}, {ratio.done} of {ratio.total} translated"
    yield from update_diagnostic_catalogs(root)


def _catalog_languages(root: Path) -> tuple[str, ...]:
    """Return the codes of the site's languages that need a catalog."""
    languages = load_coalition(root / "data").languages
    return tuple(code for code in languages if not is_source_language(code))


def _ensure_known_language(code: str) -> str:
    if code not in get_language_codes():
        message = f"'{code}' is not the code of a language"
        hint = "use a code such as 'pt' or 'pt_BR'"
        raise DataError([Diagnostic(Location(LOCALE_FOLDER), "unknown-language", message, hint)])
    if is_source_language(code):
        message = f"'{code}' needs no catalog: the words in the templates are in this language"
        raise DataError([Diagnostic(Location(LOCALE_FOLDER), "unknown-language", message)])
    return code
