"""The list and the pages of documents, and the sections about them on other pages."""

from __future__ import annotations

import json
from gettext import NullTranslations
from typing import Any

import pytest

from coalition.i18n.locale import Language
from coalition.model import PUBLISHED_FORMATS
from coalition.model.records.documents import DocumentType
from coalition.project.documents import DOCUMENT_SUFFIXES
from coalition.site.document_types import get_document_type_label
from support.projects import ADDRESS
from support.sites import Built, Document, get_text

DOCUMENTS = ("pruning-toolkit", "grafting-handbook", "blossom-declaration", "first-minutes")
"""The documents of the orchard, the latest first and the one without a date last."""

HANDBOOK = "documents/grafting-handbook/"
TOOLKIT = "documents/pruning-toolkit/"


def list_rows(page: Document) -> list[str]:
    """Return the titles in the rows of a page."""
    return page.texts("ul[@class='dated-list']//p[@class='dated-title']")


def list_downloads(page: Document) -> list[tuple[str, str, str, str]]:
    """Return text, target, language and media type of the links to versions on a page."""
    return [
        (
            get_text(link),
            link.get("href", ""),
            link.get("hreflang", ""),
            link.get("type", ""),
        )
        for link in page.all("a[@class='download']")
    ]


def list_facts(page: Document) -> dict[str, str]:
    """Return the facts of a page by their terms."""
    terms, values = page.texts("dl[@class='facts']//dt"), page.texts("dl[@class='facts']//dd")
    return dict(zip(terms, values, strict=True))


def test_the_list_has_all_documents_by_year_and_those_without_a_date_last(orchard: Built):
    page = orchard.page("documents/")

    assert ["2023", "2022", "Without a date"] == page.texts("h2")
    assert [
        "Pruning with a class of thirty",
        "Handbook of Grafting",
        "Declaration of Blossoms",
        "Minutes of the first evening",
    ] == list_rows(page)


def test_each_row_has_type_publishers_date_and_versions(orchard: Built):
    row = orchard.page("documents/").all("li[@class='dated-row']")[0]

    assert (
        "3 November 2023 Toolkit Pruning with a class of thirty"
        " Office of the Four Seasons for Fruit-growing and Orchards"
        " Seed Library of the Cape"
        " French TXT · 2 kB"
        " Chinese DOCX · documents.example.org"
        " Arabic Web page · documents.example.org"
    ) == get_text(row)


def test_the_filter_has_a_select_for_each_field_with_two_options(orchard: Built):
    page = orchard.page("documents/")
    options = {
        select.get("name"): [option.get("value") for option in select.iter("option")]
        for select in page.all("select")
    }

    assert {
        "type": ["", "declaration", "guidelines", "minutes", "toolkit"],
        "area": ["", "seeds", "grafting"],
        "language": ["", "ar", "zh", "en", "fr"],
        "year": ["", "2023", "2022"],
    } == options


def test_each_value_in_the_filter_is_that_of_a_row(orchard: Built):
    page = orchard.page("documents/")

    for select in page.all("select"):
        values = {
            value
            for row in page.all("li[@data-document]")
            for value in row.get(f"data-{select.get('name')}", "").split()
        }
        assert values == {option.get("value") for option in select.iter("option")} - {""}


def test_a_row_can_be_found_by_its_title_in_another_language(orchard: Built):
    row = orchard.page("documents/").all("li[@data-document]")[0]

    assert "Tailler avec une classe de trente élèves" in row.get("data-search", "")


def test_there_is_no_filter_for_a_single_document(lantern: Built):
    assert [] == [page.path for page in lantern.pages() if "documents/" in page.path]


def test_the_versions_are_links_with_language_format_size_and_host(orchard: Built):
    assert [
        (
            "English PDF · 1 kB",
            "../../files/grafting-handbook.en.pdf",
            "en",
            "application/pdf",
        ),
        (
            "Français French PDF · documents.example.org",
            "https://documents.example.org/manuel-du-greffage.pdf",
            "fr",
            "application/pdf",
        ),
    ] == list_downloads(orchard.page(HANDBOOK))


def test_the_version_in_the_language_of_the_page_is_first_and_sizes_are_in_its_units(
    orchard: Built,
):
    french, arabic = orchard.page(f"fr/{TOOLKIT}"), orchard.page(f"ar/{TOOLKIT}")

    assert "Français TXT · 2 ko" == list_downloads(french)[0][0]
    assert ["ar", "fr", "zh-Hans"] == [version[2] for version in list_downloads(arabic)]


def test_a_page_has_the_facts_of_its_document(orchard: Built):
    assert {
        "Date": "May 2023",
        "Authors": "Cherry Orchard-Sample Peach Stone-Sample",
        "Publisher": "Office of the Four Seasons for Fruit-growing and Orchards",
        "Number of pages": "48",
        "Licence": "CC BY 4.0",
        "DOI": "10.1000/182",
        "ISBN": "978-0-306-40615-7",
        "Library of Leaves": "ll-0042",
        "Areas of action": "Teaching people to graft",
        "Working groups": "Keepers of the grafting knife",
        "Events": "Congress of Blossoms: a tree for every street",
        "Web page": "documents.example.org",
        "Source": "Imprint of the handbook",
    } == list_facts(orchard.page(HANDBOOK))


def test_members_and_organisations_are_links_and_others_are_names(orchard: Built):
    links = {get_text(link): link.get("href") for link in orchard.page(HANDBOOK).all("dd//a")}

    assert "../../members/cherry-orchard-sample/" == links["Cherry Orchard-Sample"]
    assert "Peach Stone-Sample" not in links
    assert "../../organisations/four-seasons/" in links.values()


def test_a_page_has_the_text_and_the_links_of_its_document(orchard: Built):
    page = orchard.page(TOOLKIT)

    assert ["Written during the second winter."] == page.texts("div[@class='prose']")
    assert ["Review of the toolkit"] == page.texts("ul[@class='link-list']//a")


def test_a_page_says_how_to_cite_its_document(orchard: Built):
    assert [
        "Cherry Orchard-Sample and Peach Stone-Sample (2023). Handbook of Grafting: Forty cuts"
        " for forty trees [Guidelines]. Office of the Four Seasons for Fruit-growing and"
        " Orchards. https://doi.org/10.1000/182"
    ] == orchard.page(HANDBOOK).texts("p[@class='citation']")
    assert [
        "Cherry Orchard-Sample et Peach Stone-Sample (2023). Manuel du greffage: Forty cuts for"
        " forty trees [Lignes directrices]. Bureau des quatre saisons pour la culture"
        " fruitière. https://doi.org/10.1000/182"
    ] == orchard.page(f"fr/{HANDBOOK}").texts("p[@class='citation']")


def test_a_citation_without_date_or_web_page_has_the_address_of_the_site(orchard: Built):
    assert [
        f"Seed Library of the Cape (n.d.). Minutes of the first evening [Minutes]."
        f" {ADDRESS}documents/first-minutes/"
    ] == orchard.page("documents/first-minutes/").texts("p[@class='citation']")


def test_a_citation_has_the_direction_of_its_title(orchard: Built):
    for path, direction in ((HANDBOOK, "ltr"), ("documents/blossom-declaration/", "rtl")):
        assert direction == orchard.page(f"ar/{path}").one("p[@class='citation']/bdi").get("dir")


def test_each_document_has_files_for_reference_managers_in_each_language(orchard: Built):
    for folder in orchard.languages.values():
        for id in DOCUMENTS:
            page = orchard.page(f"{folder}documents/{id}/")
            links = [link.get("href") for link in page.all("p[@class='document-links']/a")]

            assert [f"../{id}.bib", f"../{id}.ris"] == links
            assert f"{{{id},".encode() in read_file(orchard, f"{folder}documents/{id}.bib")
            assert read_file(orchard, f"{folder}documents/{id}.ris").startswith(b"TY  - ")


def read_file(site: Built, path: str) -> bytes:
    return (site.root / path).read_bytes()


def test_search_engines_find_no_files_for_reference_managers_in_the_sitemap(orchard: Built):
    sitemap = read_file(orchard, "sitemap.xml")

    assert f"{ADDRESS}{HANDBOOK}".encode() in sitemap
    assert b".bib" not in sitemap
    assert b".ris" not in sitemap


def test_the_head_has_what_search_engines_for_scholars_require(orchard: Built):
    tags = [
        (tag.get("name"), tag.get("content"))
        for tag in orchard.page(HANDBOOK).all("meta")
        if tag.get("name", "").startswith("citation_")
    ]

    assert [
        ("citation_title", "Handbook of Grafting: Forty cuts for forty trees"),
        ("citation_author", "Cherry Orchard-Sample"),
        ("citation_author", "Peach Stone-Sample"),
        ("citation_publication_date", "2023/05"),
        ("citation_publisher", "Office of the Four Seasons for Fruit-growing and Orchards"),
        ("citation_language", "en"),
        ("citation_doi", "10.1000/182"),
        ("citation_isbn", "978-0-306-40615-7"),
    ] == tags
    assert "citation_" not in orchard.page("documents/first-minutes/").source


@pytest.mark.parametrize(
    ("path", "rows"),
    [
        ("members/cherry-orchard-sample/", ["Handbook of Grafting"]),
        (
            "organisations/four-seasons/",
            ["Pruning with a class of thirty", "Handbook of Grafting"],
        ),
        (
            "organisations/seed-africa/",
            ["Pruning with a class of thirty", "Minutes of the first evening"],
        ),
        ("action-plan/grafting/", ["Handbook of Grafting"]),
        ("sdgs/4/", ["Pruning with a class of thirty"]),
        ("working-groups/graft-keepers/", ["Handbook of Grafting"]),
        (
            "events/blossom-congress-2022/",
            ["Handbook of Grafting", "Declaration of Blossoms"],
        ),
        ("action-plan/upkeep/", []),
        ("", ["Pruning with a class of thirty"]),
    ],
)
def test_what_a_document_belongs_to_lists_it(path: str, rows: list[str], orchard: Built):
    page = orchard.page(path)

    assert rows == list_rows(page)
    assert bool(rows) == bool({"Documents", "Latest document"} & {*page.texts("h2")})
    assert [] == page.all("li[@data-document]")


def test_a_coalition_without_documents_has_no_word_about_them(lantern: Built):
    for page in lantern.pages():
        if lantern.folder(page) == "":
            assert "Documents" not in [*page.texts("h2"), *page.texts("nav//a")], page.path


def test_the_json_ld_of_a_document_says_what_the_data_says(orchard: Built):
    (subject,) = [
        entry
        for script in orchard.page(HANDBOOK).all("script[@type='application/ld+json']")
        if (entry := json.loads(get_text(script)))["@type"] != "BreadcrumbList"
    ]
    expected: dict[str, Any] = {
        "@type": ["LearningResource", "Book"],
        "name": "Handbook of Grafting",
        "alternativeHeadline": "Forty cuts for forty trees",
        "learningResourceType": "Guidelines",
        "inLanguage": ["en", "fr"],
        "datePublished": "2023-05",
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "isbn": ["978-0-306-40615-7"],
        "numberOfPages": 48,
        "sameAs": ["https://doi.org/10.1000/182", "https://documents.example.org/handbook"],
        "url": f"{ADDRESS}{HANDBOOK}",
    }

    assert expected == {name: subject[name] for name in expected}
    member, other = subject["author"]
    assert ("Person", "Cherry Orchard-Sample") == (member["@type"], member["name"])
    assert "Peach Stone-Sample" == other, "nothing says whether it is a person"
    assert {
        "@type": "MediaObject",
        "contentUrl": f"{ADDRESS}files/grafting-handbook.en.pdf",
        "encodingFormat": "application/pdf",
        "contentSize": "329 B",
        "inLanguage": "en",
    } == subject["encoding"][0]


def test_every_type_of_document_has_a_label():
    language = Language("en", NullTranslations())
    types = DocumentType.__args__  # type: ignore[attr-defined]

    assert len(types) == len({get_document_type_label(language, type) for type in types})


def test_the_formats_of_files_are_those_that_may_be_published():
    assert {f".{format}" for format in PUBLISHED_FORMATS} == DOCUMENT_SUFFIXES - {".ics"}


@pytest.mark.parametrize(
    ("code", "size", "expected"),
    [
        ("en", 0, "1 kB"),
        ("en", 1_499, "1 kB"),
        ("en", 999_499, "999 kB"),
        ("en", 999_500, "1 MB"),
        ("en", 1_250_000, "1.2 MB"),
        ("fr", 1_250_000, "1,2 Mo"),
        ("ar", 48_000, "48 كيلوبايت"),
        ("ru", 9_960_000, "10 МБ"),
        ("zh", 48_000, "48 kB"),
    ],
)
def test_sizes_are_in_the_units_of_the_language(code: str, size: int, expected: str):
    shown = Language(code, NullTranslations()).format_file_size(size)

    assert expected == shown.replace("\N{NO-BREAK SPACE}", " ").replace(
        "\N{NARROW NO-BREAK SPACE}", " "
    )
