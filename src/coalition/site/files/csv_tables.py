"""The tables as CSV files, which spreadsheets and scripts can read (RFC 4180).

They begin with a byte order mark, without which Excel takes UTF-8 for another encoding.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from functools import partial

from coalition.site.files.tables import (
    Cell,
    Table,
    build_table,
    format_cell,
    get_table_slug,
    list_table_names,
)
from coalition.site.generated_file import GeneratedFile
from coalition.site.site import Site
from coalition.site.table_names import TableName


def list_csv_files(site: Site) -> Iterator[GeneratedFile]:
    """Yield the file of each table in the language of a site."""
    for name in list_table_names(site):
        path = site.get_address("table", get_table_slug(name)).path
        yield GeneratedFile(path, partial(_render_file, site, name))


def _render_file(site: Site, name: TableName) -> bytes:
    return render_csv(build_table(site, name))


def render_csv(table: Table) -> bytes:
    """Return a table as CSV in UTF-8: a line with the headings, and one for each entry."""
    return write_csv((column.label for column in table.columns), table.rows)


def write_csv(header: Iterable[str], rows: Iterable[Iterable[Cell]]) -> bytes:
    """Return rows of cells below their headings as CSV in UTF-8."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(map(format_cell, row) for row in rows)
    return codecs.BOM_UTF8 + stream.getvalue().encode()
