"""Organisations as members and partners: their pages, and the list of all of them."""

from __future__ import annotations

import json
from gettext import NullTranslations
from pathlib import Path
from typing import Any, get_args

import pytest
from PIL import Image

from coalition.addresses.site_sources import list_paths, read_site_sources
from coalition.audit.built_site import BuiltSite, SiteFolder
from coalition.audit.published_urls import list_addresses
from coalition.build import publish
from coalition.i18n import Language
from coalition.model.records.organisations import OrganisationKind
from coalition.site.labels import label_organisation_kind
from coalition.site.site import needs_organisation_list
from support.pictures import encode
from support.projects import ADDRESS
from support.sites import Built, Document, Sites, get_text, project_of, read_built_site


@pytest.fixture(scope="module")
def alliance(sites: Sites) -> Built:
    """A coalition of people and organisations."""
    return sites["alliance"]


@pytest.fixture(scope="module")
def members_only(sites: Sites) -> Built:
    """The coalition without the people, in which every organisation is a member."""

    def create(folder: Path) -> None:
        root = project_of("alliance", folder / "members-only")
        data = root / "data"
        text = (data / "members.yaml").read_text("utf-8").partition("- name: Pharos")[0]
        joined = "".join(f"- {{organisation: {id}, group: ships}}\n" for id in ("mole", "school"))
        (data / "members.yaml").write_text(text + joined, "utf-8")
        publish.build_site(root, root / "output", ADDRESS)

    folder = sites.create_once("members-only", create)
    return read_built_site("members-only", folder / "members-only")


def list_facts(page: Document) -> dict[str, list[str]]:
    """Return the facts of a page: each term with what is said about it, in order."""
    facts: dict[str, list[str]] = {}
    for fact in page.all("div[@class='fact']"):
        facts.setdefault(get_text(fact.find("dt")), []).append(get_text(fact.find("dd")))
    return facts


def list_rows(page: Document) -> list[list[str]]:
    """Return the texts of each row of the lists of a page."""
    return [[get_text(part) for part in row.findall("p")] for row in page.all("li[@class='row']")]


def read_subject(page: Document) -> dict[str, Any]:
    """Return the JSON-LD of what the page is about."""
    first = page.all("script[@type='application/ld+json']")[0]
    subject: dict[str, Any] = json.loads(get_text(first))
    return subject


def test_an_organisation_that_is_a_member_has_the_page_of_the_organisation(alliance: Built):
    page = alliance.page("organisations/zephyr/")

    assert "members/zephyr/index.html" not in alliance.documents
    assert ["Member"] == page.texts("p[@class='kicker']")
    assert {
        "Kind of organisation": ["Charity"],
        "Name in Arabic": ["صندوق منارة النسيم"],
        "Formerly": ["Lantern Society of the Pier Société du Phare"],
        "Part of": ["Mole and Harbour University"],
        "Stakeholder groups": ["Keepers Ships"],
        "Times of membership": ["2015 – June 2017 since March 2019"],
        "City": ["Tunis"],
        "Based in": ["Tunisia"],
        "Website": ["zephyr.example.org"],
        "Profiles": ["Mastodon social.example.org Its shop"],
        "ROR": ["04h4z8k05"],
        "Wikidata": ["Q7809"],
        "Source": ["zephyr.example.org Minutes of the alliance"],
    } == {
        term: [text.replace("\u2009", " ") for text in texts]
        for term, texts in list_facts(page).items()
    }
    assert ["Lamps"] == page.texts("section[@aria-labelledby='areas']//a")
    assert ["Ahoy Example"] == page.texts("section[@aria-labelledby='members']//a")
    assert ["Bollard Sample"] == page.texts("section[@aria-labelledby='former']//a")


def test_a_former_member_a_partner_and_the_others_are_told_apart(alliance: Built):
    kickers = {
        id: alliance.page(f"organisations/{id}/").texts("p[@class='kicker']")[0]
        for id in ("bell-foundry", "ferry", "school", "mole")
    }

    assert {
        "bell-foundry": "Member",
        "ferry": "Former member",
        "school": "Partner of the coalition",
        "mole": "Organisation",
    } == kickers
    assert ["15 January 2020"] == list_facts(alliance.page("organisations/bell-foundry/"))[
        "Member since"
    ]
    assert {"Member since": ["2012"], "Member until": ["2023"]}.items() <= list_facts(
        alliance.page("organisations/ferry/")
    ).items()


def test_descriptions_say_what_the_organisation_is_for_the_coalition(alliance: Built):
    descriptions = {
        id: alliance.page(f"organisations/{id}/").meta("description")
        for id in ("bell-foundry", "ferry", "school")
    }

    assert {
        "bell-foundry": "Bell Foundry is a member of the Alliance of Lighthouses (AOL).",
        "ferry": "Ferry Line of the Fjord is a former member of the Alliance of Lighthouses (AOL).",
        "school": "School of Knots is a partner of the Alliance of Lighthouses (AOL).",
    } == descriptions


def test_the_day_of_the_data_decides_whether_an_organisation_has_closed(alliance: Built):
    closed, open_ = (alliance.page(f"organisations/{id}/") for id in ("ferry", "school"))
    names = [row[0] for row in list_rows(alliance.page("organisations/"))]

    assert ["November 2023"] == list_facts(closed)["Closed"]
    assert ["2031"] == list_facts(open_)["Will close"]
    assert "Ferry Line of the Fjord Closed: November 2023" in names
    assert "School of Knots" in names
    assert "2023-11" == read_subject(closed)["dissolutionDate"]
    assert "dissolutionDate" not in read_subject(open_)


def test_json_ld_describes_the_organisation_and_its_membership(alliance: Built):
    coalition = {"@type": "Organization", "name": "Alliance of Lighthouses", "url": ADDRESS}
    role = {"@type": "OrganizationRole", "memberOf": coalition}

    assert {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": "Zephyr Lighthouse Trust of the Old Alphabet",
        "alternateName": ["ZLT", "Lantern Society of the Pier", "Société du Phare"],
        "url": "https://zephyr.example.org",
        "logo": f"{ADDRESS}images/wide.svg",
        "address": {
            "@type": "PostalAddress",
            "addressLocality": "Tunis",
            "addressCountry": "TN",
        },
        "parentOrganization": {
            "@type": "Organization",
            "name": "Mole and Harbour University",
            "alternateName": "MHU",
            "url": f"{ADDRESS}organisations/mole/",
        },
        "sameAs": [
            "https://ror.org/04h4z8k05",
            "https://www.wikidata.org/wiki/Q7809",
            "https://social.example.org/@zephyr",
            "https://shop.example.org/zephyr",
        ],
        "memberOf": [
            {**role, "startDate": "2015", "endDate": "2017-06"},
            {**role, "startDate": "2019-03"},
        ],
    } == read_subject(alliance.page("organisations/zephyr/"))
    assert "memberOf" not in read_subject(alliance.page("organisations/mole/"))
    assert ["https://ror.org/04h4z8k05", "https://www.wikidata.org/wiki/Q7809"] == read_subject(
        alliance.page("members/ahoy-example/")
    )["affiliation"]["sameAs"]


def test_members_are_sorted_people_by_last_name_and_organisations_by_their_name(alliance: Built):
    page = alliance.page("members/")

    assert [
        ["Pharos Beacon-Sample", "Mole and Harbour University", "Egypt"],
        ["Ahoy Example", "Zephyr Lighthouse Trust of the Old Alphabet"],
        ["Zephyr Lighthouse Trust of the Old Alphabet", "ZLT", "Tunisia"],
        ["Bell Foundry", "Egypt"],
        ["Zephyr Lighthouse Trust of the Old Alphabet", "ZLT", "Tunisia"],
        ["Ferry Line of the Fjord Closed: November 2023", "Norway"],
        ["Bollard Sample", "Zephyr Lighthouse Trust of the Old Alphabet"],
    ] == list_rows(page)


def test_the_directory_gives_the_filter_the_kind_of_each_row_and_offers_it(alliance: Built):
    page = alliance.page("members/")
    kinds = [row.get("data-kind") for row in page.all("li[@data-member]")]

    assert [None, None, *["organisation"] * 4, None] == kinds
    assert ["All members", "People", "Organisations"] == page.texts("select[@name='kind']/option")
    assert ["", "person", "organisation"] == [
        option.get("value") for option in page.all("select[@name='kind']/option")
    ]
    (zephyr, _) = (row for row in page.all("li[@data-member]") if "ZLT" in get_text(row))
    assert "Société du Phare" in zephyr.get("data-search", "")
    assert "صندوق منارة النسيم" in zephyr.get("data-search", "")


def test_a_directory_of_people_alone_has_no_filter_by_kind(lantern: Built):
    page = lantern.page("members/")

    assert [] == page.all("select[@name='kind']") == page.all("li[@data-kind]")


def test_organisations_count_where_their_seat_is(alliance: Built):
    norway, egypt = (alliance.page(f"members/country/{code}/") for code in ("no", "eg"))
    figures = alliance.page("").texts("ul[@class='hero-figures']//a")

    assert ["4 members", "3 organisations", "2 countries"] == figures
    assert ["Egypt 2", "Tunisia 1"] == alliance.page("members/").texts("a[@class='chip']")[:2]
    assert [["Bell Foundry"], ["Pharos Beacon-Sample"]] == sorted(
        [row[0]] for row in list_rows(egypt)
    )
    # A former member is listed as such, and not once more among the organisations based there
    assert ["Ferry Line of the Fjord", "Mole and Harbour University"] == norway.texts(
        "p[@class='row-name']/a"
    )


def test_the_list_of_organisations_says_what_each_is(alliance: Built):
    page = alliance.page("organisations/")

    assert ["Organisations"] == page.texts("h1")
    assert [
        ["Bell Foundry", "Member", "Egypt"],
        ["Ferry Line of the Fjord Closed: November 2023", "Company Former member", "Norway"],
        ["Mole and Harbour University", "MHU University 1 person", "Norway"],
        ["School of Knots", "School Partner of the coalition"],
        [
            "Zephyr Lighthouse Trust of the Old Alphabet",
            "ZLT Charity Member 1 person",
            "Tunisia",
        ],
    ] == list_rows(page)
    assert ["All kinds", "Charity", "Company", "School", "University"] == page.texts(
        "select[@name='kind']/option"
    )
    assert ["All countries", "Egypt", "Norway", "Tunisia"] == page.texts(
        "select[@name='country']/option"
    )


def test_the_list_is_sorted_in_the_language_of_the_page(alliance: Built):
    first = list_rows(alliance.page("ar/organisations/"))[0]

    assert ["صندوق منارة النسيم", "ZLT مؤسسة خيرية عضو شخص واحد", "تونس"] == first


def test_pages_of_organisations_are_below_their_list(alliance: Built):
    page = alliance.page("organisations/zephyr/")

    assert ["Home", "Organisations"] == page.texts("nav[@class='breadcrumbs']//a")
    assert {"organisations/index.html"} <= {
        alliance.target(page, url)[0] for _, url in page.links()
    }
    directory = alliance.page("members/")
    assert ["All organisations"] == directory.texts("section[@aria-labelledby='organisations']//a")


def test_where_all_members_are_organisations_the_directory_is_their_list(members_only: Built):
    directory = members_only.page("members/")
    label = get_text(directory.all("label[@for='filter-q']")[0])

    assert ["Members"] == directory.texts("h1")
    assert "Find an organisation by name or country" == label
    assert [] == directory.all("select[@name='kind']")
    assert ["4 members", "3 countries"] == members_only.page("").texts(
        "ul[@class='hero-figures']//a"
    )
    assert ["Home", "Members"] == members_only.page("organisations/mole/").texts(
        "nav[@class='breadcrumbs']//a"
    )
    assert "organisations/index.html" in members_only.documents
    assert "noindex" == members_only.page("organisations/").meta("robots")
    redirects = (members_only.root / "_redirects").read_text("utf-8")
    assert "/site/organisations/ /site/members/ 301\n" in redirects


def test_without_members_the_directory_is_the_list_of_organisations(sites: Sites):
    kites = sites["organisations-only"]

    assert ["Organisations"] == kites.page("members/").texts("h1")
    assert [
        "Club without a Seat",
        "International Federation of Clubs That Build Kites from Old Newspapers",
        "Kites of the Fjord",
        "Kites of the North",
    ] == [row[0] for row in list_rows(kites.page("members/"))]
    assert "noindex" == kites.page("organisations/").meta("robots")
    assert ["4 organisations", "2 countries"] == kites.page("").texts(
        "ul[@class='hero-figures']//a"
    )


def test_without_organisations_there_is_no_list(minimal: Built):
    assert () == minimal.coalition.organisations
    assert "organisations/index.html" not in minimal.documents


@pytest.mark.parametrize(
    ("organisations", "members", "organisation_members", "expected"),
    [
        (0, 0, 0, False),
        (0, 9, 0, False),  # people without organisations
        (5, 0, 0, False),  # the directory lists them
        (5, 5, 5, False),  # it lists them as members
        (5, 4, 4, True),
        (5, 6, 5, True),  # and a person
        (5, 1, 0, True),
    ],
)
def test_there_is_a_list_if_it_says_more_than_the_directory(
    organisations: int, members: int, organisation_members: int, expected: bool
):
    assert expected is needs_organisation_list(organisations, members, organisation_members)


@pytest.mark.parametrize("name", ["alliance", "members_only", "organisations-only"])
def test_the_sources_give_the_addresses_of_the_list_or_its_redirect(
    name: str, sites: Sites, request: pytest.FixtureRequest
):
    site = sites[name] if name != "members_only" else request.getfixturevalue(name)
    built = BuiltSite(SiteFolder(site.root), site.project, "output", ADDRESS.rstrip("/"))
    addresses = {path for path in list_addresses(built) if path.endswith("/") or not path}

    assert {"organisations/", "ar/organisations/"} <= addresses
    assert addresses == list_paths(read_site_sources(site.project))


@pytest.mark.integration
def test_editors_can_introduce_the_list(tmp_path: Path):
    root = project_of("alliance", tmp_path / "site")
    text = "Title: Whom we work with\nSummary: Everybody.\n\nTrusts and *ferries*.\n"
    (root / "content/pages/organisations.en.md").write_text(text, "utf-8")
    publish.build_site(root, root / "output", ADDRESS)
    page = read_built_site("introduced", root).page("organisations/")

    assert ["Whom we work with"] == page.texts("h1")
    assert "Trusts and ferries." == get_text(page.one("div[@class='lead']"))
    assert 5 == len(list_rows(page))
    assert ["Contact", "Data", "Translations"] == page.texts("ul[@class='site-footer-links']//a")


@pytest.mark.integration
def test_logos_are_shown_whole_with_the_name_of_the_organisation(tmp_path: Path):
    root = project_of("alliance", tmp_path / "site")
    images = root / "content/images"
    (images / "wide.png").write_bytes(encode(Image.new("RGB", (1600, 200), (9, 9, 99)), "PNG"))
    (images / "tall.png").write_bytes(encode(Image.new("RGBA", (300, 900)), "PNG"))
    for name in ("organisations", "coalition"):
        file = root / f"data/{name}.yaml"
        file.write_text(file.read_text("utf-8").replace(".svg", ".png"), "utf-8")
    publish.build_site(root, root / "output", ADDRESS)
    site = read_built_site("logos", root)
    wide, tall = site.page("organisations/zephyr/"), site.page("about/")

    assert [("192", "24", "Zephyr Lighthouse Trust of the Old Alphabet")] == list_logos(wide)
    assert [("32", "96", "Office of the Northern Sea")] == list_logos(tall)
    for page, widths in ((wide, [192, 384, 576]), (tall, [32, 64, 96])):
        (source,) = page.all("picture/source")
        files = [part.split() for part in source.get("srcset", "").split(", ")]
        assert [f"{width}w" for width in widths] == [width for _, width in files]
        for url, width in files:
            with Image.open(site.root / site.target(page, url)[0]) as image:
                assert f"{image.width}w" == width
    logo = read_subject(wide)["logo"]
    assert (site.root / logo.removeprefix(ADDRESS)).is_file()


def list_logos(page: Document) -> list[tuple[str | None, ...]]:
    """Return width, height and alternative text of each logo."""
    return [
        tuple(image.get(name) for name in ("width", "height", "alt"))
        for image in page.all("img[@class='logo']")
    ]


def test_each_kind_of_organisation_has_words():
    english = Language("en", NullTranslations())
    words = [label_organisation_kind(kind, english) for kind in get_args(OrganisationKind)]

    assert len(words) == len({*filter(None, words)})


@pytest.mark.integration
def test_an_organisation_that_is_a_member_has_what_members_have(tmp_path: Path):
    root = project_of("alliance", tmp_path / "site")
    coalition = root / "data/coalition.yaml"
    coalition.write_text(
        coalition.read_text("utf-8")
        + "offices:\n  - role: chair\n    member: zephyr\n    since: 2020\n"
        + "countries:\n  - code: TN\n    name: Tunisia of the lamps\n",
        "utf-8",
    )
    (root / "content/news").mkdir(exist_ok=True)
    (root / "content/news/lit.en.md").write_text(
        "Title: The lamp is lit\nSummary: Again.\nDate: 2024-04-01\nPeople: zephyr\n\nAgain.\n",
        "utf-8",
    )
    publish.build_site(root, root / "output", ADDRESS)
    site = read_built_site("whole", root)
    page = site.page("organisations/zephyr/")

    assert ["Chair since 2020"] == list_facts(page)["In the coalition"]
    assert ["Tunisia of the lamps"] == list_facts(page)["Based in"]
    assert ["The lamp is lit"] == page.texts("section[@aria-labelledby='news']//a")
    assert {"roleName": "Chair", "startDate": "2020"}.items() <= read_subject(page)["memberOf"][
        -1
    ].items()
    for path in ("members/", "organisations/"):
        (row, *_) = (row for row in list_rows(site.page(path)) if row[0].startswith("Zephyr"))
        assert "Tunisia of the lamps" == row[-1]
    assert [] == page.all("a[@rel='me']")


def test_countries_of_organisations_that_are_members_are_filtered_by_region(members_only: Built):
    options = members_only.page("members/").all("select[@name='region']/option")

    assert [("All regions", None), ("Africa", "EG TN"), ("Europe", "NO")] == [
        (get_text(option), option.get("data-countries")) for option in options
    ]
    rows = members_only.page("members/").all("li[@data-member]")
    assert {"EG", "NO", "TN", ""} == {row.get("data-country") for row in rows}
