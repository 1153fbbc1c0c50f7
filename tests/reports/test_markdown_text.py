"""Texts of the data are shown as they are, whatever they mean to Markdown."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from coalition.markup import convert_markdown_file
from coalition.project import PLACEHOLDER_TEXT
from coalition.reports import ReportSection, Span, YearlyReport, escape_markdown, render_report_page
from coalition.reports.blocks import BulletItem, BulletList, FigureTable, Prompt, make_line

SIGNS = "\\`*_{}[]()#+-.!|<>&;:=~^\"'/ \n"
TEXTS = st.text(st.sampled_from(f"{SIGNS}ab1é中ا"), min_size=1, max_size=40).filter(str.strip)
"""Texts with signs of Markdown; those that consist of blanks are no texts of the data."""

URLS = st.text("ab1/?&=;%#().*_-~é中", max_size=30).map(lambda path: f"https://example.org/{path}")


def make_page(*blocks: object) -> str:
    """Return the body of the page of a report with one section."""
    report = YearlyReport("Title", "Summary", (), (ReportSection("Things", blocks),))  # type: ignore[arg-type]
    lines = render_report_page(report, {})
    return "\n".join(lines[lines.index("") :])


def show(markup: str) -> str:
    """Return the text that HTML shows, with single blanks."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", markup)).split())


@given(TEXTS)
@example("# not a heading")
@example("1. not a list")
@example("- [not](a link)")
@example("<script>alert(1)</script>")
@example("&copy; and &#42;")
@example("&#1")
@example("&copy")
@example("~~~")
@example(": not a definition")
@example("a | b")
@example("{: .class }")
@example("[^1]: not a footnote")
@example("[TOC]")
@example("!")
def test_a_text_is_shown_as_it_is_in_each_kind_of_block(text: str):
    expected = " ".join(text.split())
    blocks = {
        "p": make_line(text),
        "li": BulletList((BulletItem(make_line(text)), BulletItem(make_line(text)))),
        "td": FigureTable(("Text", "Number"), ((make_line(text), 3), (make_line(text), 4))),
    }
    for element, block in blocks.items():
        converted = convert_markdown_file(make_page(block))

        contents = re.findall(rf"<{element}[^>]*>(.*?)</{element}>", converted.html, re.S)
        numbers = {"3", "4"} if element == "td" else set()
        shown = [show(content) for content in contents]
        assert () == converted.violations
        assert {expected} | numbers == {*shown} and len(shown) in {1, 2, 4}
        assert not re.search("<", "".join(contents))


@given(TEXTS, URLS)
@example("Wow!", "https://example.org/a(b)c")
@example("&#1", "https://example.org/?a&#40b&copy=1&lt;")
def test_a_link_has_its_text_and_leads_to_its_address(text: str, url: str):
    page = make_page((Span("Wow! "), Span(text, url)))

    converted = convert_markdown_file(page)

    (link,) = re.findall(r'<a href="([^"]*)"[^>]*>(.*?)</a>', converted.html)
    assert () == converted.violations
    assert " ".join(text.split()) == show(link[1])
    assert url == unquote_signs(html.unescape(link[0]))


def unquote_signs(url: str) -> str:
    """Undo the percent-encoding of the signs that an address may have unencoded."""
    return re.sub(r"%(28|29|2A|5F)", lambda match: chr(int(match[1], 16)), url)


def test_a_text_cannot_add_a_key_to_the_front_matter():
    report = YearlyReport("Title", "Summary\nStatus: published", (), ())

    lines = render_report_page(report, {"Checked": "2026-11-30"})

    assert ["Title: Title", "Summary: Summary Status: published", "Status: draft",
            "Checked: 2026-11-30"] == lines[:4]  # fmt: skip


def test_a_text_in_another_language_says_so():
    page = make_page((Span("مرحبا", "https://example.org/", "ar"),))

    assert '[<span lang="ar" dir="rtl">مرحبا</span>](https://example.org/)' in page
    assert () == convert_markdown_file(page).violations


def test_a_place_to_write_at_is_the_line_that_the_check_knows():
    assert PLACEHOLDER_TEXT in make_page(Prompt()).split("\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain, with a comma (and brackets)", "plain, with a comma (and brackets)"),
        ("Reading & writing", "Reading & writing"),
        ("R&D", "R&amp;D"),
        ("2 * 3", r"2 \* 3"),
        ("a <b>", "a &lt;b>"),
    ],
)
def test_texts_stay_readable_for_those_who_edit_the_page(text: str, expected: str):
    assert expected == escape_markdown(text)
