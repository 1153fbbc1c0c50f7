"""Importing a table changes exactly what its cells say differently, and nothing else."""

from __future__ import annotations

import csv
import datetime
import os
import shutil
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalition.cli.import_table import format_import_plan, parse_mapping, run_import
from coalition.cli.new import run_new
from coalition.cli.undo import run_undo
from coalition.diagnostics import DataError
from coalition.editing.entry_kinds import ENTRY_KINDS
from coalition.editing.errors import EditError
from coalition.editing.importing.applying import apply_plan
from coalition.editing.importing.exported import KINDS_BY_TABLE, ExportedTables
from coalition.editing.importing.plan import ImportOptions, ImportPlan
from coalition.editing.importing.planning import plan_import
from coalition.editing.importing.reading import read_sheet
from coalition.editing.importing.sheets import ImportSheet, SheetRow, make_sheet
from coalition.editing.questions import iter_questions
from coalition.editing.workspace import Workspace
from coalition.project.loader import load_coalition
from coalition.project.raw_entries import to_plain_data
from coalition.site.files.csv_tables import render_csv
from coalition.site.files.tables import build_table, format_cell
from coalition.site.files.workbooks import render_workbook
from coalition.site.table_names import TableName
from support.projects import INVENTED, PROJECT

TODAY = datetime.date.today().isoformat()
COALITIONS = ("orchard", "lantern", "harbour", "alliance", "long-words", "organisations-only")
EXPECTED = PROJECT / "tests/data/import_report.txt"
TABLES = tuple(KINDS_BY_TABLE)
Rows = list[list[str]]


def copy_data(folder: Path, coalition: str) -> Path:
    """Return a project with the data of a coalition and the catalogs of this one."""
    for name in ("data", "content"):
        shutil.copytree(INVENTED / coalition / name, folder / name)
    shutil.copytree(PROJECT / "theme/locale", folder / "theme/locale")
    (folder / "theme/templates").mkdir()
    return folder


@pytest.fixture(scope="session")
def projects(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Projects that no test changes, by the name of the coalition."""
    folder = tmp_path_factory.mktemp("imports")
    return {name: copy_data(folder / name, name) for name in COALITIONS}


@pytest.fixture
def harbour(tmp_path: Path) -> Path:
    return copy_data(tmp_path / "p", "harbour")


@pytest.fixture
def orchard(tmp_path: Path) -> Path:
    return copy_data(tmp_path / "p", "orchard")


@cache
def load(root: Path, name: TableName) -> tuple[Workspace, ExportedTables]:
    workspace = Workspace.open(root)
    return workspace, ExportedTables.load(workspace, name)


def export(tables: ExportedTables, code: str) -> Rows:
    """Return the table that the site exports in a language, with its headings."""
    language = next(one for one in tables.languages if one.code == code)
    table = build_table(tables.make_site(language), tables.name)
    header = [column.label for column in table.columns]
    return [header, *([format_cell(cell) for cell in row] for row in table.rows)]


def to_sheet(rows: Sequence[Sequence[str]]) -> ImportSheet:
    return make_sheet("a.csv", [SheetRow(n, tuple(row)) for n, row in enumerate(rows, start=1)])


def plan(
    root: Path, name: TableName, rows: Sequence[Sequence[str]], **options: object
) -> tuple[ImportPlan, Workspace]:
    workspace = Workspace.open(root)
    tables = ExportedTables.load(workspace, name)
    chosen = ImportOptions(**options)  # type: ignore[arg-type]
    return plan_import(workspace, tables, to_sheet(rows), chosen), workspace


def entries_after(
    root: Path, name: TableName, rows: Sequence[Sequence[str]], **options: object
) -> dict[str, Any]:
    """Return the data of all entries by id or name after an import without wrong rows."""
    planned, workspace = plan(root, name, rows, **options)
    assert [] == [row.problems for row in planned.select("wrong")]
    after = apply_plan(workspace, planned.kind, planned.rows)
    data: Any = to_plain_data(after.files[planned.kind.file].root_node)
    return {
        str(entry.get("id") or entry.get("name") or entry["organisation"]): entry for entry in data
    }


def problems_of(
    root: Path, name: TableName, rows: Sequence[Sequence[str]], **options: object
) -> list[tuple[int, str, str, str]]:
    planned, _ = plan(root, name, rows, **options)
    return [
        (row.number, problem.heading, problem.message, problem.hint)
        for row in planned.rows
        for problem in row.problems
    ]


def write(
    path: Path, rows: Sequence[Sequence[str]], encoding: str = "utf-8", delimiter: str = ","
) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def changed_lines(before: str, after: str) -> list[tuple[str, str]]:
    return [
        pair for pair in zip(before.split("\n"), after.split("\n"), strict=True) if len({*pair}) > 1
    ]


# Round trips


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("coalition", COALITIONS)
def test_an_export_that_nobody_has_changed_changes_nothing(
    coalition: str, name: TableName, projects: Mapping[str, Path], tmp_path: Path
):
    workspace, tables = load(projects[coalition], name)
    for language in tables.languages:
        site = tables.make_site(language)
        (tmp_path / "a.csv").write_bytes(render_csv(build_table(site, name)))
        (tmp_path / "a.xlsx").write_bytes(render_workbook(site))
        has_entries = bool(workspace.raw_entries(tables.kind.collection))
        for file in ("a.csv", "a.xlsx") if has_entries else ():
            sheet = read_sheet(tmp_path / file, tables.choose_sheet)
            planned = plan_import(workspace, tables, sheet, ImportOptions())

            assert {"same"} == {row.status for row in planned.rows}
            assert () == planned.notes
            assert language.code == planned.language


def test_three_changed_cells_change_three_values(orchard: Path, tmp_path: Path):
    path = orchard / "data/organisations.yaml"
    before = path.read_bytes().decode()
    _, tables = load(orchard, "organisations")
    rows = export(tables, "fr")
    column = {label: index for index, label in enumerate(rows[0])}
    by_id = {row[0]: row for row in rows}
    by_id["kiwi"][column["Ville"]] = "Dunédin"
    by_id["kiwi"][column["Pays"]] = "Fidji"
    by_id["tec-huerto"][column["Page web"]] = "https://huerto.example.org/fr"
    file = write(tmp_path / "a.csv", rows, "utf-16", "\t")

    message = run_import(orchard, "organisations", file, ImportOptions(), assume_yes=True)

    assert "2 changed organisations in data/organisations.yaml" == message
    assert [
        ("    fr: Dunedin", "    fr: Dunédin"),
        ("  country: NZ", "  country: FJ"),
        ("  url: https://huerto.example.org", "  url: https://huerto.example.org/fr"),
    ] == changed_lines(before, path.read_bytes().decode())

    run_undo(orchard, assume_yes=True)
    assert before == path.read_bytes().decode()


@settings(max_examples=200)
@given(data=st.data())
def test_one_changed_cell_is_what_the_next_export_says_and_no_other_entry_changes(
    data: st.DataObject, projects: Mapping[str, Path]
):
    coalition = data.draw(st.sampled_from(["orchard", "lantern", "harbour", "long-words"]))
    workspace, tables = load(projects[coalition], data.draw(st.sampled_from(TABLES)))
    code = data.draw(st.sampled_from([*tables.columns]))
    header, *rows = export(tables, code)
    columns = [
        index
        for index, column in enumerate(tables.columns[code])
        if column.path not in ("", "id") and len({row[index] for row in rows}) > 1
    ]
    if not columns:
        return
    row, column = data.draw(st.integers(0, len(rows) - 1)), data.draw(st.sampled_from(columns))
    others = {one[column] for one in rows} - {rows[row][column]}
    rows[row][column] = data.draw(st.sampled_from(sorted(others)))

    planned = plan_import(workspace, tables, to_sheet([header, *rows]), ImportOptions())

    assert {row} >= {n for n, one in enumerate(planned.rows) if one.status in ("new", "changed")}
    if planned.rows[row].status != "changed":
        assert "same" != planned.rows[row].status
        return
    after = apply_plan(workspace, tables.kind, planned.rows)
    assert_only_entry_changed(workspace, after, tables.name, row)
    if rows[row][column]:  # where a text is emptied, that of another language may show
        cell = export_after(after, tables, code, row)[column]
        is_position = tables.columns[code][column].path == "affiliations"
        assert rows[row][column] == cell or (is_position and cell.startswith(rows[row][column]))


def assert_only_entry_changed(
    before: Workspace, after: Workspace, name: TableName, index: int
) -> None:
    """Every entry but one has the same bytes, and so has what is between them."""
    kind = KINDS_BY_TABLE[name]
    texts = []
    for workspace in (before, after):
        file = workspace.files[kind.file]
        entries = workspace.raw_entries(kind.collection)
        start = entries[index].node.location.line
        end = entries[index + 1].node.location.line if index + 1 < len(entries) else None
        lines = file.data.decode().split("\n")
        texts.append((lines[: start - 1], lines[end - 1 :] if end else []))

    assert texts[0] == texts[1]


def export_after(after: Workspace, tables: ExportedTables, code: str, row: int) -> list[str]:
    changes = after.changes()
    originals = {change.path: change.before for change in changes}
    for change in changes:
        change.path.write_bytes(change.after or b"")
    try:
        coalition = load_coalition(after.root / "data")
    finally:
        for path, data in originals.items():
            path.write_bytes(data or b"")
    again = ExportedTables(tables.name, coalition, tables.read_translations, tables.day)
    return export(again, code)[row + 1]


@settings(max_examples=150)
@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_any_text_becomes_the_value_or_is_refused(text: str, projects: Mapping[str, Path]):
    """Whatever a stranger has written into a cell, it is only ever a value."""
    root = projects["harbour"]
    workspace, tables = load(root, "members")
    rows = [["ID", "Role", "Source"]]
    rows += [["delta-sample", text, text], ["bay-beispiel", "Skipper", text]]
    planned = plan_import(workspace, tables, to_sheet(rows), ImportOptions())
    after = apply_plan(workspace, tables.kind, planned.rows)

    data: Any = to_plain_data(after.files["members"].root_node)
    before: Any = to_plain_data(workspace.files["members"].root_node)
    assert len(before) == len(data)
    for row, index in zip(planned.rows, (1, 2), strict=True):
        assert {*data[index]} - {*before[index]} <= {"role", "source", "id"}
        if row.status == "changed" and "source" in data[index]:
            assert (
                "".join(text.split()).removeprefix("'") in "".join(data[index]["source"].split())
                or "'" in text
            )


# New entries


def test_a_new_row_is_written_as_new_writes_it(harbour: Path, tmp_path: Path):
    values = {
        "name": "Ada Newcomer", "organisation": "Tide School", "country": "Norway",
        "group": "Pilots", "since": "2025-03",
    }  # fmt: skip
    run_new(harbour, "member", values, assume_yes=True)
    expected = (harbour / "data/members.yaml").read_bytes()
    run_undo(harbour, assume_yes=True)

    rows = [
        ["Full name", "Organization", "Country", "Stakeholder group", "Since"],
        ["Ada Newcomer", "tide school", "Norge", "pilot", "03/2025"],
    ]
    run_import(
        harbour, "members", write(tmp_path / "a.csv", rows), ImportOptions(), assume_yes=True
    )

    assert expected == (harbour / "data/members.yaml").read_bytes()


@pytest.mark.parametrize(
    ("kind", "rows", "expected"),
    [
        (
            "organisations",
            [["Name", "Kind", "Country", "City"], ["Buoy Museum", "library", "Ivory Coast", "Yop"]],
            {
                "id": "buoy-museum", "name": "Buoy Museum", "kind": "library", "city": "Yop",
                "country": "CI",
            },
        ),
        (
            "events",
            [
                ["Title", "Kind", "Start", "Time zone", "Venue", "Country", "People"],
                ["Spring tide", "Workshop", "9.3.2027 14:30", "Europe/Lisbon", "Pier 1", "Portugal",
                 "Marina Test: Keynote speaker; Somebody Else (Tide School): moderator"],
            ],
            {
                "id": "spring-tide-2027", "title": "Spring tide", "kind": "workshop",
                "start": "2027-03-09 14:30", "timezone": "Europe/Lisbon",
                "place": {"venue": "Pier 1", "country": "PT"},
                "people": [
                    {"member": "marina-test", "role": "keynote-speaker"},
                    {"name": "Somebody Else", "organisation": "tide-school", "role": "moderator"},
                ],
            },
        ),
        (
            "documents",
            [
                ["Titre", "Type", "Date", "Versions", "DOI"],
                ["Charts", "report", "2026", "English: https://example.org/a.pdf", "https://doi.org/10.1000/182"],
            ],
            {
                "id": "charts", "title": "Charts", "type": "report", "date": "2026",
                "versions": [{"language": "en", "url": "https://example.org/a.pdf"}],
                "identifiers": {"doi": "10.1000/182"},
            },
        ),
    ],
)  # fmt: skip
def test_the_other_kinds_have_new_entries_too(
    kind: TableName, rows: Rows, expected: dict[str, Any], harbour: Path
):
    mapping = {"Titre": "title"} if kind == "documents" else {}

    assert expected == entries_after(harbour, kind, rows, mapping=mapping)[expected["id"]]


def test_new_entries_go_to_their_places_by_name(harbour: Path):
    rows = [["Name"], *([f"Person {letter}ample"] for letter in "SEX")]
    names = [*entries_after(harbour, "organisations", rows)]

    assert (
        sorted(names[names.index("person-eample") :][:3])
        == names[names.index("person-eample") :][:3]
    )


def test_organisations_can_be_part_of_others_of_the_same_table(harbour: Path):
    rows = [["Name", "Part of"], ["Lower School", "Upper School"], ["Upper School", "Tide School"]]
    after = entries_after(harbour, "organisations", rows)

    assert ("upper-school", "tide-school") == (
        after["lower-school"]["part_of"], after["upper-school"]["part_of"],
    )  # fmt: skip


def test_rows_with_one_title_get_ids_of_their_own(harbour: Path):
    header = ["Title", "Kind", "Start"]
    rows = [header, ["Meeting", "meeting", "2027-03-09"], ["Meeting", "meeting", "2027-05-09"]]

    assert {"meeting-2027", "meeting-2027-2"} <= {*entries_after(harbour, "events", rows)}


def test_rows_without_a_name_are_organisations_only_on_request(harbour: Path):
    rows = [["Name", "Organisation", "Since"], ["", "Tide School", "2026"]]

    ((_, heading, message, hint),) = problems_of(harbour, "members", rows)
    assert ("Name", "a new member needs a name") == (heading, message)
    assert "--itself" in hint
    after = entries_after(harbour, "members", rows, is_organisation=True)
    assert {"organisation": "tide-school", "since": "2026"} == after["tide-school"]


def test_a_required_group_is_asked_for_with_the_possible_ones(orchard: Path):
    for header, heading, hint in (
        (["Name"], "", "add a column 'Stakeholder groups', and write one of: "),
        (["Name", "group"], "group", "write one of: "),
    ):
        (problem,) = problems_of(orchard, "members", [header, ["Ada Newcomer", ""]])

        assert (heading, "a new member needs a stakeholder group") == problem[1:3]
        assert problem[3].startswith(hint)
        assert "Town councils" in problem[3]


def test_an_organisation_that_is_a_member_already_is_found(projects: dict[str, Path]):
    _, tables = load(projects["alliance"], "members")
    header, first, *_ = export(tables, "en")
    rows = [["Organisation"], [first[header.index("Organisation")]]]
    planned, _ = plan(projects["alliance"], "members", rows, is_organisation=True)

    assert ["same"] == [row.status for row in planned.rows]


def test_the_source_of_the_import_is_that_of_what_is_new_or_changed(harbour: Path):
    rows = [
        ["Name", "Role"],
        ["Ada Newcomer", ""],
        ["Delta Sample", "Chief pilot"],
        ["Bay Beispiel", ""],
    ]
    after = entries_after(harbour, "members", rows, source="A letter")

    assert ("A letter", TODAY) == (
        after["Ada Newcomer"]["source"],
        after["Ada Newcomer"]["checked"],
    )
    assert ("A letter", TODAY) == (
        after["Delta Sample"]["source"],
        after["Delta Sample"]["checked"],
    )
    assert "source" not in after["Bay Beispiel"]


# Columns


def test_headings_are_labels_of_any_language_keys_or_mapped(harbour: Path):
    header = ["ID", "البلد", "role", "Their page", "summary"]
    row = ["delta-sample", "المغرب", "Chief pilot", "https://example.org/delta", "x"]
    planned, _ = plan(harbour, "members", [header, row], mapping={"their PAGE": "url"})

    assert ["البلد", "role", "Their page"] == [one.heading for one in planned.rows[0].changes]
    assert {"country": "MA", "url": "https://example.org/delta"}.items() <= (
        planned.rows[0].after.items()
    )
    assert [
        "column 'summary' is ignored; if it is needed, name its key with --map \"summary=...\""
    ] == [*planned.notes]


def test_a_heading_nearly_like_a_label_is_pointed_out(harbour: Path):
    planned, _ = plan(harbour, "members", [["Name", "Contry"], ["Delta Sample", "MA"]])

    assert "did you mean 'Country'?" in planned.notes[0]


@pytest.mark.parametrize(
    ("header", "options", "message"),
    [
        (["Country", "Role"], {}, "has no column 'Name' and no column 'ID'"),
        (["Name", "Role", "role"], {}, "'Role' and 'role' are both about 'role'"),
        (["Name"], {"mapping": {"Nom": "name"}}, "no column is called 'nom'"),
        (["Name", "X"], {"mapping": {"X": "nme"}}, "a member has no key 'nme'"),
        (["Name"], {"language": "de"}, "'de' is no language of the site"),
    ],
)
def test_columns_that_cannot_be_meant_are_errors(
    header: list[str], options: dict[str, Any], message: str, harbour: Path
):
    with pytest.raises(EditError, match=message) as error:
        plan(harbour, "members", [header, ["x"] * len(header)], **options)
    assert error.value.hint


def test_a_derived_column_that_differs_is_ignored_with_a_note(harbour: Path):
    _, tables = load(harbour, "members")
    rows = export(tables, "en")
    rows[1][rows[0].index("Region")] = "Atlantis"
    rows[2][rows[0].index("Region")] = ""
    rows[3][rows[0].index("Page on this site")] = "https://elsewhere.example.org/"
    planned, _ = plan(harbour, "members", rows)

    assert {"same"} == {row.status for row in planned.rows}
    assert ["column 'Region' is ignored, though some cells differ: the site derives it from other"
            " columns"] == [*planned.notes]  # fmt: skip


def test_a_column_that_is_missing_changes_nothing(harbour: Path):
    planned, _ = plan(harbour, "members", [["ID", "Name"], ["delta-sample", "Delta Sample"]])

    assert ["same"] == [row.status for row in planned.rows]


# Rows and entries


def test_rows_find_their_entries_by_name_without_accents_and_capitals(orchard: Path):
    rows = [["Name", "Role"], ["anemone  POMMIER-TAILLE", "Gardener"]]
    planned, _ = plan(orchard, "members", rows)

    assert ["anemone-pommier-taille"] == [
        row.match.raw_entry.id for row in planned.rows if row.match
    ]


def test_a_changed_name_keeps_the_address(harbour: Path):
    after = entries_after(harbour, "members", [["ID", "Name"], ["delta-sample", "Delta Sampler"]])

    assert {"id": "delta-sample", "name": "Delta Sampler"}.items() <= after["delta-sample"].items()
    after = entries_after(harbour, "members", [["ID", "Name"], ["delta-sample", "Délta Sample"]])
    assert "id" not in after["Délta Sample"]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([["delta", "Delta Sample"]], "there is no member with the ID 'delta'"),
        ([["", "Delta Sample"], ["delta-sample", ""]], "this cell is empty, but needs a value"),
        ([["", "Delta Sample"], ["", "delta sample"]], "row 3 is about this entry, too"),
        ([["", "Ada One"], ["", "Ada Öne"]], "another entry has this name"),
        ([["tide", "Ada One"], ["tide", "Ida Two"]], "another page has the address"),
    ],
)
def test_rows_that_contradict_each_other_or_the_site_are_wrong(
    rows: Rows, message: str, harbour: Path
):
    problems = problems_of(harbour, "members", [["ID", "Name"], *rows])

    assert any(text.startswith(message) for _, _, text, _ in problems), problems
    assert all(hint for *_, hint in problems)


def test_an_event_of_the_same_title_on_another_day_is_another_event(projects: dict[str, Path]):
    header = ["Title", "Kind", "Start"]
    planned, _ = plan(
        projects["orchard"],
        "events",
        [
            header,
            ["Pruning day", "workshop", "9/11/2024 10:00"],
            ["Pruning day", "workshop", "15/11/2025"],
        ],
    )

    assert ["same", "new"] == [row.status for row in planned.rows]


def test_an_organisation_that_is_a_member_does_not_become_a_person(projects: dict[str, Path]):
    _, tables = load(projects["alliance"], "members")
    rows = export(tables, "en")
    for column in ("Name", "Country"):
        changed = [[*row] for row in rows]
        changed[1][rows[0].index(column)] = "Norway"
        ((_, heading, message, hint),) = problems_of(projects["alliance"], "members", changed)

        assert (column, "organisation") == (heading, message.split()[4].strip(","))
        assert "table of organisations" in hint


# Cells


def test_a_translated_text_sets_only_its_language(harbour: Path):
    rows = [
        ["ID", "المنصب", "نبذة شخصية"],
        ["stella-maris-muster", "راصدة النجوم", "رسمت خرائط كثيرة."],
    ]
    after = entries_after(harbour, "members", rows)[
        "stella-maris-muster" if False else "Stella Maris-Muster"
    ]

    assert {"en": "Astronomer", "ar": "راصدة النجوم"} == after["role"]
    assert {"en": "Drew the first chart of the estuary.", "ar": "رسمت خرائط كثيرة."} == after["bio"]


def test_a_heading_can_name_the_language_of_its_texts(harbour: Path):
    rows = [["ID", "Role", "Role (ar)"], ["delta-sample", "Chief pilot", "كبير المرشدين"]]
    after = entries_after(harbour, "members", rows)["Delta Sample"]

    assert {"en": "Chief pilot", "ar": "كبير المرشدين"} == after["role"]


def test_an_emptied_cell_removes_the_key_with_its_record(projects: dict[str, Path]):
    header = ["ID", "Venue", "City", "Country", "Web page"]
    after = entries_after(
        projects["orchard"], "events", [header, ["pruning-day-2024", "", "", "", ""]]
    )

    assert "place" not in after["pruning-day-2024"]


@pytest.mark.parametrize(
    ("rows", "heading", "message"),
    [
        (["Country", "Atlantis"], "Country", "there is no country 'Atlantis'"),
        (
            ["Organisation", "Tide Shool"],
            "Organisation",
            "there is no organisation 'Tide Shool' on",
        ),
        (["Groups", "Pirates"], "Groups", "there is no group 'Pirates' on this site"),
        (["Since", "03/04/2026"], "Since", "'03/04/2026' can be 2026-04-03 or 2026-03-04"),
        (["Since", "spring"], "Since", "'spring' is not a date"),
        (["Web page", "example"], "Web page", "'example' is not a web address"),
        (["Links", "my page"], "Links", "'my page' has no address with words before it"),
        (["Biography", "<script>x</script>"], "Biography", "<script> may not be used in this text"),
        (["ORCID", "0000"], "ORCID", "'0000' is not an ORCID iD"),
        (["Until", "2019"], "Until", "'until' (2019) is earlier than 'since' (2020-03)"),
        (["Photo", "delta.jpg"], "Photo", "there is no 'delta.jpg' in content/images/"),
        (["Country", "\ufffd"], "Country", "the formula in this cell has no value"),
    ],
)
def test_a_cell_that_gives_no_value_is_named_by_its_column(
    rows: list[str], heading: str, message: str, harbour: Path
):
    header = ["ID", {"Groups": "Stakeholder groups"}.get(rows[0], rows[0])]
    problems = problems_of(harbour, "members", [header, ["delta-sample", rows[1]]])

    assert [(2, header[1])] == [problem[:2] for problem in problems]
    assert problems[0][2].startswith(message), problems
    assert problems[0][3]


def test_ambiguous_days_are_read_as_the_others_of_their_column(harbour: Path):
    header = ["ID", "Since"]
    rows = [["delta-sample", "03/04/2026"], ["coral-passed", "31/12/2020"]]
    after = entries_after(harbour, "members", [header, *rows])

    assert ("2026-04-03", "2020-12-31") == (
        after["Delta Sample"]["since"],
        after["Coral Passed"]["since"],
    )


def test_a_month_that_a_spreadsheet_has_made_a_day_is_still_the_month(harbour: Path):
    planned, _ = plan(harbour, "members", [["ID", "Since"], ["delta-sample", "2020-03-01"]])

    assert ["same"] == [row.status for row in planned.rows]


def test_letters_that_a_file_has_lost_are_not_written(projects: dict[str, Path]):
    """Windows-1252 has no Chinese and no Cyrillic letters: programs write question marks."""
    _, tables = load(projects["orchard"], "members")
    rows = [[cell.encode("cp1252", "replace").decode("cp1252") for cell in row]
            for row in export(tables, "zh")]  # fmt: skip
    rows[0] = export(tables, "zh")[0]
    planned, _ = plan(projects["orchard"], "members", rows)

    assert any("??" in cell for row in rows for cell in row)
    assert {"same"} == {row.status for row in planned.rows}


def test_a_changed_text_that_has_lost_letters_is_wrong(harbour: Path):
    rows = [["ID", "Role (ar)"], ["delta-sample", "???? ???? (chief)"]]
    ((_, heading, message, hint),) = problems_of(harbour, "members", rows)

    assert ("Role (ar)", "letters have been lost here: Windows-1252 does not have them") == (
        heading, message,
    )  # fmt: skip
    assert "CSV UTF-8" in hint


@pytest.mark.parametrize(
    ("text", "expected"), [("Yes", "true"), ("نعم", "true"), ("WAHR", "true"), ("x", "true")]
)
def test_yes_is_understood_in_the_languages_of_programs_and_of_the_site(
    text: str, expected: str, harbour: Path
):
    rows = [["ID", "Partner of the coalition"], ["tide-school", text]]

    assert expected == entries_after(harbour, "organisations", rows)["tide-school"]["partner"]
    (problem,) = problems_of(harbour, "organisations", [rows[0], ["tide-school", "maybe"]])
    assert "'maybe' is neither yes nor no" == problem[2]


def test_a_list_keeps_what_a_cell_cannot_say(harbour: Path):
    _, tables = load(harbour, "members")
    rows = export(tables, "ar")
    column = rows[0].index("المناصب")
    rows[1][column] = (
        rows[1][column].replace("محاضرة", "أستاذة").replace("; Old Lighthouse: Keeper", "")
    )
    before = entries_after(harbour, "members", [["ID"], ["marina-test"]])["Marina Test"]
    after = entries_after(harbour, "members", rows)["Marina Test"]

    assert [
        before["affiliations"][0],
        {**before["affiliations"][1], "role": {"en": "Lecturer", "ar": "أستاذة"}},
    ] == after["affiliations"]


def test_links_keep_their_titles_in_other_languages(harbour: Path):
    _, tables = load(harbour, "members")
    rows = export(tables, "en")
    column = rows[0].index("Links")
    rows[1][column] = (
        rows[1][column]
        .replace("Letters from the harbour", "Letters")
        .replace("; GitHub: https://github.example.com/marina", "")
    )
    after = entries_after(harbour, "members", rows)["Marina Test"]["links"]

    assert ["mastodon", "google-scholar", None] == [link.get("kind") for link in after]
    assert {"en": "Letters", "ar": "رسائل من المرفأ"} == after[-1]["title"]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"Stakeholder groups": "Draughtspeople"}, {"group": "draughtspeople"}),
        (
            {"Stakeholder groups": "Pilots; Draughtspeople"},
            {"groups": ["pilots", "draughtspeople"]},
        ),
        (
            {"Positions": "Chart Room of the Old Port; Tide School: Lecturer"},
            {"affiliations": [
                {"organisation": "chart-room", "role": {"en": "Pilot", "ar": "مرشد بحري"}},
                {"organisation": "tide-school", "role": "Lecturer"},
            ]},
        ),
        (
            {"Times of membership": "2020-03/2027-12-31; 2028"},
            {"terms": [{"since": "2020-03", "until": "2027-12-31"}, {"since": "2028"}]},
        ),
    ],
)  # fmt: skip
def test_a_cell_decides_between_the_short_and_the_long_form(
    cells: dict[str, str], expected: dict[str, Any], harbour: Path
):
    after = entries_after(harbour, "members", [["ID", *cells], ["delta-sample", *cells.values()]])
    keys = {"group", "groups", "affiliations", "organisation", "role", "terms", "since", "until"}
    changed = {key: after["Delta Sample"][key] for key in expected}

    assert expected == changed
    others = {
        "groups": {"group"},
        "affiliations": {"organisation", "role"},
        "terms": {"since", "until"},
    }
    assert not {*after["Delta Sample"]} & keys & others.get(next(iter(expected)), set())


@pytest.mark.parametrize(
    ("id", "heading", "text"),
    [
        ("marina-test", "Organisation", "Tide School"),
        ("marina-test", "Role", ""),
        ("marina-test", "Since", "2019"),
        ("delta-sample", "Positions", "Tide School"),
        ("delta-sample", "Times of membership", "2021"),
    ],
)
def test_forms_that_would_lose_something_are_wrong(id: str, heading: str, text: str, harbour: Path):
    (problem,) = problems_of(harbour, "members", [["ID", heading], [id, text]])

    assert heading == problem[1]
    assert "column" in problem[3] or "column" in problem[2]


def test_a_text_in_markdown_that_changes_says_what_is_lost(orchard: Path):
    _, tables = load(orchard, "members")
    rows = export(tables, "en")
    column = rows[0].index("Biography")
    row = next(n for n, one in enumerate(rows) if n and one[column])
    rows[row][column] = "First line\nSecond line"
    planned, _ = plan(orchard, "members", rows)

    changed = planned.select("changed")
    assert 1 == len(changed)
    text = changed[0].after["bio"]
    assert "First line\n\nSecond line" == (text["en"] if isinstance(text, dict) else text)


def test_every_word_of_an_export_can_be_read_back(projects: dict[str, Path]):
    """A new kind of event, or a role in a new list, has to be readable in each language."""
    for name, kind in KINDS_BY_TABLE.items():
        _, tables = load(projects["orchard"], name)
        for question in iter_questions(kind):
            for language in tables.languages if question.choices else ():
                words = tables.list_words(question.key, question.choices, language)

                assert [*question.choices] == [
                    tables.find_word(question.key, word, question.choices) for word in words
                ]
                assert question.choices != tuple(words) or language.code == "en"


# The command


FORTY = [
    ["Full name", "Organization", "Country", "Stakeholder group", "Role", "Since"],
    *(
        [
            f"Person {chr(65 + n // 26)}{chr(97 + n % 26)}-Muster",
            ("Tide School", "old lighthouse")[n % 2],
            ("Kenya", "Deutschland", "Côte d’Ivoire", "USA", "Brasil")[n % 5],
            ("Pilots", "draughtspeople")[n % 2], "Skipper",
            ("2019", "2020-05", "31/12/2021")[n % 3],
        ]
        for n in range(40)
    ),
]  # fmt: skip


def make_mistakes() -> Rows:
    """Return forty rows of which five are wrong."""
    rows = [[*row] for row in FORTY]
    rows[5][2], rows[9][1], rows[17][5] = "Kenia Norte", "Tide Shool", "last spring"
    rows[23][0], rows[31][3] = "", "Pirates"
    return rows


def test_forty_rows_with_five_mistakes_change_nothing(
    harbour: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    before = (harbour / "data/members.yaml").read_bytes()
    file = write(tmp_path / "members.csv", make_mistakes(), "cp1252", ";")

    with pytest.raises(EditError, match=r"5 rows are wrong, .*--skip-wrong"):
        run_import(harbour, "members", file, ImportOptions(), assume_yes=True)

    assert before == (harbour / "data/members.yaml").read_bytes()
    output = capsys.readouterr().out
    if os.environ.get("WRITE_EXPECTED"):
        EXPECTED.write_text(output, "utf-8")
    assert EXPECTED.read_text("utf-8") == output


def test_the_other_rows_can_be_imported_at_once(harbour: Path, tmp_path: Path):
    file = write(tmp_path / "members.csv", make_mistakes())

    message = run_import(
        harbour, "members", file, ImportOptions(), skip_wrong=True, assume_yes=True
    )

    assert "35 new members in data/members.yaml" == message
    assert 35 + 6 == len(load_coalition(harbour / "data").members)


def test_forty_rows_are_one_change_to_undo(harbour: Path, tmp_path: Path):
    before = (harbour / "data/members.yaml").read_bytes()
    file = write(tmp_path / "members.csv", FORTY)
    run_import(harbour, "members", file, ImportOptions(), assume_yes=True)
    assert 40 + 6 == len(load_coalition(harbour / "data").members)

    run_undo(harbour, assume_yes=True)

    assert before == (harbour / "data/members.yaml").read_bytes()


def test_a_dry_run_and_a_missing_terminal_write_nothing(harbour: Path, tmp_path: Path):
    before = (harbour / "data/members.yaml").read_bytes()
    file = write(tmp_path / "members.csv", FORTY)

    assert "--dry-run" in run_import(harbour, "members", file, ImportOptions(), dry_run=True)
    with pytest.raises(EditError, match="there is no terminal to ask 'Write this\\?': add --yes"):
        run_import(harbour, "members", file, ImportOptions())
    assert before == (harbour / "data/members.yaml").read_bytes()


def test_the_project_with_an_error_in_the_data_is_not_compared(harbour: Path, tmp_path: Path):
    (harbour / "data/events.yaml").write_text("- id: [\n", "utf-8")

    with pytest.raises(DataError):
        run_import(harbour, "members", write(tmp_path / "a.csv", FORTY), ImportOptions())


def test_what_cannot_be_imported_is_named(harbour: Path, tmp_path: Path):
    with pytest.raises(EditError, match="'goals' cannot be imported: write one of members, "):
        run_import(harbour, "goals", tmp_path / "a.csv", ImportOptions())
    with pytest.raises(EditError, match="--map x does not name a column and a key"):
        parse_mapping(["x"])
    assert {"a=b": "name"} == parse_mapping(["a=b=name"])


def test_a_plan_cannot_act_in_a_terminal(harbour: Path):
    planned, _ = plan(harbour, "members", [["Name", "\x1b[2J"], ["\x1b]0;Ada", "::error::x"]])

    assert "\x1b" not in format_import_plan(planned)


def test_the_kinds_that_can_be_imported_are_kinds_of_entries():
    assert {kind.name for kind in KINDS_BY_TABLE.values()} <= {*ENTRY_KINDS}
