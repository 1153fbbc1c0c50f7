"""Machine-readable output: JSON-LD, feeds, the sitemap, and the goals' colours as CSS."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

import html5lib
import pytest

from coalition.model.records import Goal
from coalition.site import render_goal_css
from coalition.site.sitemap import render_sitemap
from coalition.site.table_names import TABLE_NAMES
from support.projects import ADDRESS
from support.sites import Built, Document, Sites, get_text

ATOM = "{http://www.w3.org/2005/Atom}"
XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
RFC3339_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
MAPS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
CREATIVE_WORK = {
    "name", "alternativeHeadline", "description", "learningResourceType", "inLanguage",
    "datePublished", "author", "publisher", "license", "identifier", "url", "sameAs", "about",
    "encoding",
}  # fmt: skip
"""Properties of creative works that the pages of documents use."""

EVENT_PROPERTIES = {
    "name", "description", "url", "sameAs", "startDate", "endDate", "eventStatus",
    "eventAttendanceMode", "location", "inLanguage", "superEvent", "organizer", "performer",
    "contributor", "attendee", "recordedIn", "subjectOf", "potentialAction",
}  # fmt: skip
SCHEMA = {
    "Organization": {
        "name",
        "alternateName",
        "description",
        "url",
        "foundingDate",
        "parentOrganization",
        "subOrganization",
        "address",
        "dissolutionDate",
        "logo",
        "memberOf",
        "sameAs",
        "member",
    },
    "Person": {"name", "jobTitle", "affiliation", "url", "sameAs", "memberOf", "deathDate"},
    # A role has the property that it stands for
    "OrganizationRole": {
        "memberOf",
        "affiliation",
        "member",
        "roleName",
        "startDate",
        "endDate",
    },
    "NewsArticle": {"headline", "description", "inLanguage", "datePublished", "url", "publisher"},
    "Country": {"name", "identifier", "containedInPlace"},
    "Event": EVENT_PROPERTIES,
    "EducationEvent": EVENT_PROPERTIES,
    "Place": {"name", "address", "url", "containedInPlace"},
    "PostalAddress": {"addressLocality", "addressCountry"},
    "VirtualLocation": {"url"},
    "CreativeWork": {"url"},
    "RegisterAction": {"target"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name", "item"},
    "Thing": {"name", "url"},
    "DataCatalog": {"name", "description", "url", "license", "publisher", "dataset"},
    "Dataset": {
        "name",
        "description",
        "url",
        "license",
        "creator",
        "inLanguage",
        "isAccessibleForFree",
        "dateModified",
        "distribution",
    },
    "DataDownload": {"contentUrl", "encodingFormat", "contentSize"},
    "PropertyValue": {"propertyID", "value", "url"},
    "MediaObject": {"contentUrl", "encodingFormat", "contentSize", "inLanguage"},
    "DigitalDocument": CREATIVE_WORK,
    "LearningResource": CREATIVE_WORK,
    "Report": CREATIVE_WORK,
    "Book": CREATIVE_WORK | {"isbn", "numberOfPages"},
}
"""The types of schema.org that pages use, with the properties that may appear."""


def read_json_ld(page: Document) -> list[dict[str, Any]]:
    """Return the JSON-LD entries of a page."""
    return [json.loads(get_text(e)) for e in page.all("script[@type='application/ld+json']")]


def iter_entries(value: object) -> list[dict[str, Any]]:
    """Return every entry in a piece of JSON-LD, including nested ones."""
    if isinstance(value, list):
        return [entry for part in value for entry in iter_entries(part)]
    if isinstance(value, dict):
        return [value, *iter_entries(list(value.values()))]
    return []


def test_pages_use_the_vocabulary_of_schema_org(site: Built):
    check_vocabulary(site)


def test_people_and_offices_use_the_vocabulary_of_schema_org(sites: Sites):
    check_vocabulary(sites["harbour"])


def check_vocabulary(site: Built) -> None:
    for page in site.pages():
        for entry in iter_entries(read_json_ld(page)):
            properties = entry.keys() - {"@type", "@context"}
            types = entry["@type"] if isinstance(entry["@type"], list) else [entry["@type"]]
            assert properties <= set().union(*(SCHEMA[type] for type in types)), page.path
            assert [] == [key for key in properties if entry[key] in (None, "", [])], page.path


def test_the_page_of_an_entry_leads_to_its_data(site: Built):
    found = set()
    for page in site.pages():
        for link in page.all("link[@type='application/json']"):
            content = json.loads((site.root / site.target(page, link.get("href"))[0]).read_bytes())
            (entries,) = (content[name] for name in TABLE_NAMES if name in content)
            found.add(entries[0]["id"])
            ids = [*filter(None, page.path.split("/"))]

            assert [entries[0]["id"]] == ids[-2:-1], page.path
    data = site.coalition
    assert {entry.id for name in TABLE_NAMES for entry in getattr(data, name)} == found


def test_the_page_about_the_data_is_a_catalogue_of_its_downloads(site: Built):
    for folder in site.languages.values():
        catalogue = read_json_ld(site.page(f"{folder}data/"))[0]
        downloads = [one for one in iter_entries(catalogue) if one["@type"] == "DataDownload"]
        names = [one["name"] for one in catalogue["dataset"]]

        assert "DataCatalog" == catalogue["@type"]
        assert len(names) == len({*names}) > 1
        assert {"text/csv", "text/turtle", "application/json", "application/ld+json"} < {
            one["encodingFormat"] for one in downloads
        }
        for one in downloads:
            file = site.root / one["contentUrl"].removeprefix(ADDRESS)
            assert str(file.stat().st_size) == one["contentSize"]


def test_urls_in_json_ld_are_absolute_and_those_of_the_site_lead_to_pages(site: Built):
    for page in site.pages():
        for entry in iter_entries(read_json_ld(page)):
            urls = [entry[key] for key in ("url", "item") if key in entry]
            files = [site.target(page, url)[0] for url in urls if url.startswith(ADDRESS)]
            assert [] == [url for url in urls if not urlsplit(url).netloc], page.path
            assert [] == [file for file in files if file not in site.documents], page.path


def test_json_ld_names_the_url_of_its_page(site: Built):
    for page in site.pages():
        for entry in read_json_ld(page):
            assert "https://schema.org" == entry["@context"], page.path
            match entry["@type"]:
                case "Person":
                    assert page.url == entry["url"]
                case "Event" | "EducationEvent":
                    assert page.url == entry["url"]
                case "NewsArticle":
                    assert page.one("link[@rel='canonical']").get("href") == entry["url"]
                case "BreadcrumbList":
                    assert page.url == entry["itemListElement"][-1]["item"]


def test_xml_and_json_files_are_well_formed(site: Built):
    for path in site.files():
        if path.endswith((".json", ".webmanifest")):
            json.loads((site.root / path).read_bytes())
        elif path.endswith((".xml", ".svg")):
            ElementTree.parse(site.root / path)


def test_the_home_page_describes_the_coalition(lantern: Built):
    (coalition,) = read_json_ld(lantern.page(""))

    assert "Lantern Coalition for Libraries at Night" == coalition["name"]
    assert ("LCLN", ADDRESS, "2018-11") == (
        coalition["alternateName"], coalition["url"], coalition["foundingDate"],
    )  # fmt: skip
    assert ["Assembly of Invented Cities"] == [
        body["name"] for body in coalition["parentOrganization"]
    ]


def test_a_member_page_describes_the_member(lantern: Built):
    person = read_json_ld(lantern.page("members/ingrid-prove/"))[0]

    assert ("Person", "Ingrid Prøve", "Head of the night shift") == (
        person["@type"], person["name"], person["jobTitle"],
    )  # fmt: skip
    assert "Library of the North Shore" == person["affiliation"]["name"]
    assert "https://orcid.org/0000-0002-1825-0097" in person["sameAs"]
    assert "2018-11" == person["memberOf"]["startDate"]


def test_a_former_membership_has_an_end_date(lantern: Built):
    person = read_json_ld(lantern.page("members/etienne-echantillon/"))[0]

    assert "2023-05" == person["memberOf"]["endDate"]


def test_an_article_has_its_date_and_its_own_language(lantern: Built):
    for address in ("news/lamps-for-all/", "ar/news/lamps-for-all/"):
        article = read_json_ld(lantern.page(address))[0]

        assert ("NewsArticle", "2023-10-12", "en") == (
            article["@type"], article["datePublished"], article["inLanguage"],
        )  # fmt: skip


def test_the_breadcrumbs_in_json_ld_are_the_visible_ones(site: Built):
    for page in site.pages():
        trails = [entry for entry in read_json_ld(page) if entry["@type"] == "BreadcrumbList"]
        visible = [
            get_text(step)
            for nav in page.all("nav[@class='breadcrumbs']")
            for step in nav.iter("li")
        ]

        assert visible == [step["name"] for trail in trails for step in trail["itemListElement"]], (
            page.path
        )


def test_texts_of_editors_cannot_break_out_of_json_ld(lantern: Built):
    page = lantern.page("news/first-light/")

    assert (
        'First </title><script>light</script> {{ 7*7 }} & "more"'
        == read_json_ld(page)[0]["headline"]
    )
    assert 2 == len(page.all("script[@type]"))


def test_the_email_address_is_not_in_json_ld(site: Built):
    name = site.coalition.contact.email.partition(" ")[0]

    assert [] == [page.path for page in site.pages() if name in json.dumps(read_json_ld(page))]


def read_feeds(site: Built) -> dict[str, ElementTree.Element]:
    """Map the folder of each language that has news to the root element of its Atom feed."""
    paths = {folder: site.root / folder / "news/atom.xml" for folder in site.languages.values()}
    return {
        folder: ElementTree.parse(path).getroot() for folder, path in paths.items() if path.exists()
    }


def test_a_feed_has_what_atom_asks_for(site: Built):
    for folder, feed in read_feeds(site).items():
        for entry in (feed, *feed.findall(f"{ATOM}entry")):
            for name in ("id", "title", "updated"):
                assert [True] == [bool(get_text(e)) for e in entry.findall(f"{ATOM}{name}")], folder
        ids = [get_text(e) for e in feed.iter(f"{ATOM}id")]
        times = [get_text(e) for name in ("updated", "published") for e in feed.iter(ATOM + name)]
        assert len(set(ids)) == len(ids)
        assert [] == [time for time in times if not RFC3339_TIMESTAMP.fullmatch(time)]
        assert feed.find(f"{ATOM}author/{ATOM}name") is not None
        assert [f"{ADDRESS}{folder}news/atom.xml"] == [
            link.get("href") for link in feed.findall(f"{ATOM}link[@rel='self']")
        ]


def test_links_in_a_feed_are_absolute_and_lead_to_pages_that_exist(site: Built):
    files = site.files()
    for feed in read_feeds(site).values():
        links = [e.get("href") or "" for e in feed.iter(f"{ATOM}link")]
        for content in feed.iter(f"{ATOM}content"):
            html = html5lib.parseFragment(content.text or "", namespaceHTMLElements=False)
            base = content.get(XML_BASE) or ""
            links += [
                urljoin(base, value)
                for e in html.iter()
                for name, value in e.items()
                if name in ("href", "src")
            ]
        internal = [site.target(site.page(""), url)[0] for url in links if url.startswith(ADDRESS)]

        assert [] == [url for url in links if not urlsplit(url).netloc]
        assert [] == [file for file in internal if file not in files]


def test_texts_in_a_feed_are_relative_to_their_pages(site: Built):
    """So a relative link leads from a feed reader where it leads on the page (RFC 4287)."""
    for feed in read_feeds(site).values():
        for entry in feed.iter(f"{ATOM}entry"):
            (link,) = entry.findall(f"{ATOM}link")
            (content,) = entry.findall(f"{ATOM}content")

            assert link.get("href") == content.get(XML_BASE)


def test_each_language_has_a_feed_of_its_own_name_and_home(lantern: Built):
    feeds = read_feeds(lantern)
    titles = [get_text(feed.find(f"{ATOM}title")) for feed in feeds.values()]
    homes = [
        link.get("href")
        for feed in feeds.values()
        for link in feed.findall(f"{ATOM}link[@rel='alternate']")
        if not link.get("type")
    ]

    assert ["", "ar/"] == list(feeds)
    assert "تحالف الفانوس لمكتبات الليل" in titles[1]
    assert "Lantern" not in titles[1]
    assert 2 == len({get_text(feed.find(f"{ATOM}id")) for feed in feeds.values()})
    assert homes[1].startswith(f"{ADDRESS}ar/")


def test_summaries_in_a_feed_are_text_as_it_was_typed(lantern: Built):
    feed = read_feeds(lantern)[""]
    summaries = [
        get_text(e) if e.get("type") != "html" else get_text(html5lib.parseFragment(e.text or ""))
        for e in feed.iter(f"{ATOM}summary")
    ]

    assert 'Said: "5 < 6 & 7 > 6" </script> {% raw %} {{ 7*7 }}' == summaries[-1]


def test_a_feed_has_the_newest_article_first(lantern: Built):
    days = [get_text(e)[:10] for e in read_feeds(lantern)[""].iter(f"{ATOM}published")]

    assert ["2024-03-09", "2024-02-01", "2023-10-12", "2022-01-05"] == days


def test_pages_name_the_feed_of_their_language(lantern: Built):
    for page in lantern.pages():
        link = page.all("link[@type='application/atom+xml']")[0]
        expected = "ar/news/atom.xml" if page.path.startswith("ar/") else "news/atom.xml"
        href = link.get("href") or ""

        assert expected == lantern.target(page, href)[0], page.path


def test_a_coalition_without_news_has_no_feed(minimal: Built):
    assert {} == read_feeds(minimal)
    assert [] == [page.path for page in minimal.pages() if "atom+xml" in page.source]


def test_the_sitemap_has_exactly_the_indexable_pages_that_are_canonical(site: Built):
    root = ElementTree.parse(site.root / "sitemap.xml").getroot()
    urls = [get_text(e) for e in root.findall(f"{MAPS}url/{MAPS}loc")]
    expected = [
        page.url
        for page in site.pages()
        if page.indexable and page.one("link[@rel='canonical']").get("href") == page.url
    ]

    assert sorted(expected) == sorted(urls)


def test_addresses_in_the_sitemap_are_written_as_xml():
    assert "<loc>https://coalition.example/?a=1&amp;b=2</loc>" not in render_sitemap(
        "https://a.example", []
    )
    assert "<urlset" in render_sitemap("https://a.example", [])


@pytest.mark.parametrize("ink", ["white", "black"])
def test_goals_bring_their_own_colours_as_a_layer_of_styles(ink: str):
    goal = Goal.model_construct(number=7, colour="#FCC30B", ink=ink)

    expected = f"@layer data{{.goal-7{{--color-goal:#FCC30B;--color-on-goal:{ink}}}}}"
    assert expected == render_goal_css([goal])


def test_the_style_sheet_of_a_site_has_the_colours_of_its_goals(site: Built):
    (css,) = (path for path in site.files() if re.fullmatch(r"assets/site\.\w+\.css", path))
    text = (site.root / css).read_text("utf-8").upper()

    assert [] == [
        goal.number for goal in site.coalition.goals if f"--COLOR-GOAL:{goal.colour}" not in text
    ]
