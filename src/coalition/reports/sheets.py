"""Tables of people for others to copy: on a terminal, or with tabs for a spreadsheet."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_COLUMN_GAP = "  "

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula when it reads a text."""


@dataclass(frozen=True)
class SheetColumn:
    """A column: its heading, and its width in characters."""

    heading: str
    width: int


@dataclass(frozen=True)
class SheetGap:
    """What is not known of somebody, and what to enter where."""

    name: str
    text: str


@dataclass(frozen=True)
class Sheet:
    """A table of people, with a title, and the gaps in it."""

    title: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    gaps: tuple[SheetGap, ...] = ()


def render_sheet(sheet: Sheet, max_width: int | None = None) -> str:
    """Return a table for a terminal, with its columns in line.

    If it is wider than `max_width`, each row is a block, with a line for each cell that has a text.
    """
    headings = tuple(column.heading for column in sheet.columns)
    rows = [headings, *sheet.rows]
    widths = [max(map(measure_width, cells)) for cells in zip(*rows, strict=True)]
    if max_width and sum(widths) + len(_COLUMN_GAP) * (len(widths) - 1) > max_width:
        return "\n\n".join([sheet.title, *(_render_block(headings, row) for row in sheet.rows)])
    rule = tuple("-" * width for width in widths)
    lines = [_pad_row(row, widths) for row in (headings, rule, *sheet.rows)]
    return "\n".join([sheet.title, "", *lines])


def render_tsv(sheet: Sheet) -> str:
    """Return a table with tabs between its cells, to paste into a spreadsheet.

    A cell that would be taken for a formula begins with an apostrophe, which makes it text.
    """
    rows = [tuple(column.heading for column in sheet.columns), *sheet.rows]
    return "\n".join("\t".join(map(_escape_cell, row)) for row in rows)


def _escape_cell(text: str) -> str:
    line = " ".join(text.split())
    return (
        f"'{line}" if text.startswith(_FORMULA_STARTS) or line.startswith(_FORMULA_STARTS) else line
    )


def _pad_row(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = (
        cell + " " * (width - measure_width(cell)) for cell, width in zip(row, widths, strict=True)
    )
    return _COLUMN_GAP.join(cells).rstrip()


def _render_block(headings: Sequence[str], row: Sequence[str]) -> str:
    return "\n".join(f"{head}: {cell}" for head, cell in zip(headings, row, strict=True) if cell)


def measure_width(text: str) -> int:
    """Return how many columns of a terminal a text takes, by Unicode Standard Annex #11.

    Wide characters, as in Chinese, take two; marks above or below a letter and characters that are
    not shown take none.
    """
    return sum(map(_measure_character, text))


def _measure_character(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Me", "Mn"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("F", "W") else 1
