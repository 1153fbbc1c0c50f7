"""Every kind of page in a real browser: keyboard, phone, print, no JavaScript, accessibility."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from coalition.i18n import catalogs
from support.axe import find_violations
from support.browsing import EXAMPLES, SITE_LANGUAGES, Visit, find_example
from support.projects import PROJECT
from support.sites import Sites

if TYPE_CHECKING:
    from playwright.sync_api import Page

OpenTab = Callable[..., Visit]

FOCUSABLE = """
() => [...document.querySelectorAll(
  'a[href], button, input, select, summary, textarea, [tabindex="0"]'
)]
  .filter((e) => e.tabIndex >= 0 && e.checkVisibility({visibilityProperty: true}))
  .map((e, index) => { e.dataset.index = String(index); return e.outerHTML.slice(0, 90); })
"""
FOCUSED = """
() => {
  const element = document.activeElement;
  const style = getComputedStyle(element);
  const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const box = element.getBoundingClientRect();
  const visible = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight;
  return {index: Number(element.dataset.index ?? -1), outlined, visible};
}
"""
SMALL = """
([selector, minimum]) => [...document.querySelectorAll(selector)]
  .filter((e) => e.checkVisibility({visibilityProperty: true}))
  .map((e) => [e.getBoundingClientRect(), e])
  .filter(([box]) => box.height < minimum - 0.5 || box.width < Math.min(minimum, 24) - 0.5)
  .map(([box, e]) => `${box.width}x${box.height} ${e.outerHTML.slice(0, 80)}`)
"""


COLOURS = """() => {
  const style = (selector) => getComputedStyle(document.querySelector(selector));
  const isGoal = document.querySelector('h1 .goal') !== null;
  return [style('body').color, style('html').backgroundColor, style('h1').color, isGoal];
}"""
COUNT_VISIBLE = """(selector) => [...document.querySelectorAll(selector)]
  .filter((e) => e.checkVisibility({visibilityProperty: true}))
  .filter((e) => e.getBoundingClientRect().width * e.getBoundingClientRect().height > 0).length"""
MOVING = """() => [document.documentElement, ...document.querySelectorAll('body *')]
  .filter((e) => {
    const style = getComputedStyle(e);
    const isLong = (times) => times.split(',').some((time) => parseFloat(time) > 0.01);
    return style.scrollBehavior === 'smooth' || isLong(style.transitionDuration)
      || isLong(style.animationDuration);
  }).map((e) => e.outerHTML.slice(0, 80))"""


SKIP_LINK_BOX = "document.querySelector('.skip-link').getBoundingClientRect().toJSON()"


def shows_a_skip_link_at_the_first_tab(visit: Visit) -> object:
    """The first Tab brings it into view, and Enter moves the focus to the content."""
    page = visit.page
    before = page.evaluate(SKIP_LINK_BOX)
    page.keyboard.press("Tab")
    focused = page.evaluate(SKIP_LINK_BOX)
    if not page.evaluate("document.activeElement.matches('.skip-link')"):
        return "the first Tab leads elsewhere"
    page.keyboard.press("Enter")
    target = page.evaluate("document.activeElement.tagName")
    is_hidden = before["bottom"] <= 0 < before["width"]
    is_visible = focused["top"] >= 0 < focused["width"]
    is_good = (is_hidden, is_visible, target) == (True, True, "MAIN")
    return None if is_good else (before, focused, target)


def stays_within_a_strict_policy_and_logs_nothing(visit: Visit) -> object:
    """Apart from the status of the 404 page, which browsers log."""
    errors = [error for error in visit.errors if "404" not in error]
    return [*errors, *visit.page.evaluate("window.violations")]


def requests_no_other_host(visit: Visit) -> object:
    """Only the site's own host learns about visitors."""
    return visit.foreign


def stores_nothing(visit: Visit) -> object:
    """No cookies, and nothing in localStorage or sessionStorage."""
    stored = "[...Object.keys(localStorage), ...Object.keys(sessionStorage)]"
    return visit.page.context.cookies() or visit.page.evaluate(stored)


def has_large_click_targets(visit: Visit) -> object:
    """44 pixels high in menus, buttons, chips and fields."""
    controls = ".menu a, .languages a, .button, .chip, .brand, .site-footer-links a, input, select"
    small = []
    for width in (1280, 320):
        visit.page.set_viewport_size({"width": width, "height": 800})
        small += visit.page.evaluate(SMALL, [controls, 44])
    return small


def never_scrolls_sideways(visit: Visit) -> object:
    """Not even on a phone 320 pixels wide (WCAG 1.4.10)."""
    visit.page.set_viewport_size({"width": 320, "height": 640})
    width = visit.page.evaluate("document.scrollingElement.scrollWidth")
    return width if width > 320 else None


def has_no_accessibility_violations(visit: Visit) -> object:
    """As far as axe-core can detect, in light and dark schemes, on narrow and wide screens."""
    return find_violations(visit.page)


def prints_black_on_white_without_controls(visit: Visit) -> object:
    """In the dark scheme as well; a goal keeps its colours on paper."""
    page, errors = visit.page, []
    interactive = ".menu, .languages, .breadcrumbs, .skip-link, form, .button, .pager"
    for scheme in ("light", "dark"):
        page.emulate_media(media="print", color_scheme=scheme)  # type: ignore[arg-type]
        text, background, heading, is_goal = page.evaluate(COLOURS)
        visible = page.evaluate(COUNT_VISIBLE, interactive)
        black = {text} if is_goal else {text, heading}
        if (black, background, visible) != ({"rgb(0, 0, 0)"}, "rgb(255, 255, 255)", 0):
            errors.append((scheme, text, heading, background, visible))
    page.emulate_media(media="screen", color_scheme="light")
    return errors


def does_not_move_with_reduced_motion(visit: Visit) -> object:
    """Nothing slides, fades or scrolls smoothly."""
    visit.page.emulate_media(reduced_motion="reduce")
    return visit.page.evaluate(MOVING)


def loses_nothing_at_twice_the_font_size(visit: Visit) -> object:
    """WCAG 1.4.4, in a browser whose default font size is 32 pixels."""
    visit.page.set_viewport_size({"width": 640, "height": 800})
    visit.page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
    width = visit.page.evaluate("document.scrollingElement.scrollWidth")
    return width if width > 640 else None


CHECKS = (
    shows_a_skip_link_at_the_first_tab,
    stays_within_a_strict_policy_and_logs_nothing,
    requests_no_other_host,
    stores_nothing,
    has_large_click_targets,
    never_scrolls_sideways,
    has_no_accessibility_violations,
    prints_black_on_white_without_controls,
    does_not_move_with_reduced_motion,
    loses_nothing_at_twice_the_font_size,
)
"""Checks for every page; each returns what is wrong, or something falsy. The order matters: the
first needs a page without any interaction, the last leaves it changed."""


@pytest.mark.parametrize(("name", "folder", "kind"), EXAMPLES)
def test_a_page_passes_all_checks(name: str, folder: str, kind: str, sites: Sites, tab: OpenTab):
    path = find_example(sites[name], kind)
    if path is None:
        pytest.skip(f"{name} has no {kind}")
    visit = tab(name)
    visit.go(folder + path)

    assert {} == {check.__name__: error for check in CHECKS if (error := check(visit))}


def test_the_policy_would_stop_what_it_should(tab: OpenTab):
    visit = tab("minimal")
    page = visit.go("")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">')")
    page.evaluate("document.body.append(document.createElement('img'))")
    page.evaluate("document.querySelector('img').src = 'https://elsewhere.example/i.png'")
    page.wait_for_function("window.violations.length > 1")

    assert {"img-src: https://elsewhere.example/i.png", "style-src-attr: inline"} == set(
        page.evaluate("window.violations")
    )


@pytest.fixture(params=SITE_LANGUAGES, ids=lambda pair: f"{pair[0]}/{pair[1]}".rstrip("/"))
def site_language(request: pytest.FixtureRequest) -> tuple[str, str]:
    """The name of a coalition and the folder of one of its languages."""
    return request.param  # type: ignore[no-any-return]


@pytest.mark.parametrize("kind", ["home", "directory", "member"])
def test_the_keyboard_reaches_everything_in_order_and_shows_where_it_is(
    kind: str, site_language: tuple[str, str], sites: Sites, tab: OpenTab
):
    name, folder = site_language
    visit = tab(name)
    visit.page.emulate_media(reduced_motion="reduce")
    page = visit.go(folder + (find_example(sites[name], kind) or ""))
    expected = page.evaluate(FOCUSABLE)
    stops = []
    for _ in expected:
        page.keyboard.press("Tab")
        stops.append(page.evaluate(FOCUSED))

    assert list(range(len(expected))) == [stop["index"] for stop in stops]
    assert [] == [
        expected[stop["index"]] for stop in stops if not (stop["outlined"] and stop["visible"])
    ]


def count_rows(page: Page) -> int:
    """Count the visible rows of the directory."""
    return page.locator("[data-member]:visible").count()


def test_without_javascript_the_directory_is_complete_and_offers_no_filter(
    site_language: tuple[str, str], sites: Sites, tab: OpenTab
):
    name, folder = site_language
    page = tab(name, scripts=False).go(f"{folder}members/")

    assert len(sites[name].coalition.members) == count_rows(page)
    assert not page.locator("form[data-filter]").is_visible()
    assert page.locator(".chip:visible").count() > 0


def test_the_filter_is_reached_by_keyboard_and_keeps_its_state_in_the_address(
    site_language: tuple[str, str], sites: Sites, tab: OpenTab
):
    name, folder = site_language
    group = sites[name].coalition.groups[0].id
    size = sum(1 for member in sites[name].coalition.members if member.group == group)
    page = tab(name).go(f"{folder}members/")
    page.locator(".chip").last.focus()
    while page.evaluate("document.activeElement.name") != "group":
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/members/?group={group}")

    assert size == count_rows(page)
    assert str(size) in page.locator("output").inner_text() or size < 3
    page.reload()
    assert (size, group) == (count_rows(page), page.locator("select[name=group]").input_value())
    page.locator("button[type=reset]").click()
    page.wait_for_url("**/members/")
    assert len(sites[name].coalition.members) == count_rows(page)


def test_a_search_that_finds_nobody_says_so(tab: OpenTab):
    page = tab("lantern").go("ar/members/?q=nobody-has-this-name")

    assert 0 == count_rows(page)
    file = catalogs.get_catalog_path(PROJECT / "theme" / "locale", "ar")
    message = catalogs.read_catalog(file, "ar").translations.gettext("No member matches")
    assert message == page.locator("output").inner_text()


def test_marks_and_capitals_make_no_difference_to_a_search(tab: OpenTab):
    page = tab("lantern").go("members/?q=ETOILE")

    assert ["Étienne Échantillon"] == page.locator(
        "[data-member]:visible .row-name"
    ).all_inner_texts()


def test_arabic_pages_begin_at_the_right(tab: OpenTab):
    page = tab("lantern").go("ar/")
    brand = page.locator(".brand").bounding_box()
    menu = page.locator(".menu").bounding_box()

    assert brand is not None
    assert menu is not None
    assert brand["x"] > menu["x"] + menu["width"] / 2


def test_the_404_page_is_whole_at_any_depth(tab: OpenTab):
    visit = tab("orchard")
    page = visit.go("no/such/page/at/all")
    loaded = page.evaluate("[...document.styleSheets].map((sheet) => sheet.cssRules.length)")
    page.locator("main .button").first.click()

    assert [True] == [count > 0 for count in loaded]
    assert visit.url == page.url


def test_every_site_has_every_kind_of_page_that_it_has_data_for(sites: Sites):
    missing = {
        (name, kind) for name, _, kind in EXAMPLES if find_example(sites[name], kind) is None
    }

    # lantern has neither documents nor working groups, and orchard publishes no conditions
    kinds = ("documents", "document", "working groups", "working group")
    assert {("lantern", kind) for kind in kinds} | {("orchard", "conditions")} == missing
