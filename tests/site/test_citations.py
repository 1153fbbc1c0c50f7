"""Citations of documents: what readers of BibTeX and RIS get is what the data says."""

from __future__ import annotations

import re
from typing import Any

import bibtexparser
import pytest
import rispy
from bibtexparser.bparser import BibTexParser
from hypothesis import given
from hypothesis import strategies as st

from coalition.model import LocalizedText, PartialDate
from coalition.site.citations import Citation, CitedParty
from coalition.site.files.citations import render_bibtex, render_ris

LATEX_NAMES = {
    r"\textbackslash{}": "\\",
    r"\textbraceleft{}": "{",
    r"\textbraceright{}": "}",
    r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^",
    **{f"\\{character}": character for character in "#$%&_"},
}
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def cite(
    title: str = "Handbook",
    subtitle: str = "",
    *,
    authors: tuple[CitedParty, ...] = (),
    publishers: tuple[CitedParty, ...] = (),
    **other: Any,  # noqa: ANN401 - any field
) -> Citation:
    values: dict[str, Any] = {
        "type": "report",
        "type_label": "Report",
        "summary": None,
        "date": PartialDate(2023, 5),
        "external_url": "https://example.org/handbook",
        "own_url": "",
        "doi": "",
        "isbn": (),
    }
    return Citation(
        id="handbook",
        title=LocalizedText(title, "en"),
        subtitle=LocalizedText(subtitle, "en") if subtitle else None,
        authors=authors,
        publishers=publishers,
        **values | other,
    )


def person(name: str) -> CitedParty:
    return CitedParty(LocalizedText(name, "en"), True)


def organisation(name: str) -> CitedParty:
    return CitedParty(LocalizedText(name, "en"), False)


def read_bibtex(text: str) -> dict[str, str]:
    """Return the fields of the only entry in a text, as a reference manager reads them."""
    parser = BibTexParser(common_strings=True, ignore_nonstandard_types=False)
    (entry,) = bibtexparser.loads(text, parser).entries
    return entry


def read_latex(value: str) -> str:
    """Return the text that LaTeX would typeset."""
    names = "|".join(map(re.escape, LATEX_NAMES))
    return re.sub(f"({names})|[{{}}]", lambda match: LATEX_NAMES.get(match[0], ""), value)


def read_ris(text: str) -> dict[str, Any]:
    (entry,) = rispy.loads(text)
    return entry


one_line = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1)
"""Texts as they are in the data, without blanks: readers remove those at the ends."""

lines = st.lists(one_line, min_size=1, max_size=4).map(" ".join)


@given(lines, lines)
def test_any_title_is_read_back_from_bibtex(title: str, subtitle: str):
    entry = read_bibtex(render_bibtex(cite(title, subtitle)))

    assert f"{title}: {subtitle}" == read_latex(entry["title"])


@given(st.lists(lines, min_size=1, max_size=3), st.lists(lines, max_size=2))
def test_any_names_are_read_back_from_bibtex(people: list[str], organisations: list[str]):
    authors = (*map(person, people), *map(organisation, organisations))
    entry = read_bibtex(render_bibtex(cite(authors=authors)))
    names = split_outside_braces(entry["author"])

    assert [*people, *organisations] == [read_latex(name) for name in names]


def split_outside_braces(names: str) -> list[str]:
    """Divide a list of names as BibTeX does: at each "and" that is not in braces."""
    parts, depth = [""], 0
    for word in names.split(" "):
        if depth == 0 and word.lower() == "and":
            parts.append("")
            continue
        parts[-1] = f"{parts[-1]} {word}".strip()
        depth += word.count("{") - word.count("}")
    return parts


@given(lines, st.lists(lines, max_size=3))
def test_any_text_is_read_back_from_ris(title: str, names: list[str]):
    entry = read_ris(render_ris(cite(title, authors=tuple(map(person, names)))))

    assert title == entry["title"]
    assert names == entry.get("authors", [])


@given(st.text())
def test_no_text_adds_a_field_or_an_entry(text: str):
    citation = cite(f"A{text}", authors=(person(f"B{text}"),), external_url=f"https://x.org/{text}")
    bibtex, ris = render_bibtex(citation), render_ris(citation)

    assert {"author", "title", "year", "month", "type", "url", "language"} == set(
        re.findall(r"^  (\w+) = ", bibtex, re.MULTILINE)
    )
    assert bibtex.count("{") == bibtex.count("}")
    assert ["TY", "AU", "TI", "PY", "DA", "M3", "UR", "LA", "ID", "ER"] == [
        line[:2] for line in ris.split("\r\n") if line
    ]
    assert "\n" not in ris.replace("\r\n", "")


def test_a_name_that_bibtex_would_divide_is_in_braces():
    authors = (
        person("Rosa Tree"),
        person("Tree, Rosa and Moss"),
        organisation("Seeds and Leaves"),
    )
    entry = read_bibtex(render_bibtex(cite(authors=authors)))

    assert "Rosa Tree and {Tree, Rosa and Moss} and {Seeds and Leaves}" == entry["author"]


def test_special_characters_are_escaped_and_letters_stay():
    text = render_bibtex(cite("100 % of A&B_C {#1} für Łódź, 50 $ ~^\\"))

    assert (
        r"{{100 \% of A\&B\_C \textbraceleft{}\#1\textbraceright{} für Łódź, 50 \$ "
        r"\textasciitilde{}\textasciicircum{}\textbackslash{}}}" in text
    )


@pytest.mark.parametrize(
    ("date", "bibtex", "ris"),
    [
        (PartialDate(2023), ("2023", ""), "2023///"),
        (PartialDate(2023, 5), ("2023", "May"), "2023/05//"),
        (PartialDate(2023, 5, 9), ("2023", "May"), "2023/05/09/"),
        (None, ("", ""), ""),
    ],
)
def test_a_date_is_as_precise_as_it_is_known(
    date: PartialDate | None, bibtex: tuple[str, str], ris: str
):
    citation = cite(date=date)
    entry = read_bibtex(render_bibtex(citation))

    assert bibtex == (entry.get("year", ""), entry.get("month", ""))
    assert ris == read_ris(render_ris(citation)).get("date", "")


def test_every_month_has_the_abbreviation_of_bibtex():
    assert [f"month = {name}" for name in MONTHS] == [
        re.findall(r"month = \w+", render_bibtex(cite(date=PartialDate(2023, month))))[0]
        for month in range(1, 13)
    ]


@pytest.mark.parametrize(
    ("citation", "kinds"),
    [
        (cite(isbn=("978-0-306-40615-7",)), ("book", "BOOK")),
        (cite(publishers=(organisation("Seeds"),)), ("techreport", "RPRT")),
        (cite(), ("misc", "RPRT")),
        (cite(type="declaration"), ("misc", "GEN")),
    ],
)
def test_the_kind_of_entry_follows_from_the_type(citation: Citation, kinds: tuple[str, str]):
    bibtex, ris = read_bibtex(render_bibtex(citation)), read_ris(render_ris(citation))

    assert kinds == (bibtex["ENTRYTYPE"], ris["type_of_reference"])


def test_a_publisher_who_is_the_author_is_named_once_in_the_line():
    seeds = (organisation("Seeds"),)

    assert () == cite(authors=seeds, publishers=seeds).shown_publishers
    assert seeds == cite(publishers=seeds).shown_publishers
