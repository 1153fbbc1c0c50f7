"""News that refer to members, areas, events and a picture: their pages, the others', the feeds."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

from coalition.build import publish
from coalition.devserver.builder import IncrementalBuilder
from coalition.sources import compute_text_fingerprint
from support.pictures import make_phone_photo
from support.projects import ADDRESS
from support.sites import Built, Document, get_text, project_of, read_built_site

pytestmark = pytest.mark.integration

ATOM = "{http://www.w3.org/2005/Atom}"
ARTICLE = """\
Title: Lamps on the bridge
Date: 2024-04-01
Summary: Who carried them.
Authors: siraj, Ada <b>Lightly</b>, north-shore
Areas: open-doors, quiet-light
People: ingrid-prove
Events: lamp-lighting
Image: bridge.jpg
Image_alt: Lamps & "shadows"
Image_credit: Photo: Ada Lightly

Forty people came.
"""
TRANSLATION = """\
Title: مصابيح على الجسر
Date: 2024-04-01
Image_alt: مصابيح
Original: {fingerprint}
Reviewed: true

جاء أربعون شخصًا.
"""
OLDER = """\
---
Title: An older evening
Date: 2021-01-01
Areas: [open-doors]
Image: lamp.svg
Image_alt: A lamp
---

It was dark.
"""
DRAFT = """\
Title: A sketch
Date: 2024-04-02
Status: draft
Areas: open-doors, voices-on-air

Later.
"""
ORGANISATION_MEMBER = """\
- organisation: north-shore
  group: libraries
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A coalition with news that refer to all kinds of things, and a draft."""
    root = project_of("lantern", tmp_path_factory.mktemp("news") / "site")
    news = root / "content/news"
    fingerprint = compute_text_fingerprint(ARTICLE.splitlines())
    translation = TRANSLATION.format(fingerprint=fingerprint)
    texts = {"lamps.en": ARTICLE, "lamps.ar": translation, "older.en": OLDER, "sketch.en": DRAFT}
    (root / "data/coalition.yaml").write_text(
        (root / "data/coalition.yaml").read_text("utf-8").replace("/news/lamps/", "/news/was/"),
        "utf-8",
    )
    for name, text in texts.items():
        (news / f"{name}.md").write_text(text, "utf-8")
    photo = Image.new("RGB", (1500, 1000), (20, 20, 90))
    (root / "content/images/bridge.jpg").write_bytes(make_phone_photo(photo))
    with (root / "data/members.yaml").open("a", encoding="utf-8") as file:
        file.write(ORGANISATION_MEMBER)
    return root


@pytest.fixture(scope="module")
def built(project: Path) -> Built:
    """Its built site."""
    publish.build_site(project, project / "output", ADDRESS)
    return read_built_site("news", project)


def list_news(page: Document) -> list[str]:
    return page.texts("section[@aria-labelledby='news']//a")


def test_an_article_names_its_authors_and_links_to_those_who_are_members(built: Built):
    page = built.page("news/lamps/")
    (byline,) = [p for p in page.all("p") if get_text(p).startswith("By ")]
    links = {get_text(a): built.target(page, a.get("href") or "")[0] for a in byline.iter("a")}

    assert "By Siraj Namudhaji, Ada <b>Lightly</b> and Library of the North Shore" == get_text(
        byline
    )
    assert {
        "Siraj Namudhaji": "members/siraj/index.html",
        "Library of the North Shore": "organisations/north-shore/index.html",
    } == links


def test_an_article_shows_copies_of_its_picture_with_its_description_and_credit(built: Built):
    page = built.page("news/lamps/")
    (image,) = page.all("figure[@class='article-image']//img")
    (source,) = page.all("figure[@class='article-image']//source")
    named = [image.get("src") or "", *re.findall(r"(\S+) \d+w", source.get("srcset") or "")]

    assert 'Lamps & "shadows"' == image.get("alt")
    assert ("1440", "960") == (image.get("width"), image.get("height"))
    assert ["Photo: Ada Lightly"] == page.texts("figcaption")
    assert "images/bridge.jpg" not in built.files(), "the original has metadata"
    assert [] == [url for url in named if built.target(page, url)[0] not in built.files()]


def test_a_drawing_is_shown_as_it_is(built: Built):
    (image,) = built.page("news/older/").all("figure[@class='article-image']//img")

    assert ("../../images/lamp.svg", "A lamp") == (image.get("src"), image.get("alt"))


def test_a_translation_takes_what_it_leaves_out_from_its_original(built: Built):
    page = built.page("ar/news/lamps/")
    (image,) = page.all("figure[@class='article-image']//img")

    assert "مصابيح" == image.get("alt")
    assert {"سراج النموذجي", "أبواب مفتوحة", "إضاءة المصابيح"} <= set(page.texts("main//a"))
    (credit,) = page.all("figcaption/span")
    assert "en" == credit.get("lang")


def test_a_description_in_another_language_says_so(built: Built):
    (image,) = built.page("ar/news/older/").all("figure[@class='article-image']//img")

    assert ("A lamp", "en", "ltr") == (image.get("alt"), image.get("lang"), image.get("dir"))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("action-plan/open-doors/", ["Lamps on the bridge", "An older evening"]),
        ("action-plan/quiet-light/", ["Lamps on the bridge"]),
        ("ar/action-plan/quiet-light/", ["مصابيح على الجسر"]),
        ("members/siraj/", ["Lamps on the bridge"]),
        ("members/ingrid-prove/", ["Lamps on the bridge"]),
        ("organisations/north-shore/", ["Lamps on the bridge"]),
        ("events/lamp-lighting/", ["Lamps on the bridge"]),
    ],
)
def test_pages_list_their_news_with_the_newest_first(path: str, expected: list[str], built: Built):
    assert expected == [title for title in list_news(built.page(path)) if "Atom" not in title]


@pytest.mark.parametrize("path", ["action-plan/voices-on-air/", "members/layla-mithal/"])
def test_pages_without_news_have_no_word_about_them(path: str, built: Built):
    assert [] == built.page(path).all("section[@aria-labelledby='news']")


def test_json_ld_and_open_graph_name_authors_subjects_and_a_copy_of_the_picture(built: Built):
    page = built.page("news/lamps/")
    (script, _) = page.all("script[@type='application/ld+json']")
    entry = json.loads(script.text or "")
    image = page.meta("og:image") or ""

    assert ["Siraj Namudhaji", "Ada <b>Lightly</b>", "Library of the North Shore"] == [
        author["name"] for author in entry["author"]
    ]
    assert ["Person", "Person", "Organization"] == [one["@type"] for one in entry["author"]]
    assert ["Open doors", "Quiet light", "Ingrid Prøve"] == [one["name"] for one in entry["about"]]
    assert [f"{ADDRESS}events/lamp-lighting/"] == [one["url"] for one in entry["mentions"]]
    assert image == entry["image"]
    assert image.removeprefix(ADDRESS) in built.files()
    assert ".1200." in image
    assert 'Lamps & "shadows"' == page.meta("og:image:alt")
    drawing = built.page("news/older/").meta("og:image") or ""
    assert "/cards/news-older." in drawing, "networks do not show drawings"


def read_feed(built: Built, path: str) -> ElementTree.Element:
    return ElementTree.parse(built.root / path).getroot()


def test_an_area_has_a_feed_of_its_news_if_it_has_some(built: Built):
    feeds = {path for path in built.files() if path.endswith("atom.xml")}
    feeds -= {"events/atom.xml", "ar/events/atom.xml"}
    feed = read_feed(built, "action-plan/open-doors/atom.xml")
    (newer, older) = feed.iter(f"{ATOM}entry")

    assert {
        f"{folder}{path}/atom.xml"
        for folder in ("", "ar/")
        for path in ("news", "action-plan/open-doors", "action-plan/quiet-light")
    } == feeds
    assert "Lamps on the bridge" == get_text(newer.find(f"{ATOM}title"))
    assert "An older evening" == get_text(older.find(f"{ATOM}title"))
    assert (get_text(feed.find(f"{ATOM}title")) or "").endswith("Open doors")
    assert [f"{ADDRESS}action-plan/open-doors/"] == [
        link.get("href")
        for link in feed.findall(f"{ATOM}link[@rel='alternate']")
        if not link.get("type")
    ]


def test_entries_of_feeds_have_authors_areas_and_the_picture(built: Built):
    for path in ("news/atom.xml", "action-plan/quiet-light/atom.xml"):
        (entry, *_) = [
            one
            for one in read_feed(built, path).iter(f"{ATOM}entry")
            if get_text(one.find(f"{ATOM}title")) == "Lamps on the bridge"
        ]
        authors = [get_text(name) for name in entry.iter(f"{ATOM}name")]
        uris = [get_text(uri) for uri in entry.iter(f"{ATOM}uri")]
        categories = [(c.get("term"), c.get("label")) for c in entry.iter(f"{ATOM}category")]
        content = get_text(entry.find(f"{ATOM}content"))
        pictures = re.findall(rf"{ADDRESS}(images/[^ \"]+)", content)

        assert ["Siraj Namudhaji", "Ada <b>Lightly</b>", "Library of the North Shore"] == authors
        assert [f"{ADDRESS}members/siraj/", f"{ADDRESS}organisations/north-shore/"] == uris
        assert [("open-doors", "Open doors"), ("quiet-light", "Quiet light")] == categories
        assert pictures
        assert set() == {*pictures} - built.files()


def test_the_page_of_an_area_names_its_feed_for_readers_and_programs(built: Built):
    page = built.page("ar/action-plan/open-doors/")
    links = page.all("link[@type='application/atom+xml']")
    targets = [built.target(page, link.get("href") or "")[0] for link in links]
    shown = [a for a in page.all("main//a") if (a.get("href") or "").endswith("atom.xml")]

    assert ["ar/news/atom.xml", "ar/action-plan/open-doors/atom.xml"] == targets
    assert ["ar/action-plan/open-doors/atom.xml"] == [
        built.target(page, a.get("href") or "")[0] for a in shown
    ]
    other = built.page("action-plan/voices-on-air/")
    assert 1 == len(other.all("link[@type='application/atom+xml']"))


def test_only_the_preview_lists_a_draft_and_it_has_a_badge(project: Path, built: Built):
    builder = IncrementalBuilder(project, ADDRESS, lambda: datetime.date(2024, 5, 2))
    snapshot = builder.build_snapshot()
    path = "action-plan/voices-on-air/index.html"
    page = (snapshot.render_file(path) or b"").decode()

    assert "A sketch" not in built.documents[path].source
    assert re.search(r"A sketch</a> <span class=\"preview-badge\">Draft</span>", page)
    published = snapshot.published
    assert None is published.render_file("action-plan/voices-on-air/atom.xml")
    assert b"sketch" not in (published.render_file("action-plan/open-doors/atom.xml") or b"sketch")
