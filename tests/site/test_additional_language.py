"""Adding a language to a site takes only its code in the data and a translated catalog.

Esperanto serves as the example, because no file of the project mentions it.
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
from support.sites import Built, get_text, project_of, read_built_site

CODE = "eo"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project to whose coalition an editor has added the language code."""
    project = project_of("lantern", tmp_path_factory.mktemp("another") / "project")
    coalition = project / "data" / "coalition.yaml"
    text = coalition.read_text("utf-8")
    assert "languages: [en, ar]" in text
    coalition.write_text(
        text.replace("languages: [en, ar]", f"languages: [en, ar, {CODE}]"), "utf-8"
    )
    return project


@pytest.fixture(scope="module")
def site(project: Path) -> Built:
    """The project's site, built after every message of the new catalog is translated."""
    list(run_i18n_update(project))
    fill_in_catalog(catalogs.get_catalog_path(project / "theme" / "locale", CODE))
    publish.build_site(project, project / "output", ADDRESS)
    return read_built_site("another", project)


def invent_translation(text: str) -> str:
    """Return a translation that differs from the original but keeps its placeholders."""
    return f"⟦{text}⟧"


def fill_in_catalog(path: Path) -> None:
    """Fill in every translation of a catalog."""
    with path.open("rb") as file:
        catalog = read_po(file, CODE)
    for message in catalog:
        if message.id and message.pluralizable:
            message.string = tuple(
                invent_translation(message.id[1]) for _ in get_plural_samples(CODE)
            )
        elif message.id:
            message.string = invent_translation(message.id)
    with path.open("wb") as file:
        write_po(file, catalog)


def list_rules(error: DataError) -> list[str]:
    return [diagnostic.rule for diagnostic in error.diagnostics]


def test_without_a_catalog_and_with_an_unfinished_one_it_is_not_published(project: Path):
    with pytest.raises(DataError) as missing:
        load_project(project)
    (status_line,) = [line for line in run_i18n_update(project) if CODE in line]
    with pytest.raises(DataError) as unfinished:
        load_project(project)

    assert ["missing-catalog"] == list_rules(missing.value)
    assert "begun, 0 of " in status_line
    assert ["incomplete-catalog"] == list_rules(unfinished.value)


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
    assert "⟦3 members⟧" == get_text(
        site.page(f"{CODE}/members/country/no/").one("p[@class='lead']")
    )


def test_every_page_leads_to_it_by_its_own_name(site: Built):
    for page in site.pages():
        entries = page.all("nav[@class='languages']//a")
        assert ["English", "العربية", "Esperanto"] == [a.text for a in entries], page.path
        assert [CODE] == [a.get("lang") for a in entries if a.text == "Esperanto"]


def test_search_engines_learn_of_its_pages_and_of_none_whose_words_it_lacks(site: Built):
    sitemap = (site.root / "sitemap.xml").read_text("utf-8")

    pages = {"sdgs/": True, "members/siraj/": True, "about/": False, "members/": False}
    for address, is_translated in pages.items():
        head = site.page(address).source.split("</head>")[0]
        assert is_translated == (f"<loc>{ADDRESS}{CODE}/{address}</loc>" in sitemap), address
        assert is_translated == (f'hreflang="{CODE}"' in head), address


def test_the_page_on_translations_shows_what_is_left_to_translate(site: Built):
    *_, row = site.page("translations/").one("table").findall("tbody/tr")

    assert ["Esperanto", "0 of 5", "0 of 3", "0"] == [
        get_text(cell) for column, cell in enumerate(row) if column in (0, 4, 5, 6)
    ]
