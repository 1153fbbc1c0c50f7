"""Syntax that would stay in a text as it is typed is reported, and nothing else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.markup.markdown import convert_markdown_field, convert_markdown_file

CODE = re.compile(r"<(code|pre)\b.*?</\1>", re.S)
LINK_IN_TEXT = re.compile(r"\[[^\[\]<>]+\]\(https?://")


@pytest.mark.parametrize(
    ("text", "needle"),
    [
        ("[text] (https://a.example/)", "[text] (https://a.example/)"),
        ("[text]\n(https://a.example/)", "(https://a.example/)"),
        ("[*text*] ({filename}/pages/a.en.md)", "[*text*] ({filename}/pages/a.en.md)"),
        ("[text](https://a.example/ and", "[text](https://a.example/"),
        ("[`text`](https://a.example/ and", "](https://a.example/"),
        ("| a |\n|---|\n| [b](c |", "[b](c"),
        ("## A [b](c", "[b](c"),
        ("[text][nowhere]", "[text][nowhere]"),
        ("见[text][nowhere]", "[text][nowhere]"),
        ("[text][]", "[text][]"),
        ("[1][x](https://a.example/", "[x](https://a.example/"),
        ("[1][pdf] (https://a.example/)", "[pdf] (https://a.example/)"),
        ("![picture][2]", "![picture][2]"),
        ("[text][srce]\n\n[srcs]: https://a.example/", "[text][srce]"),
        ("[text][sr]\n\n[src]: https://a.example/", "[text][sr]"),
        ("[text][2]\n\n[1]: https://a.example/", "[text][2]"),
        ("and [2] ({filename}/pages/a.en.md)", "[2] ({filename}/pages/a.en.md)"),
        ("[en] (https://a.example/)", "[en] (https://a.example/)"),
        ("A claim[^1]", "[^1]"),
        ("A <!-- remark", "<!--"),
        ("<div>[a](https://a.example/)</div>", "[a](https://a.example/)"),
        ("See {static}/images/a.png", "{static}"),
    ],
)
def test_leftover_syntax_is_one_violation_with_its_place(text: str, needle: str):
    (violation,) = convert_markdown_file(text).violations

    assert needle == violation.needles[0]


@pytest.mark.parametrize(
    "text",
    [
        "[1][2] and [4][5]",
        "[4][5]\n\n[1]: https://a.example/",
        "array[i][j] and rows[row][column]",
        "[Smith][2019], [Smith][2019a], [Smith 2019][p. 4], [*Smith*][4–6]",
        "and [2] (https://example.org/), [12] (https://example.org/)",
    ],
)
def test_citations_and_indices_are_accepted(text: str):
    assert () == convert_markdown_file(text).violations
    assert () == convert_markdown_field(text).violations


@pytest.mark.parametrize(
    "text",
    [
        r"\[text] (https://a.example/)",
        r"\[text](https://a.example/ and",
        r"\[text][nowhere]",
        "`[text] (https://a.example/)`",
        "    [text](https://a.example/",
        "~~~\n[text] (https://a.example/)\n~~~",
        "[sic] (so), [1], f(x)[2], [ ] to do",
        "A <!-- whole\nremark --> here",
        "`{filename}`",
    ],
)
def test_brackets_that_are_meant_as_brackets_are_accepted(text: str):
    assert () == convert_markdown_file(text).violations


def test_texts_in_the_data_have_no_footnotes():
    (violation,) = convert_markdown_field("A claim[^1]").violations

    assert "texts in the data have no footnotes" == violation.message


def test_what_one_text_leaves_over_is_not_reported_for_the_next():
    convert_markdown_file("One [a](b")

    assert () == convert_markdown_file("Two").violations


@given(st.text(alphabet="[]() \nab!*_", max_size=30), st.text(alphabet="[]() \nab!*_", max_size=30))
def test_no_accepted_text_shows_the_address_of_a_link(before: str, after: str):
    converted = convert_markdown_file(f"{before}[x](https://a.example/{after}")

    if not converted.violations:
        assert not LINK_IN_TEXT.search(CODE.sub("", converted.html))
