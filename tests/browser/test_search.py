"""The search in a real browser: what it finds first, the keyboard, and pages without it.

`tests/data/search/questions.csv` has the questions with the page that visitors expect first; an
empty path is the home page.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from support.axe import find_violations
from support.browsing import OTHER_LANGUAGES, Visit, watched
from support.sites import Built

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

OpenTab = Callable[..., Visit]

QUESTIONS = Path(__file__).parents[1] / "data" / "search" / "questions.csv"
LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")

IS_READY = "() => window.coalition && coalition.search && coalition.searchWords"

FIRST = """async (questions) => {
  coalition.search.find('the index is built when it is needed');
  await coalition.search.addWords();
  return questions.map((question) => {
    const [first] = coalition.search.find(question);
    return first ? first.entry.path : 'nothing';
  });
}"""

WITHOUT_SEGMENTER = "delete Intl.Segmenter;"


def read_questions(language: str) -> dict[str, str]:
    """Return the questions in a language with the paths of their first answers."""
    with QUESTIONS.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["language"] == language]
    return {row["question"]: row["first answer"] for row in rows}


def get_folder(language: str) -> str:
    return "" if language == "en" else f"{language}/"


def open_dialog(page: Page) -> None:
    page.keyboard.press("/")
    page.locator("dialog input").wait_for()
    page.wait_for_function(IS_READY)


def list_options(page: Page) -> list[str]:
    return page.locator("[role=option] .search-title").all_inner_texts()


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_question_has_the_expected_first_answer(tab: OpenTab, language: str) -> None:
    questions = read_questions(language)
    assert len(questions) >= 8
    page = tab("orchard").go(get_folder(language) + "search/")
    page.wait_for_function(IS_READY)
    answers = page.evaluate(FIRST, list(questions))
    assert questions == dict(zip(questions, answers, strict=True))


def test_chinese_words_are_found_without_a_segmenter(
    browser: Browser, serve_site: Callable[[str], str]
) -> None:
    questions = read_questions("zh")
    context = browser.new_context()
    context.add_init_script(WITHOUT_SEGMENTER)
    page = context.new_page()
    page.goto(serve_site("orchard") + "zh/search/")
    page.wait_for_function(IS_READY)
    assert page.evaluate("Intl.Segmenter") is None
    answers = page.evaluate(FIRST, list(questions))
    context.close()
    assert questions == dict(zip(questions, answers, strict=True))


def test_a_page_loads_the_search_only_on_request(tab: OpenTab) -> None:
    visit = tab("orchard")
    page = visit.go("about/")
    page.wait_for_load_state("networkidle")
    loaded = [url for url in visit.requests if "/search/" in url or "minisearch" in url]
    assert loaded == []
    open_dialog(page)
    loaded = [url.rpartition("/")[2] for url in visit.requests if "/search/" in url]
    assert loaded == ["titles.js", "words.js"]


def test_a_link_in_a_list_leads_to_its_page_and_not_to_the_search(tab: OpenTab) -> None:
    """Rows of lists have words for the filter, in an attribute of their own."""
    visit = tab("orchard")
    page = visit.go("organisations/")
    page.locator("[data-search] a").first.click()
    page.wait_for_url("**/organisations/*/")
    assert not visit.errors


@pytest.mark.parametrize("path", ["about/", "ar/members/", "no/such/page/"])
def test_the_keyboard_is_enough(tab: OpenTab, path: str) -> None:
    visit = tab("orchard")
    page = visit.go(path)
    page.locator(".brand").focus()
    open_dialog(page)
    page.keyboard.type("creative commons")
    field = page.locator("dialog input")
    first = field.get_attribute("aria-activedescendant")
    assert page.locator(f"[id='{first}'] .search-title").inner_text() == "Creative Commons"
    page.keyboard.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") != first
    page.keyboard.press("ArrowUp")
    assert first == field.get_attribute("aria-activedescendant")
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0
    assert page.evaluate("document.activeElement.className") == "brand"
    page.keyboard.press("/")
    page.keyboard.press("Enter")
    page.wait_for_url("**/organisations/creative-commons/")
    assert page.evaluate("window.violations") == []


def test_a_slash_in_a_field_is_a_letter(tab: OpenTab) -> None:
    page = tab("orchard").go("members/")
    page.locator("#filter-q").fill("a")
    page.keyboard.type("/b")
    assert page.locator("#filter-q").input_value() == "a/b"
    assert page.locator("dialog").count() == 0


def test_results_are_in_groups_and_counted(tab: OpenTab) -> None:
    page = tab("orchard").go("")
    open_dialog(page)
    page.keyboard.type("graft")
    groups = page.locator("dialog [role=group]").evaluate_all(
        "(groups) => groups.map((group) => group.getAttribute('aria-label'))"
    )
    assert {"Areas of action", "Documents", "Events"} <= set(groups)
    assert len(set(groups)) == len(groups)
    count = len(page.evaluate("coalition.search.find('graft')"))
    assert f"{count} pages found" == page.locator("dialog output").inner_text()


def test_a_result_leads_to_the_heading_with_the_words_marked(tab: OpenTab) -> None:
    page = tab("orchard").go("search/?q=report+a+barrier")
    page.wait_for_function(IS_READY)
    option = page.locator("[role=option]").first
    assert option.locator("mark").all_inner_texts() == ["Report", "a", "barrier"]
    option.click()
    page.wait_for_url("**/accessibility/#report-a-barrier")


def test_the_query_is_in_the_address(tab: OpenTab) -> None:
    page = tab("orchard").go("fr/search/?q=greffage")
    page.wait_for_function(IS_READY)
    assert page.locator("input[name=q]").input_value() == "greffage"
    assert "Manuel du greffage" in list_options(page)
    page.locator("input[name=q]").fill("vie privée")
    page.wait_for_url("**/fr/search/?q=vie+priv%C3%A9e")


def test_nothing_found_is_said(tab: OpenTab) -> None:
    page = tab("orchard").go("search/?q=xyzzyxx")
    page.locator("output").wait_for()
    assert page.locator("output").inner_text() == "Nothing found"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("folder", ["", "ar/"])
def test_the_dialog_is_accessible(tab: OpenTab, folder: str, scheme: str) -> None:
    visit = tab("orchard")
    visit.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page = visit.go(folder)
    open_dialog(page)
    page.keyboard.type("oc-seed")
    assert find_violations(page) == []


@pytest.mark.parametrize("folder", ["", *OTHER_LANGUAGES])
def test_without_javascript_the_page_lists_all_pages(
    tab: OpenTab, orchard: Built, folder: str
) -> None:
    page = tab("orchard", scripts=False).go(folder + "search/")
    hrefs = page.locator("main section a").evaluate_all("(links) => links.map((a) => a.href)")
    root = page.url.rpartition(f"{folder}search/")[0]
    listed = {href.removeprefix(root) for href in hrefs}
    expected = {
        path.removesuffix("index.html")
        for path, document in orchard.documents.items()
        if orchard.folder(document) == folder and document.indexable
    }
    assert expected - {f"{folder}search/"} == listed
    assert page.locator("[data-search-page]").is_hidden()


def test_a_missing_index_is_said_and_the_list_stays(tab: OpenTab) -> None:
    visit = tab("orchard")
    visit.page.route("**/titles.js", lambda route: route.abort())
    page = visit.go("search/")
    page.get_by_text("The search could not be loaded").wait_for()
    assert page.locator(".page-index a").count() > 50
    visit.go("about/").keyboard.press("/")
    page.wait_for_url("**/search/")
    visit.page.unroute("**/titles.js")


def test_a_search_that_the_browser_cannot_run_is_said(tab: OpenTab) -> None:
    visit = tab("orchard")
    broken = "throw new SyntaxError('a browser from before this syntax')"
    visit.page.route("**/search.*.js", lambda route: route.fulfill(body=broken))
    page = visit.go("search/")
    page.get_by_text("The search could not be loaded").wait_for()
    visit.go("about/").keyboard.press("/")
    page.wait_for_url("**/search/")
    visit.page.unroute("**/search.*.js")


def test_titles_are_found_without_the_words(tab: OpenTab) -> None:
    visit = tab("orchard")
    visit.page.route("**/words.js", lambda route: route.abort())
    page = visit.go("search/?q=privacy")
    page.locator("[role=option]").first.wait_for()
    assert list_options(page)[0] == "Privacy"
    visit.page.unroute("**/words.js")


@pytest.fixture
def disk_page(browser: Browser) -> Iterator[Visit]:
    context = browser.new_context()
    yield watched(context)
    context.close()


def test_the_search_works_from_a_disk(disk_page: Visit, orchard: Built) -> None:
    page = disk_page.page
    page.goto((orchard.root / "ar" / "about" / "index.html").as_uri())
    open_dialog(page)
    page.keyboard.type("التفاح")
    page.keyboard.press("Enter")
    page.wait_for_url("file:///**/ar/events/apple-talks/index.html")
    assert disk_page.errors == []


@pytest.mark.parametrize("query", ["__proto__", "constructor", "<img src=x onerror=alert(1)>", "'"])
def test_a_hostile_query_is_only_text(tab: OpenTab, query: str) -> None:
    visit = tab("orchard")
    page = visit.go("search/")
    page.wait_for_function(IS_READY)
    page.locator("input[name=q]").fill(query)
    assert page.locator("main img").count() == 0
    assert visit.errors == []
    assert json.loads(page.evaluate("JSON.stringify(Object.keys(Object.prototype))")) == []
