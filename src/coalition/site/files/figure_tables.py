"""The tables of the figures as CSV files, in the language of a site."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from coalition.site.figures import Figure, build_figures
from coalition.site.files.csv_tables import write_csv
from coalition.site.generated_file import GeneratedFile
from coalition.site.site import Site


def list_figure_files(site: Site) -> Iterator[GeneratedFile]:
    """Yield the file of each figure that a site shows."""
    for figure in build_figures(site):
        yield GeneratedFile(figure.path, partial(render_figure_csv, figure))


def render_figure_csv(figure: Figure) -> bytes:
    """Return the table of a figure as CSV: a line with the headings, and one for each row.

    It has no line with the total, which a spreadsheet would count once more.
    """
    return write_csv(figure.header, ((row.label.text, row.value) for row in figure.rows))
