"""Feeds: what feed readers get in Atom and in JSON Feed, and the list of all in OPML."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import feedparser
import html5lib
import jsonschema
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from coalition.model import (
    ArticleReferences,
    Coalition,
    Content,
    Document,
    LocalizedText,
)
from coalition.model.field_types import ValidationContext
from coalition.project.loader import load_coalition
from coalition.site import Site, map_generated_files
from coalition.site.files.atom import render_atom_feed
from coalition.site.files.feed_html import make_urls_absolute
from coalition.site.files.feed_model import Feed, FeedEntry
from coalition.site.files.json_feed import render_json_feed
from coalition.site.urls import Address
from support.made_sites import make_site, make_timed_event
from support.projects import ADDRESS, ORCHARD, PROJECT
from support.sites import Built

SCHEMA = json.loads((PROJECT / "tests/data/json-feed-1.1.schema.json").read_text("utf-8"))
BASE = "https://example.org/news/title/"


@pytest.fixture(scope="module")
def data() -> Coalition:
    """The data of `orchard`."""
    return load_coalition(ORCHARD / "data")


def read_json_feed(content: bytes) -> dict[str, Any]:
    """Return a JSON Feed that the schema accepts."""
    feed: dict[str, Any] = json.loads(content)
    jsonschema.Draft202012Validator(SCHEMA).validate(feed)
    return feed


def read_atom_feed(content: bytes) -> Any:  # noqa: ANN401 - feedparser has no type annotations
    """Return an Atom feed as a feed reader sees it."""
    feed = feedparser.parse(content, sanitize_html=False, resolve_relative_uris=False)
    assert (False, "atom10") == (feed.bozo, feed.version), feed.get("bozo_exception")
    return feed


def render(site: Site, path: str) -> bytes:
    return map_generated_files(site)[path].render()


def list_ids(site: Site, path: str) -> list[str]:
    """Return the ends of the ids of a feed's entries."""
    return [
        entry.id.rstrip("/").rpartition("/")[2]
        for entry in read_atom_feed(render(site, path)).entries
    ]


def make_article(slug: str, day: date, html: str = "<p>Text</p>", **references: Any) -> Content:  # noqa: ANN401
    return Content(
        slug,
        "en",
        LocalizedText(slug, "en"),
        LocalizedText("", "en"),
        lambda _: html,
        f"content/news/{slug}.en.md",
        day,
        references=ArticleReferences(**references),
    )


def make_document(id: str, **fields: object) -> Document:
    values = {"id": id, "title": id, "type": "report", **fields}
    return Document.model_validate(values, context=ValidationContext("en"))


# Built sites


def list_feed_paths(site: Built, name: str) -> Iterator[tuple[str, Path]]:
    """Yield the folder of the language and the file of each feed with this file name."""
    for path in sorted(site.files()):
        if path.endswith(f"/{name}"):
            top = f"{path.partition('/')[0]}/"
            yield (top if top in site.languages.values() else ""), site.root / path


def test_feed_readers_accept_every_feed(site: Built):
    feeds = {
        path: read_atom_feed(path.read_bytes()) for _, path in list_feed_paths(site, "atom.xml")
    }

    for path, feed in feeds.items():
        assert feed.entries, path
        ids = [entry.id for entry in feed.entries]
        assert len(set(ids)) == len(ids), path
        assert [] == [entry.link for entry in feed.entries if not entry.link.startswith(ADDRESS)]
        assert feed.feed.updated == max(entry.updated for entry in feed.entries), path


def test_both_formats_say_the_same(orchard: Built):
    paths = [path for _, path in list_feed_paths(orchard, "atom.xml")]
    assert 6 * 5 == len(paths)
    for path in paths:
        atom = read_atom_feed(path.read_bytes())
        feed = read_json_feed((path.parent / "feed.json").read_bytes())
        assert (atom.feed.title, atom.feed.link) == (feed["title"], feed["home_page_url"])
        assert [describe_atom_entry(entry) for entry in atom.entries] == [
            describe_json_item(item) for item in feed["items"]
        ]


def describe_atom_entry(entry: Any) -> tuple[object, ...]:  # noqa: ANN401
    enclosures = [(link.href, link.type) for link in entry.links if link.rel == "enclosure"]
    tags = [tag.label for tag in entry.get("tags", [])]
    authors = [author.name for author in entry.get("authors", [])]
    return (
        entry.id,
        entry.link,
        entry.title,
        entry.updated,
        entry.get("published"),
        # Without one, feedparser repeats the content
        entry.summary if "summary_detail" in entry else None,
        entry.content[0].value,
        authors,
        tags,
        enclosures,
    )


def describe_json_item(item: dict[str, Any]) -> tuple[object, ...]:
    return (
        item["id"],
        item["url"],
        item["title"],
        item["date_modified"],
        item.get("date_published"),
        item.get("summary"),
        item["content_html"],
        [author["name"] for author in item.get("authors", [])],
        item.get("tags", []),
        [(one["url"], one["mime_type"]) for one in item.get("attachments", [])],
    )


def test_all_urls_in_a_json_feed_are_absolute_and_lead_to_files_that_exist(site: Built):
    files = site.files()
    for _, path in list_feed_paths(site, "feed.json"):
        feed = read_json_feed(path.read_bytes())
        urls = [feed["home_page_url"], feed["feed_url"]]
        for item in feed["items"]:
            urls += [item["url"], *(one["url"] for one in item.get("attachments", []))]
            urls += [author["url"] for author in item.get("authors", []) if "url" in author]
            html = html5lib.parseFragment(item["content_html"], namespaceHTMLElements=False)
            urls += [e.get(name) for e in html.iter() for name in ("href", "src") if e.get(name)]
        own = [site.target(site.page(""), url)[0] for url in urls if url.startswith(ADDRESS)]

        assert [] == [url for url in urls if not urlsplit(url).netloc], path
        assert [] == [file for file in own if file not in files], path


def test_feeds_are_in_the_language_of_their_folder(orchard: Built):
    for folder, path in list_feed_paths(orchard, "feed.json"):
        feed = read_json_feed(path.read_bytes())
        tag = {"": "en", "zh/": "zh-Hans"}.get(folder, folder.rstrip("/"))

        assert tag == feed["language"]
        assert feed["home_page_url"].startswith(f"{ADDRESS}{folder}")
        assert feed["feed_url"] == f"{ADDRESS}{path.relative_to(orchard.root).as_posix()}"


def test_entries_have_the_same_ids_in_all_languages(orchard: Built):
    for name in ("news", "events", "documents", "action-plan/grafting"):
        ids = {
            folder: [
                item["id"]
                for item in read_json_feed(
                    (orchard.root / folder / name / "feed.json").read_bytes()
                )["items"]
            ]
            for folder in orchard.languages.values()
        }
        assert 6 == len(ids)
        assert [ids[""]] * 6 == list(ids.values())


def test_the_list_of_feeds_names_each_feed_once(site: Built):
    for folder in site.languages.values():
        atom = {path for language, path in list_feed_paths(site, "atom.xml") if language == folder}
        path = site.root / folder / "feeds.opml"
        assert bool(atom) == path.exists()
        if not atom:
            continue
        root = ElementTree.parse(path).getroot()
        outlines = [one for one in root.iter("outline") if one.get("type")]
        urls = [one.get("xmlUrl") or "" for one in outlines]

        assert ("opml", "2.0") == (root.tag, root.get("version"))
        assert {f"{ADDRESS}{one.relative_to(site.root).as_posix()}" for one in atom} == set(urls)
        assert len(urls) == len(set(urls))
        assert {"rss"} == {one.get("type") for one in outlines}
        assert [] == [one for one in root.iter("outline") if not one.get("text")]


def test_pages_name_and_show_the_feeds_that_fit_them(orchard: Built):
    expected = {
        "news/": ["news/feed.json"],
        "ar/news/an-orchard-for-everybody/": ["ar/news/feed.json"],
        "ar/events/": ["ar/events/atom.xml", "ar/events/feed.json"],
        "events/apple-talks/": ["events/atom.xml", "events/feed.json"],
        "documents/": ["documents/atom.xml", "documents/feed.json"],
        "action-plan/seeds/": ["action-plan/seeds/atom.xml", "action-plan/seeds/feed.json"],
        "members/": [],
    }
    for path, feeds in expected.items():
        if f"{path}index.html" not in orchard.documents:
            continue
        page = orchard.page(path)
        links = page.all("link[@rel='alternate'][@title]")
        targets = [orchard.target(page, link.get("href") or "")[0] for link in links]
        language = "ar/" if path.startswith("ar/") else ""
        assert [f"{language}news/atom.xml", *feeds] == [
            one for one in targets if not one.endswith(".ics")
        ]
    assert 5 < len(expected.keys() & {p.removesuffix("index.html") for p in orchard.documents})


@pytest.mark.parametrize("path", ["news/", "events/", "documents/", "ar/action-plan/seeds/"])
def test_lists_offer_their_feeds_in_a_line(path: str, orchard: Built):
    page = orchard.page(path)
    links = page.all("p[@class='feed-links']//a")
    targets = [orchard.target(page, link.get("href") or "")[0] for link in links]
    folder = "ar/" if path.startswith("ar/") else ""

    assert [f"{path}atom.xml", f"{path}feed.json", f"{folder}feeds.opml"] == targets


def test_the_page_about_data_names_the_list_of_feeds(orchard: Built):
    page = orchard.page("data/")
    (link,) = page.all("link[@type='text/x-opml']")

    assert "feeds.opml" == orchard.target(page, link.get("href") or "")[0]


# Which feeds there are, and what is in them


def test_without_a_site_url_there_are_no_feeds(data: Coalition):
    paths = map_generated_files(make_site(data, site_url="")).keys()

    assert [] == [path for path in paths if path.endswith(("atom.xml", "feed.json", ".opml"))]


def test_a_feed_exists_only_if_it_has_entries(data: Coalition):
    event = make_timed_event("2024-06-01", action_areas=["seeds"])
    site = make_site(data, events=(event,), documents=())
    names = ("atom.xml", "feed.json", "feeds.opml")
    paths = [path for path in map_generated_files(site) if path.endswith(names)]

    assert {
        *("events/atom.xml", "events/feed.json", "feeds.opml"),
        *("action-plan/seeds/atom.xml", "action-plan/seeds/feed.json"),
    } == set(paths)


def test_the_feed_of_an_area_has_news_events_and_documents_the_last_changed_first(data: Coalition):
    site = make_site(
        data,
        news=[
            make_article("old", date(2024, 1, 1), areas=("seeds",)),
            make_article("other", date(2024, 4, 1), areas=("grafting",)),
            make_article("new", date(2024, 3, 1), areas=("seeds",)),
        ],
        events=(
            make_timed_event("2020-01-01", checked="2024-02-01", action_areas=["seeds"]),
            make_timed_event("2024-02-02", id="elsewhere", action_areas=["grafting"]),
        ),
        documents=(make_document("paper", checked="2024-03-15", action_areas=["seeds"]),),
    )

    assert ["paper", "new", "meeting", "old"] == list_ids(site, "action-plan/seeds/atom.xml")
    assert ["other", "new", "old"] == list_ids(site, "news/atom.xml")


def test_events_have_the_day_of_their_last_check(data: Coalition):
    site = make_site(
        data,
        events=(
            make_timed_event("2024-09-01", id="to-come"),
            make_timed_event("2024-09-01", id="checked", checked="2024-05-01"),
            make_timed_event("2019-09-01", id="past"),
        ),
    )
    entries = read_atom_feed(render(site, "events/atom.xml")).entries

    assert [
        ("to-come", "2024-05-02T00:00:00Z"),  # the day of the data
        ("checked", "2024-05-01T00:00:00Z"),
        ("past", "2019-09-01T00:00:00Z"),
    ] == [(entry.id.rstrip("/").rpartition("/")[2], entry.updated) for entry in entries]
    assert [] == [entry for entry in entries if "published" in entry]


def test_documents_are_published_on_their_day_if_it_is_known(data: Coalition):
    documents = (
        make_document("day", date="2023-05-09", checked="2024-01-01"),
        make_document("year", date="2023"),
        make_document("none"),
    )
    site = make_site(data, documents=documents, day=None)
    entries = {
        entry.title: entry for entry in read_atom_feed(render(site, "documents/atom.xml")).entries
    }

    assert "2023-05-09T00:00:00Z" == entries["day"].published
    assert [] == [name for name in ("year", "none") if "published" in entries[name]]
    assert ["2024-01-01", "2023-01-01", "1970-01-01"] == [
        entries[name].updated[:10] for name in ("day", "year", "none")
    ]


def test_an_entry_keeps_its_id_when_its_address_changes(data: Coalition):
    event = make_timed_event("2024-06-01", id="now", former_ids=["first", "second"])
    document = make_document("new", former_ids=["old"])
    site = make_site(data, events=(event,), documents=(document,))
    (entry,) = read_atom_feed(render(site, "events/atom.xml")).entries

    assert (f"{ADDRESS}events/first/", f"{ADDRESS}events/now/") == (entry.id, entry.link)
    assert ["old"] == list_ids(site, "documents/atom.xml")


def test_an_event_has_its_times_its_place_and_a_file_for_calendars(data: Coalition):
    (entry,) = [
        item
        for item in read_json_feed(render(make_site(data), "events/feed.json"))["items"]
        if item["title"] == "Pruning day"
    ]

    assert "10:00–12:30 Eastern Standard Time (New York)" in entry["content_html"]
    assert "Old Orchard House, Apple Hill, United States" in entry["content_html"]
    assert (
        '<a href="https://events.example.org/pruning/register">Register</a>'
        in (entry["content_html"])
    )
    assert [(f"{ADDRESS}events/pruning-day-2024.ics", "text/calendar")] == [
        (one["url"], one["mime_type"]) for one in entry["attachments"]
    ]


def test_a_cancelled_event_says_so(data: Coalition):
    titles = {
        item["title"]: item["content_html"]
        for item in read_json_feed(render(make_site(data), "events/feed.json"))["items"]
    }

    assert "This event was cancelled." in titles["Cancelled: Night of the owls"]


def test_a_document_has_its_versions(data: Coalition):
    (entry,) = [
        item
        for item in read_json_feed(render(make_site(data), "documents/feed.json"))["items"]
        if item["title"] == "Handbook of Grafting"
    ]

    assert [
        (f"{ADDRESS}files/grafting-handbook.en.pdf", "English (PDF)"),
        ("https://documents.example.org/manuel-du-greffage.pdf", "French (PDF)"),
    ] == [(one["url"], one["title"]) for one in entry["attachments"]]
    assert "How to join two trees, in pictures" == entry["summary"]


def test_texts_in_another_language_are_marked(data: Coalition):
    atom = ElementTree.fromstring(render(make_site(data, language="ar"), "ar/events/atom.xml"))
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    titles = {
        title.text: title.get(lang)
        for title in atom.iter("{http://www.w3.org/2005/Atom}title")
        if title.text
    }

    assert "en" == titles["Pruning day"]
    assert None is titles["Postponed: أحاديث التفاح"]


# Untrusted texts


@given(st.text(st.characters(codec="utf-8", exclude_categories=("C",)), min_size=1))
@example('</title><script>alert(1)</script> & "x" \u2028 ]]>')
def test_any_text_is_read_back_from_both_formats(text: str):
    localized = LocalizedText(text, "en")
    entry = FeedEntry(BASE, BASE, "en", localized, date(2024, 5, 2), "<p>x</p>", summary=localized)
    page = Address("page", "news", "en", "news/")
    feed = Feed(page, page, page, "https://example.org", text, localized, "x", lambda: [entry])
    item = read_json_feed(render_json_feed(feed))["items"][0]
    root = ElementTree.fromstring(render_atom_feed(feed))
    atom = "{http://www.w3.org/2005/Atom}"

    assert (text, text) == (item["title"], item["summary"])
    assert text == root.findtext(f"{atom}entry/{atom}title")
    assert text == root.findtext(f"{atom}entry/{atom}summary")
    assert text == root.findtext(f"{atom}title")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a href="../other/">x</a>', '<a href="https://example.org/news/other/">x</a>'),
        ('<a href="#part">x</a>', f'<a href="{BASE}#part">x</a>'),
        ('<a title="a > b" href="x?a=1&amp;b=2">', f'<a title="a > b" href="{BASE}x?a=1&amp;b=2">'),
        ('<img alt="y" src="../../a.svg">', '<img alt="y" src="https://example.org/a.svg">'),
        ('<a href="https://other.example/">', '<a href="https://other.example/">'),
        ('<a href="//[">x</a>', '<a href="//[">x</a>'),
        ('<a title=" href=&quot;x&quot;">', '<a title=" href=&quot;x&quot;">'),
        ('<p>href="x"</p>', '<p>href="x"</p>'),
    ],
)
def test_links_in_html_become_absolute(html: str, expected: str):
    assert expected == make_urls_absolute(html, BASE)


def test_links_of_an_article_are_absolute_in_json(data: Coalition):
    article = make_article("walk", date(2024, 1, 1), '<p><a href="../talk/">x</a></p>')
    feed = read_json_feed(render(make_site(data, news=[article]), "news/feed.json"))

    assert f'<p><a href="{ADDRESS}news/talk/">x</a></p>' == feed["items"][0]["content_html"]


def test_feeds_are_the_same_bytes_each_time(data: Coalition):
    first, second = (map_generated_files(make_site(data)) for _ in range(2))

    assert [*first] == [*second]
    for path in first:
        if re.search(r"(atom\.xml|feed\.json|\.opml)$", path):
            assert first[path].render() == second[path].render()
