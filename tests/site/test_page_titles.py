"""The titles of pages: as long as search engines show them, and still unique."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.site import build_pages
from coalition.site.page_titles import (
    MAX_TITLE_LENGTH,
    TitleParts,
    choose_title,
    get_title_parts,
)
from support.made_sites import make_site
from support.site_objects import load_sites

WORDS = st.text("ab –", min_size=1, max_size=90)
PARTS = st.builds(
    TitleParts, WORDS, st.just("LAMP"), WORDS | st.just(""), WORDS | st.just(""), st.booleans()
)
LONG = "x" * 60


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (TitleParts("About", "LAMP"), "About – LAMP"),
        (TitleParts("Ada", "LAMP", "Library of Lamps"), "Ada – Library of Lamps – LAMP"),
        (TitleParts("Ada", "LAMP", LONG), f"Ada – {LONG}"),
        (TitleParts("Ada", "LAMP", 2 * LONG, "LL"), "Ada – LL – LAMP"),
        (TitleParts("Ada", "LAMP", 2 * LONG), "Ada – LAMP"),
        (TitleParts("Ada", "LAMP", 2 * LONG, unique=False), f"Ada – {2 * LONG}"),
        (TitleParts(LONG, "LAMP", "3 May 2024"), f"{LONG} – LAMP"),
        (TitleParts(f"{LONG}12345678", "LAMP", "3 May 2024"), f"{LONG}12345678"),
        (TitleParts(2 * LONG, "LAMP", "3 May 2024"), 2 * LONG),
        (TitleParts(f"{LONG} – LAMP", "LAMP"), f"{LONG} – LAMP – LAMP"),
    ],
)
def test_parts_are_left_out_in_an_order(parts: TitleParts, expected: str):
    assert expected == choose_title(parts)


@given(PARTS)
def test_a_title_is_short_or_no_shorter_one_would_do(parts: TitleParts):
    title = choose_title(parts)

    assert title.startswith(parts.heading)
    needed = parts.heading if parts.unique or not parts.context else ""
    assert len(title) <= MAX_TITLE_LENGTH or title == needed or not parts.unique


@given(PARTS, PARTS)
def test_the_acronym_never_makes_two_headings_one_title(first: TitleParts, second: TitleParts):
    one = TitleParts(first.heading, "LAMP")
    other = TitleParts(second.heading, "LAMP")

    assert (first.heading == second.heading) == (choose_title(one) == choose_title(other))


@pytest.mark.parametrize("language", ["en", "ar"])
def test_pages_of_a_site_have_unique_titles_that_are_short_where_their_headings_are(language: str):
    site = load_sites("orchard")[language]
    pages = [page for page in build_pages(site) if page.indexable]
    titles = [choose_title(get_title_parts(site, page)) for page in pages]

    assert len(pages) > 30
    assert [] == [title for title, count in Counter(titles).items() if count > 1]
    assert [] == [
        title
        for title, page in zip(titles, pages, strict=True)
        if len(title) > MAX_TITLE_LENGTH >= len(page.title.text)
        and site.heading_counts[page.title.text] < 2
    ]


def test_a_heading_that_two_entries_share_keeps_its_context():
    coalition = load_sites("orchard")["en"].coalition
    event = coalition.events[0]
    twin = event.model_copy(update={"id": "twin"})
    site = make_site(coalition, events=(*coalition.events, twin))
    page = next(page for page in build_pages(site) if page.address.path == "events/twin/")

    assert not get_title_parts(site, page).unique
