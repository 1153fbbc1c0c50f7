"""The pages of a site with long lists: complete, unique, linked to each other, and light."""

from __future__ import annotations

from itertools import pairwise

import pytest

from coalition.audit.page_weight import compute_compressed_size
from coalition.site.urls import is_list_page
from support.large_sites import CROWD, DOCUMENTS, EVENTS, LANGUAGES, MEMBERS, ORGANISATIONS
from support.sites import Built, Document, Sites

pytestmark = [pytest.mark.integration, pytest.mark.slow(40)]

LIST_BUDGET_BYTES = 30 * 1024
LISTS = {
    "members": MEMBERS,
    "organisations": ORGANISATIONS,
    "events": EVENTS,
    "documents": DOCUMENTS,
    "members/group/many": 875,
    "members/country/fr": 666 + ORGANISATIONS * 3 // 4,
    "action-plan/area": 500,
    "organisations/organisation-0": 200,
    "working-groups/large": 160,
    "events/event-10": 160,
}
"""Lists that are divided, with the least number of their rows."""


@pytest.fixture(scope="module")
def crowd(sites: Sites) -> Built:
    return sites[CROWD]


def list_pages(site: Built, path: str) -> list[Document]:
    """Return the pages of a list, by following the links to the next one."""
    pages = [site.page(f"{path}/")]
    while following := pages[-1].all("head/link[@rel='next']"):
        file, _ = site.target(pages[-1], following[0].get("href", ""))
        pages.append(site.documents[file])
    return pages


def list_rows(page: Document) -> list[str]:
    """Return what the rows of a page are called."""
    names = page.texts("main//p[@class='row-name']") + page.texts("main//p[@class='dated-title']")
    return [name for name in names if name]


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("folder", ["", "ar/", "zh/"])
def test_the_pages_of_a_list_have_all_rows(crowd: Built, folder: str, path: str):
    pages = list_pages(crowd, folder + path)

    assert len(pages) > 1
    rows = [row for page in pages for row in list_rows(page)]
    assert LISTS[path] <= len(rows)
    assert max(len(list_rows(page)) for page in pages) <= 151  # and the organisation of a member


def test_every_further_page_leads_back_and_has_its_own_address(crowd: Built):
    pages = list_pages(crowd, "members")

    for previous, page in pairwise(pages):
        back = page.one("head/link[@rel='prev']").get("href", "")
        assert (previous.path, "") == crowd.target(page, back)
        assert page.url == page.one("head/link[@rel='canonical']").get("href")
        alternates = page.all("head/link[@hreflang]")
        assert len(LANGUAGES) + 1 == len(alternates)
        assert ["Home", "All members"] == page.texts("nav[@class='breadcrumbs']//a")[:2]
    assert not pages[0].all("head/link[@rel='prev']")


def test_titles_and_descriptions_are_unique(crowd: Built):
    pages = [page for page in crowd.pages() if is_list_page(page.path.removesuffix("index.html"))]

    assert len(pages) > 90
    for texts in (
        [page.one("head/title").text for page in pages],
        [page.meta("description") for page in pages],
    ):
        by_language = [*zip((crowd.folder(page) for page in pages), texts, strict=True)]
        assert len(by_language) == len({*by_language})


def test_further_pages_are_in_the_sitemap(crowd: Built):
    sitemap = (crowd.root / "sitemap.xml").read_text("utf-8")

    for page in (*list_pages(crowd, "members"), *list_pages(crowd, "ar/events")):
        assert f"<loc>{page.url}</loc>" in sitemap


def test_the_text_of_a_list_is_on_its_first_page_only(crowd: Built):
    first, second, *_ = list_pages(crowd, "members")

    assert "Who is in the crowd." in first.source
    assert "Who is in the crowd." not in second.source
    assert second.texts("main//p[@class='lead']") == ["Page 2 of 7: " + _get_range(second)]


def _get_range(page: Document) -> str:
    (link,) = page.all("main//nav[@class='page-links']//a[@aria-current='page']/bdi")
    return link.text or ""


def test_every_link_of_the_index_leads_to_a_heading(crowd: Built):
    for path in LISTS:
        for page in list_pages(crowd, path):
            for link in page.all("nav[@class='list-index']//a"):
                file, fragment = crowd.target(page, link.get("href", ""))
                assert crowd.documents[file].all(f"*[@id='{fragment}']"), (page.path, fragment)


def test_no_part_of_a_list_is_too_heavy(crowd: Built):
    (style_sheet,) = (crowd.root / "assets").glob("site.*.css")
    styles = compute_compressed_size(style_sheet.read_bytes())
    pages = [page for path in LISTS for page in list_pages(crowd, path)]

    sizes = {page.path: compute_compressed_size(page.source.encode()) + styles for page in pages}
    assert {} == {path: size for path, size in sizes.items() if size > LIST_BUDGET_BYTES}


def test_the_page_of_a_member_leads_to_a_large_organisation(crowd: Built):
    page = crowd.page("members/member-5/")

    (section,) = page.all("section[@aria-labelledby='colleagues']")
    (link,) = section.findall(".//a")
    assert ("organisations/organisation-0/index.html", "") == crowd.target(
        page, link.get("href", "")
    )
