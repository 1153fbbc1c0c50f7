"""The menu and the footer: what the data says, else the usual; every page is in one of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from coalition.build import publish
from coalition.i18n import Language
from coalition.model import Content, ContentIndex, LocalizedText, ValidationContext
from coalition.model.records import Coalition, MenuItem
from coalition.pelican_plugin.sites import SOURCE_TRANSLATIONS
from coalition.project.loader import load_coalition
from coalition.site.queries import CoalitionIndex
from coalition.site.site import NavItem, Site
from support.projects import ADDRESS, INVENTED
from support.sites import Built, get_text, project_of, read_built_site

LANTERN = INVENTED / "lantern" / "data"
PAGES = ("about", "home", "join", "opening-hours", "privacy")


def make_text(slug: str) -> Content:
    title = LocalizedText(slug.replace("-", " ").capitalize(), "en")
    return Content(slug, "en", title, LocalizedText("", "en"), lambda root: "", f"{slug}.en.md")


def make_site(language: str = "en", **menus: list[dict[str, Any]]) -> Site:
    coalition: Coalition = load_coalition(Path(LANTERN))
    items = {
        name: tuple(MenuItem.model_validate(item, context=ValidationContext("en")) for item in menu)
        for name, menu in menus.items()
    }
    index = CoalitionIndex(coalition.model_copy(update=items))
    languages = tuple(Language(code, SOURCE_TRANSLATIONS) for code in ("en", "ar"))
    chosen = next(one for one in languages if one.code == language)
    content = ContentIndex.from_contents(map(make_text, PAGES), ())
    return Site(index, content, chosen, languages, "")


def list_paths(*items: NavItem) -> list[str]:
    return [item.address.path for item in items]


def test_without_menus_in_the_data_the_pages_are_the_usual_ones():
    site = make_site()

    assert ["about/", "action-plan/", "sdgs/", "members/", "events/", "join/"] == list_paths(
        *site.menu
    )
    assert [
        "contact/",
        "data/",
        "figures/",
        "conditions/",
        "privacy/",
        "translations/",
        "opening-hours/",
    ] == list_paths(*site.footer)


def test_a_menu_of_the_data_has_its_pages_in_its_order_and_the_others_follow_in_the_footer():
    site = make_site(menu=[{"page": "opening-hours"}, {"page": "home"}, {"page": "about"}])

    assert ["opening-hours/", "", "about/"] == list_paths(*site.menu)
    assert [
        "contact/", "data/", "figures/", "conditions/", "privacy/", "translations/",
        "action-plan/", "sdgs/", "members/", "events/", "join/",
    ] == list_paths(*site.footer)  # fmt: skip


def test_a_footer_of_the_data_comes_before_the_pages_that_it_leaves_out():
    site = make_site(footer=[{"page": "privacy"}, {"page": "members"}])

    paths = list_paths(*site.footer)

    assert [
        "privacy/",
        "members/",
        "contact/",
        "data/",
        "figures/",
        "conditions/",
        "translations/",
        "opening-hours/",
    ] == paths
    assert "members/" in list_paths(*site.menu), "a page may be in both"


def test_every_page_is_in_a_menu_whatever_the_data_says():
    usual = {*list_paths(*make_site().menu, *make_site().footer)}
    for menus in ({"menu": [{"page": "join"}]}, {"footer": [{"page": "data"}]}):
        site = make_site(**menus)
        assert usual == {*list_paths(*site.menu, *site.footer)}, menus


def test_a_page_that_has_nothing_to_show_yet_is_left_out():
    assert ["about/"] == list_paths(*make_site(menu=[{"page": "news"}, {"page": "about"}]).menu)


@pytest.mark.parametrize(
    ("language", "expected"), [("en", ("Who we are", "en")), ("ar", ("Who we are", "en"))]
)
def test_a_label_of_the_data_says_its_language_and_is_that_of_breadcrumbs(
    language: str, expected: tuple[str, str]
):
    site = make_site(language, menu=[{"page": "about", "title": {"en": "Who we are"}}])

    (item,) = site.menu

    assert expected == (item.label.text, item.label.language)
    assert item.label == site.make_nav_item("page", "about").label


def test_the_home_page_is_current_only_on_itself():
    """Every path begins with that of the home page, so the section of no page is the home page."""
    site = make_site("ar", menu=[{"page": "home"}, {"page": "about"}])

    assert ["ar/", "ar/about/"] == list_paths(*site.menu)
    assert "ar/" not in site.menu_paths


MENUS = """
menu:
  - page: home
  - page: opening-hours
  - page: about
    title:
      en: Who we are
footer:
  - page: privacy
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The site of a coalition with menus of its own."""
    root = project_of("lantern", tmp_path_factory.mktemp("menus") / "site")
    with (root / "data/coalition.yaml").open("a", encoding="utf-8") as file:
        file.write(MENUS)
    publish.build_site(root, root / "output", ADDRESS)
    return read_built_site("menus", root)


@pytest.mark.integration
@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("index.html", ["page", None, None]),
        ("ar/index.html", ["page", None, None]),
        ("ar/about/index.html", [None, None, "page"]),
        ("members/siraj/index.html", [None, None, None]),
        ("404.html", [None, None, None]),
    ],
)
def test_the_menu_marks_the_page_that_is_shown_and_no_other(
    path: str, expected: list[str | None], built: Built
):
    links = built.documents[path].all("nav[@class='menu']//a")

    assert expected == [link.get("aria-current") for link in links]


@pytest.mark.integration
def test_a_label_that_is_not_translated_is_marked_with_its_language(built: Built):
    for path in ("ar/index.html", "ar/members/index.html", "ar/404.html"):
        (label,) = built.documents[path].all("nav[@class='menu']//a/span")
        assert ("Who we are", "en", "ltr") == (get_text(label), label.get("lang"), label.get("dir"))


@pytest.mark.integration
def test_pages_that_the_menu_leaves_out_are_linked_from_every_page(built: Built):
    (footer,) = built.documents["404.html"].all("ul[@class='site-footer-links']")
    linked = {urlsplit(a.get("href") or "").path.split("/")[2] for a in footer.iter("a")}

    assert {"privacy", "members", "action-plan", "events", "news", "join", "data"} <= linked
