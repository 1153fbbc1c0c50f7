"""The tables as an Excel workbook: a sheet for each kind of entry, and one about the data."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from typing import TYPE_CHECKING

from coalition.site.files.cells import Cell
from coalition.site.files.tables import Table, get_table_label, list_tables
from coalition.site.generated_file import GeneratedFile
from coalition.site.site import Site
from coalition.site.urls import is_web_url

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

MAX_SHEET_NAME_LENGTH = 31
"""Number of characters that Excel allows in the name of a sheet."""

MAX_TEXT_LENGTH = 32_767
"""Number of UTF-16 units that Excel allows in a cell."""

MAX_LINKS = 65_530
"""Number of links that Excel allows in a sheet."""

MAX_LINK_LENGTH = 2_079
"""Number of characters that Excel allows in a link."""

FIRST_DAY = date(1900, 3, 1)
"""The first day whose number is the same in all spreadsheets: Excel's 1900 was a leap year."""

_MAX_WIDTH, _MIN_WIDTH = 48, 10
"""Widths of columns, in characters."""

_FORBIDDEN_IN_NAMES = re.compile(r"[\[\]:*?/\\]")


def list_workbooks(site: Site) -> Iterator[GeneratedFile]:
    """Yield the workbook in the language of a site, if there are entries."""
    if any(True for _ in list_tables(site)):
        yield GeneratedFile(site.get_address("workbook").path, partial(render_workbook, site))


@dataclass(frozen=True)
class _Formats:
    """The formats of cells."""

    heading: Format
    day: Format
    moment: Format
    link: Format


def render_workbook(site: Site) -> bytes:
    """Return the workbook. Its only date is the day of the data, so that it stays the same."""
    from xlsxwriter.workbook import Workbook  # noqa: PLC0415 - most commands write none

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    workbook = Workbook(stream, options)
    day = datetime.combine(site.as_of or FIRST_DAY, time())
    name = site.localize(site.coalition.name)
    workbook.set_properties({"title": name, "author": name, "created": day})
    formats = _add_formats(workbook)
    _add_cover(workbook, site, formats)
    for table in list_tables(site):
        sheet = _add_sheet(workbook, site, get_table_label(site, table.name))
        _fill_sheet(sheet, table, formats)
    workbook.close()
    return stream.getvalue()


def _add_formats(workbook: Workbook) -> _Formats:
    return _Formats(
        workbook.add_format({"bold": True, "bottom": 1, "valign": "top"}),
        workbook.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
        workbook.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"}),
        workbook.add_format({"font_color": "#0563C1", "underline": 1}),
    )


def _add_sheet(workbook: Workbook, site: Site, title: str) -> Worksheet:
    """Add a sheet; its name has no characters that Excel refuses, and is not taken."""
    name = make_sheet_name(title)
    taken = {sheet.get_name().lower() for sheet in workbook.worksheets()}
    while name.lower() in taken:
        name = f"{name[: MAX_SHEET_NAME_LENGTH - 2]} 2"
    sheet = workbook.add_worksheet(name)
    if site.language.direction == "rtl":
        sheet.right_to_left()
    return sheet


def make_sheet_name(title: str) -> str:
    """Return a title as Excel allows it as the name of a sheet; it may not begin with `'`."""
    words = _FORBIDDEN_IN_NAMES.sub(" ", title).split()
    return " ".join(words)[:MAX_SHEET_NAME_LENGTH].strip("' ") or "1"


def _add_cover(workbook: Workbook, site: Site, formats: _Formats) -> None:
    """Add the sheet that says whose data this is, of which day, and how it may be used."""
    _ = site.language.translations.gettext
    coalition = site.coalition
    sheet = _add_sheet(workbook, site, site.get_label("about").text)
    data_page = site.get_address("page", "data").path
    lines: list[tuple[str, Cell]] = [
        (_("Name"), f"{site.localize(coalition.name)} ({coalition.acronym})"),
        (_("Last checked"), site.as_of),
        (_("Licence"), coalition.licence.name),
        ("", coalition.licence.url),
        (_("Page on this site"), site.find_published_url(data_page) or None),
    ]
    shown = [(label, value) for label, value in lines if value is not None]
    for row, (label, value) in enumerate(shown):
        sheet.write_string(row, 0, label, formats.heading)
        _write_cell(sheet, row, 1, value, formats)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 80)


def _fill_sheet(sheet: Worksheet, table: Table, formats: _Formats) -> None:
    """Write a table: its headings stay in view and have filters."""
    for index, column in enumerate(table.columns):
        sheet.write_string(0, index, column.label, formats.heading)
        cells = (row[index] for row in table.rows)
        sheet.set_column(index, index, _choose_width(column.label, cells))
    links = 0
    for number, row in enumerate(table.rows, start=1):
        for index, cell in enumerate(row):
            links += _write_cell(sheet, number, index, cell, formats, can_link=links < MAX_LINKS)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)


def _choose_width(label: str, cells: Iterator[Cell]) -> int:
    longest = max((len(str(cell)) for cell in cells if cell is not None), default=0)
    return max(_MIN_WIDTH, min(_MAX_WIDTH, max(longest, len(label)) + 2))


def _write_cell(
    sheet: Worksheet, row: int, column: int, cell: Cell, formats: _Formats, *, can_link: bool = True
) -> bool:
    """Write a cell with its type, never as a formula; return whether it is a link."""
    if isinstance(cell, datetime) and cell.date() >= FIRST_DAY:
        sheet.write_datetime(row, column, cell, formats.moment)
    elif isinstance(cell, date) and not isinstance(cell, datetime) and cell >= FIRST_DAY:
        sheet.write_datetime(row, column, cell, formats.day)
    elif isinstance(cell, int):
        sheet.write_number(row, column, cell)
    elif cell is not None:
        text = str(cell)
        if can_link and len(text) <= MAX_LINK_LENGTH and is_web_url(text):
            return bool(sheet.write_url(row, column, text, formats.link) == 0)
        sheet.write_string(row, column, _truncate(text))
    return False


def _truncate(text: str) -> str:
    """Return as much of a text as fits into a cell."""
    return text.encode("utf-16-le")[: 2 * MAX_TEXT_LENGTH].decode("utf-16-le", "ignore")
