"""Tables: what spreadsheets and statistics programs get is what the data says."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.markup import convert_html_to_text, render_markdown
from coalition.site import map_generated_files
from coalition.site.files.csv_tables import render_csv
from coalition.site.files.tables import Column, Table, build_table, format_cell, list_tables
from coalition.site.table_names import TABLE_NAMES
from support.site_objects import SITE_URL, load_sites

SITES = load_sites("orchard")


def read_csv(content: bytes) -> list[list[str]]:
    """Return the rows of a CSV file as a spreadsheet reads them: the mark at the start is none."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def get_row(language: str, name: str, id: str) -> dict[str, object]:
    """Return the row of an entry by the keys of its columns."""
    table = build_table(SITES[language], name)  # type: ignore[arg-type]
    row = next(row for row in table.rows if row[0] == id)
    return {column.key: cell for column, cell in zip(table.columns, row, strict=True)}


def test_there_is_a_row_for_each_entry_and_a_heading_for_each_column():
    for site in SITES.values():
        for name in TABLE_NAMES:
            table = build_table(site, name)
            labels = [column.label for column in table.columns]

            assert len(getattr(site.coalition, name)) == len(table.rows) > 0
            assert len(labels) == len({*labels})
            assert all(len(row) == len(labels) for row in table.rows)


def test_the_row_of_an_event_is_in_the_words_of_the_language():
    english, french = (get_row(code, "events", "pruning-day-2024") for code in ("en", "fr"))

    assert {
        "title": "Pruning day",
        "kind": "Workshop",
        "start": datetime(2024, 11, 9, 10),
        "end": datetime(2024, 11, 9, 12, 30),
        "timezone": "America/New_York",
        "mode": "In person and online",
        "venue": "Old Orchard House",
        "country": "United States",
        "country_code": "US",
        "region": "Americas",
        "subregion": "Northern America",
        "un_group": None,  # it takes part in none
        "people": "Cherry Orchard-Sample: Moderator; 果香样: Speaker; "
        "Peach Stone-Sample (Hedgerow College of Winter Apples): Speaker",
        "languages": "English; French",
        "page": f"{SITE_URL}/events/pruning-day-2024/",
        "source": "Programme of the Week of the Tree",
        "checked": date(2024, 5, 2),
    }.items() <= english.items()
    assert {
        "title": "Journée de la taille",
        "kind": "Atelier",
        "country": "États-Unis",
        "page": f"{SITE_URL}/fr/events/pruning-day-2024/",
    }.items() <= french.items()


def test_a_date_that_is_not_known_to_the_day_stays_a_text():
    assert "2019-04" == get_row("en", "members", "olive-grove-keeper")["since"]


def test_markdown_becomes_plain_text():
    assert "Bring one apple.\nIt will be shared." == get_row("en", "events", "apple-talks")["text"]


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("One\ntwo\n\nthree", "One two\nthree"),
        ("- a\n- b *c*\n", "a\nb c"),
        ("line  \nbreak & <b>bold</b> &lt;i&gt;", "line\nbreak & bold <i>"),
        ("A [link](https://example.org/)", "A link"),
        ("before <!-- hidden --> after", "before after"),
        ("", ""),
    ],
)
def test_plain_text_of_markdown(markdown: str, text: str):
    assert text == convert_html_to_text(render_markdown(markdown))


@pytest.mark.parametrize("text", ["=1+1", "+49 30", "-1", "@sum", "\t=1", "\r=1"])
def test_no_cell_runs_as_a_formula(text: str):
    assert f"'{text}" == format_cell(text)


CELLS = st.one_of(
    st.none(),
    st.integers(0, 10**6),
    st.dates(),
    st.datetimes(),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r")),
)


@given(st.lists(st.tuples(CELLS, CELLS)))
def test_a_csv_file_is_read_back_as_it_was_written(rows: list[tuple[None, None]]):
    columns = tuple(Column(key, key, "text", key) for key in ("a", "b"))

    read = read_csv(render_csv(Table("members", columns, tuple(rows))))

    assert ["a", "b"] == read[0]
    # A row of two empty cells is a line, and so is one of texts with line breaks
    assert [[format_cell(cell) for cell in row] for row in rows] == read[1:]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in read[1:] for cell in row)


@pytest.mark.integration
@pytest.mark.parametrize("code", SITES)
def test_data_portals_can_read_the_tables(code: str, tmp_path: Path):
    site = SITES[code]
    for path, file in map_generated_files(site).items():
        if path.endswith((".csv", "datapackage.json")):
            (tmp_path / Path(path).name).write_bytes(file.content)

    # In a process of its own: it looks for its plugins in the folders of this one
    command = [sys.executable, "-m", "frictionless", "validate", "--json", "datapackage.json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    report = json.loads(done.stdout)

    assert report["valid"], report
    assert [table.name.replace("_", "-") for table in list_tables(site)] == [
        task["name"] for task in report["tasks"]
    ]


def test_a_data_package_says_what_its_columns_are():
    package = json.loads(map_generated_files(SITES["fr"])["fr/data/datapackage.json"].content)
    events = next(one for one in package["resources"] if one["name"] == "events")
    fields = {field["name"]: field for field in events["schema"]["fields"]}

    assert "CC-BY-4.0" == package["licenses"][0]["name"]
    assert "2024-05-02" == package["version"]
    assert {"key": "checked", "type": "date"}.items() <= fields["Dernière vérification"].items()
    assert "uri" == fields["Page sur ce site"]["format"]
