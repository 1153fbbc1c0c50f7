"""Pages write the coalition's own names of countries, and group countries by region."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from coalition.build import publish
from support.projects import ADDRESS, PROJECT
from support.sites import Built, Document, get_text, project_of, read_built_site

pytestmark = pytest.mark.integration

COUNTRIES = """
countries:
  - code: QX
    name: Quexland
  - code: XK
    name: Kosovo of the lamps
  - code: EG
    name: {en: Egypt of the lamps, ar: مصر الفوانيس}
"""


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The site of `lantern` with names for Egypt, Kosovo and an invented country."""
    project = project_of("lantern", tmp_path_factory.mktemp("named") / "project")
    with (project / "data" / "coalition.yaml").open("a", encoding="utf-8") as file:
        file.write(COUNTRIES)
    members = project / "data" / "members.yaml"
    text = members.read_text("utf-8")
    assert 1 == text.count("country: KG")
    assert text.rstrip().count("country: CN") == 2
    text = text.replace("country: KG", "country: QX").replace("country: CN", "country: XK", 1)
    members.write_text(text, "utf-8")
    publish.build_site(project, project / "output", ADDRESS)
    return read_built_site("named", project)


def list_texts(page: Document, path: str) -> list[str]:
    return [" ".join(get_text(element).split()) for element in page.all(path)]


def list_sections(page: Document) -> dict[str, list[str]]:
    """Return the countries below each heading of the list of countries."""
    return {
        " ".join(get_text(heading).split()): [
            get_text(link).strip() for link in section.findall(".//li//a")
        ]
        for section in page.all("main//section")
        for heading in [*section.findall("h2"), *section.findall("h3")][:1]
    }


def test_no_page_writes_a_name_of_cldr_where_the_coalition_has_its_own(named: Built):
    texts = [path.read_text("utf-8") for path in named.root.rglob("*.html")]
    names = re.findall("Egypt(?: of the lamps)?", "".join(texts))

    assert {"Egypt of the lamps"} == set(names)


def test_each_language_has_its_own_name_or_the_one_of_cldr(named: Built):
    titles = [
        get_text(named.page(f"{folder}members/country/{code}/").one("h1")).strip()
        for folder in ("", "ar/")
        for code in ("eg", "xk", "no")
    ]

    assert ["Egypt of the lamps", "Kosovo of the lamps", "Norway"] == titles[:3]
    assert ["مصر الفوانيس", "كوسوفو", "النرويج"] == titles[3:]


def test_a_name_that_a_language_lacks_is_marked_with_its_own(named: Built):
    page = named.page("ar/members/")
    marked = [
        element
        for path in ("option", "main//a/span", "main//p/span")
        for element in page.all(path)
        if "Quexland" in get_text(element)
    ]

    assert 3 <= len(marked)
    assert {"en"} == {element.get("lang") for element in marked}


def test_countries_are_sorted_by_the_names_that_pages_show(named: Built):
    names = list_texts(named.page("members/"), "select[@name='country']/option")[1:]

    assert names == sorted(names)
    assert {"Egypt of the lamps", "Kosovo of the lamps", "Quexland"} <= set(names)


def test_the_list_groups_countries_by_region_and_sub_region(named: Built):
    sections = list_sections(named.page("members/countries/"))

    assert ["Egypt of the lamps"] == sections["Northern Africa"]
    assert ["Canada"] == sections["Northern America"]
    assert ["China"] == sections["Eastern Asia"]
    assert ["Norway"] == sections["Northern Europe"]
    assert ["Kosovo of the lamps", "Quexland"] == sections["Other countries"]


def test_the_list_gives_the_numbers_of_each_country(named: Built):
    rows = list_texts(named.page("members/countries/"), "li[@class='row']")
    numbers = dict(
        zip(list_texts(named.page("members/countries/"), "p[@class='row-name']"), rows, strict=True)
    )

    assert "Egypt of the lamps 2 members and 1 organisation" == numbers["Egypt of the lamps"]
    assert "Quexland 1 member" == numbers["Quexland"]


def test_every_country_with_a_page_is_in_the_list_and_leads_back_to_it(orchard: Built):
    site = orchard
    for folder in site.languages.values():
        listed = site.page(f"{folder}members/countries/")
        links = {site.target(listed, a.get("href") or "")[0] for a in listed.all("li//a")}
        pages = {path for path in site.documents if path.startswith(f"{folder}members/country/")}

        assert pages <= links
        for path in pages:
            page = site.documents[path]
            steps = [site.target(page, a.get("href") or "")[0] for a in page.all("ol//a")]
            assert f"{folder}members/countries/index.html" == steps[-1], path


def test_the_directory_leads_to_the_list(lantern: Built):
    page = lantern.page("members/")
    targets = {lantern.target(page, a.get("href") or "")[0] for a in page.all("main//a")}

    assert "members/countries/index.html" in targets


def test_a_country_page_names_its_regions_and_its_regional_group(lantern: Built):
    facts = list_texts(lantern.page("members/country/no/"), "div[@class='fact']")

    assert [
        "Region Europe",
        "Sub-region Northern Europe",
        "Regional group of the United Nations Western European and other States",
    ] == facts


def test_a_country_without_a_known_region_shows_no_word_of_it(named: Built):
    assert [] == list_texts(named.page("members/country/qx/"), "div[@class='fact']")


def test_the_regions_of_a_country_page_lead_to_their_part_of_the_list(site: Built):
    for path, page in site.documents.items():
        if "members/country/" in path:
            for link in page.all("dd//a"):
                file, fragment = site.target(page, link.get("href") or "")
                ids = {element.get("id") for element in site.documents[file].all("*")}
                assert fragment in ids, path


def test_the_map_has_a_dot_only_for_a_country_with_a_known_point(named: Built):
    titles = list_texts(named.page("members/countries/"), "title")

    assert "Kosovo of the lamps: 1 member" in titles
    assert [] == [title for title in titles if "Quexland" in title]


def test_the_filter_offers_regions_with_their_countries(named: Built):
    options = named.page("members/").all("select[@name='region']/option")
    countries = {get_text(option): option.get("data-countries") for option in options}

    assert {
        "All regions": None,
        "Africa": "EG",
        "Americas": "CA",
        "Asia": "CN",
        "Europe": "NO",
    } == (countries)


def test_a_directory_in_one_region_has_no_filter_by_region(tmp_path: Path):
    project = project_of("minimal", tmp_path / "project")
    organisation = "- {{id: {0}, name: {0}, country: {1}}}\n"
    text = organisation.format("fanal", "NO") + organisation.format("lampe", "FR")
    (project / "data" / "organisations.yaml").write_text(text, "utf-8")
    (project / "data" / "members.yaml").write_text("[]\n", "utf-8")
    publish.build_site(project, project / "output", ADDRESS)
    site = read_built_site("minimal", project)

    assert ["country"] == [select.get("name") for select in site.page("members/").all("select")]
    assert ["Europe", "Europe occidentale", "Europe septentrionale"] == [
        *list_sections(site.page("members/countries/"))
    ]


def test_a_coalition_without_countries_has_no_list_of_them(minimal: Built):
    assert {None} == {member.country for member in minimal.coalition.members}
    assert "members/countries/index.html" not in minimal.documents


def test_json_ld_says_where_a_country_is(named: Built):
    page = named.page("members/country/eg/")
    country = json.loads(get_text(page.all("script[@type='application/ld+json']")[0]))

    assert ("Country", "Egypt of the lamps", "EG") == (
        country["@type"], country["name"], country["identifier"],
    )  # fmt: skip
    assert "Northern Africa" == country["containedInPlace"]["name"]
    assert "Africa" == country["containedInPlace"]["containedInPlace"]["name"]


def test_templates_and_views_ask_the_site_for_a_countrys_name():
    files = [*(PROJECT / "theme").rglob("*.html"), *(PROJECT / "src/coalition/site").rglob("*.py")]
    direct = [file.name for file in files if "language.country_name(" in file.read_text("utf-8")]

    assert ["queries.py"] == direct
