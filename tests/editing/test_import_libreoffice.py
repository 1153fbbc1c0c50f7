"""Workbooks and CSV files that a real spreadsheet program has written come back as they were."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from lxml import etree

from coalition.cli.import_table import run_import
from coalition.cli.undo import run_undo
from coalition.editing.importing.exported import ExportedTables
from coalition.editing.importing.plan import ImportOptions
from coalition.editing.importing.reading import read_sheet
from coalition.editing.workspace import Workspace
from coalition.site.files.tables import build_table
from coalition.site.files.workbooks import render_workbook
from coalition.site.table_names import TableName
from support.machine import need
from support.projects import copy_project

pytestmark = pytest.mark.slow(20)

TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
GERMAN_CSV = "csv:Text - txt - csv (StarCalc):59,34,1,1,,0,false,true,false,false,false,{}"
"""A filter of LibreOffice: semicolons, quotation marks, Windows-1252, cells as shown, one sheet.

Its number for Windows-1252 is 1."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    need("libreoffice")
    return copy_project(tmp_path / "p")


def convert(file: Path, format: str, folder: Path) -> Path:
    """Let LibreOffice open a file and save it in another format."""
    folder.mkdir(exist_ok=True)
    profile = f"-env:UserInstallation=file://{folder.parent / 'profile'}"
    command = ["soffice", profile, "--headless", "--convert-to", format, "--outdir", str(folder)]
    subprocess.run([*command, str(file)], check=True, capture_output=True, timeout=120)
    (written,) = folder.iterdir()
    return written


def export_workbook(root: Path, name: TableName, code: str, file: Path) -> ExportedTables:
    tables = ExportedTables.load(Workspace.open(root), name)
    language = next(one for one in tables.languages if one.code == code)
    file.write_bytes(render_workbook(tables.make_site(language)))
    return tables


def edit_cells(file: Path, sheet: str, edits: dict[tuple[str, str], str]) -> None:
    """Write texts into a flat OpenDocument table, by the entry's id and the heading."""
    tree = etree.parse(file)
    (table,) = tree.iterfind(f".//{{{TABLE}}}table[@{{{TABLE}}}name='{sheet}']")
    rows = [_list_cells(row) for row in table.iter(f"{{{TABLE}}}table-row")]
    headings = [_get_text(cell) for cell in rows[0]]
    by_id = {_get_text(row[0]): row for row in rows}
    for (id, heading), text in edits.items():
        cell = by_id[id][headings.index(heading)]
        for child in [*cell]:
            cell.remove(child)
        for name in ("date-value", "value"):
            cell.attrib.pop(f"{{{OFFICE}}}{name}", None)
        cell.set(f"{{{OFFICE}}}value-type", "string")
        etree.SubElement(cell, f"{{{TEXT}}}p").text = text
    tree.write(file, encoding="utf-8", xml_declaration=True)


def _list_cells(row: etree._Element) -> list[etree._Element]:
    """Return the cells of a row, with those that are written once for several columns apart."""
    repeated = f"{{{TABLE}}}number-columns-repeated"
    for cell in [*row]:
        count = int(cell.attrib.pop(repeated, "1"))
        for _ in range(min(count, 100) - 1):
            cell.addnext(etree.fromstring(etree.tostring(cell)))
    return [*row]


def _get_text(cell: etree._Element) -> str:
    return "".join(cell.itertext()).strip()


def _get_number(file: Path, sheet: str) -> int:
    """Return the position of a sheet, from 1."""
    tables = etree.parse(file).iterfind(f".//{{{TABLE}}}table")
    return [table.get(f"{{{TABLE}}}name") for table in tables].index(sheet) + 1


def changed_lines(before: str, after: str) -> list[tuple[str, str]]:
    return [
        pair
        for pair in zip(before.split("\n"), after.split("\n"), strict=True)
        if pair[0] != pair[1]
    ]


def test_three_cells_edited_in_libreoffice_change_exactly_three_values(root: Path, tmp_path: Path):
    export_workbook(root, "organisations", "fr", tmp_path / "export.xlsx")
    flat = convert(tmp_path / "export.xlsx", "fods", tmp_path / "flat")
    edits = {
        ("kiwi", "Ville"): "Dunédin",
        ("kiwi", "Pays"): "Fidji",
        ("tec-huerto", "Page web"): "https://huerto.example.org/fr",
    }
    edit_cells(flat, "Organisations", edits)
    workbook = convert(flat, "xlsx", tmp_path / "edited")
    path = root / "data/organisations.yaml"
    before = path.read_bytes()

    message = run_import(root, "organisations", workbook, ImportOptions(), assume_yes=True)

    assert "2 changed organisations in data/organisations.yaml" == message
    assert [
        ("    fr: Dunedin", "    fr: Dunédin"),
        ("  country: NZ", "  country: FJ"),
        ("  url: https://huerto.example.org", "  url: https://huerto.example.org/fr"),
    ] == changed_lines(before.decode(), path.read_bytes().decode())
    run_undo(root, assume_yes=True)
    assert before == path.read_bytes()


@pytest.mark.parametrize("name", ["members", "organisations", "events", "documents"])
def test_a_workbook_that_libreoffice_has_saved_changes_nothing(
    name: TableName, root: Path, tmp_path: Path
):
    export_workbook(root, name, "fr", tmp_path / "export.xlsx")
    workbook = convert(tmp_path / "export.xlsx", "xlsx", tmp_path / "saved")
    sheet = read_sheet(workbook, ExportedTables.load(Workspace.open(root), name).choose_sheet)

    message = run_import(root, name, workbook, ImportOptions(), assume_yes=True)

    assert sheet.rows
    assert f"{workbook.name} says nothing that data/{name}.yaml does not say already" == message


def test_a_csv_file_of_libreoffice_in_windows_1252_changes_what_was_edited(
    root: Path, tmp_path: Path
):
    tables = export_workbook(root, "events", "fr", tmp_path / "export.xlsx")
    language = next(one for one in tables.languages if one.code == "fr")
    titles = [row[1] for row in build_table(tables.make_site(language), "events").rows]
    flat = convert(tmp_path / "export.xlsx", "fods", tmp_path / "flat")
    edit_cells(flat, "Événements", {("pruning-day-2024", "Titre"): "Journée de taille"})
    file = convert(flat, GERMAN_CSV.format(_get_number(flat, "Événements")), tmp_path / "csv")
    path = root / "data/events.yaml"
    before = path.read_bytes().decode()

    run_import(root, "events", file, ImportOptions(), assume_yes=True)

    assert "Journée de la taille" in titles
    assert b";" in file.read_bytes().split(b"\n")[0]
    assert [("    fr: Journée de la taille", "    fr: Journée de taille")] == changed_lines(
        before, path.read_bytes().decode()
    )
