"""What machines read: data for search engines, feeds, the sitemap, the goals' colours."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import html5lib
import pytest

from coalition.model import Goal
from coalition.showing.exports import goal_styles, sitemap
from conftest import ADDRESS
from site_building import Built, Document, words

ATOM = "{http://www.w3.org/2005/Atom}"
MAPS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SCHEMA = {
    "Organization": {
        "name",
        "alternateName",
        "description",
        "url",
        "foundingDate",
        "parentOrganization",
    },
    "Person": {"name", "jobTitle", "affiliation", "url", "sameAs", "memberOf"},
    "OrganizationRole": {"memberOf", "startDate", "endDate"},
    "NewsArticle": {"headline", "description", "inLanguage", "datePublished", "url", "publisher"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name", "item"},
}
"""The types of schema.org that pages use, with those of their properties that they may have."""


def told(page: Document) -> list[dict[str, Any]]:
    """What a page tells machines."""
    return [json.loads(words(e)) for e in page.all("script[@type='application/ld+json']")]


def entries(value: object) -> list[dict[str, Any]]:
    """Every entry in a piece of JSON-LD, the inner ones too."""
    if isinstance(value, list):
        return [entry for part in value for entry in entries(part)]
    if isinstance(value, dict):
        return [value, *entries(list(value.values()))]
    return []


def test_pages_use_the_words_of_schema_org(site: Built):
    for page in site.pages():
        for entry in entries(told(page)):
            properties = entry.keys() - {"@type", "@context"}
            assert properties <= SCHEMA[entry["@type"]], page.path
            assert [] == [key for key in properties if entry[key] in (None, "", [])], page.path


def test_addresses_for_machines_are_whole(site: Built):
    for page in site.pages():
        for entry in entries(told(page)):
            urls = [entry[key] for key in ("url", "item") if key in entry]
            assert [] == [url for url in urls if not urlsplit(url).netloc], page.path


def test_the_home_page_tells_who_the_coalition_is(lantern: Built):
    (coalition,) = told(lantern.page(""))

    assert "Lantern Coalition for Libraries at Night" == coalition["name"]
    assert ("LCLN", ADDRESS, "2018-11") == (
        coalition["alternateName"], coalition["url"], coalition["foundingDate"],
    )  # fmt: skip
    assert ["Assembly of Invented Cities"] == [b["name"] for b in coalition["parentOrganization"]]


def test_a_member_page_tells_who_the_member_is(lantern: Built):
    person = told(lantern.page("members/ingrid-prove/"))[0]

    assert ("Person", "Ingrid Prøve", "Head of the night shift") == (
        person["@type"], person["name"], person["jobTitle"],
    )  # fmt: skip
    assert "Library of the North Shore" == person["affiliation"]["name"]
    assert "https://orcid.org/0000-0002-1825-0097" in person["sameAs"]
    assert "2018-11" == person["memberOf"]["startDate"]


def test_a_former_membership_tells_when_it_ended(lantern: Built):
    person = told(lantern.page("members/etienne-echantillon/"))[0]

    assert "2023-05" == person["memberOf"]["endDate"]


def test_an_article_tells_its_day_and_its_own_language(lantern: Built):
    for address in ("news/lamps-for-all/", "ar/news/lamps-for-all/"):
        article = told(lantern.page(address))[0]

        assert ("NewsArticle", "2023-10-12", "en") == (
            article["@type"], article["datePublished"], article["inLanguage"],
        )  # fmt: skip


def test_the_trail_for_machines_is_the_one_that_people_see(site: Built):
    for page in site.pages():
        trails = [entry for entry in told(page) if entry["@type"] == "BreadcrumbList"]
        seen = [words(step) for nav in page.all("nav[@class='trail']") for step in nav.iter("li")]

        assert seen == [s["name"] for trail in trails for s in trail["itemListElement"]], page.path


def test_texts_of_editors_cannot_leave_the_data_for_machines(lantern: Built):
    page = lantern.page("news/first-light/")

    assert 'First </title><script>light</script> {{ 7*7 }} & "more"' == told(page)[0]["headline"]
    assert 2 == len(page.all("script"))


def test_the_address_to_write_to_is_not_told_to_machines(site: Built):
    name = site.coalition.contact.email.partition(" ")[0]

    assert [] == [page.path for page in site.pages() if name in json.dumps(told(page))]


def feeds(site: Built) -> dict[str, ElementTree.Element]:
    """The feed of each language that has news, by the language's folder."""
    files = {folder: site.root / folder / "news/atom.xml" for folder in site.languages.values()}
    return {folder: ElementTree.parse(f).getroot() for folder, f in files.items() if f.exists()}


def test_a_feed_has_what_atom_asks_for(site: Built):
    for folder, feed in feeds(site).items():
        for entry in (feed, *feed.findall(f"{ATOM}entry")):
            for name in ("id", "title", "updated"):
                assert [True] == [bool(words(e)) for e in entry.findall(f"{ATOM}{name}")], folder
        ids = [words(e) for e in feed.iter(f"{ATOM}id")]
        assert len(set(ids)) == len(ids)


def test_links_in_a_feed_are_whole_and_lead_to_pages_that_are_there(site: Built):
    written = site.files()
    for feed in feeds(site).values():
        links = [e.get("href") or "" for e in feed.iter(f"{ATOM}link")]
        for content in feed.iter(f"{ATOM}content"):
            html = html5lib.parseFragment(content.text or "", namespaceHTMLElements=False)
            links += [
                e.get(name) or "" for e in html.iter() for name in ("href", "src") if e.get(name)
            ]
        inside = [site.target(site.page(""), url)[0] for url in links if url.startswith(ADDRESS)]

        assert [] == [url for url in links if not urlsplit(url).netloc]
        assert [] == [file for file in inside if file not in written]


def test_each_language_has_a_feed_of_its_own_name_and_home(lantern: Built):
    found = feeds(lantern)
    titles = [words(feed.find(f"{ATOM}title")) for feed in found.values()]
    homes = [
        link.get("href")
        for feed in found.values()
        for link in feed.findall(f"{ATOM}link[@rel='alternate']")
    ]

    assert ["", "ar/"] == list(found)
    assert "تحالف الفانوس لمكتبات الليل" in titles[1]
    assert "Lantern" not in titles[1]
    assert 2 == len({words(feed.find(f"{ATOM}id")) for feed in found.values()})
    assert homes[1].startswith(f"{ADDRESS}ar/")


def test_summaries_in_a_feed_are_text_as_it_was_typed(lantern: Built):
    feed = feeds(lantern)[""]
    summaries = [
        words(e) if e.get("type") != "html" else words(html5lib.parseFragment(e.text or ""))
        for e in feed.iter(f"{ATOM}summary")
    ]

    assert 'Said: "5 < 6 & 7 > 6" </script> {% raw %} {{ 7*7 }}' == summaries[-1]


def test_a_feed_has_the_newest_article_first(lantern: Built):
    days = [words(e)[:10] for e in feeds(lantern)[""].iter(f"{ATOM}published")]

    assert ["2024-03-09", "2024-02-01", "2023-10-12", "2022-01-05"] == days


def test_pages_name_the_feed_of_their_language(lantern: Built):
    for page in lantern.pages():
        (link,) = page.all("link[@type='application/atom+xml']")
        expected = "ar/news/atom.xml" if page.path.startswith("ar/") else "news/atom.xml"
        found = link.get("href") or ""

        assert expected == lantern.target(page, found)[0], page.path


def test_a_coalition_without_news_has_no_feed(minimal: Built):
    assert {} == feeds(minimal)
    assert [] == [page.path for page in minimal.pages() if "atom+xml" in page.source]


def test_the_sitemap_has_exactly_the_pages_that_speak_for_themselves(site: Built):
    root = ElementTree.parse(site.root / "sitemap.xml").getroot()
    found = [words(e) for e in root.findall(f"{MAPS}url/{MAPS}loc")]
    expected = [
        page.url
        for page in site.pages()
        if page.listed and page.one("link[@rel='canonical']").get("href") == page.url
    ]

    assert sorted(expected) == sorted(found)


def test_addresses_in_the_sitemap_are_written_as_xml():
    assert "<loc>https://coalition.example/?a=1&amp;b=2</loc>" not in sitemap(
        "https://a.example", []
    )
    assert "<urlset" in sitemap("https://a.example", [])


@pytest.mark.parametrize("ink", ["white", "black"])
def test_goals_bring_their_own_colours_as_a_layer_of_styles(ink: str):
    goal = Goal.model_construct(number=7, colour="#FCC30B", ink=ink)

    expected = f"@layer data{{.goal-7{{--color-goal:#FCC30B;--color-on-goal:{ink}}}}}"
    assert expected == goal_styles([goal])


def test_the_style_sheet_of_a_site_has_the_colours_of_its_goals(site: Built):
    (css,) = (path for path in site.files() if path.endswith(".css"))
    text = (site.root / css).read_text("utf-8").upper()

    assert [] == [g.number for g in site.coalition.goals if f"--COLOR-GOAL:{g.colour}" not in text]
