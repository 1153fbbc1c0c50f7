"""The data as tables, one for each kind of entry: what CSV files and workbooks contain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from coalition.i18n import Language
from coalition.model import Entry
from coalition.site.files.cells import Cell, CellWriter, format_cell
from coalition.site.files.columns import (
    AREA_COLUMNS,
    DOCUMENT_COLUMNS,
    EVENT_COLUMNS,
    GOAL_COLUMNS,
    MEMBER_COLUMNS,
    ORGANISATION_COLUMNS,
    WORKING_GROUP_COLUMNS,
    ColumnSpec,
    ColumnType,
    label_columns,
)
from coalition.site.site import LIST_PAGES_BY_FIELD, Site
from coalition.site.table_names import TABLE_NAMES, TableName

__all__ = [
    "Cell",
    "Column",
    "Table",
    "build_table",
    "format_cell",
    "get_table_label",
    "get_table_slug",
    "list_columns",
    "list_table_names",
    "list_tables",
]

_COLUMNS: Mapping[TableName, tuple[ColumnSpec, ...]] = {
    "members": MEMBER_COLUMNS,
    "organisations": ORGANISATION_COLUMNS,
    "action_areas": AREA_COLUMNS,
    "goals": GOAL_COLUMNS,
    "working_groups": WORKING_GROUP_COLUMNS,
    "events": EVENT_COLUMNS,
    "documents": DOCUMENT_COLUMNS,
}


@dataclass(frozen=True)
class Column:
    """A column with its heading, `label`; the other fields are those of its specification."""

    key: str
    label: str
    type: ColumnType
    path: str


@dataclass(frozen=True)
class Table:
    """The entries of one kind in the language of a site, a row each, in the order of the file."""

    name: TableName
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


def list_tables(site: Site) -> Iterator[Table]:
    """Yield the tables of the kinds that the coalition has entries of."""
    return (build_table(site, name) for name in list_table_names(site))


def list_table_names(site: Site) -> tuple[TableName, ...]:
    """Return the kinds that the coalition has entries of."""
    return tuple(name for name in TABLE_NAMES if getattr(site.coalition, name))


def build_table(site: Site, name: TableName) -> Table:
    """Return the table of all entries of a kind, which may be none."""
    writer, entries = CellWriter(site), _list_entries(site, name)
    rows = (tuple(spec.make_cell(writer, entry) for spec in _COLUMNS[name]) for entry in entries)
    return Table(name, list_columns(site.language, name), tuple(rows))


def list_columns(language: Language, name: TableName) -> tuple[Column, ...]:
    """Return the columns of the table of a kind, with their headings in a language."""
    labels = label_columns(language)
    specs = _COLUMNS[name]
    return tuple(Column(spec.key, labels[spec.key], spec.type, spec.path) for spec in specs)


def _list_entries(site: Site, name: TableName) -> Iterable[Entry]:
    entries: Iterable[Entry] = getattr(site.coalition, name)
    return entries


def get_table_slug(name: TableName) -> str:
    """Return what the files of a kind are called."""
    return name.replace("_", "-")


def get_table_label(site: Site, name: TableName) -> str:
    """Return what a kind of entry is called."""
    _ = site.language.translations.gettext
    if name == "action_areas":
        return _("Areas of action")
    if name == "goals":
        return _("Goals")
    return site.get_label(LIST_PAGES_BY_FIELD.get(name, name)).text
