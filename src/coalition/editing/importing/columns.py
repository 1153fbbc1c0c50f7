"""Find the key that each column of a table is about, by its heading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coalition.diagnostics import join_words, quote_value
from coalition.editing.entry_kinds import EntryKind
from coalition.editing.errors import EditError
from coalition.editing.importing.exported import ExportedTables
from coalition.editing.importing.lazy import LazyMapping
from coalition.editing.importing.sheets import ImportSheet, SheetRow
from coalition.editing.questions import Question, iter_questions
from coalition.i18n import get_language_codes
from coalition.project import find_closest_match, normalize_name, slugify

if TYPE_CHECKING:
    from coalition.site import Column

SYNONYMS: Mapping[str, str] = {
    "full name": "name",
    "homepage": "url",
    "organization": "organisation",
    "orcid id": "orcid",
    "stakeholder group": "groups",
    "web site": "url",
    "website": "url",
}
"""Headings that people write and that can mean only one key."""

_LANGUAGE_SUFFIX = re.compile(r"(.+?) ?\(([A-Za-z]{2,3}(?:_[A-Za-z]+)*)\)")


@dataclass(frozen=True)
class ImportColumn:
    """One column: its position from 0, its heading, and the path of the key that it is about.

    `exported` is the column of the export with the same path, whose cells it is compared with. A
    derived column has no `path` and no `question`. `language` is that of the column's words and
    texts; with `is_explicit`, the heading names the language of the texts, as in `summary.fr`.
    """

    index: int
    heading: str
    path: str
    language: str
    question: Question | None
    exported: Column | None
    is_explicit: bool = False

    def get_cell(self, row: SheetRow) -> str:
        """Return the cell of a row in this column."""
        return row.cells[self.index] if self.index < len(row.cells) else ""

    @property
    def is_date(self) -> bool:
        """Whether the cells are days, months or years, or days with a time."""
        return self.exported is not None and self.exported.type in ("date", "day")

    @property
    def is_flag(self) -> bool:
        """Whether the cells are yes or no."""
        return self.exported is not None and self.exported.type == "flag"


@dataclass(frozen=True)
class MatchedColumns:
    """The columns of a table, the language that it is in, and notes about ignored ones."""

    columns: tuple[ImportColumn, ...]
    language: str
    notes: tuple[str, ...] = ()

    @property
    def by_path(self) -> Mapping[str, ImportColumn]:
        """The columns by the paths of their keys; of several languages, the first one."""
        columns: dict[str, ImportColumn] = {}
        for column in self.columns:
            columns.setdefault(column.path, column)
        return columns


class ColumnMatcher:
    """Matches headings with the keys of a kind of entry."""

    def __init__(self, tables: ExportedTables, mapping: Mapping[str, str], language: str) -> None:
        """Take the paths by heading that the user has given; the language may be empty."""
        self.kind: EntryKind = tables.kind
        self._tables, self._mapping = tables, {normalize_name(k): v for k, v in mapping.items()}
        self._language = language
        self.questions = {question.key: question for question in iter_questions(self.kind)}
        columns = tables.columns
        self._labels = LazyMapping(
            columns, lambda code: {normalize_name(column.label): column for column in columns[code]}
        )

    def match(self, sheet: ImportSheet) -> MatchedColumns:
        """Return the columns of a table. Raises EditError."""
        headings = {index: text for index, text in enumerate(sheet.header.cells) if text}
        self._ensure_mapped_headings(headings.values())
        language = self._language or self._find_language(headings.values())
        matched = {
            index: self._match_heading(index, text, language) for index, text in headings.items()
        }
        columns = tuple(column for column in matched.values() if column)
        _ensure_distinct(columns)
        self._ensure_names(sheet, columns)
        ignored = [headings[index] for index, column in matched.items() if column is None]
        return MatchedColumns(columns, language, tuple(map(self._explain_ignored, ignored)))

    def _find_language(self, headings: Iterable[str]) -> str:
        """Return the language that has most of the headings; the site's first one of several.

        Headings that are keys in any language do not count.
        """
        names = {normalize_name(one) for one in headings if not self._find_path(one)}
        counts: dict[str, int] = {}
        for code, labels in self._labels.items():
            counts[code] = len(names & labels.keys())
            if counts[code] == len(names):  # no other one can have more
                break
        return max(counts, key=lambda code: counts[code])

    def _match_heading(self, index: int, heading: str, language: str) -> ImportColumn | None:
        name = normalize_name(heading)
        if name in self._mapping:
            return self._make_column(index, heading, self._mapping[name], language)
        if column := self._labels[language].get(name):
            return self._make_exported(index, heading, column, language)
        if path := self._find_path(heading):
            return self._make_column(index, heading, path, language)
        for code, labels in self._labels.items():
            if column := labels.get(name):
                return self._make_exported(index, heading, column, code)
        return self._match_language_suffix(index, heading)

    def _match_language_suffix(self, index: int, heading: str) -> ImportColumn | None:
        """Return the column of a heading such as `Summary (fr)`."""
        match = _LANGUAGE_SUFFIX.fullmatch(heading)
        if not match or match[2] not in get_language_codes():
            return None
        column = self._match_heading(index, match[1], self._language or next(iter(self._labels)))
        if column is None or not column.question or not column.question.is_translatable:
            return None
        return self._make_column(index, heading, f"{column.path}.{match[2]}", match[2])

    def _find_path(self, heading: str) -> str:
        """Return the path that a heading is, in small letters; empty if it is none."""
        path = heading.strip()
        if self._parse_path(path)[0]:
            return path
        path = slugify(path).replace("-", "_")
        if self._parse_path(path)[0]:
            return path
        synonym = SYNONYMS.get(normalize_name(heading), "")
        return synonym if self._parse_path(synonym)[0] else ""

    def _parse_path(self, path: str) -> tuple[Question | None, str]:
        """Return the question for a path, and the language at its end, if any."""
        path = {"group": "groups"}.get(path, path)
        if path in self.questions:
            return self.questions[path], ""
        key, _, language = path.rpartition(".")
        question = self.questions.get(key)
        if question and question.is_translatable and language in get_language_codes():
            return question, language
        return None, ""

    def _make_column(self, index: int, heading: str, path: str, language: str) -> ImportColumn:
        question, text_language = self._parse_path(path)
        if question is None:
            hint = f"the keys are {', '.join(self.questions)}"
            raise EditError(f"{self.kind.name_with_article} has no key {quote_value(path)}", hint)
        code = text_language or language
        exported = next(
            (one for one in self._list_exported(code) if one.path == question.key), None
        )
        return ImportColumn(
            index, heading, question.key, code, question, exported, bool(text_language)
        )

    def _make_exported(
        self, index: int, heading: str, column: Column, language: str
    ) -> ImportColumn:
        question = self.questions.get(column.path)
        path = column.path if question else ""
        return ImportColumn(index, heading, path, language, question, column)

    def _list_exported(self, language: str) -> tuple[Column, ...]:
        columns = self._tables.columns
        return columns.get(language) or next(iter(columns.values()))

    def _ensure_mapped_headings(self, headings: Iterable[str]) -> None:
        """Raise EditError for a heading of `--map` that the table does not have."""
        names = {normalize_name(heading): heading for heading in headings}
        for name in self._mapping:
            if name not in names:
                listed = join_words([*map(quote_value, names.values())])
                raise EditError(f"no column is called '{name}'", f"the columns are {listed}")

    def _ensure_names(self, sheet: ImportSheet, columns: tuple[ImportColumn, ...]) -> None:
        paths = {column.path for column in columns}
        if not paths & {"id", self.kind.name_key, "organisation"}:
            labels = [one.label for one in next(iter(self._tables.columns.values())) if one.path]
            name = {column.path: column.label for column in self._list_exported("")}
            raise EditError(
                f"{sheet.display_name} has no column '{name[self.kind.name_key]}' and no column"
                " 'ID'",
                f"the first row has the names of the columns: {', '.join(labels)}; name others as"
                f' in --map "Full name={self.kind.name_key}"',
            )

    def _explain_ignored(self, heading: str) -> str:
        labels = {key.replace("_", " "): key for key in self.questions}
        for columns in reversed([*self._labels.values()]):
            labels |= {name: column.label for name, column in columns.items()}
        match = find_closest_match(heading, labels)
        hint = f"; did you mean '{match}'? Rename it, or" if match else "; if it is needed,"
        example = f'--map "{heading}=..."'
        return f"column {quote_value(heading)} is ignored{hint} name its key with {example}"


def _ensure_distinct(columns: Iterable[ImportColumn]) -> None:
    """Raise EditError for two columns that are about the same key, in the same language."""
    seen: dict[tuple[str, str], ImportColumn] = {}
    for column in columns:
        translatable = column.question is not None and column.question.is_translatable
        key = column.path, column.language if translatable else ""
        other = seen.setdefault(key, column) if column.path else column
        if other is not column:
            raise EditError(
                f"the columns {quote_value(other.heading)} and {quote_value(column.heading)} are"
                f" both about '{column.path}'",
                "delete one of them, or name its key with --map",
            )
