"""Figures of what the data say: bars, columns over time, and a matrix, each with its table.

`build_figures` labels the tallies of a coalition (`site/tallies.py`) in the language of a site and
computes the geometry; `components/figures.html` writes them as SVG without styles, so that the
style sheet decides how they look in the dark, on paper and in forced colours.
"""

from coalition.site.figures.build import build_figures
from coalition.site.figures.figure import Figure, FigureRow, Sentence
from coalition.site.figures.marks import (
    Bar,
    MatrixCell,
    MatrixMark,
    MatrixRow,
    TimeColumn,
    make_bars,
    make_columns,
    make_matrix,
)
from coalition.site.figures.periods import Period, group_years

__all__ = [
    "Bar",
    "Figure",
    "FigureRow",
    "MatrixCell",
    "MatrixMark",
    "MatrixRow",
    "Period",
    "Sentence",
    "TimeColumn",
    "build_figures",
    "group_years",
    "make_bars",
    "make_columns",
    "make_matrix",
]
