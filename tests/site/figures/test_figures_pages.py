"""Where figures are shown, and when their page exists."""

from __future__ import annotations

from pathlib import Path

import pytest

from coalition.addresses.lost import check_lost_addresses
from coalition.addresses.published_version import make_version
from coalition.addresses.site_sources import list_paths, read_site_sources
from coalition.site import Site
from coalition.site.pages import build_pages
from support.language_sites import load
from support.language_sites import make_site as make_language_site
from support.made_sites import make_site
from support.projects import INVENTED, copy_project
from support.site_objects import load_sites
from support.sites import Built, Document, Sites, get_text

COALITION = load_sites("meadow")["en"].coalition
EMPTY: dict[str, object] = {
    "members": (), "organisations": (), "events": (), "documents": (), "action_areas": (),
}  # fmt: skip


def list_page_paths(site: Site) -> list[str]:
    return [page.address.path for page in build_pages(site)]


def test_the_page_exists_only_with_a_figure_and_is_in_the_footer_then():
    with_figures = make_site(COALITION)
    without = make_site(COALITION, **EMPTY)

    assert "figures/" in list_page_paths(with_figures)
    assert "figures/" in [item.address.path for item in with_figures.footer]
    assert "figures/" not in list_page_paths(without)
    assert "figures/" not in [item.address.path for item in without.footer]


def test_a_page_about_figs_that_somebody_wrote_keeps_its_title_without_figures(tmp_path: Path):
    data = load(tmp_path, {}, "minimal")
    site = make_language_site(data, "fr", pages=["figures"])
    (page,) = [page for page in build_pages(site) if page.address.path == "figures/"]

    assert ("page.html", "Figures") == (page.template, page.title.text)


def test_a_text_of_an_editor_introduces_the_figures(tmp_path: Path):
    site = make_language_site(load(tmp_path, {}, "meadow"), pages=["figures"])
    (page,) = [page for page in build_pages(site) if page.address.path == "figures/"]

    assert ("figures.html", "figures.en.md") == (page.template, page.files[0])
    assert page.content


def test_the_page_names_the_files_that_it_counts():
    site = make_site(COALITION, documents=(), organisations=())
    (page,) = [page for page in build_pages(site) if page.address.path == "figures/"]

    assert ("data/members.yaml", "data/events.yaml", "data/action_areas.yaml") == page.files


@pytest.fixture(scope="module")
def meadow(sites: Sites) -> Built:
    return sites["meadow"]


def list_figures(page: Document) -> list[str]:
    figures = [one for one in page.all("figure") if one.get("class") == "figure"]
    return [str(one.get("aria-labelledby")) for one in figures]


@pytest.mark.parametrize("folder", ["", "ar/", "zh/"])
def test_pages_show_few_figures_and_lead_to_all(meadow: Built, folder: str):
    figures = {path: list_figures(meadow.page(folder + path)) for path in ("", "members/", "data/")}

    assert {
        "": ["members-by-region", "organisations-by-kind"],
        "members/": ["members-by-group", "members-by-region", "members-over-years"],
        "data/": ["documents-by-language", "goals-by-area"],
    } == figures
    assert 11 == len(list_figures(meadow.page(f"{folder}figures/")))
    for path in figures:
        links = [meadow.target(meadow.page(folder + path), str(a.get("href")))[0]
                 for a in meadow.page(folder + path).all("a[@class='more-link']")]  # fmt: skip
        assert f"{folder}figures/index.html" in links


def test_each_figure_has_sentence_table_and_file(meadow: Built):
    page = meadow.page("ar/figures/")
    for figure in page.all("figure"):
        name = str(figure.get("aria-labelledby"))
        (link,) = figure.findall(".//a")

        assert f"{name}.csv" == link.get("href")
        assert len(get_text(figure.find("p"))) > 20
        assert len(figure.findall(".//tbody/tr")) >= 2
        assert figure.findall(".//svg") == figure.findall(".//svg[@aria-hidden='true']")
        assert [] == [e for e in figure.iter() if {"style", "fill", "stroke"} & {*e.keys()}]


def test_names_are_escaped_and_marked(meadow: Built):
    english, arabic = meadow.page("figures/"), meadow.page("ar/figures/")

    assert "Grazers &amp; friends of &lt;wide&gt; meadows" in english.source
    assert '<span lang="en" dir="ltr">Beekeepers</span>' in arabic.source


# Addresses


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "meadow"
    copy_project(root, INVENTED / "meadow" / "data", INVENTED / "meadow" / "content")
    return root


def empty_data(project: Path) -> None:
    for name in ("members", "organisations", "events", "documents", "action_areas"):
        (project / "data" / f"{name}.yaml").write_text("[]\n", "utf-8")


def list_lost_pages(project: Path) -> list[str]:
    published = make_version("v1", read_site_sources(INVENTED / "meadow"))
    lines = [str(one.message) for one in check_lost_addresses(project, published)]
    return [line for line in lines if "'/figures/'" in line]


def test_the_addresses_of_the_sources_have_the_page_if_there_is_a_figure(project: Path):
    assert {"figures/", "ar/figures/"} < list_paths(read_site_sources(project))

    empty_data(project)

    assert "figures/" not in list_paths(read_site_sources(project))
    (line,) = list_lost_pages(project)
    assert line.startswith("'/figures/' is an address of v1, in 3 languages")


def test_an_invalid_entry_does_not_delete_the_page(project: Path):
    empty_data(project)
    (project / "data" / "members.yaml").write_text("- name: Ada Sample\n  since: soon\n", "utf-8")

    sources = read_site_sources(project)

    assert sources.has_figures is None
    assert [] == list_lost_pages(project)
    assert "figures/" not in sources.page_paths, "an old version with an error had no such page"
