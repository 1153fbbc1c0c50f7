"""A page about a list that is empty is made from its text alone, instead of vanishing."""

from __future__ import annotations

import pytest

from coalition.build import publish
from support.projects import ADDRESS, copy_project
from support.sites import INVENTED, Built, read_built_site

pytestmark = pytest.mark.integration

SLUGS = ("action-plan", "news", "sdgs")


@pytest.fixture(scope="module")
def prose(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A coalition without areas, goals and news, but with a text on each of these pages."""
    root = tmp_path_factory.mktemp("prose") / "minimal"
    copy_project(root, INVENTED / "minimal" / "data", INVENTED / "minimal" / "content")
    for slug in SLUGS:
        text = f"Title: Page {slug}\nSummary: Tout sur {slug}.\n\nLes mots de {slug}.\n"
        (root / f"content/pages/{slug}.fr.md").write_text(text, "utf-8")
    publish.build_site(root, root / "output", ADDRESS)
    return read_built_site("minimal", root)


@pytest.mark.parametrize("slug", SLUGS)
def test_the_text_is_published_without_an_empty_list(prose: Built, slug: str):
    page = prose.page(f"{slug}/")

    assert [f"Page {slug}"] == page.texts("main//h1")
    assert f"Les mots de {slug}." in page.texts("main//p")
    lists = [element for name in ("ol", "ul") for element in page.all(f"main//{name}")]
    assert all(len(element) for element in lists)


def test_the_pages_are_in_the_menu_and_in_the_sitemap(prose: Built):
    links = {prose.target(prose.page(""), url)[0] for _, url in prose.page("").links()}
    sitemap = (prose.root / "sitemap.xml").read_text("utf-8")

    for slug in SLUGS:
        assert f"{slug}/index.html" in links
        assert f"<loc>{ADDRESS}{slug}/</loc>" in sitemap


def test_without_news_there_is_no_feed(prose: Built):
    assert "news/atom.xml" not in prose.files()
    assert all("atom.xml" not in page.source for page in prose.pages())


def test_without_a_text_there_is_no_page(minimal: Built):
    for slug in SLUGS:
        assert f"{slug}/index.html" not in minimal.files()
