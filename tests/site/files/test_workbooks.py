"""Workbooks: what Excel shows is what the data says, and nothing in them runs."""

from __future__ import annotations

import io
from datetime import date, datetime

import openpyxl
from openpyxl.workbook import Workbook

from coalition.site.files.tables import build_table
from coalition.site.files.workbooks import (
    MAX_TEXT_LENGTH,
    _write_cell,  # the part that decides about types
    render_workbook,
)
from support.office_documents import read_parts
from support.site_objects import load_sites

SITES = load_sites("orchard")


def read_workbook(language: str) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(render_workbook(SITES[language])))


def test_each_kind_of_entry_has_a_sheet_in_the_language():
    assert [
        "À propos", "Membres", "Organisations", "Domaines d’action", "Objectifs",
        "Groupes de travail", "Événements", "Documents",
    ] == read_workbook("fr").sheetnames  # fmt: skip


def test_headings_stay_in_view_and_have_filters():
    sheet = read_workbook("en")["Events"]

    assert "A2" == sheet.freeze_panes
    assert f"A1:{sheet.cell(1, sheet.max_column).column_letter}{sheet.max_row}" == (
        sheet.auto_filter.ref
    )
    assert not sheet.sheet_view.rightToLeft
    assert read_workbook("ar").worksheets[1].sheet_view.rightToLeft


def test_dates_are_dates_and_addresses_are_links():
    sheet = read_workbook("en")["Events"]
    table = build_table(SITES["en"], "events")
    keys = [column.key for column in table.columns]
    cells = dict(zip(keys, sheet[2], strict=True))

    assert datetime(2024, 11, 9, 10) == cells["start"].value
    assert date(2024, 5, 2) == cells["checked"].value.date()
    assert "yyyy-mm-dd" == cells["checked"].number_format
    assert cells["page"].value == cells["page"].hyperlink.target


def test_every_cell_is_that_of_the_table():
    for site in SITES.values():
        workbook = openpyxl.load_workbook(io.BytesIO(render_workbook(site)))
        sheet, table = workbook.worksheets[1], build_table(site, "members")
        read = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]

        assert [
            [
                datetime(cell.year, cell.month, cell.day) if type(cell) is date else cell
                for cell in row
            ]
            for row in table.rows
        ] == read


def test_no_text_becomes_a_formula_or_a_link_to_a_file():
    import xlsxwriter

    hostile = ["=1+1", '=HYPERLINK("https://x.example")', "file:///etc/passwd", "{=1}", "@x"]
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet()
    formats = type("Formats", (), {"link": None, "day": None, "moment": None})()
    for row, text in enumerate([*hostile, "x" * 40_000, "\N{DECIDUOUS TREE}" * 20_000]):
        _write_cell(sheet, row, 0, text, formats)  # type: ignore[arg-type]
    book.close()
    read = openpyxl.load_workbook(io.BytesIO(stream.getvalue())).active
    values = [cell.value for (cell,) in read.iter_rows()]

    assert hostile == values[: len(hostile)]
    assert "<f>" not in read_parts(stream.getvalue())
    assert "x" * MAX_TEXT_LENGTH == values[-2]
    assert "\N{DECIDUOUS TREE}" * (MAX_TEXT_LENGTH // 2) == values[-1]
    assert all(cell.hyperlink is None for (cell,) in read.iter_rows())


def test_the_same_data_give_the_same_bytes():
    assert render_workbook(SITES["en"]) == render_workbook(load_sites("orchard")["en"])
