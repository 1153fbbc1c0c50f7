"""The value that a cell gives to its key: names become ids, words of any language their values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from coalition.diagnostics import quote_value
from coalition.editing.choices import MAX_CHOICES, Choices
from coalition.editing.errors import EditError
from coalition.editing.importing.columns import ImportColumn
from coalition.editing.importing.dates import DateOrder, list_readings
from coalition.editing.importing.exported import ExportedTables
from coalition.editing.importing.items import ItemReader, align_items, split_items
from coalition.editing.importing.sheets import ERROR_CELL, EXCEL_CELL_LENGTH
from coalition.editing.questions import Question
from coalition.editing.workspace import Workspace
from coalition.model import KIND_NOUNS, MarkdownText, ReferenceKind, list_keys
from coalition.project import (
    PlainData,
    find_similar_codes,
    normalize_name,
    slugify,
    split_names,
)
from coalition.writing_systems import is_in_foreign_script

NO_WORDS = frozenset({"", "0", "false", "no", "non", "nein", "нет", "لا", "否"})
YES_WORDS = frozenset({"1", "true", "x", "yes", "✓"})
"""What people write for no and yes besides the words of the site's languages, normalized."""

ADDRESS_PREFIXES: Mapping[str, str] = {
    "orcid": "https://orcid.org/",
    "ror": "https://ror.org/",
    "wikidata": "https://www.wikidata.org/wiki/",
    "identifiers.doi": "https://doi.org/",
}
"""What the export writes before the identifiers of these keys, to make links of them."""

MAX_SUGGESTIONS = 40
"""How many unknown names are compared with all known ones: a comparison takes milliseconds."""

_ACRONYM = re.compile(r"(.+?) \([^()]+\)")
_LIST_LINE = re.compile(r"(?m)^(?:[-*+]|[0-9]+[.)]) ")


class CellError(Exception):
    """A cell that gives no value; `message` and `hint` are shown with its row and column."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def normalize_cell(text: str) -> str:
    """Return a text for comparison: composed letters, single blanks, and no empty lines."""
    lines = (" ".join(line.split()) for line in unicodedata.normalize("NFC", text).split("\n"))
    return "\n".join(line for line in lines if line)


def is_same_cell(column: ImportColumn, text: str, current: str) -> bool:
    """Return whether a cell says what the export writes for the entry now.

    A month may have become its first day: that is what spreadsheet programs make of `2026-03`.
    """
    if normalize_cell(text) == normalize_cell(current) or _is_cut(text, current):
        return True
    if column.is_date and text and current:
        readings, known = list_readings(text), list_readings(current)
        return bool({*readings} & {*known}) or f"{current}-01" in readings
    return False


def _is_cut(text: str, current: str) -> bool:
    """Return whether a text is what fits into a cell of a workbook of what the export writes."""
    units = len(current.encode("utf-16-le")) // 2
    return units > EXCEL_CELL_LENGTH and bool(text) and current.startswith(text)


class CellReader:
    """Reads the cells of one table. `workspace` has the entries that cells can refer to."""

    def __init__(
        self, workspace: Workspace, tables: ExportedTables, orders: Mapping[int, DateOrder]
    ) -> None:
        """Take how the days of each column are written, by the column's index."""
        self.workspace, self._tables, self._orders = workspace, tables, orders
        self._items = ItemReader(workspace, tables)
        self._choices: dict[str, Choices] = {}
        self._suggested: dict[tuple[str, str], str] = {}
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
            return self._find_id(question.reference_kind, text)
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
            return self._find_ids(question.reference_kind, text)
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
        parts, default = split_items(text), self.workspace.default_language
        kept = align_items(parts, split_items(current), old)
        named = zip(parts, kept, strict=True)
        return [
            item if item is not None else part if column.language == default
            else {column.language: part}
            for part, item in named
        ]  # fmt: skip

    # References

    def _get_choices(self, kind: ReferenceKind) -> Choices:
        if kind not in self._choices:
            self._choices[kind] = Choices(kind, self.workspace)
        return self._choices[kind]

    def _match(self, kind: ReferenceKind, name: str) -> str:
        choices = self._get_choices(kind)
        if id := choices.match(name):
            return id
        if kind == "country" or kind == "language":  # noqa: PLR1714 - mypy narrows the type so
            return self.workspace.reader.suggestions.match_code(kind, name)
        if (label := _ACRONYM.fullmatch(name)) and (id := choices.match(label[1])):
            return id
        slug = slugify(name)
        if slug in choices.names_by_id:
            return slug
        return self._match_plural(choices, name) if kind == "group" else ""

    def _match_plural(self, choices: Choices, name: str) -> str:
        """Return the id of a group that is named in the singular, or the other way round."""
        word = normalize_name(name)
        return choices.match(word.removesuffix("s")) or choices.match(f"{word}s")

    def _find_id(self, kind: ReferenceKind, name: str) -> str:
        if id := self._match(kind, name):
            return id
        raise self._explain_unknown(kind, name)

    def _find_ids(self, kind: ReferenceKind, text: str) -> list[str]:
        """Return the ids or codes that a list names, even if a name contains commas."""
        ids: list[str] = []
        for part in split_items(text):
            words = [word.strip() for word in re.split("[,،，、]", part) if word.strip()]
            while words:
                lengths = range(len(words), 0, -1)
                joined = {n: ", ".join(words[:n]) for n in lengths}
                length = next((n for n in lengths if self._match(kind, joined[n])), 1)
                ids += self._find_several(kind, joined[length])
                words = words[length:]
        return list(dict.fromkeys(ids))

    def _find_several(self, kind: ReferenceKind, name: str) -> list[str]:
        """Return the ids of a name, or of languages as in `English and French`."""
        names = [name] if self._match(kind, name) or kind != "language" else split_names(name)
        return [self._find_id(kind, one) for one in names]

    def _explain_unknown(self, kind: ReferenceKind, name: str) -> CellError:
        noun = KIND_NOUNS[kind]
        message = f"there is no {noun} {quote_value(name)}"
        if kind not in ("country", "language"):
            message += " on this site"
        return CellError(message, self._suggest(kind, name) or _REMEDIES.get(kind, ""))

    def _suggest(self, kind: ReferenceKind, name: str) -> str:
        key = kind, name
        if key not in self._suggested and len(self._suggested) < MAX_SUGGESTIONS:
            self._suggested[key] = self._compare(kind, name)
        return self._suggested.get(key, "")

    def _compare(self, kind: ReferenceKind, name: str) -> str:
        suggestions, choices = self.workspace.reader.suggestions, self._get_choices(kind)
        if kind == "country" or kind == "language":  # noqa: PLR1714 - mypy narrows the type so
            codes = suggestions.find_codes(kind, name)
            names = [choices.names_by_id.get(code, code) for code in codes]
        else:
            index = dict(choices.search_terms)
            ids = find_similar_codes(normalize_name(name), index)
            names = [choices.names_by_id[id] for id in ids]
        if not names:
            return self._list_choices(kind)
        hint = f"did you mean {' or '.join(map(quote_value, names[:3]))}?"
        return f"{hint} If not, {_REMEDIES[kind]}" if kind == "organisation" else hint

    def _list_choices(self, kind: ReferenceKind) -> str:
        """Return the hint with all possible names, if they are few."""
        names = [choice.name for choice in self._get_choices(kind).all()]
        if kind in ("country", "language", "organisation") or not 0 < len(names) <= MAX_CHOICES:
            return ""
        return f"write one of: {'; '.join(names)}"


_REMEDIES: Mapping[str, str] = {
    "action area": "write the title of an area of action as the site has it",
    "country": "write the name of one country, or its code as in 'NO'",
    "event": "import the events first",
    "goal": "write the numbers of the goals, as in '4; 10'",
    "group": "write the name of a stakeholder group as the site has it",
    "language": "write the names of languages, or their codes as in 'fr'",
    "organisation": "import the organisations first: 'python3 tasks.py import organisations FILE'",
    "working group": "write the title of a working group as the site has it",
}


def _separate_blocks(text: str) -> str:
    """Return a plain text as Markdown, in which a line break alone does not end a paragraph."""
    if "\n" not in text or "\n\n" in text or _LIST_LINE.search(text):
        return text
    return text.replace("\n", "\n\n")
