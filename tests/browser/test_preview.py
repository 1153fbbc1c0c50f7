"""What an editor sees in the browser: the new page at once, and mistakes over the last good one."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from support.previews import Running

MEMBERS = "data/members.yaml"
STAYS = "window.marked = true"
STAYED = "window.marked === true"


def renamed(text: str) -> str:
    return text.replace("Head of the night shift", "Head Renamed", 1)


def broken(text: str) -> str:
    return text.replace("group: ", "grup: ", 1)


def scrolled(page: Page) -> int:
    return int(page.evaluate("Math.round(window.scrollY)"))


def look(page: Page, preview: Running, path: str) -> None:
    """Open a page of the preview, low enough to be scrolled, and wait until it is followed."""
    page.set_viewport_size({"width": 800, "height": 300})
    with page.expect_response("**/_preview/events*"):
        page.goto(preview.address + path)


def test_a_saved_member_is_on_screen_at_once_and_the_place_is_kept(page: Page, preview: Running):
    look(page, preview, "members/ingrid-prove/")
    page.evaluate(f"{STAYS}; window.scrollTo(0, 120)")

    preview.edit(MEMBERS, renamed)

    expect(page.locator("main")).to_contain_text("Head Renamed")
    assert page.evaluate(STAYED), "the page was not loaded again"
    assert 120 == scrolled(page)
    assert page.evaluate("getComputedStyle(document.body).margin") == "0px", "it has its styles"


def test_a_page_with_a_script_works_when_it_was_renewed_and_the_place_is_kept(
    page: Page, preview: Running
):
    look(page, preview, "members/")
    page.evaluate(f"{STAYS}; window.scrollTo(0, 200)")

    preview.edit(MEMBERS, renamed)

    expect(page.locator("main")).to_contain_text("Head Renamed")
    assert page.evaluate(STAYED)
    page.wait_for_function("Math.round(window.scrollY) === 200")
    page.fill("input[name=q]", "Renamed")
    expect(page.locator("[data-member]:visible")).to_have_count(1)


def test_another_style_sheet_comes_without_loading_the_page(page: Page, preview: Running):
    look(page, preview, "about/")
    page.evaluate(STAYS)

    preview.edit("theme/static/css/base.css", lambda text: text + "\nh1 { color: rgb(1, 2, 3) }")

    page.wait_for_function(
        "getComputedStyle(document.querySelector('h1')).color === 'rgb(1, 2, 3)'"
    )
    page.wait_for_function("document.querySelectorAll('link[rel=stylesheet]').length === 1")
    assert page.evaluate(STAYED)

    preview.edit(MEMBERS, renamed)
    preview.edit("content/pages/about.en.md", lambda text: text + "\nMore words.\n")

    expect(page.locator("main")).to_contain_text("More words.")
    assert page.evaluate(STAYED)


def test_another_picture_of_the_same_name_is_shown(page: Page, preview: Running):
    look(page, preview, "opening-hours/")
    size = "document.querySelector('main img').naturalWidth"
    page.wait_for_function(f"{size} > 0")
    before = page.evaluate(size)

    preview.edit(
        "content/images/lamp.svg",
        lambda _: '<svg xmlns="http://www.w3.org/2000/svg" width="77" height="77"/>',
    )

    page.wait_for_function(f"{size} === 77")
    assert before != 77


def test_a_mistake_lies_over_the_page_until_it_is_mended(page: Page, preview: Running):
    look(page, preview, "about/")
    heading = page.locator("main h1")
    sheet = page.get_by_role("alertdialog")

    preview.edit(MEMBERS, broken)

    expect(sheet).to_contain_text("1 problem")
    expect(sheet).to_contain_text(f"{MEMBERS}:")
    expect(sheet.locator("mark")).to_have_text("grup")
    expect(sheet).to_contain_text("did you mean 'group'?")
    expect(heading).to_be_visible()
    assert [] == Axe().run(page).response["violations"]

    sheet.get_by_role("button", name="Show the page").click()
    expect(sheet).to_be_hidden()
    page.get_by_role("button", name="Show what is wrong").click()
    expect(sheet).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()

    preview.edit(MEMBERS, lambda _: preview.before[MEMBERS].decode())

    expect(page.locator("[data-preview-problems]")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_mistake_is_told_in_the_language_of_the_page(page: Page, preview: Running, scheme: str):
    preview.edit(MEMBERS, broken)
    preview.events("/ar/").until(lambda told: told["problems"])
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 320, "height": 600})
    page.goto(preview.address + "ar/about/")
    sheet = page.get_by_role("alertdialog")

    expect(sheet).to_contain_text("مشكلة واحدة")
    assert "rtl" == sheet.evaluate("sheet => getComputedStyle(sheet).direction")
    assert "ltr" == sheet.locator("pre").evaluate("pre => getComputedStyle(pre).direction")
    assert page.evaluate("document.documentElement.scrollWidth <= 320")
    assert [] == Axe().run(page).response["violations"]
