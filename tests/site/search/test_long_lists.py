"""A search of a site with 1,000 members: its index and its list of pages stay small."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from coalition.project import load_coalition
from coalition.site import Page, Site, build_pages, map_generated_files
from coalition.site.search.entries import list_search_entries
from coalition.site.views import SearchView
from support import large_sites
from support.site_objects import make_sites


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site in English of a coalition whose lists are divided into pages."""
    folder = tmp_path_factory.mktemp("crowd")
    large_sites.write_project(folder)
    return make_sites(load_coalition(Path(folder) / "data"))["en"]


@pytest.fixture(scope="module")
def pages(crowd: Site) -> list[Page]:
    return list(build_pages(crowd))


def test_only_the_first_page_of_a_list_is_found(crowd: Site, pages: list[Page]):
    further = {page.address.path for page in pages if page.is_further}
    found = {entry.page.address.path for entry in list_search_entries(crowd)}

    assert further
    assert set() == further & found
    assert "members/" in found


def test_the_list_of_pages_leads_to_the_lists_of_what_is_many(pages: list[Page]):
    (view,) = (page.view for page in pages if isinstance(page.view, SearchView))
    listed = {entry.address.path for section in view.sections for entry in section.pages}

    assert {"members/", "organisations/", "events/", "documents/"} <= {
        kind.address.path for kind in view.long_kinds
    }
    assert "members/member-1/" not in listed
    assert not [path for path in listed if "/page/" in path]


def test_the_small_index_of_1000_members_has_at_most_40_kb(crowd: Site):
    """There are another 1,000 organisations, events and documents in it."""
    titles = map_generated_files(crowd)["search/titles.js"].content

    assert len(gzip.compress(titles, 9, mtime=0)) < 40_000
