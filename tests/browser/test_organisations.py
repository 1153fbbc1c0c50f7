"""Lists and pages of organisations in a real browser: filters by kind, logos, layout."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from support.axe import find_violations
from support.browsing import Visit

if TYPE_CHECKING:
    from playwright.sync_api import Page

OpenTab = Callable[..., Visit]

PAGES = ("members/", "organisations/", "organisations/zephyr/", "organisations/school/", "about/")

LOGO = """() => {
  const logo = document.querySelector('img.logo');
  const box = logo.getBoundingClientRect();
  const style = getComputedStyle(logo);
  return {
    width: Math.round(box.width), height: Math.round(box.height), fit: style.objectFit,
    plate: style.backgroundColor, natural: logo.naturalWidth > 0,
  };
}"""


def open_page(tab: OpenTab, path: str, width: int = 1280) -> Page:
    """Open a page of the coalition of people and organisations in a window of this width."""
    visit = tab("alliance")
    visit.page.set_viewport_size({"width": width, "height": 800})
    return visit.go(path)


def list_visible_names(page: Page) -> list[str]:
    return page.locator(".row:visible .row-name a").all_inner_texts()


def test_members_can_be_filtered_by_kind(tab: OpenTab):
    page = open_page(tab, "members/")

    page.select_option("[name=kind]", "organisation")
    assert {
        "Bell Foundry",
        "Ferry Line of the Fjord",
        "Zephyr Lighthouse Trust of the Old Alphabet",
    } == set(list_visible_names(page))
    assert "kind=organisation" in page.url
    page.select_option("[name=kind]", "person")
    assert ["Pharos Beacon-Sample", "Ahoy Example", "Bollard Sample"] == list_visible_names(page)
    assert "3 members found" == page.locator("output").inner_text()
    page.get_by_role("button", name="Clear").click()
    assert 7 == page.locator(".row:visible").count()


def test_a_member_of_two_groups_is_found_in_both_and_counted_once(tab: OpenTab):
    page = open_page(tab, "members/?q=old+alphabet&kind=organisation")

    assert ["Zephyr Lighthouse Trust of the Old Alphabet"] * 2 == list_visible_names(page)
    assert "1 member found" == page.locator("output").inner_text()
    for group in ("keepers", "ships"):
        page.select_option("[name=group]", group)
        assert "1 member found" == page.locator("output").inner_text()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("ZLT", 4),  # the organisation, in two groups, and two people from it
        ("Société du Phare", 4),
        ("النسيم", 4),
        ("bell", 1),
    ],
)
def test_organisations_are_found_by_their_other_names_among_members(
    query: str, expected: int, tab: OpenTab
):
    page = open_page(tab, f"members/?q={query}")

    assert expected == page.locator(".row:visible").count()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kind=school", ["School of Knots"]),
        ("country=NO", ["Ferry Line of the Fjord", "Mole and Harbour University"]),
        ("kind=university&country=NO", ["Mole and Harbour University"]),
        ("q=Phare", ["Zephyr Lighthouse Trust of the Old Alphabet"]),
        ("q=partner", ["School of Knots"]),
        ("q=former", ["Ferry Line of the Fjord"]),
    ],
)
def test_the_list_of_organisations_can_be_filtered(query: str, expected: list[str], tab: OpenTab):
    page = open_page(tab, f"organisations/?{query}")

    assert expected == list_visible_names(page)


def test_without_scripts_both_lists_are_complete(tab: OpenTab):
    visit = tab("alliance", scripts=False)
    members = visit.go("members/")

    assert not members.locator("form[data-filter]").is_visible()
    assert 7 == members.locator(".row:visible").count()
    assert 5 == visit.go("organisations/").locator(".row:visible").count()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("path", "width"), [("organisations/zephyr/", 320), ("about/", 1280)])
def test_a_logo_is_whole_and_on_a_light_plate(path: str, width: int, scheme: str, tab: OpenTab):
    visit = tab("alliance")
    visit.page.emulate_media(color_scheme=scheme)
    visit.page.set_viewport_size({"width": width, "height": 800})
    logo = visit.go(path).evaluate(LOGO)

    assert logo["natural"]
    assert ("contain", "rgb(255, 255, 255)") == (logo["fit"], logo["plate"])
    assert logo["height"] < logo["width"] <= 320


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("folder", ["", "ar/"])
def test_pages_of_organisations_fit_a_phone_and_are_accessible(
    folder: str, path: str, tab: OpenTab
):
    page = open_page(tab, folder + path, 320)

    assert 320 == page.evaluate("document.scrollingElement.scrollWidth")
    assert [] == find_violations(page)
