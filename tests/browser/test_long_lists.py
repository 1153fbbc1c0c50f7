"""Lists that are divided into pages, in a real browser: with and without the script."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from support.axe import find_violations
from support.browsing import Visit
from support.large_sites import COMING, CROWD, DOCUMENTS, EVENTS, FORMER, HOSTILE_NAME, MEMBERS
from support.sites import Sites

if TYPE_CHECKING:
    from playwright.sync_api import Page

OpenTab = Callable[..., Visit]

pytestmark = pytest.mark.slow(60)

LISTS = {"members": MEMBERS, "organisations": 320, "events": EVENTS, "documents": DOCUMENTS}

READ_ROWS = """selector => [...document.querySelectorAll(selector)].map((row) => {
  const clean = row.cloneNode(true);
  for (const link of clean.querySelectorAll('a')) {
    link.setAttribute('href', new URL(link.getAttribute('href'), document.baseURI).href);
  }
  // The values that the filter compares are not on the rows of every page
  const names = 'type area language year search document kind country'.split(' ');
  for (const name of names) clean.removeAttribute('data-' + name);
  return clean.outerHTML.replace(/\\s+/g, ' ').replace(/> </g, '><');
})"""

PAGE_ROWS = "[data-list-page] li.row, [data-list-page] li.dated-row"
FOUND_ROWS = "[data-list-results] li.row, [data-list-results] li.dated-row"


@pytest.fixture
def crowd(tab: OpenTab) -> Visit:
    return tab(CROWD)


def follow_pages(page: Page) -> list[str]:
    """Return the rows of this page and all that follow it."""
    rows: list[str] = page.evaluate(READ_ROWS, PAGE_ROWS)
    while page.locator(".page-links a[rel=next]").count():
        with page.expect_navigation():
            page.locator(".page-links a[rel=next]").click()
        rows += page.evaluate(READ_ROWS, PAGE_ROWS)
    return rows


def find_all(page: Page, query: str) -> list[str]:
    """Search, and return all rows that are found."""
    page.fill("[name=q]", query)
    expect(page.locator("[data-list-results]")).to_be_visible()
    while page.locator("[data-list-more]").is_visible():
        page.locator("[data-list-more]").click()
    rows: list[str] = page.evaluate(READ_ROWS, FOUND_ROWS)
    return rows


@pytest.mark.parametrize("path", [*LISTS, "ar/members", "zh/organisations"])
def test_what_the_filter_shows_are_the_rows_of_all_pages(crowd: Visit, path: str):
    page = crowd.go(f"{path}/")
    rows = follow_pages(page)
    page = crowd.go(f"{path}/page/2/")
    letter = "e" if "/" not in path else "u"

    found = find_all(page, letter)
    assert LISTS[path.rpartition("/")[2]] == len(rows)
    assert len(found) > len(rows) / 2
    assert found == [row for row in rows if row in {*found}]
    assert not crowd.errors


@pytest.mark.parametrize("path", LISTS)
def test_without_scripts_links_lead_to_every_row(tab: OpenTab, path: str):
    visit = tab(CROWD, scripts=False)
    page = visit.go(f"{path}/")
    links = set()
    while True:
        links |= {
            link.get_attribute("href").rstrip("/").rpartition("/")[2]  # type: ignore[union-attr]
            for link in page.locator("[data-list-page] li p:is(.row-name, .dated-title) a").all()
        }
        following = page.locator(".page-links a[rel=next]")
        if not following.count():
            break
        following.click()

    assert LISTS[path] == len(links)
    assert not page.locator("form").is_visible()


def test_a_letter_leads_to_its_heading(crowd: Visit):
    page = crowd.go("members/")
    page.get_by_role("link", name="R", exact=True).click()

    expect(page.get_by_role("heading", name="R", exact=True)).to_be_in_viewport()
    assert "#letter-r" in page.url


def test_the_rows_are_loaded_when_somebody_reaches_for_the_filter(crowd: Visit):
    page = crowd.go("members/")
    assert not [url for url in crowd.requests if url.endswith("rows.js")]
    expect(page.locator("output")).to_have_text(f"{MEMBERS} members found")

    page.focus("[name=q]")
    page.wait_for_function("document.querySelector('script[src$=\"rows.js\"]')")
    assert page.locator("[data-list-page]").is_visible()
    assert not crowd.errors


def test_a_search_covers_all_pages_and_its_end_brings_the_page_back(crowd: Visit):
    page = crowd.go("members/page/2/")
    page.fill("[name=q]", "иван яковлев")

    expect(page.locator("output")).to_have_text("1 member found")
    assert ["Иван Яковлев"] == page.locator("[data-list-results] .row-name a").all_inner_texts()
    assert not page.locator("[data-list-page]").is_visible()
    page.press("[name=q]", "Escape")
    expect(page.locator("output")).to_have_text(f"{MEMBERS} members found")
    assert page.locator("[data-list-page]").is_visible()
    assert not page.locator("[data-list-results]").is_visible()
    expect(page.locator("[name=q]")).to_be_focused()


def test_a_name_like_a_script_is_a_text(crowd: Visit):
    page = crowd.go("members/?q=ev%27il")

    expect(page.locator("[data-list-results] .row-name a")).to_have_text(HOSTILE_NAME)
    assert not page.locator("[data-list-results] script").count()
    assert not crowd.errors


def test_an_address_opens_filtered(crowd: Visit):
    page = crowd.go("members/?q=head&group=few")

    expect(page.locator("output")).to_have_text("125 members found")
    assert 50 == page.locator("[data-list-results] .row").count()
    assert "head" == page.input_value("[name=q]")


def test_show_more_goes_on_where_the_rows_ended(crowd: Visit):
    page = crowd.go("members/?group=few")
    button = page.get_by_role("button", name="Show more")
    button.focus()
    page.keyboard.press("Enter")

    assert 100 == page.locator("[data-list-results] .row").count()
    expect(page.locator("[data-list-results] .row").nth(50).locator("a").first).to_be_focused()
    button.click()
    assert 125 == page.locator("[data-list-results] .row").count()
    assert not button.is_visible()


def test_more_rows_stay_when_the_pause_after_typing_ends(crowd: Visit):
    page = crowd.go("members/?q=hea")
    page.fill("[name=q]", "head")
    page.get_by_role("button", name="Show more").click()

    page.wait_for_url("**/?q=head")
    assert 100 == page.locator("[data-list-results] .row").count()


def test_a_group_is_filtered_within_itself(crowd: Visit):
    page = crowd.go("members/group/many/")
    expect(page.locator("output")).to_have_text("875 members found")
    page.fill("[name=q]", "head")

    expect(page.locator("output")).to_have_text("875 members found")
    assert not page.locator("[name=group]").count()


def test_events_that_are_found_have_the_time_of_the_visitor(crowd: Visit):
    page = crowd.go("events/page/3/?q=meeting+of")

    found = page.locator("[data-list-results] [data-event]")
    expect(found).to_have_count(COMING)
    expect(found.last.locator("[data-event-relative]")).not_to_be_empty()


@pytest.mark.parametrize(
    ("query", "expected"),
    [("kind=webinar", 110), ("year=2023", 37), ("country=KE&kind=webinar", 55)],
)
def test_events_can_be_filtered_by_their_values(crowd: Visit, query: str, expected: int):
    page = crowd.go(f"events/?{query}")

    expect(page.locator("output")).to_have_text(f"{expected} events found")


def test_a_file_that_is_missing_is_reported_and_tried_again(crowd: Visit):
    page = crowd.page
    page.route("**/rows.js", lambda route: route.abort())
    crowd.go("members/")
    page.fill("[name=q]", "head")
    expect(page.locator("output")).to_contain_text("could not be loaded")
    page.unroute("**/rows.js")
    page.fill("[name=q]", "head of")

    expect(page.locator("output")).to_have_text(f"{MEMBERS} members found")


@pytest.mark.parametrize("path", ["members/", "ar/members/page/3/", "events/", "documents/page/2/"])
def test_long_lists_are_accessible(crowd: Visit, path: str):
    assert [] == find_violations(crowd.go(path))


def test_what_is_found_is_accessible(crowd: Visit):
    page = crowd.go("members/?q=a")
    expect(page.locator("[data-list-results] .row")).to_have_count(50)

    assert [] == find_violations(page)


@pytest.mark.parametrize("width", [320, 360, 1280])
@pytest.mark.parametrize("path", ["members/page/2/", "ar/members/", "zh/events/page/2/"])
def test_nothing_is_wider_than_the_window(crowd: Visit, path: str, width: int):
    crowd.page.set_viewport_size({"width": width, "height": 800})
    page = crowd.go(path)

    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_page_opened_from_a_disk_finds_rows_of_all_pages(page: Page, sites: Sites):
    site = sites[CROWD]
    page.goto((site.root / "members" / "page" / "2" / "index.html").as_uri())
    page.fill("[name=q]", "яковлев")

    expect(page.locator("output")).to_have_text("1 member found")


def test_print_has_the_page_and_no_links_to_others(crowd: Visit):
    page = crowd.go("members/page/2/")
    page.emulate_media(media="print")

    assert not page.locator(".page-links").is_visible()
    assert not page.locator(".list-index").is_visible()
    assert page.locator("[data-list-page] .row").first.is_visible()


def test_former_members_are_listed_after_the_letters(crowd: Visit):
    page = crowd.go("members/")
    page.locator(".list-index a", has_text="Former members").click()

    section = page.locator("section[aria-labelledby=former]")
    assert FORMER - 3 == section.locator(".row").count()
