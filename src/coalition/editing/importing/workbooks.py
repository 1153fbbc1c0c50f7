"""Read Excel workbooks (.xlsx), also those that LibreOffice and Google Sheets write.

A workbook is a zip archive of XML files. An untrusted one may contain anything, so its size is
known before it is unpacked, and its XML may declare nothing: ECMA-376 (part 2, "XML usage") forbids
a document type declaration, without which there are no entities to expand.
"""

from __future__ import annotations

import datetime
import io
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any

from coalition.editing.importing.sheets import (
    ERROR_CELL,
    MAX_COLUMNS,
    SAVE_HINT,
    ImportSheet,
    SheetChooser,
    SheetRow,
    TableError,
    make_sheet,
)

MAX_UNPACKED_BYTES = 60_000_000
MAX_SHEET_ROWS = 1_048_576
"""The number of rows that a sheet can have in Excel; most are empty."""

MAX_CELLS = 2_000_000
"""Upper limit for the cells of a sheet, with the empty ones that only have a format."""

_DOCTYPES = tuple("<!DOCTYPE".encode(name) for name in ("ascii", "utf-16-le", "utf-16-be"))
_FORMULA = b"<f"


def read_workbook(file: str, data: bytes, choose_sheet: SheetChooser) -> ImportSheet:
    """Return one sheet of the workbook in a file of this name. Raises TableError."""
    try:
        has_formulas = _inspect_archive(file, data)
        return _read_sheet(file, data, choose_sheet, has_formulas=has_formulas)
    except TableError:
        raise
    except Exception:  # zipfile and openpyxl raise any error for what is no workbook
        message = f"{file} cannot be read as a workbook: it is damaged, or protected by a password"
        hint = f"open it in a spreadsheet program, and {SAVE_HINT} without a password"
        raise TableError(message, hint) from None


def _inspect_archive(file: str, data: bytes) -> bool:
    """Return whether a sheet may have formulas. Raises TableError for an archive that is unsafe."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = archive.infolist()
        if sum(info.file_size for info in infos) > MAX_UNPACKED_BYTES:
            limit = f"{MAX_UNPACKED_BYTES // 1_000_000} MB"
            message = f"{file} is too large: unpacked, it has more than {limit}"
            raise TableError(message, "split it into several files")
        _ensure_workbook(file, {info.filename for info in infos})
        parts = [archive.read(info) for info in infos if _is_xml(info.filename)]
    if any(doctype in part for part in parts for doctype in _DOCTYPES):
        raise TableError(
            f"{file} declares a document type, which no spreadsheet program does",
            f"open it in one and save it again; {SAVE_HINT}",
        )
    return any(_FORMULA in part for part in parts)


def _ensure_workbook(file: str, names: set[str]) -> None:
    if "xl/workbook.xml" in names or "[Content_Types].xml" in names:
        return
    if "content.xml" in names and "mimetype" in names:
        kind, menu = "an OpenDocument table (.ods)", "'File', 'Save as', 'Excel 2007-365 (.xlsx)'"
    elif any(name.startswith("Index/") for name in names):
        kind, menu = "a Numbers document", "'File', 'Export to', 'Excel'"
    else:
        raise TableError(f"{file} is no table", SAVE_HINT)
    raise TableError(f"{file} is {kind}, which cannot be read", f"save it as .xlsx: {menu}")


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels", ".vml"))


def _read_sheet(
    file: str, data: bytes, choose_sheet: SheetChooser, *, has_formulas: bool
) -> ImportSheet:
    import openpyxl  # noqa: PLC0415 - takes long to import, and only imports need it

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of parts that are not read, such as data validation
        books = [
            openpyxl.load_workbook(
                io.BytesIO(data), read_only=True, data_only=data_only, keep_links=False
            )
            for data_only in ([True, False] if has_formulas else [True])
        ]
        sheets = [sheet for sheet in books[0].worksheets if sheet.sheet_state == "visible"]
        if not sheets:
            raise TableError(f"{file} has no visible sheet", SAVE_HINT)
        titles = tuple(sheet.title for sheet in sheets)
        title = titles[choose_sheet(titles)]
        rows = _iter_rows(file, [book[title] for book in books])
        return make_sheet(file, rows, title if len(titles) > 1 else "")


def _iter_rows(file: str, sheets: list[Any]) -> Iterator[SheetRow]:
    """Yield the rows of a sheet; with a second one, which has the formulas of the same cells."""
    count = 0
    for sheet in sheets:
        sheet.reset_dimensions()  # those in the file need not be right
    iterators = [sheet.iter_rows(max_row=MAX_SHEET_ROWS, values_only=True) for sheet in sheets]
    for number, rows in enumerate(zip(*iterators, strict=True), start=1):
        count += len(rows[0])
        if count > MAX_CELLS:
            message = f"a sheet of {file} has more than {MAX_CELLS:,} cells with a format"
            raise TableError(message, "copy the rows with text into a new sheet")
        if any(value is not None for row in rows for value in row):
            yield SheetRow(number, _format_row(rows))


def _format_row(rows: tuple[tuple[Any, ...], ...]) -> tuple[str, ...]:
    values = rows[0]
    cells = [format_value(value) for value in values]
    if len(rows) > 1:
        cells = [
            ERROR_CELL if value is None and formula is not None else cell
            for cell, value, formula in zip(cells, values, rows[1], strict=True)
        ]
    return tuple(cells) if len(cells) <= MAX_COLUMNS else _cut_empty(cells)


def _cut_empty(cells: list[str]) -> tuple[str, ...]:
    return tuple(cells[: max((n for n, cell in enumerate(cells, 1) if cell), default=0)])


def format_value(value: object) -> str:
    """Return the value of a cell as text: days and times in ISO 8601, whole numbers in digits."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime):
        rounded = value + datetime.timedelta(seconds=0.5)  # Excel counts days in floating point
        return f"{rounded:%Y-%m-%d}" if rounded.time() < _MINUTE else f"{rounded:%Y-%m-%d %H:%M}"
    text = str(value)
    return ERROR_CELL if text in ERROR_VALUES else text


ERROR_VALUES = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"}
)
"""What Excel shows in a cell whose formula has an error."""

_MINUTE = datetime.time(0, 1)
