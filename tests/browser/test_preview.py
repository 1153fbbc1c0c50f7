"""The preview in a browser: live reload, and the error overlay over the last valid page."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from support.previews import Running

MEMBERS = "data/members.yaml"
MARK_PAGE = "window.marked = true"
IS_MARKED = "window.marked === true"
SLOWLY = 30_000
"""Timeout in milliseconds for what the check of the whole project finds."""


def rename_role(text: str) -> str:
    return text.replace("Head of the night shift", "Head Renamed", 1)


def break_key(text: str) -> str:
    return text.replace("group: ", "grup: ", 1)


def get_scroll_position(page: Page) -> int:
    return int(page.evaluate("Math.round(window.scrollY)"))


def open_page(page: Page, preview: Running, path: str) -> None:
    """Open a page in a window low enough to scroll, and wait until it listens for changes."""
    page.set_viewport_size({"width": 800, "height": 300})
    with page.expect_response("**/_preview/events*"):
        page.goto(preview.address + path)


def test_a_saved_member_is_shown_at_once_and_the_scroll_position_is_kept(
    page: Page, preview: Running
):
    open_page(page, preview, "members/ingrid-prove/")
    page.evaluate(f"{MARK_PAGE}; window.scrollTo(0, 120)")

    preview.edit(MEMBERS, rename_role)

    expect(page.locator("main")).to_contain_text("Head Renamed")
    assert page.evaluate(IS_MARKED), "the page was not loaded again"
    assert 120 == get_scroll_position(page)
    assert page.evaluate("getComputedStyle(document.body).margin") == "0px", "it has its styles"


def test_a_page_with_a_script_works_after_an_update_and_the_scroll_position_is_kept(
    page: Page, preview: Running
):
    open_page(page, preview, "members/")
    page.evaluate(f"{MARK_PAGE}; window.scrollTo(0, 200)")

    preview.edit(MEMBERS, rename_role)

    expect(page.locator("main")).to_contain_text("Head Renamed")
    assert page.evaluate(IS_MARKED)
    page.wait_for_function("Math.round(window.scrollY) === 200")
    page.fill("input[name=q]", "Renamed")
    expect(page.locator("[data-member]:visible")).to_have_count(1)


def test_a_changed_style_sheet_is_applied_without_reloading_the_page(page: Page, preview: Running):
    open_page(page, preview, "about/")
    page.evaluate(MARK_PAGE)

    preview.edit("theme/static/css/base.css", lambda text: text + "\nh1 { color: rgb(1, 2, 3) }")

    page.wait_for_function(
        "getComputedStyle(document.querySelector('h1')).color === 'rgb(1, 2, 3)'"
    )
    page.wait_for_function("document.querySelectorAll('link[rel=stylesheet]').length === 1")
    assert page.evaluate(IS_MARKED)

    preview.edit(MEMBERS, rename_role)
    preview.edit("content/pages/about.en.md", lambda text: text + "\nMore words.\n")

    expect(page.locator("main")).to_contain_text("More words.")
    assert page.evaluate(IS_MARKED)


def test_a_changed_image_of_the_same_name_is_shown(page: Page, preview: Running):
    open_page(page, preview, "opening-hours/")
    size = "document.querySelector('main img').naturalWidth"
    page.wait_for_function(f"{size} > 0")
    before = page.evaluate(size)

    preview.edit(
        "content/images/lamp.svg",
        lambda _: '<svg xmlns="http://www.w3.org/2000/svg" width="77" height="77"/>',
    )

    page.wait_for_function(f"{size} === 77")
    assert before != 77


def test_an_error_is_shown_over_the_page_until_it_is_fixed(page: Page, preview: Running):
    open_page(page, preview, "about/")
    heading = page.locator("main h1")
    overlay = page.get_by_role("alertdialog")

    preview.edit(MEMBERS, break_key)

    expect(overlay).to_contain_text("1 problem")
    expect(overlay).to_contain_text(f"{MEMBERS}:")
    expect(overlay.locator("mark")).to_have_text("grup")
    expect(overlay).to_contain_text("did you mean 'group'?")
    expect(heading).to_be_visible()
    assert [] == Axe().run(page).response["violations"]

    overlay.get_by_role("button", name="Show the page").click()
    expect(overlay).to_be_hidden()
    page.get_by_role("button", name="Show what is wrong").click()
    expect(overlay).to_be_visible()
    page.keyboard.press("Escape")
    expect(overlay).to_be_hidden()

    preview.edit(MEMBERS, lambda _: preview.before[MEMBERS].decode())

    expect(page.locator("[data-preview-problems]")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_error_is_shown_in_the_language_of_the_page(page: Page, preview: Running, scheme: str):
    preview.edit(MEMBERS, break_key)
    preview.events("/ar/").until(lambda event: event["problems"])
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 320, "height": 600})
    page.goto(preview.address + "ar/about/")
    overlay = page.get_by_role("alertdialog")

    expect(overlay).to_contain_text("مشكلة واحدة")
    assert "rtl" == overlay.evaluate("sheet => getComputedStyle(sheet).direction")
    assert "ltr" == overlay.locator("pre").evaluate("pre => getComputedStyle(pre).direction")
    assert page.evaluate("document.documentElement.scrollWidth <= 320")
    assert [] == Axe().run(page).response["violations"]


def add_warning(preview: Running) -> None:
    preview.edit(MEMBERS, lambda text: text.replace("checked: 2024-05-02", "checked: 2011-05-02"))


def add_broken_link(text: str) -> str:
    return text + "\nSee [there](#nowhere).\n"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["about/", "ar/about/"])
def test_warnings_wait_behind_a_badge_that_the_keyboard_reaches(
    page: Page, preview: Running, path: str, scheme: str
):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 320, "height": 600})
    page.goto(preview.address + path)
    add_warning(preview)
    badge, panel = page.locator("button.badge"), page.get_by_role("dialog")

    expect(badge.locator(".count")).to_have_class("count is-warning", timeout=SLOWLY)
    expect(panel).to_be_hidden()
    assert [] == Axe().run(page).response["violations"]
    badge.focus()
    page.keyboard.press("Enter")

    expect(panel).to_contain_text("was last checked on 2011-05-02")
    expect(panel.get_by_role("heading").first).to_be_focused()
    expect(page.locator("main h1")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= 320")
    assert [] == Axe().run(page).response["violations"]
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(badge).to_be_focused()


def test_an_error_that_was_hidden_stays_hidden_until_there_is_another(page: Page, preview: Running):
    open_page(page, preview, "about/")
    overlay, badge = page.get_by_role("alertdialog"), page.locator("button.badge")
    preview.edit("content/pages/about.en.md", add_broken_link)
    expect(overlay).to_contain_text("there is no part '#nowhere'")
    page.keyboard.press("Escape")

    preview.edit("content/pages/about.en.md", lambda text: text.replace("\n\n", "\n\nMore.\n\n", 1))
    expect(page.locator("main")).to_contain_text("More.")
    expect(badge).to_be_visible()
    expect(overlay).to_be_hidden()

    preview.edit("content/pages/about.en.md", lambda text: text + "\nAnd [that](#nothing).\n")
    expect(overlay).to_contain_text("there is no part '#nothing'")


def test_an_item_leads_to_the_editor_and_to_its_explanation(page: Page, preview: Running):
    open_page(page, preview, "about/")
    preview.edit("content/pages/about.en.md", add_broken_link)
    overlay = page.get_by_role("alertdialog")

    file = (preview.project / "content/pages/about.en.md").as_posix()
    line = len((preview.project / "content/pages/about.en.md").read_text("utf-8").splitlines())
    link = overlay.get_by_role("link", name=f"content/pages/about.en.md:{line}:13")
    expect(link).to_have_attribute("href", f"vscode://file{file}:{line}:13")
    expect(overlay.locator("mark")).to_have_text("#nowhere")
    expect(overlay.locator(".line-number")).to_have_text([str(line - 1), str(line)])
    with page.expect_popup() as popup:
        overlay.get_by_role("link", name="broken-link").click()
    expect(popup.value.get_by_role("heading", level=1)).to_have_text("broken-link")
    assert [] == Axe().run(popup.value).response["violations"]


@pytest.mark.parametrize("path", ["members/ingrid-prove/", "ar/members/ingrid-prove/"])
def test_an_open_page_that_is_renamed_leads_to_its_new_address(
    page: Page, preview: Running, path: str
):
    open_page(page, preview, path)

    preview.edit(MEMBERS, lambda text: text.replace("Ingrid Prøve", "Ingrid T. Prøve", 1))

    link = page.get_by_role("link", name="Ingrid T. Prøve")
    expect(link).to_be_visible()
    assert [] == Axe().run(page).response["violations"]
    link.click()
    expect(page.locator("main h1")).to_have_text("Ingrid T. Prøve")
    assert page.url == preview.address + path.replace("ingrid-prove", "ingrid-t-prove")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_draft_is_marked_where_it_is_listed_and_on_its_page(
    page: Page, preview: Running, scheme: str
):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 320, "height": 600})
    page.goto(preview.address + "ar/news/")

    preview.edit(
        "content/news/radio-hour.ar.md", lambda text: text.replace("\n", "\nStatus: draft\n", 1)
    )

    item = page.locator("main li", has_text="مسودة")
    expect(item.locator(".preview-badge")).to_be_visible()
    item.get_by_role("link").click()
    expect(page.locator("main .preview-notice")).to_contain_text("Status: draft")
    assert page.evaluate("document.documentElement.scrollWidth <= 320")
    assert [] == Axe().run(page).response["violations"]


def test_a_page_without_javascript_is_whole(page: Page, preview: Running):
    context = page.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]
    plain = context.new_page()
    preview.edit(MEMBERS, break_key)
    preview.events("/").until(lambda event: event["problems"])

    plain.goto(preview.address + "about/")

    expect(plain.locator("main h1")).to_be_visible()
    expect(plain.locator("[data-preview-problems]")).to_have_count(0)
    context.close()
