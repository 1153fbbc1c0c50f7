"""Compare a text in a cell with the one that the export has written."""

from __future__ import annotations

import unicodedata

from coalition.editing.importing.sheets import EXCEL_CELL_LENGTH


def is_same_text(text: str, current: str) -> bool:
    """Return whether a text is what a spreadsheet program keeps of the one that was exported.

    It may lack what does not fit into a cell, and have a question mark for each letter that
    Windows-1252 does not have: nobody has written those.
    """
    plain, expected = normalize_cell(text), normalize_cell(current)
    if plain == expected or _is_cut(text, current):
        return True
    return "?" in plain and plain == expected.encode("cp1252", "replace").decode("cp1252")


def has_lost_letters(text: str, current: str) -> bool:
    """Return whether a changed text has question marks for letters that it had in the export."""
    kept = current.encode("cp1252", "replace").decode("cp1252")
    return kept != current and text.count("?") > current.count("?")


def normalize_cell(text: str) -> str:
    """Return a text for comparison: composed letters, single blanks, and no empty lines."""
    lines = (" ".join(line.split()) for line in unicodedata.normalize("NFC", text).split("\n"))
    return "\n".join(line for line in lines if line)


def _is_cut(text: str, current: str) -> bool:
    """Return whether a text is what fits into a cell of a workbook of what the export writes."""
    units = len(current.encode("utf-16-le")) // 2
    return units > EXCEL_CELL_LENGTH and bool(text) and current.startswith(text)
