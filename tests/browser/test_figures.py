"""Figures in a real browser: direction, narrow screens, print, forced colours, and the policy."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from support.axe import find_violations
from support.browsing import Visit

if TYPE_CHECKING:
    from playwright.sync_api import Page

OpenTab = Callable[..., Visit]

FIGURES = 11
PAGES = ("figures/", "", "members/", "data/")

EDGES = """() => [...document.querySelectorAll('.figure-bars li')].map((item) => {
  const [bar, space] = ['rect', 'svg'].map((name) => item.querySelector(name));
  const [inner, outer] = [bar.getBoundingClientRect(), space.getBoundingClientRect()];
  return [inner.left - outer.left, outer.right - inner.right].map(Math.round);
})"""
"""The space before and after each bar, in pixels."""

OVERLAPS = """() => [...document.querySelectorAll('.figure-columns')].flatMap((list) =>
  [...list.children].flatMap((item) => [...item.querySelectorAll('span, b')].filter((label) => {
    const range = document.createRange();
    range.selectNodeContents(label);
    const text = range.getBoundingClientRect(), box = item.getBoundingClientRect();
    return text.left < box.left - 1 || text.right > box.right + 1;
  }).map((label) => label.textContent)))"""
"""Labels of columns that are wider than their column."""


def open_figures(tab: OpenTab, path: str = "figures/", width: int = 1280) -> Page:
    """Open a page of the coalition that has every figure, in a window of this width."""
    visit = tab("meadow")
    visit.page.set_viewport_size({"width": width, "height": 800})
    page = visit.go(path)
    assert [] == visit.errors
    assert [] == visit.foreign
    assert [] == page.evaluate("window.violations")
    return page


@pytest.mark.parametrize("path", [*PAGES, *(f"ar/{path}" for path in PAGES), "zh/figures/"])
def test_pages_with_figures_have_no_accessibility_violations(tab: OpenTab, path: str):
    page = open_figures(tab, path)
    page.locator(".figure details").first.locator("summary").click()

    assert [] == find_violations(page)


@pytest.mark.parametrize("folder", ["", "ar/", "zh/"])
def test_nothing_is_wider_than_a_phone(tab: OpenTab, folder: str):
    page = open_figures(tab, f"{folder}figures/", 320)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")

    assert FIGURES == page.locator(".figure").count()
    assert 320 == page.evaluate("document.documentElement.scrollWidth")
    assert [] == page.evaluate(OVERLAPS)


def test_bars_begin_where_the_lines_do(tab: OpenTab):
    english = open_figures(tab).evaluate(EDGES)
    arabic = open_figures(tab, "ar/figures/").evaluate(EDGES)

    assert {0} == {before for before, _ in english}
    assert {0} == {after for _, after in arabic}
    assert any(after > 0 for _, after in english)
    assert any(before > 0 for before, _ in arabic)


def test_years_run_in_the_direction_of_reading(tab: OpenTab):
    def list_positions(path: str) -> list[float]:
        columns = open_figures(tab, path).locator(".figure-columns").first.locator("li").all()
        boxes = [column.bounding_box() for column in columns]
        return [box["x"] for box in boxes if box]

    english, arabic = list_positions("figures/"), list_positions("ar/figures/")

    assert sorted(english) == english
    assert sorted(arabic, reverse=True) == arabic


def test_columns_are_in_proportion(tab: OpenTab):
    page = open_figures(tab)
    figure = page.locator(".figure", has=page.locator("#documents-by-year"))
    numbers = [int(text) for text in figure.locator("b").all_inner_texts()]
    boxes = [rect.bounding_box() for rect in figure.locator("rect").all()]
    heights = [box["height"] if box else 0 for box in boxes]

    assert [2, 1, 1, 0, 1] == numbers
    assert [round(heights[0] * number / 2) for number in numbers] == [
        round(height) for height in heights
    ]


def test_forced_colours_show_marks_and_the_numbers_on_them(tab: OpenTab):
    page = open_figures(tab)
    page.emulate_media(forced_colors="active")
    try:
        fills = page.evaluate("""() => ['.figure-bars rect', '.figure-minor', '.figure-matrix text']
          .map((name) => getComputedStyle(document.querySelector(name)).fill)""")
        canvas = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    finally:
        page.emulate_media(forced_colors="none")

    assert fills[0] == fills[1] != canvas
    assert fills[2] == canvas


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marks_differ_enough_from_the_page(tab: OpenTab, scheme: str):
    """WCAG 1.4.11 asks for 3:1."""
    page = open_figures(tab)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    colours = page.evaluate("""() => [
      getComputedStyle(document.documentElement).backgroundColor,
      ...['.figure-bars rect', '.figure-minor', '.figure-columns rect', '.figure-matrix rect',
        '.figure-matrix circle'].map((name) => getComputedStyle(document.querySelector(name)).fill)
    ]""")
    background, *marks = map(compute_luminance, colours)

    for mark in marks:
        lighter, darker = max(mark, background), min(mark, background)
        assert (lighter + 0.05) / (darker + 0.05) >= 3


def compute_luminance(colour: str) -> float:
    """Return the relative luminance of a colour in the form `rgb(1, 2, 3)` (WCAG 2.2)."""
    values = [int(part) / 255 for part in colour.removeprefix("rgb(").rstrip(")").split(",")]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_tables_are_printed_with_the_figures(tab: OpenTab):
    page = open_figures(tab)
    table = page.locator(".figure-table").first
    assert not table.is_visible()

    page.emulate_media(media="print")

    box = table.bounding_box()
    assert box
    assert box["height"] > 50
    fill = page.locator(".figure-bars rect").first.evaluate("(e) => getComputedStyle(e).fill")
    assert "rgb(0, 0, 0)" == fill


def test_everything_is_there_without_javascript(tab: OpenTab):
    page = tab("meadow", scripts=False).go("figures/")
    figure = page.locator(".figure").first

    assert "Mowers" in figure.inner_text()
    figure.locator("summary").click()
    assert "Total" in figure.locator("table").inner_text()
    link = figure.get_by_role("link", name="Members by stakeholder group, CSV")
    assert "members-by-group.csv" == str(link.get_attribute("href"))


def test_a_screen_reader_gets_sentence_numbers_and_table_but_no_drawing(tab: OpenTab):
    page = open_figures(tab)
    page.locator(".figure summary").first.click()
    tree = page.locator(".figure").first.aria_snapshot()

    assert "The stakeholder group with the most members is Mowers: 6 of 12." in tree
    assert "Mowers 6" in tree
    assert 'row "Total 12"' in tree
    assert "img" not in tree
