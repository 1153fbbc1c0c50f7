"""What the site exports for the entries now, in each of its languages: what rows are compared with.

The words of cells come from the same functions as the export's, so that they can be read back.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from gettext import NullTranslations
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from coalition.editing.data_day import find_data_day
from coalition.editing.entry_kinds import (
    DOCUMENT_KIND,
    EVENT_KIND,
    MEMBER_KIND,
    ORGANISATION_KIND,
    EntryKind,
)
from coalition.editing.errors import EditError
from coalition.editing.importing.lazy import LazyMapping, LazyTranslations
from coalition.editing.importing.sheets import clean_text
from coalition.editing.workspace import Workspace
from coalition.i18n import LOCALE_FOLDER, Language, get_catalog_path, read_catalog
from coalition.model import Coalition, ContentIndex, Participant, list_keys
from coalition.project import load_coalition, normalize_name, slugify
from coalition.sources import Cache

if TYPE_CHECKING:  # the tables of the site take long to import, and only imports need them
    from coalition.site import CoalitionIndex, Column, Site, TableName

KINDS_BY_TABLE: Mapping[TableName, EntryKind] = {
    "members": MEMBER_KIND,
    "organisations": ORGANISATION_KIND,
    "events": EVENT_KIND,
    "documents": DOCUMENT_KIND,
}
"""The tables that can be imported."""

EVENT_ROLES = next(
    key.kind.choices for key in list_keys(Participant) if key.name == "role" and key.kind
)


def _find_labels(kind: str, key: str) -> Callable[[Any, Language], str]:
    """Return what pages call the values of a key that has only a few, or the roles in a list."""
    from coalition import site  # noqa: PLC0415

    labels: Mapping[tuple[str, str], Callable[[Any, Language], str]] = {
        ("organisation", "kind"): site.label_organisation_kind,
        ("event", "kind"): site.label_event_kind,
        ("event", "mode"): site.label_event_mode,
        ("event", "status"): site.label_event_status,
        ("event", "people"): site.label_event_role,
        ("document", "type"): lambda one, language: site.get_document_type_label(language, one),
    }
    return labels[kind, key]


def _read_translations(locale_folder: Path, code: str) -> NullTranslations:
    """Return the translations of a language; none if it has no catalog that can be read."""
    try:
        return read_catalog(get_catalog_path(locale_folder, code), code).translations
    except OSError:
        return NullTranslations()


def find_import_table(name: str) -> TableName:
    """Return the table that a word of the command line names. Raises EditError."""
    for table, kind in KINDS_BY_TABLE.items():
        if name in (table, kind.name):
            return table
    raise EditError(f"'{name}' cannot be imported", f"write one of {', '.join(KINDS_BY_TABLE)}")


@dataclass(frozen=True)
class ExportedTable:
    """The table of a kind in one language: the cells of each entry by its id and its column."""

    columns: Mapping[str, Column]
    cells: Mapping[str, Mapping[str, str]]


class ExportedTables:
    """The tables of one kind in all languages of a project; each is made when it is needed."""

    def __init__(
        self,
        name: TableName,
        coalition: Coalition,
        read_translations: Callable[[str], NullTranslations],
        day: datetime.date | None,
    ) -> None:
        """Take the valid data, how translations are read, and the day of the data."""
        self.name: TableName = name
        self.kind = KINDS_BY_TABLE[name]
        self._coalition, self.day = coalition, day
        self.read_translations = read_translations
        self._tables: dict[str, ExportedTable] = {}
        self._words: dict[tuple[str, str], dict[str, str]] = {}

    @classmethod
    def load(cls, workspace: Workspace, name: TableName, cache: Cache | None = None) -> Self:
        """Read the data and the catalogs of a project. Raises DataError if the data have errors.

        The texts in `content/` may have some, and so may the theme.
        """
        coalition = load_coalition(workspace.root / "data", cache=cache)
        read = partial(_read_translations, workspace.root / LOCALE_FOLDER)
        return cls(name, coalition, read, find_data_day(workspace))

    @cached_property
    def languages(self) -> tuple[Language, ...]:
        """The languages of the site, the default one first."""
        return tuple(
            Language(code, LazyTranslations(partial(self.read_translations, code)))
            for code in self._coalition.languages
        )

    @cached_property
    def columns(self) -> Mapping[str, tuple[Column, ...]]:
        """The columns with their headings in each language, by its code."""
        from coalition.site import list_columns  # noqa: PLC0415

        languages = {one.code: one for one in self.languages}
        return LazyMapping(languages, lambda code: list_columns(languages[code], self.name))

    @cached_property
    def names(self) -> frozenset[str]:
        """What the table is called in each language, normalized."""
        from coalition.site import get_table_label  # noqa: PLC0415

        labels = (get_table_label(self.make_site(one), self.name) for one in self.languages)
        return frozenset(map(normalize_name, (self.name, *labels)))

    def choose_sheet(self, titles: tuple[str, ...]) -> int:
        """Return the index of the sheet that is called as the table in any language, or 0."""
        names = [normalize_name(title) for title in titles]
        return next((n for n, name in enumerate(names) if name in self.names), 0)

    def get_table(self, code: str) -> ExportedTable:
        """Return the table in a language of the site."""
        from coalition.site import build_table, format_cell  # noqa: PLC0415

        if code not in self._tables:
            language = next(one for one in self.languages if one.code == code)
            table = build_table(self.make_site(language), self.name)
            keys = [column.key for column in table.columns]
            cells = {
                str(row[0]): {
                    key: clean_text(format_cell(cell)) for key, cell in zip(keys, row, strict=True)
                }
                for row in table.rows
            }
            self._tables[code] = ExportedTable({c.key: c for c in table.columns}, cells)
        return self._tables[code]

    def find_word(self, key: str, text: str, choices: tuple[str, ...]) -> str:
        """Return which value of a key, of the `choices` that it has, a word of any language means.

        Empty if it is none.
        """
        words = self._words.setdefault((self.kind.name, key), {})
        if not words:
            words.update(self._index_words(key, choices))
        return words.get(normalize_name(text)) or words.get(slugify(text), "")

    def _index_words(self, key: str, choices: tuple[str, ...]) -> dict[str, str]:
        words = {choice: choice for choice in choices}
        words |= {choice.replace("-", " "): choice for choice in choices}
        for language in self.languages:
            for choice, name in zip(choices, self.list_words(key, choices, language), strict=True):
                words.setdefault(normalize_name(name), choice)
                words.setdefault(slugify(name) or name, choice)
        return words

    def list_words(self, key: str, choices: tuple[str, ...], language: Language) -> list[str]:
        """Return what the export calls the values of a key in a language."""
        label = _find_labels(self.kind.name, key)
        return [label(choice, language) for choice in choices]

    def is_website_label(self, text: str) -> bool:
        """Return whether a text is what profile links call a web site in any language."""
        names = (one.translations.gettext("Website") for one in self.languages)
        return normalize_name(text) in map(normalize_name, names)

    def is_yes(self, text: str) -> bool:
        """Return whether a text is "Yes" in any language of the site."""
        names = (one.translations.gettext("Yes") for one in self.languages)
        return normalize_name(text) in map(normalize_name, names)

    @cached_property
    def _index(self) -> CoalitionIndex:
        from coalition.site import CoalitionIndex  # noqa: PLC0415

        return CoalitionIndex(self._coalition, self.day)

    def make_site(self, language: Language) -> Site:
        """Return the site in a language, as far as its tables need it."""
        from coalition.site import Site  # noqa: PLC0415

        content = ContentIndex.from_contents((), ())
        url = (self._coalition.url or "").rstrip("/")
        return Site(self._index, content, language, self.languages, url)
