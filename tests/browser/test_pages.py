"""A real browser shows the pages to people with keyboards, telephones, printers, no scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from coalition.i18n import catalogs
from support.axe import faults
from support.browsing import EDITIONS, PLACES, Visit, address
from support.projects import PROJECT
from support.sites import Sites

if TYPE_CHECKING:
    from playwright.sync_api import Page

Borrow = Callable[..., Visit]

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


COLOURS = """() => {
  const style = (selector) => getComputedStyle(document.querySelector(selector));
  const goal = document.querySelector('h1 .goal') !== null;
  return [style('body').color, style('html').backgroundColor, style('h1').color, goal];
}"""
SHOWN = """(selector) => [...document.querySelectorAll(selector)]
  .filter((e) => e.checkVisibility({visibilityProperty: true}))
  .filter((e) => e.getBoundingClientRect().width * e.getBoundingClientRect().height > 0).length"""
MOVING = """() => [document.documentElement, ...document.querySelectorAll('body *')]
  .filter((e) => {
    const style = getComputedStyle(e);
    const lasts = (times) => times.split(',').some((time) => parseFloat(time) > 0.01);
    return style.scrollBehavior === 'smooth' || lasts(style.transitionDuration)
      || lasts(style.animationDuration);
  }).map((e) => e.outerHTML.slice(0, 80))"""


SKIP = "document.querySelector('.skip').getBoundingClientRect().toJSON()"


def shows_a_skip_link_at_the_first_tab(visitor: Visit) -> object:
    """Tab brings it into view, and Enter moves on to the content."""
    page = visitor.page
    before = page.evaluate(SKIP)
    page.keyboard.press("Tab")
    shown = page.evaluate(SKIP)
    if not page.evaluate("document.activeElement.matches('.skip')"):
        return "the first Tab leads elsewhere"
    page.keyboard.press("Enter")
    there = page.evaluate("document.activeElement.tagName")
    hidden = before["bottom"] <= 0 < before["width"]
    visible = shown["top"] >= 0 < shown["width"]
    return None if (hidden, visible, there) == (True, True, "MAIN") else (before, shown, there)


def stays_within_a_strict_policy_and_logs_nothing(visitor: Visit) -> object:
    """But that the page for unknown addresses comes with the status that says so."""
    errors = [error for error in visitor.errors if "404" not in error]
    return [*errors, *visitor.page.evaluate("window.violations")]


def asks_no_other_host(visitor: Visit) -> object:
    """Visitors are known to the site's own host alone."""
    return visitor.foreign


def remembers_nothing(visitor: Visit) -> object:
    """No cookie, and nothing in the browser's stores."""
    stored = "[...Object.keys(localStorage), ...Object.keys(sessionStorage)]"
    return visitor.page.context.cookies() or visitor.page.evaluate(stored)


def has_links_as_large_as_a_finger(visitor: Visit) -> object:
    """44 pixels high in menus, buttons, chips and fields."""
    large = ".menu a, .languages a, .button, .chip, .brand, .colophon-links a, input, select"
    small = []
    for width in (1280, 320):
        visitor.page.set_viewport_size({"width": width, "height": 800})
        small += visitor.page.evaluate(SMALL, [large, 44])
    return small


def never_scrolls_sideways(visitor: Visit) -> object:
    """Not even on a telephone 320 pixels wide."""
    visitor.page.set_viewport_size({"width": 320, "height": 640})
    width = visitor.page.evaluate("document.scrollingElement.scrollWidth")
    return width if width > 320 else None


def keeps_nobody_out(visitor: Visit) -> object:
    """As far as axe-core can tell, in light and dark, on telephones and desks."""
    return faults(visitor.page)


def prints_black_on_white_without_what_cannot_be_clicked(visitor: Visit) -> object:
    """In the dark as well; a goal keeps its colours on paper."""
    page, wrong = visitor.page, []
    useless = ".menu, .languages, .trail, .skip, form, .button, .pager"
    for scheme in ("light", "dark"):
        page.emulate_media(media="print", color_scheme=scheme)  # type: ignore[arg-type]
        text, ground, heading, goal = page.evaluate(COLOURS)
        shown = page.evaluate(SHOWN, useless)
        black = {text} if goal else {text, heading}
        if (black, ground, shown) != ({"rgb(0, 0, 0)"}, "rgb(255, 255, 255)", 0):
            wrong.append((scheme, text, heading, ground, shown))
    page.emulate_media(media="screen", color_scheme="light")
    return wrong


def keeps_still_for_those_who_asked_for_less_motion(visitor: Visit) -> object:
    """Nothing slides, fades or scrolls by itself."""
    visitor.page.emulate_media(reduced_motion="reduce")
    return visitor.page.evaluate(MOVING)


def loses_nothing_when_letters_are_twice_as_large(visitor: Visit) -> object:
    """WCAG 1.4.4: as a browser shows it whose reader chose letters of 32 pixels."""
    visitor.page.set_viewport_size({"width": 640, "height": 800})
    visitor.page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
    width = visitor.page.evaluate("document.scrollingElement.scrollWidth")
    return width if width > 640 else None


PROMISES = (
    shows_a_skip_link_at_the_first_tab,
    stays_within_a_strict_policy_and_logs_nothing,
    asks_no_other_host,
    remembers_nothing,
    has_links_as_large_as_a_finger,
    never_scrolls_sideways,
    keeps_nobody_out,
    prints_black_on_white_without_what_cannot_be_clicked,
    keeps_still_for_those_who_asked_for_less_motion,
    loses_nothing_when_letters_are_twice_as_large,
)
"""What every page promises; each answers what is wrong, and nothing if nothing is. The order
matters: the first needs a page that nobody has touched, the last leaves it changed."""


@pytest.mark.parametrize(("name", "folder", "kind"), PLACES)
def test_a_page_keeps_its_promises(name: str, folder: str, kind: str, sites: Sites, tab: Borrow):
    path = address(sites[name], kind)
    if path is None:
        pytest.skip(f"{name} has no {kind}")
    visitor = tab(name)
    visitor.go(folder + path)

    assert {} == {promise.__name__: wrong for promise in PROMISES if (wrong := promise(visitor))}


def test_the_policy_would_stop_what_it_should(tab: Borrow):
    visitor = tab("minimal")
    page = visitor.go("")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">')")
    page.evaluate("document.body.append(document.createElement('img'))")
    page.evaluate("document.querySelector('img').src = 'https://elsewhere.example/i.png'")
    page.wait_for_function("window.violations.length > 1")

    assert {"img-src: https://elsewhere.example/i.png", "style-src-attr: inline"} == set(
        page.evaluate("window.violations")
    )


@pytest.fixture(params=EDITIONS, ids=lambda edition: f"{edition[0]}/{edition[1]}".rstrip("/"))
def edition(request: pytest.FixtureRequest) -> tuple[str, str]:
    """The name of a coalition and the folder of one of its languages."""
    return request.param  # type: ignore[no-any-return]


@pytest.mark.parametrize("kind", ["home", "directory", "member"])
def test_the_keyboard_reaches_everything_in_order_and_shows_where_it_is(
    kind: str, edition: tuple[str, str], sites: Sites, tab: Borrow
):
    name, folder = edition
    visitor = tab(name)
    visitor.page.emulate_media(reduced_motion="reduce")
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
    edition: tuple[str, str], sites: Sites, tab: Borrow
):
    name, folder = edition
    page = tab(name, scripts=False).go(f"{folder}members/")

    assert len(sites[name].coalition.members) == rows(page)
    assert not page.locator("form[data-filter]").is_visible()
    assert page.locator(".chip:visible").count() > 0


def test_the_filter_is_reached_by_keyboard_and_keeps_its_state_in_the_address(
    edition: tuple[str, str], sites: Sites, tab: Borrow
):
    name, folder = edition
    group = sites[name].coalition.groups[0].id
    theirs = sum(1 for m in sites[name].coalition.members if m.group == group)
    page = tab(name).go(f"{folder}members/")
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


def test_a_search_that_finds_nobody_says_so(tab: Borrow):
    page = tab("lantern").go("ar/members/?q=nobody-has-this-name")

    assert 0 == rows(page)
    file = catalogs.get_catalog_path(PROJECT / "theme" / "locale", "ar")
    said = catalogs.read_catalog(file, "ar").translations.gettext("No member matches")
    assert said == page.locator("output").inner_text()


def test_marks_and_capitals_make_no_difference_to_a_search(tab: Borrow):
    page = tab("lantern").go("members/?q=ETOILE")

    assert ["Étienne Échantillon"] == page.locator(
        "[data-member]:visible .row-name"
    ).all_inner_texts()


def test_arabic_pages_begin_at_the_right(tab: Borrow):
    page = tab("lantern").go("ar/")
    brand = page.locator(".brand").bounding_box()
    menu = page.locator(".menu").bounding_box()

    assert brand is not None
    assert menu is not None
    assert brand["x"] > menu["x"] + menu["width"] / 2


def test_the_404_page_is_whole_at_any_depth(tab: Borrow):
    visitor = tab("real")
    page = visitor.go("no/such/page/at/all")
    loaded = page.evaluate("[...document.styleSheets].map((sheet) => sheet.cssRules.length)")
    page.locator("main .button").first.click()

    assert [True] == [count > 0 for count in loaded]
    assert visitor.url == page.url


def test_every_edition_has_every_kind_of_page_but_those_it_has_no_data_for(sites: Sites):
    missing = {(name, kind) for name, _, kind in PLACES if address(sites[name], kind) is None}

    assert missing <= {("real", "former member")}
