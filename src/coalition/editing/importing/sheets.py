"""A table as text: the rows of a CSV file, or of one sheet of a workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from coalition.diagnostics import quote_value
from coalition.editing.errors import EditError

MAX_FILE_BYTES = 10_000_000
MAX_ROWS = 10_000
MAX_COLUMNS = 200
MAX_CELL_LENGTH = 100_000
"""Upper limits for a table; the last one is in characters."""

EXCEL_CELL_LENGTH = 32_767
"""The number of UTF-16 code units that a cell of a workbook can have; the export cuts the rest."""

SAVE_HINT = "save the table as an Excel workbook (.xlsx) or as CSV in UTF-8"

ERROR_CELL = "\N{REPLACEMENT CHARACTER}"
"""The text of a cell whose formula has an error, or has no value in the file."""


@dataclass(frozen=True)
class SheetRow:
    """One row with text: its `number` as spreadsheet programs show it, and its cells."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class ImportSheet:
    """A table: the `header` is the first row with text, `rows` are the others with text.

    `file` is the name of the file; `sheet_name` that of the sheet, empty for a CSV file. `notes`
    say how the file was read, where that is a guess.
    """

    file: str
    header: SheetRow
    rows: tuple[SheetRow, ...]
    sheet_name: str = ""
    notes: tuple[str, ...] = ()

    @property
    def display_name(self) -> str:
        """The file, and the sheet if the file has a name for it."""
        return (
            f"{self.file}, sheet {quote_value(self.sheet_name)}" if self.sheet_name else self.file
        )


class TableError(EditError):
    """A file is no table that can be imported."""


SheetChooser = Callable[[tuple[str, ...]], int]
"""Returns the index of the sheet to import, given the names of all."""


def make_sheet(
    file: str, rows: Iterable[SheetRow], sheet_name: str = "", notes: Iterable[str] = ()
) -> ImportSheet:
    """Return the sheet with these rows, of which empty ones are left out. Raises TableError."""
    kept = []
    for row in rows:
        cells = _strip_cells(row.cells)
        if not cells:
            continue
        _ensure_small(file, row.number, cells)
        kept.append(SheetRow(row.number, cells))
        if len(kept) > MAX_ROWS + 1:
            raise TableError(
                f"{file} has more than {MAX_ROWS:,} rows", "split it into several files"
            )
    if not kept:
        raise TableError(f"{file} is empty", "write the names of the columns into the first row")
    return ImportSheet(file, kept[0], tuple(kept[1:]), sheet_name, tuple(notes))


def _strip_cells(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Return the cells without blanks around their texts, and without empty ones at the end."""
    stripped = [clean_text(cell) for cell in cells]
    while stripped and not stripped[-1]:
        stripped.pop()
    return tuple(stripped)


def clean_text(text: str) -> str:
    """Return a text with line breaks as in YAML, without blanks at its ends and byte order marks.

    An apostrophe before a character that could begin a formula is how the export, and people,
    write that the cell is a text: it is left out.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "").split("\n")
    cleaned = "\n".join(line.rstrip(" \t\u00a0") for line in lines).strip()
    if cleaned[:1] == "'" and cleaned[1:2] in {"=", "+", "-", "@"}:
        return cleaned[1:].strip()
    return cleaned


def _ensure_small(file: str, number: int, cells: tuple[str, ...]) -> None:
    if len(cells) > MAX_COLUMNS:
        raise TableError(
            f"row {number} of {file} has more than {MAX_COLUMNS} columns",
            "delete those that have nothing to do with the table",
        )
    for column, cell in enumerate(cells, start=1):
        if len(cell) > MAX_CELL_LENGTH:
            raise TableError(
                f"row {number}, column {column} of {file} has more than {MAX_CELL_LENGTH:,}"
                " characters",
                "if a quotation mark is missing there, add it",
            )
