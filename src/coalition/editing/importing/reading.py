"""Read a table from a file, whatever kind of file it is."""

from __future__ import annotations

import re
from pathlib import Path

from coalition.editing.importing.csv_files import read_csv
from coalition.editing.importing.sheets import (
    MAX_FILE_BYTES,
    SAVE_HINT,
    ImportSheet,
    SheetChooser,
    TableError,
)
from coalition.editing.importing.workbooks import read_workbook

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_sheet(path: Path, choose_sheet: SheetChooser) -> ImportSheet:
    """Return the table in a CSV file or a workbook; the content decides which of them it is.

    Raises TableError if it is neither, too large, or cannot be read.
    """
    name = path.name or str(path)
    if re.match("https?:/", str(path)):
        hint = "download it: 'File', 'Download', '.xlsx' or '.csv'"
        raise TableError("a table on the web cannot be read", hint)
    data = _read_bytes(path, name)
    if data.startswith(_OLE):
        raise TableError(
            f"{name} is an old workbook (.xls), or protected by a password",
            f"remove the password, and {SAVE_HINT}",
        )
    if data.startswith(_ZIP):
        return read_workbook(name, data, choose_sheet)
    return read_csv(name, data)


def _read_bytes(path: Path, name: str) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", "") or "its name is no file name"
        raise TableError(f"{name} cannot be read: {reason}", "check the path of the file") from None
    if len(data) > MAX_FILE_BYTES:
        limit = f"{MAX_FILE_BYTES // 1_000_000} MB"
        raise TableError(f"{name} is larger than {limit}", "split it into several files")
    return data
