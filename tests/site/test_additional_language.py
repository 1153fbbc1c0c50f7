"""A language that nobody thought of: its code in the data and one catalogue make it part of a site.

Esperanto stands for any: it is made up too, and no file of the project says anything of it.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from babel import Locale
from babel.messages.pofile import read_po, write_po

from coalition.build import publish
from coalition.cli.i18n_update import run_i18n_update
from coalition.devserver.builder import IncrementalBuilder
from coalition.diagnostics.errors import DataError
from coalition.i18n import catalogs
from coalition.i18n.locale import get_plural_samples
from coalition.project.project import load_project
from support.projects import ADDRESS
from support.sites import Built, project_of, read, words

CODE = "eo"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A coalition whose editor has added the code, and begun the catalogue with our command."""
    project = project_of("lantern", tmp_path_factory.mktemp("another") / "project")
    coalition = project / "data" / "coalition.yaml"
    said = coalition.read_text("utf-8")
    assert "languages: [en, ar]" in said
    coalition.write_text(
        said.replace("languages: [en, ar]", f"languages: [en, ar, {CODE}]"), "utf-8"
    )
    return project


@pytest.fixture(scope="module")
def site(project: Path) -> Built:
    """Its site, once everything in the catalogue is translated."""
    list(run_i18n_update(project))
    translate(catalogs.get_catalog_path(project / "theme" / "locale", CODE))
    publish.build_site(project, project / "output", ADDRESS)
    return read("another", project)


def invented(text: str) -> str:
    """A translation that nobody could mistake for the original, with its placeholders."""
    return f"⟦{text}⟧"


def translate(catalogue: Path) -> None:
    """Fill in all that is empty."""
    with catalogue.open("rb") as file:
        entries = read_po(file, CODE)
    for message in entries:
        if message.id and message.pluralizable:
            message.string = tuple(invented(message.id[1]) for _ in get_plural_samples(CODE))
        elif message.id:
            message.string = invented(message.id)
    with catalogue.open("wb") as file:
        write_po(file, entries)


def names(problems: DataError) -> list[str]:
    return [problem.rule for problem in problems.diagnostics]


def test_without_a_catalogue_and_with_an_unfinished_one_it_is_not_published(project: Path):
    with pytest.raises(DataError) as missing:
        load_project(project)
    (told,) = [line for line in run_i18n_update(project) if CODE in line]
    with pytest.raises(DataError) as unfinished:
        load_project(project)

    assert ["missing-catalogue"] == names(missing.value)
    assert "begun, 0 of " in told
    assert ["incomplete-catalogue"] == names(unfinished.value)


def test_the_preview_shows_it_while_it_is_translated(project: Path):
    list(run_i18n_update(project))

    page = (
        IncrementalBuilder(project, ADDRESS)
        .build_snapshot()
        .render_file(f"{CODE}/members/index.html")
    )

    assert page and f'<html lang="{CODE}" dir="ltr">' in page.decode()


def test_it_has_every_page_that_the_others_have(site: Built):
    for folder in ("ar/", f"{CODE}/"):
        pages = {path.removeprefix(folder) for path in site.documents if path.startswith(folder)}
        assert pages == {
            path for path in site.documents if not path.startswith(("ar/", f"{CODE}/"))
        }


def test_its_pages_say_its_words_and_that_they_are_in_it(site: Built):
    page = site.page(f"{CODE}/members/")

    assert CODE == page.root.get("lang")
    assert "⟦Members⟧" in page.texts("nav[@class='menu']//a")
    assert "⟦Members by stakeholder group⟧" in page.texts("h2")
    countries = {str(Locale(CODE).territories[country]) for country in ("EG", "NO", "CA")}
    assert countries <= set(page.texts("option"))
    assert "⟦3 members⟧" == words(site.page(f"{CODE}/members/country/no/").one("p[@class='lead']"))


def test_every_page_leads_to_it_by_its_own_name(site: Built):
    for page in site.pages():
        entries = page.all("nav[@class='languages']//a")
        assert ["English", "العربية", "Esperanto"] == [a.text for a in entries], page.path
        assert [CODE] == [a.get("lang") for a in entries if a.text == "Esperanto"]


def test_search_engines_learn_of_its_pages_and_of_none_whose_words_it_lacks(site: Built):
    sitemap = (site.root / "sitemap.xml").read_text("utf-8")

    pages = {"sdgs/": True, "members/siraj/": True, "about/": False, "members/": False}
    for address, stands in pages.items():
        head = site.page(address).source.split("</head>")[0]
        assert stands == (f"<loc>{ADDRESS}{CODE}/{address}</loc>" in sitemap), address
        assert stands == (f'hreflang="{CODE}"' in head), address


def test_the_page_on_translations_tells_what_is_left_in_it(site: Built):
    *_, row = site.page("translations/").one("table").findall("tbody/tr")

    assert ["Esperanto", "0 of 5", "0 of 3", "0"] == [
        words(cell) for place, cell in enumerate(row) if place in (0, 4, 5, 6)
    ]
