"""Figures in all languages: labels, sentences, complete tables, and their CSV files."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from markupsafe import Markup

from coalition.i18n import Language
from coalition.model import Member, Organisation
from coalition.model.field_types import ValidationContext
from coalition.model.records import Event, Group
from coalition.site import Site, map_generated_files
from coalition.site.figures import Figure, build_figures
from coalition.site.figures.marks import MAX_BARS
from coalition.site.files.figure_tables import render_figure_csv
from coalition.site.tallies import FigureId
from support.language_sites import load
from support.language_sites import make_site as make_language_site
from support.made_sites import make_site
from support.site_objects import load_sites

SITES = load_sites("meadow")
CONTEXT = ValidationContext("en")
FILES = {
    "events": "[]\n",
    "documents": "[]\n",
    "working_groups": "[]\n",
    "conditions": "[]\n",
    "members": "[]\n",
}


def get_figure(site: Site, id: FigureId) -> Figure:
    (figure,) = build_figures(site, id)
    return figure


def read_sentence(site: Site, figure: Figure) -> str:
    names = site.language.join_list(name.text for name in figure.sentence.names)
    return figure.sentence.fill(Markup(names)).unescape()


def read_rows(figure: Figure) -> dict[str, int | str]:
    return {row.label.text: row.value for row in figure.rows}


def make_organisations(*kinds: str | None) -> tuple[Organisation, ...]:
    return tuple(
        Organisation.model_validate(
            {"id": f"o{number}", "name": f"House {number}", **({"kind": kind} if kind else {})},
            context=CONTEXT,
        )
        for number, kind in enumerate(kinds)
    )


def make_kinds_figure(*kinds: str | None) -> tuple[Site, Figure]:
    site = make_site(SITES["en"].coalition, organisations=make_organisations(*kinds))
    return site, get_figure(site, "organisations-by-kind")


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (("school",) * 4 + ("library",), "kind of organisation is School: 4 of 5."),
        (
            ("school", "school", "library", "library", "network"),
            "kinds of organisations are Library and School: 2 of 5 each.",
        ),
        (
            ("school", "library", "network", "charity", "company"),
            "The largest number, 1 of 5, occurs 5 times.",
        ),
        (("school",) * 3 + ("library",) * 2 + (None,) * 5, "is School: 3 of 10."),
    ],
)
def test_the_sentence_names_the_largest_category_or_those_that_share_the_place(
    kinds: tuple[str | None, ...], expected: str
):
    site, figure = make_kinds_figure(*kinds)

    assert read_sentence(site, figure).endswith(expected)


def test_the_sentence_of_the_members_says_first_and_last_number_and_the_day():
    site = SITES["en"]

    assert "The number of members was 3 at the end of 2016, and 11 on 2 May 2024." == read_sentence(
        site, get_figure(site, "members-over-years")
    )


@pytest.mark.parametrize("code", sorted(SITES))
def test_every_figure_has_its_words_in_every_language(code: str):
    english = {figure.id: figure for figure in build_figures(SITES["en"])}
    for figure in build_figures(SITES[code]):
        sentence = read_sentence(SITES[code], figure)

        assert "%(" not in sentence
        assert (code == "en") == (figure.title == english[figure.id].title)
        assert (code == "en") == (figure.sentence.pattern == english[figure.id].sentence.pattern)
        assert [row.value for row in english[figure.id].rows if isinstance(row.value, int)] == [
            row.value for row in figure.rows if isinstance(row.value, int)
        ] or figure.bars, "only the alphabet changes the order of rows"
        assert len(english[figure.id].rows) == len(figure.rows)


def test_the_table_adds_up_to_the_total_unless_entries_count_twice():
    for figure in build_figures(SITES["en"]):
        if figure.total is None:
            continue
        total = sum(row.value for row in figure.rows if isinstance(row.value, int))
        counts_twice = any("several lines" in note for note in figure.notes)

        assert (total > figure.total) == counts_twice
        assert total >= figure.total


def test_entries_of_which_nothing_is_known_have_a_line_and_a_bar_at_the_end():
    figure = get_figure(SITES["en"], "members-by-un-group")

    assert [("In no regional group", 1), ("Country not known", 1)] == list(
        read_rows(figure).items()
    )[-2:]
    assert [False] * 4 + [True] * 2 == [bar.minor for bar in figure.bars]


def test_the_largest_category_comes_first_and_equal_ones_by_the_alphabet_of_the_language():
    english = get_figure(SITES["en"], "members-by-region")
    arabic = get_figure(SITES["ar"], "members-by-region")

    assert ["Asia", "Europe", "Africa", "Americas"] == list(read_rows(english))[:4]
    assert [3, 3, 2, 2, 1, 1] == [row.value for row in arabic.rows]


def test_names_in_another_language_are_marked():
    labels = [row.label for row in get_figure(SITES["ar"], "members-by-group").rows]

    assert [("جزازو العشب", "ar"), ("الرعاة", "ar"), ("Beekeepers", "en")] == [
        (label.text, label.language) for label in labels
    ][:3]


def test_bars_of_a_page_from_right_to_left_end_at_the_right():
    bars = get_figure(SITES["ar"], "members-by-region").bars

    assert {100} == {round(bar.x + bar.width, 6) for bar in bars}


def test_notes_say_what_is_not_counted():
    assert (
        "1 member is not counted, because the data do not say when they joined."
        in get_figure(SITES["en"], "members-over-years").notes
    )
    assert (
        "1 event that was cancelled or postponed is not counted."
        in get_figure(SITES["en"], "events-by-year").notes
    )
    assert ("Not known: 1",) == get_figure(SITES["en"], "documents-by-year").notes


def test_forty_groups_share_ten_bars_and_are_all_in_the_table(tmp_path: Path):
    groups = "".join(f"  - {{id: g{number}, name: Group {number:02}}}\n" for number in range(40))
    members = "".join(
        f"- {{name: Member {number}, id: m{number}, group: g{number % 40}}}\n"
        for number in range(60)
    )
    data = load(
        tmp_path,
        {**FILES, "members": members, "coalition": _replace_groups(groups), "action_areas": "[]\n"},
        "minimal",
    )
    figure = get_figure(make_language_site(data), "members-by-group")

    assert 40 == len(figure.rows)
    assert MAX_BARS == len(figure.bars)
    assert "Others (31)" == figure.bars[-1].label.text
    assert 60 == sum(bar.count for bar in figure.bars) == figure.total
    assert figure.bars[-1].minor


def _replace_groups(groups: str) -> str:
    return f"""\
name: Many
acronym: MANY
mission: Many groups.
languages: [en]
contact: {{name: Desk, email: "desk [at] many.example.org"}}
licence: {{name: CC0, url: "https://creativecommons.org/publicdomain/zero/1.0/"}}
groups:
{groups}"""


def test_events_of_sixty_years_share_seven_columns_and_have_a_row_each():
    events = tuple(
        Event.model_validate(
            {"id": f"e{year}", "title": "Fair", "kind": "meeting", "start": f"{year}-05-01"},
            context=CONTEXT,
        )
        for year in range(1965, 2025)
    )
    figure = get_figure(make_site(SITES["en"].coalition, events=events), "events-by-year")

    assert 60 == len(figure.rows)
    assert 7 == len(figure.columns)
    assert 60 == sum(column.count for column in figure.columns)
    assert "Each column covers up to 10 years; the table has every year." in figure.notes


def test_ten_thousand_members_take_no_time_worth_mentioning():
    members = tuple(
        Member.model_validate(
            {
                "id": f"m{number}",
                "name": f"Member {number}",
                "group": ("mowers", "grazers", "keepers")[number % 3],
                "country": ("NO", "EG", "CN", "BR")[number % 4],
                "since": str(1995 + number % 30),
            },
            context=ValidationContext("en", {"group": frozenset({"mowers", "grazers", "keepers"})}),
        )
        for number in range(10_000)
    )
    site = make_site(SITES["en"].coalition, members=members)
    assert 10_000 == len(site.index.members)
    begin = time.perf_counter()
    figures = build_figures(site)

    assert time.perf_counter() - begin < 5, "0.5 s on a slow machine"
    assert {3, 4} <= {len(figure.bars) for figure in figures}
    assert max(len(figure.columns) for figure in figures) <= 7


# Files


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("code", sorted(SITES))
def test_each_figure_has_a_file_with_its_table(code: str):
    files: Mapping[str, object] = map_generated_files(SITES[code])
    for figure in build_figures(SITES[code]):
        header, *rows = read_csv(files[figure.path].content)  # type: ignore[attr-defined]

        assert list(figure.header) == header
        assert [[row.label.text, str(row.value)] for row in figure.rows] == rows
        assert figure.path.startswith("figures/" if code == "en" else f"{code}/figures/")


def test_a_name_that_looks_like_a_formula_is_no_formula_in_the_file():
    groups = tuple(
        Group.model_validate({"id": id, "name": name}, context=CONTEXT)
        for id, name in (("mowers", "=HYPERLINK(1)"), ("grazers", "@x"), ("keepers", "Keepers"))
    )
    site = make_site(SITES["en"].coalition, groups=groups)
    rows = read_csv(render_figure_csv(get_figure(site, "members-by-group")))

    assert ["'=HYPERLINK(1)", "'@x", "Keepers", "No stakeholder group"] == [
        row[0] for row in rows[1:]
    ]


def test_a_sentence_escapes_names_and_values():
    site = make_site(SITES["en"].coalition)
    figure = get_figure(site, "members-by-group")
    html = figure.sentence.fill(Markup("<bdi>&lt;b&gt;</bdi>"))

    assert "is <bdi>&lt;b&gt;</bdi>: 6 of 12." in html


def test_every_language_of_the_theme_can_write_every_figure():
    """A pattern of a catalog with a wrong placeholder would fail here, for each plural form."""
    for code in ("ar", "es", "fr", "ru", "zh"):
        site = make_language_site_of(code)
        for figure in build_figures(site):
            assert read_sentence(site, figure)


def make_language_site_of(code: str) -> Site:
    language: Language = load_sites("orchard")[code].language
    return replace(SITES["en"], language=language, generated_files={})
