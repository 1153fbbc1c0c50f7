"""A real browser shows the pages to people with keyboards, telephones, printers, no scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from site_browsing import EDITIONS, KINDS, PLACES, Visit, address
from site_building import Sites

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

Begin = Callable[..., Visit]

FOCUSABLE = """
() => [...document.querySelectorAll('a[href], button, input, select, textarea, [tabindex="0"]')]
  .filter((e) => e.tabIndex >= 0 && e.checkVisibility({visibilityProperty: true}))
  .map((e) => { e.dataset.place ??= ''; return e; })
  .map((e, place) => { e.dataset.place = String(place); return e.outerHTML.slice(0, 90); })
"""
FOCUSED = """
() => {
  const element = document.activeElement;
  const style = getComputedStyle(element);
  const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const box = element.getBoundingClientRect();
  const seen = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight;
  return {place: Number(element.dataset.place ?? -1), outlined, seen};
}
"""
SMALL = """
([selector, least]) => [...document.querySelectorAll(selector)]
  .filter((e) => e.checkVisibility({visibilityProperty: true}))
  .map((e) => [e.getBoundingClientRect(), e])
  .filter(([box]) => box.height < least - 0.5 || box.width < Math.min(least, 24) - 0.5)
  .map(([box, e]) => `${box.width}x${box.height} ${e.outerHTML.slice(0, 80)}`)
"""


Check = Callable[[Visit, "Page"], object]
"""Answers what is wrong with an open page; nothing if nothing is."""


def each_kind(
    sites: Sites, visit: Begin, name: str, folder: str, check: Check
) -> dict[str, object]:
    """What `check` finds wrong on each kind of page of an edition, by kind."""
    visitor = visit(name)
    found = {}
    for kind in KINDS:
        path = address(sites[name], kind)
        if path is not None:
            visitor.errors.clear()
            visitor.requests.clear()
            found[kind] = check(visitor, visitor.go(folder + path))
    return {kind: wrong for kind, wrong in found.items() if wrong}


@pytest.fixture(params=EDITIONS, ids=lambda edition: f"{edition[0]}/{edition[1]}".rstrip("/"))
def edition(request: pytest.FixtureRequest) -> tuple[str, str]:
    """The name of a coalition and the folder of one of its languages."""
    return request.param  # type: ignore[no-any-return]


def test_a_strict_policy_finds_nothing_to_stop_and_the_console_stays_empty(
    edition: tuple[str, str], sites: Sites, visit: Begin
):
    def wrong(visitor: Visit, page: Page) -> list[str]:
        errors = [e for e in visitor.errors if "404" not in e]  # the 404 page answers so
        return [*errors, *page.evaluate("window.violations"), *visitor.foreign]

    assert {} == each_kind(sites, visit, *edition, wrong)


def test_the_policy_would_stop_what_it_should(visit: Begin):
    visitor = visit("minimal")
    page = visitor.go("")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">')")
    page.evaluate("document.body.append(document.createElement('img'))")
    page.evaluate("document.querySelector('img').src = 'https://elsewhere.example/i.png'")
    page.wait_for_function("window.violations.length > 1")

    assert {"img-src: https://elsewhere.example/i.png", "style-src-attr: inline"} == set(
        page.evaluate("window.violations")
    )


def test_no_page_sets_a_cookie_or_remembers_anything(
    edition: tuple[str, str], sites: Sites, visit: Begin
):
    def kept(visitor: Visit, page: Page) -> object:
        stored = "[...Object.keys(localStorage), ...Object.keys(sessionStorage)]"
        return page.context.cookies() or page.evaluate(stored)

    assert {} == each_kind(sites, visit, *edition, kept)


def test_no_page_scrolls_sideways_on_a_small_telephone(
    edition: tuple[str, str], sites: Sites, visit: Begin
):
    def wide(_: Visit, page: Page) -> object:
        page.set_viewport_size({"width": 320, "height": 640})
        width = page.evaluate("document.scrollingElement.scrollWidth")
        return width if width > 320 else None

    assert {} == each_kind(sites, visit, *edition, wide)


@pytest.mark.parametrize("width", [320, 1280])
def test_links_in_menus_buttons_and_chips_are_as_large_as_a_finger(
    width: int, edition: tuple[str, str], sites: Sites, visit: Begin
):
    large = ".menu a, .languages a, .button, .chip, .brand, .colophon-links a, input, select"

    def small(_: Visit, page: Page) -> object:
        page.set_viewport_size({"width": width, "height": 800})
        return page.evaluate(SMALL, [large, 44])

    assert {} == each_kind(sites, visit, *edition, small)


def test_the_first_tab_shows_the_skip_link_and_enter_goes_to_the_content(
    edition: tuple[str, str], sites: Sites, visit: Begin
):
    def wrong(_: Visit, page: Page) -> object:
        skip = page.locator(".skip")
        before = skip.bounding_box()
        page.keyboard.press("Tab")
        shown = skip.bounding_box()
        page.keyboard.press("Enter")
        there = page.evaluate("document.activeElement.tagName")
        hidden = before is None or before["y"] + before["height"] <= 0
        visible = shown is not None and shown["y"] >= 0
        return None if (hidden, visible, there) == (True, True, "MAIN") else (before, shown, there)

    assert {} == each_kind(sites, visit, *edition, wrong)


@pytest.mark.parametrize("kind", ["home", "directory", "member"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_keyboard_reaches_everything_in_order_and_shows_where_it_is(
    kind: str, scheme: str, edition: tuple[str, str], sites: Sites, visit: Begin
):
    name, folder = edition
    visitor = visit(name, color_scheme=scheme, reduced_motion="reduce")
    page = visitor.go(folder + (address(sites[name], kind) or ""))
    expected = page.evaluate(FOCUSABLE)
    found = []
    for _ in expected:
        page.keyboard.press("Tab")
        found.append(page.evaluate(FOCUSED))

    assert list(range(len(expected))) == [focus["place"] for focus in found]
    assert [] == [expected[f["place"]] for f in found if not (f["outlined"] and f["seen"])]


def rows(page: Page) -> int:
    """How many rows of the directory show."""
    return page.locator("[data-member]:visible").count()


def test_without_javascript_the_directory_is_complete_and_offers_no_filter(
    edition: tuple[str, str], sites: Sites, visit: Begin
):
    name, folder = edition
    page = visit(name, java_script_enabled=False).go(f"{folder}members/")

    assert len(sites[name].coalition.members) == rows(page)
    assert not page.locator("form[data-filter]").is_visible()
    assert page.locator(".chip:visible").count() > 0


def test_the_filter_is_reached_by_keyboard_and_keeps_its_state_in_the_address(
    edition: tuple[str, str], sites: Sites, visit: Begin
):
    name, folder = edition
    group = sites[name].coalition.groups[0].id
    theirs = sum(1 for m in sites[name].coalition.members if m.group == group)
    page = visit(name).go(f"{folder}members/")
    page.locator(".chip").last.focus()
    while page.evaluate("document.activeElement.name") != "group":
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/members/?group={group}")

    assert theirs == rows(page)
    assert str(theirs) in page.locator("output").inner_text() or theirs < 3
    page.reload()
    assert (theirs, group) == (rows(page), page.locator("select[name=group]").input_value())
    page.locator("button[type=reset]").click()
    page.wait_for_url("**/members/")
    assert len(sites[name].coalition.members) == rows(page)


def test_a_search_that_finds_nobody_says_so(visit: Begin):
    page = visit("lantern").go("ar/members/?q=nobody-has-this-name")

    assert 0 == rows(page)
    assert "لا يوجد عضو مطابق" == page.locator("output").inner_text()


def test_marks_and_capitals_make_no_difference_to_a_search(visit: Begin):
    page = visit("lantern").go("members/?q=ETOILE")

    assert ["Étienne Échantillon"] == page.locator(
        "[data-member]:visible .row-name"
    ).all_inner_texts()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_print_is_black_on_white_without_what_cannot_be_clicked(
    scheme: str, edition: tuple[str, str], sites: Sites, visit: Begin
):
    colours = """() => {
      const style = (selector) => getComputedStyle(document.querySelector(selector));
      return [style('body').color, style('html').backgroundColor, style('h1').color];
    }"""
    useless = ".menu, .languages, .trail, .skip, form, .button, .pager"

    def wrong(_: Visit, page: Page) -> object:
        page.emulate_media(media="print", color_scheme=scheme)  # type: ignore[arg-type]
        text, ground, heading = page.evaluate(colours)
        shown = page.locator(useless).locator("visible=true").count()
        page.emulate_media(media="screen")
        official = page.locator("h1 .goal").count()  # a goal keeps its colours on paper
        black = text == "rgb(0, 0, 0)" and (official or heading == "rgb(0, 0, 0)")
        return None if black and ground == "rgb(255, 255, 255)" and not shown else (
            text, ground, heading, shown,
        )  # fmt: skip

    assert {} == each_kind(sites, visit, *edition, wrong)


def test_nothing_moves_for_those_who_asked_for_less_motion(
    edition: tuple[str, str], sites: Sites, visit: Begin
):
    moving = """() => [document.documentElement, ...document.querySelectorAll('body *')]
      .filter((e) => {
        const style = getComputedStyle(e);
        const lasts = (times) => times.split(',').some((time) => parseFloat(time) > 0.01);
        return style.scrollBehavior === 'smooth' || lasts(style.transitionDuration)
          || lasts(style.animationDuration);
      }).map((e) => e.outerHTML.slice(0, 80))"""

    def moves(_: Visit, page: Page) -> object:
        page.emulate_media(reduced_motion="reduce")
        return page.evaluate(moving)

    assert {} == each_kind(sites, visit, *edition, moves)


def test_arabic_pages_begin_at_the_right(visit: Begin):
    page = visit("lantern").go("ar/")
    brand = page.locator(".brand").bounding_box()
    menu = page.locator(".menu").bounding_box()

    assert brand is not None
    assert menu is not None
    assert brand["x"] > menu["x"] + menu["width"] / 2


def test_the_404_page_is_whole_at_any_depth(visit: Begin):
    visitor = visit("real")
    page = visitor.go("no/such/page/at/all")
    loaded = page.evaluate("[...document.styleSheets].map((sheet) => sheet.cssRules.length)")
    page.locator("main .button").first.click()

    assert [True] == [count > 0 for count in loaded]
    assert visitor.url == page.url


def test_text_can_grow_to_twice_its_size_without_a_loss(
    edition: tuple[str, str], sites: Sites, visit: Begin
):
    """WCAG 1.4.4: as a browser does it whose reader chose letters of 32 pixels."""

    def wide(_: Visit, page: Page) -> object:
        page.set_viewport_size({"width": 640, "height": 800})
        page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
        width = page.evaluate("document.scrollingElement.scrollWidth")
        return width if width > 640 else None

    assert {} == each_kind(sites, visit, *edition, wide)


def test_every_edition_has_every_kind_of_page_but_those_it_has_no_data_for(sites: Sites):
    missing = {(name, kind) for name, _, kind in PLACES if address(sites[name], kind) is None}

    assert missing <= {("real", "former member")}
