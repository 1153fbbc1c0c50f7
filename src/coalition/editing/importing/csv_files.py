"""Read CSV files as Excel, LibreOffice and Google Sheets write them.

Excel writes Windows-1252 with semicolons in most of Europe, and "Unicode text" in UTF-16 with tabs.
Nothing in such a file says so, so encoding and separator are found out.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from contextlib import suppress

from coalition.editing.importing.sheets import (
    MAX_CELL_LENGTH,
    SAVE_HINT,
    ImportSheet,
    SheetRow,
    TableError,
    make_sheet,
)

DELIMITERS = (",", ";", "\t")

_SEPARATOR_LINE = re.compile(r"\ufeff?(?:sep=(.)|\"sep=(.)\")\r?\n", re.I)
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SAMPLE_ROWS = 50


def read_csv(file: str, data: bytes) -> ImportSheet:
    """Return the table in a CSV file of this name. Raises TableError."""
    text, notes = _decode(file, data)
    delimiter, text = _split_separator_line(text)
    delimiter = delimiter or detect_delimiter(text)
    return make_sheet(file, _iter_rows(file, text, delimiter), notes=notes)


def detect_delimiter(text: str) -> str:
    """Return the separator with which the first row has the most cells; the comma if none has.

    If several are equal, most other rows have as many cells with the right one.
    """
    return max(DELIMITERS, key=lambda delimiter: _rate_delimiter(text, delimiter))


def _rate_delimiter(text: str, delimiter: str) -> tuple[int, int]:
    sample: list[int] = []
    with suppress(csv.Error):  # of a cell that is too long
        # not strict: with a wrong separator, quotation marks are in the wrong places
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if any(cell.strip() for cell in row):
                sample.append(len(row))
            if len(sample) > _SAMPLE_ROWS:
                break
    return (sample[0], sample.count(sample[0])) if sample else (0, 0)


def _iter_rows(file: str, text: str, delimiter: str) -> Iterator[SheetRow]:
    csv.field_size_limit(4 * MAX_CELL_LENGTH)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        try:
            row = next(reader, None)
        except csv.Error:
            raise TableError(
                f"the quotation marks in {file} do not form pairs, in row {number + 1} or after it",
                f"correct them, or {SAVE_HINT}",
            ) from None
        if row is None:
            return
        number += 1
        yield SheetRow(number, tuple(row))


def _split_separator_line(text: str) -> tuple[str, str]:
    """Return the separator in a first line `sep=;`, which only Excel writes, and the rest."""
    match = _SEPARATOR_LINE.match(text)
    return (match[1] or match[2], text[match.end() :]) if match else ("", text)


def _decode(file: str, data: bytes) -> tuple[str, list[str]]:
    """Return the text of a file, and notes if its encoding is a guess. Raises TableError."""
    try:
        if data.startswith(_UTF16_MARKS):
            return _ensure_text(file, data.decode("utf-16")), []
        return _ensure_text(file, data.decode("utf-8-sig")), []
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise TableError(f"{file} is no text in UTF-8 or Windows-1252", SAVE_HINT) from None
    note = (
        f"{file} is not in UTF-8, so it was read as Windows-1252: if letters are wrong, save it as"
        " 'CSV UTF-8'"
    )
    return _ensure_text(file, text), [note]


def _ensure_text(file: str, text: str) -> str:
    """Raise TableError for characters that no table has: a program's file, or a picture."""
    if re.search(r"[\x00-\x08\x0e-\x1f]", text):
        raise TableError(f"{file} is no table", SAVE_HINT)
    return text
