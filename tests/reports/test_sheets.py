"""Lists of people: what a form asks for, what is missing, and cells that are text."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.project.loader import LoadedData
from coalition.reports import (
    Sheet,
    SheetColumn,
    build_event_sheet,
    build_member_sheet,
    render_sheet,
    render_sheet_workbook,
    render_tsv,
)
from coalition.reports.sheets import measure_width
from support.language_sites import load, make_site
from support.projects import INVENTED

MEMBERS = """\
- {name: Ada Early, group: libraries, country: NO, since: 2019, organisation: north-shore,
   role: Reader}
- {name: Ed Both, groups: [libraries, volunteers], country: US}
- {name: Gil Undated, group: volunteers, country: EG, until: 2020}
- name: No Country
  group: volunteers
- {organisation: yewan, group: libraries}
"""
EVENTS = """\
- id: night
  title: {en: Night of sessions, ar: ليلة الجلسات}
  kind: session
  start: 2024-03-04
  organisers: [{organisation: yewan}, {name: LCLN}, {organisation: radio-qamar}]
  people:
    - {member: gil-undated, role: moderator}
    - {member: ed-both, role: speaker}
    - {member: no-country, role: speaker}
    - {name: Zed Guest, organisation: radio-qamar, role: rapporteur}
    - {name: "=HYPERLINK(1)"}
"""
FILES = {
    "members": MEMBERS,
    "events": EVENTS,
    "working_groups": "[]\n",
    "documents": "[]\n",
    "conditions": "[]\n",
    "action_areas": "[]\n",
}
CELLS = st.text(st.sampled_from("=+-@\t\r\n 'ab1,;"), max_size=8)


@pytest.fixture
def data(tmp_path: Path) -> LoadedData:
    return load(tmp_path, FILES | {"coalition": relax_groups()})


def relax_groups() -> str:
    """Return the coalition's file in which members need no group."""
    text = (INVENTED / "lantern/data/coalition.yaml").read_text("utf-8")
    return f"members_without_group: true\n{text}"


def make_event_sheet(data: LoadedData, language: str = "en") -> Sheet:
    site = make_site(data, language)
    return build_event_sheet(site, data, site.index.events["night"])


def test_the_people_of_an_event_have_role_group_country_and_regional_group(data: LoadedData):
    sheet = make_event_sheet(data)

    rows = {row[1]: (row[0], *row[3:]) for row in sheet.rows}
    assert "Night of sessions, 4 March 2024" == sheet.title
    assert (
        "Speaker",
        "Libraries and Volunteers",
        "United States",
        "In no regional group",
        "yes",
    ) == (rows["Ed Both"])
    assert ("Moderator", "Volunteers", "Egypt", "African States", "Former member") == (
        rows["Gil Undated"]
    )
    assert ("Rapporteur", "", "", "", "no") == rows["Zed Guest"]
    assert ["Organiser"] * 3 + ["Moderator", "Speaker", "Speaker", "Rapporteur", ""] == [
        row[0] for row in sheet.rows
    ]


def test_what_is_missing_is_named_with_what_to_enter_where(data: LoadedData):
    gaps = {gap.name: gap.text for gap in make_event_sheet(data).gaps}

    assert "no country: enter 'country: ...' in data/members.yaml:5" == gaps["No Country"]
    assert gaps["Zed Guest"].startswith("not a member, so the data have no stakeholder group")
    assert "LCLN" not in gaps, "the coalition itself belongs to no group"
    assert "Ed Both" not in gaps


def test_an_organisation_without_a_country_lacks_it_in_its_own_entry(tmp_path: Path):
    names = {"yewan": "Yewan", "north-shore": "Shore", "radio-qamar": "Radio"}
    organisations = "".join(f"- {{id: {id}, name: {name}}}\n" for id, name in names.items())
    data = load(tmp_path, FILES | {"organisations": organisations})

    gaps = {(gap.name, gap.text) for gap in make_event_sheet(data).gaps}

    assert ("Yewan", "no country: enter 'country: ...' in data/organisations.yaml:1") in gaps
    assert ("Radio", "no country: enter 'country: ...' in data/organisations.yaml:3") in gaps


def test_members_are_listed_without_former_ones(data: LoadedData):
    site = make_site(data)

    sheet = build_member_sheet(site, data)

    names = [row[0] for row in sheet.rows]
    ada = sheet.rows[names.index("Ada Early")]
    assert {"Ada Early", "Ed Both", "No Country"} < {*names} and "Gil Undated" not in names
    assert ("Reader", "Libraries", "Norway", "Western European and other States", "2019") == ada[2:]


def test_a_sheet_comes_in_the_language_that_was_asked_for(data: LoadedData):
    sheet = make_event_sheet(data, "ar")

    assert sheet.title.startswith("ليلة الجلسات")
    assert "الاسم" == sheet.columns[1].heading


def test_a_workbook_has_a_frozen_header_a_filter_and_no_formula(data: LoadedData):
    sheet = make_event_sheet(data)

    content = render_sheet_workbook(
        sheet, author="LCLN", day=date(2024, 6, 30), right_to_left=False
    )

    workbook = openpyxl.load_workbook(io.BytesIO(content))
    page = workbook.active
    assert page is not None
    assert sheet.rows[-1][1] == "=HYPERLINK(1)" == page["B9"].value
    assert {"s", "n"} >= {cell.data_type for row in page.iter_rows() for cell in row}
    assert ("A2", "A1:G9") == (page.freeze_panes, page.auto_filter.ref)
    assert datetime(2024, 6, 30) == workbook.properties.created
    assert "LCLN" == workbook.properties.creator


def test_the_same_data_give_the_same_workbook(data: LoadedData):
    first, second = (
        render_sheet_workbook(make_event_sheet(data), author="L", day=None, right_to_left=True)
        for _ in range(2)
    )

    assert first == second


@given(st.lists(st.tuples(CELLS, CELLS), max_size=3))
def test_no_cell_becomes_a_formula(rows: list[tuple[str, str]]):
    sheet = Sheet("[a]: 'b'?", (SheetColumn("A", 5), SheetColumn("B", 5)), tuple(rows))

    lines = render_tsv(sheet).split("\n")
    content = render_sheet_workbook(sheet, author="", day=None, right_to_left=False)

    assert len(rows) + 1 == len(lines)
    for line in lines:
        cells = line.split("\t")
        assert 2 == len(cells)
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
    page = openpyxl.load_workbook(io.BytesIO(content)).active
    assert page is not None
    assert "f" not in {cell.data_type for row in page.iter_rows() for cell in row}


@pytest.mark.parametrize(
    ("text", "expected"), [("abc", 3), ("中文", 4), ("e\u0301", 1), ("مرحبا", 5), ("a\u200db", 2)]
)
def test_the_width_of_a_text_is_that_on_a_terminal(text: str, expected: int):
    assert expected == measure_width(text)


def test_a_table_that_is_too_wide_is_written_in_blocks():
    columns = SheetColumn("Name", 5), SheetColumn("Role", 5), SheetColumn("Group", 5)
    sheet = Sheet("People", columns, (("Ada 中", "", "Readers"), ("Bo", "Chair", "")))

    assert (
        "Name    Role   Group\n------  -----  -------\nAda 中         Readers\nBo      Chair"
        in (render_sheet(sheet))
    )
    assert "People\n\nName: Ada 中\nGroup: Readers\n\nName: Bo\nRole: Chair" == render_sheet(
        sheet, 15
    )
