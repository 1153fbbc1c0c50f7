"""Render a table of people as an Excel workbook (Office Open XML), with XlsxWriter."""

from __future__ import annotations

from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from coalition.reports.sheets import Sheet
from coalition.site import make_sheet_name


def render_sheet_workbook(
    sheet: Sheet, *, author: str, day: date | None, right_to_left: bool
) -> bytes:
    """Return a workbook with one sheet. Every cell is text, whatever it begins with.

    `day` is the day of the data: the workbook was made then, so that the same data give the same
    bytes.
    """
    import xlsxwriter  # noqa: PLC0415 - slow to import, and needed for this only

    buffer = BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True})
    created = datetime.combine(day or date(1980, 1, 1), time())
    workbook.set_properties({"title": sheet.title, "author": author, "created": created})
    page = workbook.add_worksheet(make_sheet_name(sheet.title))
    _fill_page(workbook, page, sheet)
    _set_view(page, sheet)
    if right_to_left:
        page.right_to_left()
    workbook.close()
    return buffer.getvalue()


def _fill_page(workbook: Any, page: Any, sheet: Sheet) -> None:  # noqa: ANN401 - without types
    """Write the cells as strings, so that none becomes a formula, a number or a link."""
    heading = workbook.add_format({"bold": True, "text_wrap": True, "bottom": 1})
    body = workbook.add_format({"text_wrap": True, "valign": "top"})
    for position, column in enumerate(sheet.columns):
        page.set_column(position, position, column.width)
        page.write_string(0, position, column.heading, heading)
    for number, row in enumerate(sheet.rows, start=1):
        for position, cell in enumerate(row):
            page.write_string(number, position, cell, body)


def _set_view(page: Any, sheet: Sheet) -> None:  # noqa: ANN401 - without types
    """Keep the headings in view and on each printed page, with filters."""
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, max(len(sheet.rows), 1), len(sheet.columns) - 1)
    page.repeat_rows(0)
    page.set_landscape()
    page.fit_to_pages(1, 0)
