"""The layout of pages, measured in a real browser: nothing wraps, overflows or aligns badly.

The site `long-words` has words that are longer than a line on a phone, in six languages.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from support.axe import find_violations
from support.browsing import KINDS, Visit, find_example
from support.sites import Sites

if TYPE_CHECKING:
    from playwright.sync_api import Page

OpenTab = Callable[..., Visit]

FOLDERS = ("", "fr/", "es/", "ar/", "ru/", "zh/")
PHONES = (320, 360)

OVERFLOW = """() => [document.scrollingElement.scrollWidth,
  ...[...document.querySelectorAll('header *, main *, footer *')]
    .filter((e) => !e.closest('table, .visually-hidden, svg'))
    .filter((e) => e.getBoundingClientRect().width > 1)
    .filter((e) => e.getBoundingClientRect().right > innerWidth + 1
      || e.getBoundingClientRect().left < -1)
    .map((e) => e.outerHTML.slice(0, 80))]"""

ROW_COUNT = """(selector) => new Set([...document.querySelectorAll(selector)]
  .filter((e) => e.checkVisibility())
  .map((e) => e.getBoundingClientRect())
  .map((box) => Math.round((box.top + box.bottom) / 2))).size"""

LINE_ENDS = """(selector) => [...document.querySelectorAll(selector)].map((element) => {
  const range = document.createRange();
  range.selectNodeContents(element);
  const lines = [];
  for (const box of [...range.getClientRects()].filter((box) => box.width > 0)) {
    const middle = (box.top + box.bottom) / 2;
    const line = lines.find(({top, bottom}) => top < middle && middle < bottom);
    if (line) line.right = Math.max(line.right, box.right);
    else lines.push({top: box.top, bottom: box.bottom, right: box.right});
  }
  return lines.map(({right}) => Math.round(right));
})"""
"""The right end of each line of each element."""


def open_at(tab: OpenTab, site: str, path: str, width: int) -> Page:
    """Open a page of a site in a window of this width."""
    visit = tab(site)
    visit.page.set_viewport_size({"width": width, "height": 800})
    return visit.go(path)


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_page_with_long_words_scrolls_sideways(folder: str, sites: Sites, tab: OpenTab):
    paths = {kind: find_example(sites["long-words"], kind) for kind in KINDS}
    visit = tab("long-words")
    wide = {}
    for kind, path in paths.items():
        if path is None:
            continue
        visit.go(folder + path)
        for width in PHONES:
            visit.page.set_viewport_size({"width": width, "height": 800})
            scroll_width, *elements = visit.page.evaluate(OVERFLOW)
            if scroll_width > width or elements:
                wide[kind, width] = (scroll_width, elements)

    assert {} == wide
    assert {kind for kind, path in paths.items() if path is None} <= {"translations"}


@pytest.mark.parametrize(
    ("path", "selector"),
    [
        ("ar/members/", ".row-name a"),
        ("ar/members/", ".chip"),
        ("ar/members/invented/", ".link-list a"),
        ("ar/opening-hours/", ".site-footer-links a"),
    ],
)
def test_a_wrapped_name_in_latin_script_begins_at_the_right_on_arabic_pages(
    path: str, selector: str, tab: OpenTab
):
    page = open_at(tab, "long-words", path, 320)
    wrapped = [ends for ends in page.evaluate(LINE_ENDS, selector) if len(ends) > 1]

    assert wrapped
    assert [] == [ends for ends in wrapped if max(ends) - min(ends) > 8], "8 px: a hanging space"
    assert [] == [ends for ends in wrapped if ends[0] < 270]


@pytest.mark.parametrize("width", PHONES)
@pytest.mark.parametrize("folder", FOLDERS)
def test_the_header_of_a_phone_is_one_row_with_two_buttons(folder: str, width: int, tab: OpenTab):
    page = open_at(tab, "long-words", f"{folder}opening-hours/", width)

    assert 1 == page.evaluate(ROW_COUNT, ".brand, .menu-button summary")
    assert 2 == page.locator(".menu-button summary:visible").count()
    assert 0 == page.locator("header li:visible").count()
    assert page.locator(".site-header").bounding_box()["height"] < 90  # type: ignore[index]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("folder", ["", "ar/"])
def test_the_buttons_of_the_header_work_by_keyboard_without_javascript(
    folder: str, scripts: bool, tab: OpenTab
):
    visit = tab("long-words", scripts=scripts)
    visit.page.set_viewport_size({"width": 320, "height": 800})
    page = visit.go(f"{folder}opening-hours/")
    for name, other in ((".menu", ".languages"), (".languages", ".menu")):
        page.locator(f"{name} summary").focus()
        page.keyboard.press("Enter")
        assert page.locator(f"{name} li:visible").count() > 3
        assert 0 == page.locator(f"{other} li:visible").count(), "one list is open at a time"
        page.keyboard.press("Tab")
        if scripts:
            focused = f"document.activeElement.matches('{name} li:first-child a')"
            assert page.evaluate(focused), "the list follows its button"


def test_an_open_list_of_the_header_fits_and_is_accessible(tab: OpenTab):
    for name in (".menu", ".languages"):
        page = open_at(tab, "long-words", "ru/opening-hours/", 320)
        page.locator(f"{name} summary").click()
        heights = page.evaluate(
            "(s) => [...document.querySelectorAll(s)].map((e) => e.getBoundingClientRect().height)",
            f"{name} li a, {name} summary",
        )
        assert min(heights) >= 44
        assert 320 == page.evaluate("document.scrollingElement.scrollWidth")
        assert [] == find_violations(page)


@pytest.mark.parametrize("width", [900, 1024, 1280])
@pytest.mark.parametrize("folder", FOLDERS)
def test_wide_screens_show_all_links_of_the_header(folder: str, width: int, tab: OpenTab):
    page = open_at(tab, "long-words", f"{folder}opening-hours/", width)

    assert 0 == page.locator(".menu-button:visible").count()
    # Nine entries with long words need two rows on a tablet
    assert page.evaluate(ROW_COUNT, ".menu a") <= (2 if width < 1100 else 1)
    assert 1 == page.evaluate(ROW_COUNT, ".languages a")


@pytest.mark.parametrize("width", [1100, 1280])
@pytest.mark.parametrize("folder", FOLDERS)
def test_the_longest_usual_menu_is_one_row_on_a_laptop(folder: str, width: int, tab: OpenTab):
    page = open_at(tab, "orchard", f"{folder}events/", width)

    assert 9 == page.locator(".menu a").count(), "this coalition has all kinds of pages"
    assert 1 == page.evaluate(ROW_COUNT, ".menu a")
    assert width == page.evaluate("document.scrollingElement.scrollWidth")


ROW_WIDTHS = """(selector) => {
  const rows = new Map();
  for (const {top, left, right} of
       [...document.querySelectorAll(selector)].map((e) => e.getBoundingClientRect())) {
    const [start, end] = rows.get(Math.round(top)) ?? [left, right];
    rows.set(Math.round(top), [Math.min(start, left), Math.max(end, right)]);
  }
  return [...rows.values()].map(([start, end]) => end - start);
}"""


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_menu_that_needs_two_rows_divides_its_entries_between_them(folder: str, tab: OpenTab):
    page = open_at(tab, "orchard", f"{folder}events/", 900)
    widths = page.evaluate(ROW_WIDTHS, ".menu a")

    assert len(widths) <= 2
    assert min(widths) > 0.6 * max(widths)
    heights = page.evaluate(
        "() => [...document.querySelectorAll('.menu a')]"
        ".map((e) => e.getBoundingClientRect().height)"
    )
    assert min(heights) >= 44


SET_GOALS = """(count) => {
  const list = document.querySelector('.goals');
  const item = list.firstElementChild;
  list.replaceChildren(...Array.from({length: count}, () => item.cloneNode(true)));
}"""
GOAL_ROWS = """() => {
  const rows = new Map();
  for (const box of [...document.querySelectorAll('.goal')].map((e) => e.getBoundingClientRect())) {
    rows.set(box.top, [...(rows.get(box.top) ?? []), Math.round(box.width)]);
  }
  return [...rows.values()];
}"""


@pytest.mark.parametrize("width", [320, 360, 768, 1024, 1280])
@pytest.mark.parametrize("folder", ["", "ar/"])
def test_no_goal_is_alone_in_the_last_of_several_rows(folder: str, width: int, tab: OpenTab):
    page = open_at(tab, "long-words", f"{folder}sdgs/", width)
    list_width = page.locator(".goals").bounding_box()["width"]  # type: ignore[index]
    for count in range(1, 18):
        page.evaluate(SET_GOALS, count)
        rows = page.evaluate(GOAL_ROWS)
        assert count == sum(map(len, rows))
        if width < 400:
            assert {2} >= {len(row) for row in rows[:-1]}
        if len(rows) > 1:
            is_full = sum(rows[-1]) > list_width / 2 + 40
            assert len(rows[-1]) > 1 or is_full, f"{count} goals: {rows}"
            assert len(rows[-1]) <= len(rows[0])


def test_six_goals_are_two_three_or_six_in_each_row(tab: OpenTab):
    page = open_at(tab, "long-words", "sdgs/", 320)
    lengths = {}
    for width in (320, 360, 768, 1024, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        lengths[width] = [len(row) for row in page.evaluate(GOAL_ROWS)]

    assert {320: [2] * 3, 360: [2] * 3, 768: [3] * 2, 1024: [3] * 2, 1280: [6]} == lengths


@pytest.mark.parametrize("width", [*PHONES, 1280])
@pytest.mark.parametrize("folder", FOLDERS)
def test_the_figures_of_the_home_page_are_on_one_line(folder: str, width: int, tab: OpenTab):
    page = open_at(tab, "long-words", folder, width)

    assert 3 == page.locator(".hero-figures a").count()
    assert 1 == page.evaluate(ROW_COUNT, ".hero-figures b")


BREADCRUMB_LINES = """() => {
  const list = document.querySelector('.breadcrumbs ol');
  const rtl = getComputedStyle(list).direction === 'rtl';
  const items = [...list.children];
  const start = (box) => rtl ? -box.right : box.left;
  const end = (box) => rtl ? -box.left : box.right;
  return items.slice(0, -1).map((item) => {
    const link = [...item.querySelector('a').getClientRects()].at(-1);
    const all = [...item.getClientRects()].at(-1);
    return {follows: end(all) - end(link) > 5, sameLine: Math.abs(all.bottom - link.bottom) < 20};
  });
}"""


@pytest.mark.parametrize("folder", ["", "ar/", "ru/"])
def test_a_separator_of_the_breadcrumbs_never_begins_a_line(folder: str, tab: OpenTab):
    page = open_at(tab, "long-words", f"{folder}action-plan/reading/", 320)
    marks = [page.evaluate(BREADCRUMB_LINES)]
    for width in range(330, 700, 7):
        page.set_viewport_size({"width": width, "height": 800})
        marks.append(page.evaluate(BREADCRUMB_LINES))

    assert [] == [mark for line in marks for mark in line if not all(mark.values())]
    styles = page.evaluate(
        "() => [...document.querySelectorAll('.breadcrumbs li')]"
        ".map((e) => [getComputedStyle(e, '::before').content, getComputedStyle(e).display])"
    )
    assert {("none", "inline")} == set(map(tuple, styles))


SIZES = """(selectors) => selectors.map((selector) =>
  parseFloat(getComputedStyle(document.querySelector(selector)).fontSize))"""


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("folder", ["", "ar/", "fr/"])
def test_headings_of_the_home_page_are_larger_than_its_text(folder: str, width: int, tab: OpenTab):
    page = open_at(tab, "long-words", folder, width)
    selectors = [f"main .prose {name}" for name in ("h2", "h3", "p")]
    second, third, text = page.evaluate(SIZES, selectors)

    assert second > 1.08 * third > 1.08 * 1.08 * text


MARK_SIZE = """async () => {
  const image = document.querySelector('.brand img');
  await image.decode();
  const box = image.getBoundingClientRect();
  return [box.width, box.height];
}"""


@pytest.mark.parametrize(("width", "expected"), [(320, (96, 36)), (1280, (204, 44))])
def test_a_wide_mark_is_as_high_as_others_where_there_is_room(
    width: int, expected: tuple[int, int], tab: OpenTab
):
    page = open_at(tab, "long-words", "opening-hours/", width)
    mark_width, mark_height = page.evaluate(MARK_SIZE)

    assert mark_width >= expected[0] - 2
    assert mark_height >= expected[1] - 2
    assert mark_width / mark_height <= 5.1


def test_the_filter_of_a_directory_without_members_is_about_organisations(tab: OpenTab):
    page = open_at(tab, "organisations-only", "members/", 360)

    assert "Organisations" == page.locator("h1").inner_text()
    assert "Find an organisation by name or country" == page.locator("label").first.inner_text()
    assert "4 organisations found" == page.locator("output").inner_text()
    assert ["region", "country"] == page.evaluate(
        "[...document.querySelectorAll('form select')].map((select) => select.name)"
    )
    page.select_option("[name=country]", "NO")
    assert "2 organisations found" == page.locator("output").inner_text()
    assert 2 == page.locator(".row:visible").count()
    page.locator("[type=search]").fill("nothing like that")
    page.keyboard.press("Enter")
    assert "No organisation matches" == page.locator("output").inner_text()


@pytest.mark.parametrize(
    ("query", "count", "rows"),
    [
        ("q=marina", "1 member found", 2),  # in two groups
        ("q=marina&group=pilots", "1 member found", 1),
        ("group=draughtspeople", "3 members found", 3),  # one of them has died
        ("q=tide", "2 members found", 3),
        ("q=chart+room", "2 members found", 3),
        ("q=lecturer", "No member matches", 0),
        ("q=bay", "1 member found", 1),
    ],
)
def test_the_filter_counts_people_in_two_groups_once(
    query: str, count: str, rows: int, tab: OpenTab
):
    page = open_at(tab, "harbour", f"members/?{query}", 1280)

    assert count == page.locator("output").inner_text()
    assert rows == page.locator("[data-member]:visible").count()


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("address", ["members/marina-test/", "ar/members/marina-test/", "about/"])
def test_targets_of_links_in_facts_and_rows_do_not_overlap(address: str, width: int, tab: OpenTab):
    page = open_at(tab, "harbour", address, width)

    assert [] == page.evaluate(OVERLAPPING_LINKS)
    assert width >= page.evaluate("document.documentElement.scrollWidth")


def test_names_in_another_script_are_aligned_with_the_others_of_their_row(tab: OpenTab):
    page = open_at(tab, "harbour", "ar/members/", 1280)

    edges = page.locator(".row-organisation bdi").evaluate_all(TEXT_EDGES)
    assert len(edges) > 4
    assert 1 == len(set(edges))


TEXT_EDGES = """(elements) => elements.map((element) => {
  const range = document.createRange();
  range.selectNodeContents(element);
  return Math.round(range.getBoundingClientRect().right);
})"""
"""Where the text of each element begins, if it is written from right to left."""

OVERLAPPING_LINKS = """() => {
  const links = [...document.querySelectorAll('main .fact a, main .row a')];
  const boxes = links.map((link) => [link.textContent, link.getBoundingClientRect()]);
  return boxes.flatMap(([text, a], index) => boxes.slice(index + 1)
    .filter(([, b]) => a.bottom > b.top + 1 && b.bottom > a.top + 1
                       && a.right > b.left && b.right > a.left)
    .map(([other]) => [text, other]));
}"""
"""Pairs of links whose boxes, with their padding, overlap."""


@pytest.mark.parametrize(
    ("query", "expected"),
    [("egypt", 1), ("KON", 1), ("طائرات", 1), ("kites", 3), ("club without", 1)],
)
def test_organisations_are_found_by_what_their_rows_do_not_show(
    query: str, expected: int, tab: OpenTab
):
    page = open_at(tab, "organisations-only", f"members/?q={query}", 1280)

    assert expected == page.locator(".row:visible").count()


def test_a_select_with_a_single_option_is_left_out(tab: OpenTab):
    page = open_at(tab, "minimal", "members/", 360)

    assert page.locator("form[data-filter] [type=search]").is_visible()
    assert 0 == page.locator("form[data-filter] select").count()


def test_the_action_plan_names_the_language_of_its_official_wording(tab: OpenTab):
    page = open_at(tab, "lantern", "ar/action-plan/", 1280)
    notice = page.locator("main .notice").last
    link = notice.locator("a[hreflang]").first

    assert ("English", "en") == (link.inner_text(), link.get_attribute("lang"))
    assert 0 == open_at(tab, "lantern", "action-plan/", 1280).locator("main .notice").count()


@pytest.mark.parametrize("path", ["ar/", "members/", "ru/sdgs/"])
def test_text_of_twice_the_size_makes_no_page_scroll_sideways(path: str, tab: OpenTab):
    page = open_at(tab, "long-words", path, 640)
    page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")

    assert 640 == page.evaluate("document.scrollingElement.scrollWidth")
    assert 2 == page.locator(".menu-button summary:visible").count()


def test_forced_colours_keep_borders_arrows_and_the_current_page(tab: OpenTab):
    page = open_at(tab, "long-words", "sdgs/", 320)
    page.emulate_media(forced_colors="active")
    page.locator(".menu summary").click()
    goal, arrow, current, other = page.evaluate("""() => {
      const style = (selector, pseudo) =>
        getComputedStyle(document.querySelector(selector), pseudo);
      return [style('.goal').borderBlockStartColor, style('summary', '::after').borderBlockEndWidth,
        style('.menu a[aria-current]').textDecorationLine,
        style('.menu a:not([aria-current])').textDecorationLine];
    }""")
    page.emulate_media(forced_colors="none")

    assert "rgba(0, 0, 0, 0)" != goal
    assert ("2px", "underline", "none") == (arrow, current, other)


def test_paper_has_neither_buttons_nor_lists_of_the_header(tab: OpenTab):
    page = open_at(tab, "long-words", "sdgs/", 700)
    page.locator(".menu summary").click()
    page.emulate_media(media="print")

    assert 0 == page.locator("header summary:visible, header li:visible").count()
    assert page.locator(".brand").is_visible()
