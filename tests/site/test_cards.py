"""Each page has a picture for social networks, drawn from its own words."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from PIL import Image

from coalition.cards import Card
from coalition.model import LocalizedText
from coalition.project import load_coalition
from coalition.site import Site, build_card, build_pages, embed_mark, map_cards
from support.made_sites import make_site
from support.projects import ADDRESS, INVENTED
from support.site_objects import load_sites
from support.sites import Built


def list_cards(site: Site) -> dict[str, Card]:
    """Return the cards of a site by the paths of the pages that have them."""
    cards = ((page.address.path, build_card(site, page)) for page in build_pages(site))
    return {path: card for path, card in cards if card}


@pytest.fixture(scope="module")
def orchard_cards() -> dict[str, Card]:
    return list_cards(load_sites("orchard")["en"])


def test_the_card_of_an_event_says_when_and_where(orchard_cards: dict[str, Card]):
    card = orchard_cards["events/pruning-day-2024/"]

    assert card.label
    assert ("Meeting", "en") != (card.title.text, card.title.language)
    assert "2024" in card.details
    assert card.title.text in card.description
    assert card.details in card.description
    assert card.name.text in card.description


def test_members_share_a_card_without_their_names(orchard_cards: dict[str, Card]):
    cards = {path: card for path, card in orchard_cards.items() if path.startswith("members/")}
    shared = {card for path, card in cards.items() if path.count("/") == 2 and "countr" not in path}

    assert len(cards) > len(shared)
    assert {"Members"} == {card.title.text for card in shared}


def test_a_goal_has_its_colour(orchard_cards: dict[str, Card]):
    site = load_sites("orchard")["en"]
    goal = site.coalition.goals[0]
    card = orchard_cards[f"sdgs/{goal.id}/"]

    assert (goal.colour, goal.ink) == (card.background, card.ink)
    assert goal.id in (card.label.text if card.label else "")
    assert {goal.colour for goal in site.coalition.goals} == set(card.stripes)


def test_pages_that_nobody_shares_have_none(orchard_cards: dict[str, Card]):
    site = load_sites("orchard")["en"]
    redirects = {page.address.path for page in build_pages(site) if not page.indexable}

    assert redirects
    assert set() == redirects & set(orchard_cards)
    assert {} == list_cards(dataclasses.replace(site, site_url="")), (
        "a link needs the whole address"
    )


def test_words_without_glyphs_are_left_out():
    data = load_coalition(INVENTED / "orchard" / "data")
    name = data.name.model_copy(update={"root": {"en": "ትምህርት"}})
    plain, other = make_site(data), make_site(data, name=name)

    assert LocalizedText(data.acronym, "en") == list_cards(other)[""].title
    assert list_cards(plain)["members/"].title == list_cards(other)["members/"].title
    assert {} == list_cards(make_site(data, acronym="ትም")), "there is nothing to draw"


@pytest.mark.parametrize(
    ("name", "media_type"),
    [("mark.svg", "image/svg+xml"), ("mark.webp", "image/webp"), ("mark.jpg", "image/jpeg")],
)
def test_cards_show_a_mark_of_any_kind(name: str, media_type: str):
    """By our own table of media types: not every system knows WebP."""
    site = make_site(load_coalition(INVENTED / "orchard" / "data"), mark=name)

    assert f"data:{media_type};base64,TUFSSw==" == embed_mark(
        dataclasses.replace(site, mark=b"MARK")
    )
    assert "" == embed_mark(site)


def test_another_word_gives_another_address():
    """Social networks keep a picture for as long as its address is the same."""
    data = load_coalition(INVENTED / "orchard" / "data")
    site, other = make_site(data), make_site(data, acronym="NEW")

    assert set() == set(map_cards(site, build_pages(site))) & set(
        map_cards(other, build_pages(other))
    )


@pytest.mark.integration
def test_each_page_names_a_card_that_was_written(lantern: Built):
    for page in lantern.pages():
        image = page.meta("og:image")
        if not page.indexable:
            assert image is None
            continue
        assert image and image.startswith(f"{ADDRESS}cards/")
        path = lantern.root / image.removeprefix(ADDRESS)
        with Image.open(path) as picture:
            assert (1200, 630) == picture.size
            assert "PNG" == picture.format
        assert ("1200", "630") == (page.meta("og:image:width"), page.meta("og:image:height"))
        assert page.meta("og:image:alt")
        assert "summary_large_image" == page.meta("twitter:card")


@pytest.mark.integration
def test_no_card_is_written_that_no_page_names(lantern: Built):
    named = {(page.meta("og:image") or "").removeprefix(ADDRESS) for page in lantern.pages()}

    assert {path for path in lantern.files() if path.startswith("cards/")} == named - {""}


def test_cards_are_files_of_their_folder(orchard_cards: dict[str, Card]):
    assert all(Path(card.path).parent == Path("cards") for card in orchard_cards.values())
