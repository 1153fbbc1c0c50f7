"""The value that a cell gives to its key: names become ids, words of any language their values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from coalition.diagnostics import quote_value
from coalition.editing.errors import EditError
from coalition.editing.importing.columns import ImportColumn
from coalition.editing.importing.comparing import has_lost_letters, is_same_text
from coalition.editing.importing.dates import DateOrder, list_readings
from coalition.editing.importing.exported import ExportedTables
from coalition.editing.importing.items import ItemReader, align_items, split_cell
from coalition.editing.importing.names import NameFinder
from coalition.editing.importing.problems import CellError
from coalition.editing.importing.sheets import ERROR_CELL
from coalition.editing.questions import Question
from coalition.editing.workspace import Workspace
from coalition.model import MarkdownText, list_keys
from coalition.project import (
    PlainData,
    normalize_name,
)
from coalition.writing_systems import is_in_foreign_script

NO_WORDS = frozenset(
    {"", "0", "false", "falsch", "faux", "falso", "no", "non", "nein", "нет", "ложь", "لا", "否"}
)
YES_WORDS = frozenset({"1", "true", "wahr", "vrai", "verdadero", "истина", "x", "yes", "ja", "✓"})
"""What people write for no and yes besides the words of the site's languages, normalized."""

ADDRESS_PREFIXES: Mapping[str, str] = {
    "orcid": "https://orcid.org/",
    "ror": "https://ror.org/",
    "wikidata": "https://www.wikidata.org/wiki/",
    "identifiers.doi": "https://doi.org/",
}
"""What the export writes before the identifiers of these keys, to make links of them."""

_LIST_LINE = re.compile(r"(?m)^(?:[-*+]|[0-9]+[.)]) ")


def is_same_cell(column: ImportColumn, text: str, current: str) -> bool:
    """Return whether a cell says what the export writes for the entry now.

    A month may have become its first day: that is what spreadsheet programs make of `2026-03`.
    """
    if is_same_text(text, current):
        return True
    if column.is_date and text and current:
        readings, known = list_readings(text), list_readings(current)
        return bool({*readings} & {*known}) or f"{current}-01" in readings
    return False


class CellReader:
    """Reads the cells of one table. `workspace` has the entries that cells can refer to."""

    def __init__(
        self, workspace: Workspace, tables: ExportedTables, orders: Mapping[int, DateOrder]
    ) -> None:
        """Take how the days of each column are written, by the column's index."""
        self.workspace, self._tables, self._orders = workspace, tables, orders
        self._items = ItemReader(workspace, tables)
        self._names = NameFinder(workspace)
        self._markdown_keys = {
            key.name for key in list_keys(tables.kind.record) if key.kind is MarkdownText.value_kind
        }

    def is_markdown(self, question: Question) -> bool:
        """Return whether a text is in Markdown, of which the export writes only the words."""
        return question.key in self._markdown_keys

    def read(
        self, column: ImportColumn, text: str, old: PlainData | None, current: str
    ) -> PlainData | None:
        """Return the value that a cell gives to its key; None if it is to have none.

        `old` is the value that the key has, `current` what the export writes for it. Raises
        CellError.
        """
        if ERROR_CELL in text:
            raise CellError("the formula in this cell has no value", "write the value itself")
        if has_lost_letters(text, current):
            message = "letters have been lost here: Windows-1252 does not have them"
            raise CellError(message, "save the table as an Excel workbook, or as 'CSV UTF-8'")
        question = column.question
        assert question
        if question.is_translatable and not question.is_list:
            return self._read_text(column, text, old)
        if not text:
            return None
        if question.is_list:
            return self._read_list(column, text, old, current)
        if column.is_flag:
            return self._read_flag(text)
        if column.is_date:
            return self._read_date(column, text)
        return self._read_one(column, text)

    def _read_one(self, column: ImportColumn, text: str) -> str | None:
        question = column.question
        assert question
        if question.choices:
            return self._tables.find_word(question.key, text, question.choices) or text
        if question.reference_kind:
            return self._names.find_id(question.reference_kind, text)
        return " ".join(text.removeprefix(ADDRESS_PREFIXES.get(question.key, "")).split())

    def _read_flag(self, text: str) -> str | None:
        word = normalize_name(text)
        if word in YES_WORDS or self._tables.is_yes(text):
            return "true"
        if word in NO_WORDS:
            return None
        raise CellError(f"{quote_value(text)} is neither yes nor no", "write 'yes', or nothing")

    def _read_date(self, column: ImportColumn, text: str) -> str:
        readings, order = list_readings(text), self._orders.get(column.index, "unknown")
        if len(readings) == 1:
            return readings[0]
        if order in ("day first", "month first"):
            return readings[order == "month first"]
        message = f"{quote_value(text)} can be {readings[0]} or {readings[1]}"
        raise CellError(message, "write the year first, as in one of these two")

    def _read_text(
        self, column: ImportColumn, text: str, old: PlainData | None
    ) -> PlainData | None:
        """Return a text with its translations, of which only that of the column's language is new.

        The name of a person is no translation: whichever of its texts the cell shows is corrected.
        """
        assert column.question
        default, language = self.workspace.default_language, column.language
        texts = dict(old) if isinstance(old, dict) else {default: old} if old else {}
        is_name = self._is_persons_name(column)
        if is_name and not column.is_explicit and language not in texts:
            language = self._choose_name_language(texts, text, language)
        if not text:
            return self._remove_text(texts, language, is_name=is_name or self._is_title(column))
        if self.is_markdown(column.question):
            text = _separate_blocks(text)
        if not isinstance(old, dict) and {*texts} <= {language} and language == default:
            return text
        return {**texts, language: text}

    def _is_persons_name(self, column: ImportColumn) -> bool:
        return self._tables.kind.name == "member" and column.path == "name"

    def _choose_name_language(
        self, texts: Mapping[str, PlainData], text: str, language: str
    ) -> str:
        """Return the language of the name that the cell shows, or of a new name."""
        default = self.workspace.default_language
        if not texts:
            return language if is_in_foreign_script(text, default) else default
        shown = default if default in texts else next(iter(texts))
        return language if is_in_foreign_script(text, shown) else shown

    def _is_title(self, column: ImportColumn) -> bool:
        return column.path == self._tables.kind.name_key

    def _remove_text(
        self, texts: Mapping[str, PlainData], language: str, *, is_name: bool
    ) -> PlainData | None:
        """Return a text without that of a language; translations do not stay without the original.

        Names and titles need not be in the default language.
        """
        if not texts or (language == self.workspace.default_language and not is_name):
            return None
        if language not in texts:
            codes = ", ".join(texts)
            raise CellError(
                f"this text is not in the language of the table ('{language}'), but in: {codes}",
                "empty the cell in the table of that language, or write a translation",
            )
        rest = {code: text for code, text in texts.items() if code != language}
        return rest or None

    def _read_list(
        self, column: ImportColumn, text: str, old: PlainData | None, current: str
    ) -> PlainData | None:
        question = column.question
        assert question
        if question.reference_kind:
            return self._names.find_ids(question.reference_kind, text)
        items = old if isinstance(old, list) else []
        if question.short_form:
            try:
                return self._items.read(column, text, items, current) or None
            except EditError as error:
                raise CellError(error.message, error.hint) from None
        if question.is_translatable:
            return self._read_names(column, text, items, current)
        return [" ".join(part.split()) for part in re.split(r"[,;，；\n]", text) if part.strip()]

    def _read_names(
        self, column: ImportColumn, text: str, old: Sequence[Any], current: str
    ) -> PlainData:
        """Return a list of names, of which those that are there already keep their translations."""
        parts, default = split_cell(text), self.workspace.default_language
        kept = align_items(parts, split_cell(current), old)
        named = zip(parts, kept, strict=True)
        return [
            item if item is not None else part if column.language == default
            else {column.language: part}
            for part, item in named
        ]  # fmt: skip


def _separate_blocks(text: str) -> str:
    """Return a plain text as Markdown, in which a line break alone does not end a paragraph."""
    if "\n" not in text or "\n\n" in text or _LIST_LINE.search(text):
        return text
    return text.replace("\n", "\n\n")
