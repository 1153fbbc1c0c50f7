"""What a figure consists of: a title, a sentence, a mark and the complete table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from coalition.model import LocalizedText
from coalition.site.figures.marks import Bar, MatrixMark, TimeColumn
from coalition.site.tallies import FigureId


@dataclass(frozen=True)
class Sentence:
    """A sentence that says what a figure shows, in the language of the page.

    `pattern` is the translated message. It has `%(names)s` for `names`, which may be in other
    languages, and a placeholder for each of the `values`.
    """

    pattern: str
    names: tuple[LocalizedText, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)

    def fill(self, names: Markup) -> Markup:
        """Return the sentence as HTML, with `names` as HTML that marks their languages."""
        return Markup(escape(self.pattern)) % {**self.values, "names": names}


@dataclass(frozen=True)
class FigureRow:
    """A row of the table of a figure: what is counted, and the number, or a list as a text."""

    label: LocalizedText
    value: int | str


@dataclass(frozen=True)
class Figure:
    """A figure in the language of a page.

    It has one of the marks: `bars`, `columns` or a `matrix`. `rows` are the complete table below
    the headings of `header`, also where the mark shows less. `total` is the last line of the table,
    None if the rows do not count entries. `notes` say what the numbers leave out or count twice.
    `path` is that of the CSV file with the table.
    """

    id: FigureId
    title: LocalizedText
    sentence: Sentence
    header: tuple[str, str]
    rows: tuple[FigureRow, ...]
    path: str
    total: int | None = None
    notes: tuple[str, ...] = ()
    bars: tuple[Bar, ...] = ()
    columns: tuple[TimeColumn, ...] = ()
    matrix: MatrixMark | None = None
