"""Catalogs of the messages that editors read: the patterns of diagnostics, by language.

They belong to the program, not to a site or its theme. A message without a translation is shown in
English, so a catalog need not be complete.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract

from coalition.diagnostics import MESSAGE_KEYWORDS
from coalition.i18n.catalog_update import update_catalog
from coalition.i18n.catalogs import read_catalog
from coalition.i18n.extract import PACKAGE_FOLDER

CATALOG_FOLDER = PACKAGE_FOLDER / "locale"
CATALOG_NAME = "diagnostics.po"


@cache
def load_diagnostic_translations(code: str) -> NullTranslations:
    """Return the translations of diagnostics in a language; none for a language without."""
    file = _get_catalog_file(code)
    return read_catalog(file, code).translations if file.is_file() else NullTranslations()


def extract_diagnostics() -> Catalog:
    """Return a catalog template with the patterns of all messages, in the order of the files."""
    catalog = Catalog()
    for file in sorted(PACKAGE_FOLDER.rglob("*.py")):
        name = f"src/coalition/{file.relative_to(PACKAGE_FOLDER).as_posix()}"
        messages = extract("python", BytesIO(file.read_bytes()), keywords=MESSAGE_KEYWORDS)
        for _, message, comments, context in messages:
            catalog.add(message, None, [(name, 0)], auto_comments=comments, context=context)
    return catalog


def update_diagnostic_catalogs(root: Path) -> Iterator[str]:
    """Update the program's catalogs if the program is in the folder `root`.

    Yields a line for each. Raises DataError if a catalog cannot be read.
    """
    if not PACKAGE_FOLDER.is_relative_to(root.resolve()):
        return
    template = extract_diagnostics()
    for file in sorted(CATALOG_FOLDER.glob(f"*/{CATALOG_NAME}")):
        code = file.parent.name
        name = file.relative_to(PACKAGE_FOLDER.parent.parent).as_posix()
        state = "updated" if update_catalog(template, file, code, name) else "up to date"
        ratio = read_catalog(file, code, name).coverage
        yield f"{name}: {state}, {ratio.done} of {ratio.total} translated"


def _get_catalog_file(code: str) -> Path:
    return CATALOG_FOLDER / code / CATALOG_NAME
