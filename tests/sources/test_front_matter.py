"""Front matter is read in both forms, with the same values and the right positions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.sources.front_matter import (
    check_fenced_syntax,
    compute_text_fingerprint,
    extract_body,
    find_body_start,
    parse_front_matter,
    read_metadata,
    split_list_items,
)

PLAIN = "Title: First light\nDate: 2026-03-09\n\nIt is on.\n\n---\n\nIt is off."


def read(text: str) -> tuple[dict[str, str], str]:
    lines = text.split("\n")
    return read_metadata(lines), extract_body(lines).strip("\n")


@pytest.mark.parametrize(
    "text",
    [
        "---\nTitle: First light\nDate: 2026-03-09\n---\n\nIt is on.\n\n---\n\nIt is off.",
        "---\ntitle: First light\ndate: 2026-03-09\n...\nIt is on.\n\n---\n\nIt is off.",
        "--- \ntitle: \"First light\"\n\n# a comment\ndate: '2026-03-09'\n---\n"
        "It is on.\n\n---\n\nIt is off.",
        "---\ntitle: >-\n  First\n  light\ndate: 2026-03-09 # the day\n---\n"
        "It is on.\n\n---\n\nIt is off.",
        'Title: "First light"\nDate: 2026-03-09\n\nIt is on.\n\n---\n\nIt is off.',
        "Title: 'First light'\nDate : 2026-03-09\n\nIt is on.\n\n---\n\nIt is off.",
    ],
)
def test_both_forms_give_the_same_values_text_and_fingerprint(text: str):
    assert read(PLAIN) == read(text)
    assert compute_text_fingerprint(PLAIN.split("\n")) == compute_text_fingerprint(text.split("\n"))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ('"First light"', "First light"),
        ("'It''s on'", "It's on"),
        (r'"The \"first\" light"', 'The "first" light'),
        ('"A" and "B"', '"A" and "B"'),
        ("'A' and 'B'", "'A' and 'B'"),
        ('"A', '"A'),
        ('""', '""'),
        ('"', '"'),
        ("It's on", "It's on"),
        ("“First light”", "“First light”"),
        ("Project #1", "Project #1"),
    ],
)
def test_quotes_around_a_whole_value_are_left_out(typed: str, expected: str):
    assert {"title": expected} == read_metadata([f"Title: {typed}", "", "Text"])


def test_positions_are_those_of_the_file():
    lines = ["---", "# remark", 'title: "First light"', "", "date: 2026-03-09", "---", "", "On."]

    assert [("title", 3, 9, 4), ("date", 5, 7, 5)] == [
        (field.key, field.line, field.column, field.last_line)
        for field in parse_front_matter(lines)
    ]
    assert 6 == find_body_start(lines)


def test_a_list_has_no_text():
    lines = ["---", "title: [a, b]", "tags:", "  - x", "---"]

    assert [("title", "", False), ("tags", "", False)] == [
        (field.key, field.value, field.is_text) for field in parse_front_matter(lines)
    ]


@pytest.mark.parametrize(
    ("text", "rule", "line"),
    [
        ("---\ntitle: A: b\n---\n", "colon-in-text", 2),
        ("---\ntitle: A\ndate 2026\n---\n", "missing-colon", 3),
        ("---\ntitle: 'A\n---\n", "unclosed-quote", 2),
        ("---\ntitle: A\ntitle: B\n---\n", "duplicate-key", 3),
        ("---\ntitle: A\n\nText", "unclosed-front-matter", 1),
    ],
)
def test_a_mistake_in_yaml_is_reported_at_its_line(text: str, rule: str, line: int):
    assert [(rule, line)] == [
        (diagnostic.rule, diagnostic.location.line)
        for diagnostic in check_fenced_syntax(text.split("\n"), "content/news/a.en.md")
    ]


def test_front_matter_without_an_end_is_read_to_the_first_empty_line():
    assert ({"title": "A", "date": "2026"}, "Text") == read("---\ntitle: A\ndate: 2026\n\nText")


@given(st.lists(st.sampled_from(["---", "...", "title: A", "- x", "", "  y", '"', "&a *b", "a:"])))
def test_any_lines_are_read(lines: list[str]):
    fields = list(parse_front_matter(lines))
    check_fenced_syntax(lines, "content/news/a.en.md")

    assert all(1 <= field.line <= field.last_line <= len(lines) for field in fields)
    assert find_body_start(lines) <= len(lines)


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("---\nTitle: A\n\nA sentence.\nMore: text\n\n---\n\nEnd.", ["unclosed-front-matter"]),
        ("---\nTitle: A\nA sentence.\n\n---\n\nEnd.", ["unclosed-front-matter"]),
        ("---\nTitle: A\n\nOne.\n\nTwo\n---\n\nEnd.", ["unclosed-front-matter"]),
        ("---\nTitle: A\nSummary b\n---\n\nEnd.", ["missing-colon"]),
        ("---\nTitle: A\n\nSummary b\n---\n\nEnd.", ["missing-colon"]),
        ("---\nTitle: A\n\nSummary: b\n\n---\n\nEnd.\n\n---", []),
        ("---\nTitle: 'A\n\n  b'\n\n# a comment\n\n---\nEnd.", []),
        ("---\nTitle: A\nTags:\n\n- a\n- b\n\n---\nEnd.", []),
    ],
)
def test_a_rule_in_the_text_does_not_end_front_matter(text: str, rules: list[str]):
    lines = text.split("\n")

    assert rules == [one.rule for one in check_fenced_syntax(lines, "a.md")]
    assert "missing-colon" in rules or read_metadata(lines)["title"].startswith("A")


def read_items(text: str, number: int = 0) -> list[tuple[str, int, int]]:
    field = list(parse_front_matter(text.split("\n")))[number]
    return [(item.text, item.line, item.column) for item in split_list_items(field)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Areas: seeds", [("seeds", 1, 8)]),
        ("Areas: seeds, grafting ,plums", [("seeds", 1, 8), ("grafting", 1, 15), ("plums", 1, 25)]),
        ("Areas: [seeds, grafting]", [("seeds", 1, 9), ("grafting", 1, 16)]),
        ("Areas: seeds,, grafting,", [("seeds", 1, 8), ("grafting", 1, 16)]),
        ("Authors: Doe, Jane; ada", [("Doe, Jane", 1, 10), ("ada", 1, 21)]),
        ("Authors: 张三、李四", [("张三", 1, 10), ("李四", 1, 13)]),
        ("Authors: سراج، ليلى", [("سراج", 1, 10), ("ليلى", 1, 16)]),
        ('Areas: "seeds, grafting"', [("seeds", 1, 9), ("grafting", 1, 16)]),
        ("---\nAreas: [seeds, 'grafting']\n---\n", [("seeds", 2, 9), ("grafting", 2, 17)]),
        ("---\nAreas:\n  - seeds\n  - grafting\n---\n", [("seeds", 3, 5), ("grafting", 4, 5)]),
        ("---\nAreas: seeds, grafting\n---\n", [("seeds", 2, 8), ("grafting", 2, 15)]),
        ("---\nAreas: {a: b}\n---\n", []),
        ("---\nAreas: [[a], b]\n---\n", []),
    ],
)
def test_a_list_has_its_items_where_they_are_written(
    text: str, expected: list[tuple[str, int, int]]
):
    assert expected == read_items(text)


@given(st.lists(st.text("ab ,;،؛、[]\"'-", max_size=8), max_size=4).map(",".join))
def test_each_item_of_a_list_is_at_its_position_in_the_line(value: str):
    line = f"Areas: {value}"
    for item, number, column in read_items(line):
        assert item
        assert 1 == number
        assert line[column - 1 :].startswith(item) or "\\" in line or '"' in line or "'" in line


def test_a_new_description_of_the_picture_makes_translations_outdated():
    lines = ["Title: First light", "Image: a.jpg", "Image_alt: A lamp", "", "It is on."]
    other = ["Title: First light", "Image: b.jpg", "Image_alt: A lamp", "", "It is on."]

    assert compute_text_fingerprint(lines) == compute_text_fingerprint(other)
    lines[2] = "Image_alt: Two lamps"
    assert compute_text_fingerprint(lines) != compute_text_fingerprint(other)
