"""`tasks.py i18n-update`: the catalogues, brought up to date."""

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
)
from coalition.project import load_coalition


def run_i18n_update(root: Path, new_language: str = "") -> Iterator[str]:
    """Bring every catalogue up to date, and begin the one of the language `new_language`.

    A language of the site that has none gets one. Says of each what was done and what is left.
    Raises DataError where a catalogue or a template cannot be read; nothing is written then.
    """
    templates, locale = root / "theme" / "templates", root / "theme" / "locale"
    asked, read = extract_messages(templates), read_catalogs(locale)
    codes = {
        *read,
        *_catalog_languages(root),
        *([_ensure_known_language(new_language)] if new_language else []),
    }
    if broken := [
        problem for catalogue in read.values() for problem in catalogue.parse_diagnostics
    ]:
        raise DataError(broken)
    for code in sorted(codes):
        file = get_catalog_path(locale, code)
        done = "updated" if file.is_file() else "begun"
        changed = update_catalog(asked, file, code)
        share = read_catalog(file, code).coverage
        state = done if changed else "up to date"
        yield f"{get_catalog_display_path(code)}: {state}, {share.done} of {share.total} translated"


def _catalog_languages(root: Path) -> tuple[str, ...]:
    """The languages of the site that need a catalogue."""
    languages = load_coalition(root / "data").languages
    return tuple(code for code in languages if not is_source_language(code))


def _ensure_known_language(code: str) -> str:
    if code not in get_language_codes():
        message = f"'{code}' is not the code of a language"
        hint = "use a code such as 'pt' or 'pt_BR'"
        raise DataError([Diagnostic(Location(LOCALE_FOLDER), "unknown-language", message, hint)])
    if is_source_language(code):
        message = f"'{code}' needs no catalogue: the words of the site are in it already"
        raise DataError([Diagnostic(Location(LOCALE_FOLDER), "unknown-language", message)])
    return code
