"""The geometry of the marks: numbers in, attributes of SVG elements out.

Bars and columns are stretched to the space that they get, so their lengths are in percent of the
longest one. Labels and numbers are no part of the SVG: as HTML they wrap, can be selected, and run
in the direction of their language.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Literal

from coalition.model import LocalizedText

MAX_BARS = 10
"""Bars of a figure. Where there are more categories, the smallest ones share the last bar."""

MAX_MATRIX_ROWS = 20
"""Rows of a matrix. The table has those that it leaves out."""

MATRIX_LINE = 9
"""Most cells in a line of a row of a matrix: 17 goals have two lines, large enough on a phone."""

CELL_SIZE = 32
"""Distance between the cells of a matrix, in the units of its view box."""

CELL_MARGIN = 2
"""Empty space on each side of a cell."""


@dataclass(frozen=True)
class Bar:
    """A horizontal bar: where it begins and how long it is, in percent of the space.

    It is `minor` if it is not one category: the sum of several, or entries without one.
    """

    label: LocalizedText
    count: int
    x: float
    width: float
    minor: bool = False


@dataclass(frozen=True)
class TimeColumn:
    """A column: where its top is and how high it is, in percent of the space."""

    label: str
    count: int
    y: float
    height: float


@dataclass(frozen=True)
class MatrixCell:
    """A cell of a matrix: its corner, the number that it shows, and whether it `is_filled`."""

    x: int
    y: int
    number: int
    is_filled: bool

    @property
    def center(self) -> tuple[float, float]:
        """The point in its middle."""
        half = CELL_SIZE / 2 - CELL_MARGIN
        return self.x + half, self.y + half


@dataclass(frozen=True)
class MatrixRow:
    """A row of a matrix, with the same numbers as all others in the same places."""

    label: LocalizedText
    cells: tuple[MatrixCell, ...]


@dataclass(frozen=True)
class MatrixMark:
    """A matrix; `width` and `height` are those of each row's view box, `cell_size` of a cell."""

    rows: tuple[MatrixRow, ...]
    width: int
    height: int
    cell_size: int = CELL_SIZE - 2 * CELL_MARGIN


def make_bars(
    rows: Sequence[tuple[LocalizedText, int, bool]], direction: Literal["ltr", "rtl"]
) -> tuple[Bar, ...]:
    """Return a bar for each label with its number and whether it is minor.

    Bars begin where the lines of the page's language do.
    """
    longest = max((count for _, count, _ in rows), default=0)
    bars = []
    for label, count, minor in rows:
        width = _percent(count, longest)
        x = _round(100 - width) if direction == "rtl" else 0
        bars.append(Bar(label, count, x, width, minor))
    return tuple(bars)


def make_columns(periods: Sequence[tuple[str, int]]) -> tuple[TimeColumn, ...]:
    """Return a column for each label with its number; pages put them in the order of reading."""
    highest = max((count for _, count in periods), default=0)
    heights = [_percent(count, highest) for _, count in periods]
    return tuple(
        TimeColumn(label, count, _round(100 - height), height)
        for (label, count), height in zip(periods, heights, strict=True)
    )


def make_matrix(
    rows: Sequence[tuple[LocalizedText, Set[int]]],
    numbers: Sequence[int],
    direction: Literal["ltr", "rtl"],
) -> MatrixMark:
    """Return a matrix with a cell for each of the `numbers` in each row, filled if the row has it.

    Lines of cells begin where the lines of the page's language do.
    """
    lines = -(-len(numbers) // MATRIX_LINE)
    line = -(-len(numbers) // lines) if lines else 0
    places = [_place_cell(position, line, direction) for position in range(len(numbers))]
    return MatrixMark(
        tuple(
            MatrixRow(
                label,
                tuple(
                    MatrixCell(x, y, number, number in filled)
                    for (x, y), number in zip(places, numbers, strict=True)
                ),
            )
            for label, filled in rows
        ),
        line * CELL_SIZE,
        lines * CELL_SIZE,
    )


def _place_cell(position: int, line: int, direction: Literal["ltr", "rtl"]) -> tuple[int, int]:
    row, column = divmod(position, line)
    if direction == "rtl":
        column = line - 1 - column
    return column * CELL_SIZE + CELL_MARGIN, row * CELL_SIZE + CELL_MARGIN


def _percent(count: int, longest: int) -> float:
    """Return a length in percent; a number that is not 0 is never shorter than can be seen."""
    return max(_round(100 * count / longest), 0.5) if count else 0


def _round(length: float) -> float:
    """Round to a tenth, and write whole numbers without one."""
    rounded = round(length, 1)
    return int(rounded) if rounded == int(rounded) else rounded
