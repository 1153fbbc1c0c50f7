"""Tables are read from CSV files and workbooks as spreadsheet programs write them."""

from __future__ import annotations

import csv
import datetime
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from coalition.editing.importing import sheets, workbooks
from coalition.editing.importing.csv_files import detect_delimiter, read_csv
from coalition.editing.importing.dates import find_date_order, list_readings
from coalition.editing.importing.reading import read_sheet
from coalition.editing.importing.sheets import ERROR_CELL, TableError, clean_text

CELLS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t,;\"'"), max_size=12
)
HEADINGS = st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=8)


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    width = draw(st.integers(1, 5))
    header = draw(st.lists(HEADINGS, min_size=width, max_size=width))
    rows = draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=6))
    return [header, *rows]


def write_csv(
    rows: list[list[str]], encoding: str = "utf-8", delimiter: str = ",", **options: object
) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, **options).writerows(rows)  # type: ignore[arg-type]
    return text.getvalue().encode(encoding)


def make_workbook(*rows: list[object], title: str = "Members") -> Workbook:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(row)
    return book


def save_bytes(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def read_bytes(data: bytes, name: str = "table", choose: int = 0) -> sheets.ImportSheet:
    if data.startswith(b"PK"):
        return workbooks.read_workbook(name, data, lambda titles: choose)
    return read_csv(name, data)


def cells_of(sheet: sheets.ImportSheet) -> list[tuple[str, ...]]:
    return [sheet.header.cells, *(row.cells for row in sheet.rows)]


def repack(data: bytes, **parts: bytes) -> bytes:
    """Return an archive with some parts replaced; `__` in a name is a slash, `_` a point."""
    replaced = {name.replace("__", "/").replace("_", "."): part for name, part in parts.items()}
    after = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(after, "w") as new:
        for info in old.infolist():
            new.writestr(info.filename, replaced.pop(info.filename, old.read(info)))
        for name, part in replaced.items():
            new.writestr(name, part, zipfile.ZIP_DEFLATED)
    return after.getvalue()


# CSV


@given(
    rows=tables(),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    delimiter=st.sampled_from([",", ";", "\t"]),
    line_end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_a_csv_file_is_read_back_whatever_its_encoding_and_separator(
    rows: list[list[str]], encoding: str, delimiter: str, line_end: str, quoting: int
):
    try:
        data = write_csv(rows, encoding, delimiter, lineterminator=line_end, quoting=quoting)
    except UnicodeEncodeError:
        assume(False)
    if encoding == "cp1252" and not data.isascii():
        with pytest.raises(UnicodeDecodeError):  # else nobody could tell it from UTF-8
            assume(_raise_if_utf8(data))

    expected = [[clean_text(cell) for cell in row] for row in rows]
    for row in expected:
        while row and not row[-1]:
            row.pop()

    assert [tuple(row) for row in expected if row] == cells_of(read_csv("table.csv", data))


def _raise_if_utf8(data: bytes) -> bool:
    """Return False for bytes that are UTF-8 by chance; raise UnicodeDecodeError for others."""
    data.decode("utf-8")
    assume(False)
    return False


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("Name;Stadt\r\nBärbel;Köln\r\n".encode("cp1252"), ("Bärbel", "Köln")),
        ("Name\tVille\r\nZoé\tÉvry\r\n".encode("utf-16"), ("Zoé", "Évry")),
        (b"sep=|\r\nName|City\r\nAda, of X;Y|Oslo\r\n", ("Ada, of X;Y", "Oslo")),
        (b'"Name, in full";City\nAda;Oslo\n', ("Ada", "Oslo")),
        (b"\n;;\nName;City\nAda;Oslo\n", ("Ada", "Oslo")),
        (b'Name,City\n"Ada\r\nLovelace",Oslo\n', ("Ada\nLovelace", "Oslo")),
    ],
)
def test_csv_files_of_spreadsheet_programs_are_read(data: bytes, expected: tuple[str, ...]):
    assert expected == read_csv("table.csv", data).rows[0].cells


def test_rows_have_the_numbers_that_spreadsheet_programs_show():
    sheet = read_csv("table.csv", b'\nName\n"Ada\nLovelace"\n\nEva\n')

    assert [3, 5] == [row.number for row in sheet.rows]


def test_a_guess_of_the_encoding_is_said():
    assert "Windows-1252" in read_csv("a.csv", "Name\nZoé\n".encode("cp1252")).notes[0]
    assert () == read_csv("a.csv", "Name\nZoé\n".encode()).notes


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [("", ","), ("Name", ","), ("a;b", ";"), ("a;b,c;d\n", ";"), ("Name\nAda, Eva\nIda\n", ";")],
)
def test_the_separator_is_the_one_with_most_cells_in_the_first_row(text: str, delimiter: str):
    assert delimiter == detect_delimiter(text)


@pytest.mark.parametrize("text", ["'=A1", "'+49", "'-", "'@x"])
def test_an_apostrophe_before_what_could_be_a_formula_is_left_out(text: str):
    assert text[1:] == clean_text(text)
    assert "'s Gravenhage" == clean_text(" 's Gravenhage ")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"Name\n\x00\x01\x02", "is no table"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is no table"),
        (b"Name\n\x81\x8d", "is no text in UTF-8 or Windows-1252"),
        (b'Name;City\nAda;"Oslo\nEva;Rome\n', "the quotation marks in table do not form pairs"),
        (b"\n".join([b"x"] * (sheets.MAX_ROWS + 2)), "more than 10,000 rows"),
        (b"Name,City\n" + b"," * sheets.MAX_COLUMNS + b"x\n", "more than 200 columns"),
        (b"Name\n" + b"x" * (sheets.MAX_CELL_LENGTH + 1), "more than 100,000 characters"),
        (b"Name\n" + b"x" * (5 * sheets.MAX_CELL_LENGTH), "quotation marks"),
    ],
)
def test_a_file_that_is_no_table_is_refused(data: bytes, message: str):
    with pytest.raises(TableError, match=message):
        read_csv("table", data)


@settings(max_examples=300)
@given(st.binary(max_size=300))
def test_no_bytes_make_another_error_than_one_with_a_remedy(data: bytes):
    try:
        read_csv("table.csv", data)
    except TableError as error:
        assert error.hint


# Workbooks


def test_values_of_a_workbook_become_texts():
    book = make_workbook(
        ["Name", "Since", "Year", "When", "Pages", "Partner", "Half"],
        ["Ada", datetime.date(2026, 12, 31), 2019.0, datetime.datetime(2026, 3, 9, 14, 30), 12,
         True, 0.5],
    )  # fmt: skip

    row = read_bytes(save_bytes(book)).rows[0]

    assert (2, ("Ada", "2026-12-31", "2019", "2026-03-09 14:30", "12", "yes", "0.5")) == (
        row.number, row.cells,
    )  # fmt: skip


def test_a_time_that_excel_has_rounded_down_is_the_minute_that_it_shows():
    assert "2026-03-09 14:30" == workbooks.format_value(
        datetime.datetime(2026, 3, 9, 14, 29, 59, 999_980)
    )


def test_the_chosen_sheet_is_read_and_hidden_ones_are_none():
    book = make_workbook(["Name"], ["Ada"], title="Notes")
    book.create_sheet("Hidden").append(["x"])
    book["Hidden"].sheet_state = "hidden"
    book.create_sheet("Membres").append(["Nom"])
    seen: list[tuple[str, ...]] = []

    def choose(titles: tuple[str, ...]) -> int:
        seen.append(titles)
        return 1

    sheet = workbooks.read_workbook("a.xlsx", save_bytes(book), choose)

    assert [("Notes", "Membres")] == seen
    assert ("a.xlsx, sheet 'Membres'", ("Nom",)) == (sheet.display_name, sheet.header.cells)


def test_cells_with_a_format_and_no_text_are_not_there():
    book = make_workbook(["Name"], ["Ada"])
    book.worksheets[0].cell(900, 300).number_format = "0.00"

    assert [("Name",), ("Ada",)] == cells_of(read_bytes(save_bytes(book)))


def test_a_formula_without_a_value_is_no_empty_cell():
    book = make_workbook(["Name", "City"], ["Ada", '="Os"&"lo"'], ["#N/A", "Rome"])

    assert [("Ada", ERROR_CELL), (ERROR_CELL, "Rome")] == cells_of(read_bytes(save_bytes(book)))[1:]


def test_entities_are_refused_and_not_expanded():
    laughs = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">'
        b'<!ENTITY c "&b;&b;&b;&b;&b;&b;">]><sst xmlns="http://schemas.openxmlformats.org/'
        b'spreadsheetml/2006/main"><si><t>&c;</t></si></sst>'
    )
    data = save_bytes(make_workbook(["Name"], ["Ada"]))
    for part in (laughs, laughs.decode().replace("?>", ' encoding="utf-16"?>', 1).encode("utf-16")):
        with pytest.raises(TableError, match="declares a document type"):
            read_bytes(repack(data, xl__sharedStrings_xml=part))


def test_an_archive_that_unpacks_to_too_much_is_refused_before():
    data = save_bytes(make_workbook(["Name"], ["Ada"]))
    bomb = repack(data, xl__media__image_png=b"\0" * (workbooks.MAX_UNPACKED_BYTES + 1))

    assert len(bomb) < 100_000
    with pytest.raises(TableError, match="is too large: unpacked, it has more than 60 MB"):
        read_bytes(bomb)


def test_a_row_beyond_the_last_one_does_not_keep_the_program_busy():
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c></row>'
        b'<row r="2000000000"><c r="A2000000000"><v>1</v></c></row></sheetData></worksheet>'
    )
    data = repack(save_bytes(make_workbook(["x"])), xl__worksheets__sheet1_xml=sheet)

    assert [("Name",)] == cells_of(read_bytes(data))


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (("mimetype", "content.xml"), "OpenDocument table .*save it as .xlsx"),
        (("Index/Document.iwa",), "Numbers document.*'Export to', 'Excel'"),
        (("holiday.jpg",), "is no table"),
        (("[Content_Types].xml",), "cannot be read as a workbook"),
    ],
)
def test_other_archives_are_named(names: tuple[str, ...], message: str):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")

    with pytest.raises(TableError, match=message):
        read_bytes(buffer.getvalue())


VALID = save_bytes(
    make_workbook(["Name", "City"], ["Ada", "Oslo"], ["Eva", datetime.date(2020, 1, 2)])
)


@settings(max_examples=150)
@given(st.data())
def test_a_damaged_workbook_is_read_or_refused_with_a_remedy(data: st.DataObject):
    position = data.draw(st.integers(4, len(VALID) - 1))
    damaged = VALID[:position] + data.draw(st.binary(max_size=6)) + VALID[position + 3 :]
    try:
        read_bytes(damaged)
    except TableError as error:
        assert error.hint


def test_files_are_recognised_by_their_content(tmp_path: Path):
    (tmp_path / "members.csv").write_bytes(VALID)
    (tmp_path / "members.xlsx").write_bytes(b"Name;City\nAda;Oslo\n")
    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512)

    for name in ("members.csv", "members.xlsx"):
        assert ("Ada", "Oslo") == read_sheet(tmp_path / name, lambda titles: 0).rows[0].cells
    with pytest.raises(TableError, match=r"old.xls is an old workbook \(.xls\), or protected"):
        read_sheet(tmp_path / "old.xls", lambda titles: 0)


def test_what_is_no_file_is_refused(tmp_path: Path):
    address = Path("https://docs.google.com/spreadsheets/d/1")
    for path, message in (
        (address, "download it"), (tmp_path, "cannot be read"), (tmp_path / "x", "No such file"),
    ):  # fmt: skip
        with pytest.raises(TableError, match=message):
            read_sheet(path, lambda titles: 0)


def test_a_large_file_is_refused_without_being_read_whole(tmp_path: Path):
    with (tmp_path / "a.csv").open("wb") as file:
        file.truncate(sheets.MAX_FILE_BYTES + 1)

    with pytest.raises(TableError, match="csv is larger than 10 MB"):
        read_sheet(tmp_path / "a.csv", lambda titles: 0)


# Dates


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("2026-12-31", ("2026-12-31",)),
        ("2026-3-9", ("2026-03-09",)),
        ("2026/12/31 14:30:00", ("2026-12-31 14:30",)),
        ("31.12.2026", ("2026-12-31",)),
        ("3. 4. 2026", ("2026-04-03",)),
        ("31/12/2026", ("2026-12-31",)),
        ("12/31/2026", ("2026-12-31",)),
        ("03/04/2026", ("2026-04-03", "2026-03-04")),
        ("4-4-2026", ("2026-04-04",)),
        ("12/31/2026 2:05 PM", ("2026-12-31 14:05",)),
        ("12/31/2026 12:05 am", ("2026-12-31 00:05",)),
        ("2026-12-31 00:00", ("2026-12-31",)),
        ("2019", ("2019",)),
        ("2019-05", ("2019-05",)),
        ("5/2019", ("2019-05",)),
        ("2019/5", ("2019-05",)),
        ("May 2019", ("May 2019",)),
        ("31.12.26", ("31.12.26",)),
        ("40/40/2026", ("40/40/2026",)),
        ("", ("",)),
    ],
)
def test_days_are_read_as_spreadsheet_programs_write_them(text: str, readings: tuple[str, ...]):
    assert readings == list_readings(text)


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["03/04/2026", "31/12/2026"], "day first"),
        (["03/04/2026", "12/31/2026", ""], "month first"),
        (["03/04/2026", "2019", "31.12.2026"], "unknown"),
        (["31/12/2026", "12/31/2026"], "mixed"),
    ],
)
def test_the_other_cells_of_a_column_say_which_number_is_the_day(texts: list[str], order: str):
    assert order == find_date_order(texts)


@given(st.dates(datetime.date(1000, 1, 1)), st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%Y/%m/%d"]))
def test_a_day_in_an_order_without_doubt_is_read_back(day: datetime.date, form: str):
    assert (day.isoformat(),) == list_readings(day.strftime(form))


@given(st.dates(datetime.date(1000, 1, 1)))
def test_a_day_with_slashes_is_one_of_its_readings(day: datetime.date):
    assert day.isoformat() in list_readings(day.strftime("%d/%m/%Y"))
    assert day.isoformat() in list_readings(day.strftime("%m/%d/%Y"))
