"""A site with pictures and documents, built: what is published of them, and where it is linked."""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path

import pytest
from PIL import Image

from coalition.build import offline, publish
from coalition.devserver.builder import IncrementalBuilder
from support.pictures import (
    BODY,
    COMMENT,
    DESCRIPTION,
    HEAD,
    WALL,
    draw_portrait,
    encode,
    is_near,
    make_phone_photo,
)
from support.projects import ADDRESS
from support.sites import Built, project_of, read_built_site

pytestmark = pytest.mark.integration

MEMBER = "ingrid-prove"
PDF = b"%PDF-1.7\n%%EOF\n"
TEXT = """\
Title: Gallery

![A portrait]({static}/images/ada.jpg)

![Rings]({static}/images/rings.png)

[The portrait]({static}/images/ada.jpg), [a report]({static}/files/report.pdf)
and [the same](../files/report.pdf), [about]({filename}/pages/about.en.md).
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A coalition with a portrait, pictures and a document, which has not been built."""
    root = project_of("lantern", tmp_path_factory.mktemp("pictures") / "site")
    images, files = root / "content/images", root / "content/files"
    files.mkdir()
    (files / "report.pdf").write_bytes(PDF)
    (images / "ada.jpg").write_bytes(make_phone_photo(draw_portrait(800, 1200)))
    rings = Image.new("RGBA", (400, 300), (0, 0, 0, 0))
    rings.paste((200, 40, 40, 255), (0, 0, 200, 300))
    (images / "rings.png").write_bytes(encode(rings, "PNG"))
    (images / "unused.jpg").write_bytes(make_phone_photo(draw_portrait(80, 120)))
    (images / "mark.png").write_bytes(encode(Image.new("RGB", (500, 250), HEAD), "PNG"))
    (root / "content/pages/gallery.en.md").write_text(TEXT, "utf-8")
    article = root / "content/news/first-light.en.md"
    with article.open("a", encoding="utf-8") as file:
        file.write("\n![A portrait]({static}/images/ada.jpg)\n")
    coalition = root / "data/coalition.yaml"
    text = re.sub(r"(?m)^mark:.*\n", "", coalition.read_text("utf-8"))
    coalition.write_text(f"{text}\nmark: mark.png\n", "utf-8")
    members = root / "data/members.yaml"
    text, name = members.read_text("utf-8"), "- name: Ingrid Prøve\n"
    assert name in text
    members.write_text(text.replace(name, f"{name}  photo: ada.jpg\n"), "utf-8")
    return root


@pytest.fixture(scope="module")
def gallery(project: Path) -> Built:
    """Its built site."""
    publish.build_site(project, project / "output", ADDRESS)
    return read_built_site("gallery", project)


def list_pictures(site: Built) -> dict[str, bytes]:
    return {
        path.relative_to(site.root).as_posix(): path.read_bytes()
        for path in sorted((site.root / "images").rglob("*"))
        if path.suffix != ".svg"
    }


def test_no_published_picture_has_metadata(gallery: Built):
    published = list_pictures(gallery)

    assert len(published) >= 10
    for name, content in published.items():
        image = Image.open(io.BytesIO(content))
        assert not image.getexif(), name
        assert set() == image.info.keys() & {"exif", "icc_profile", "xmp", "comment"}, name
        assert DESCRIPTION.encode() not in content and COMMENT.encode() not in content, name


def test_no_original_and_no_unused_picture_is_published(gallery: Built):
    originals = {
        path.read_bytes()
        for path in (gallery.project / "content/images").iterdir()
        if path.suffix != ".svg"
    }
    published = list_pictures(gallery)

    assert 4 == len(originals)
    assert set() == originals & set(published.values())
    assert not [name for name in published if "unused" in name]


def test_a_portrait_of_two_to_three_keeps_the_head(gallery: Built):
    image = gallery.page(f"members/{MEMBER}/").one("img[@class='portrait']")
    file, _ = gallery.target(gallery.page(f"members/{MEMBER}/"), image.get("src", ""))

    portrait = Image.open(gallery.root / file)

    assert (320, 320) == portrait.size
    assert is_near(WALL, portrait, 0.5, 0.02)
    assert is_near(HEAD, portrait, 0.5, 0.12)
    assert is_near(HEAD, portrait, 0.5, 0.45)
    assert is_near(BODY, portrait, 0.5, 0.9)


def test_every_picture_has_a_size_and_a_variant_for_each_screen(gallery: Built):
    images = [
        (page, image)
        for page in gallery.pages()
        for image in page.all("picture/img")
        if page.all("picture/source")
    ]

    assert len(images) > 6
    for page, image in images:
        assert {"width", "height", "alt", "src", "decoding"} <= {*image.keys()}, page.path
    missing = [
        (page.path, url)
        for page in gallery.pages()
        for element, url in page.links()
        if element.tag in {"img", "source", "link"} and not url.startswith("http")
        if gallery.target(page, url)[0] not in gallery.files()
    ]
    assert [] == missing


def test_the_mark_is_a_small_copy(gallery: Built):
    icons = [icon.get("href", "") for icon in gallery.page("").all("link[@rel='icon']")]
    (file,) = [gallery.target(gallery.page(""), icon)[0] for icon in icons if "images/" in icon]

    assert (192, 96) == Image.open(gallery.root / file).size


def test_the_feed_shows_a_published_picture(gallery: Built):
    feed = (gallery.root / "news/atom.xml").read_text("utf-8")
    urls = re.findall(r"src=(?:\"|&quot;)([^\"&]*images/ada[^\"&]*)", feed)

    assert urls
    for url in urls:
        assert (gallery.root / url.removeprefix(ADDRESS)).is_file()


@pytest.mark.parametrize("page", ["gallery/", "ar/gallery/"])
def test_links_of_a_text_work_on_the_pages_without_a_translation(page: str, gallery: Built):
    """A link that is relative to the page is, elsewhere, relative to where it was written."""
    document = gallery.page(page)
    links = {element.text: url for element, url in document.links() if element.tag == "a"}

    language = page.removesuffix("gallery/")
    expected = {
        "a report": "files/report.pdf",
        "the same": "files/report.pdf",
        "about": f"{language}about/index.html",
    }
    assert expected == {text: gallery.target(document, links[text])[0] for text in expected}
    assert PDF == (gallery.root / "files/report.pdf").read_bytes()
    portrait, _ = gallery.target(document, links["The portrait"])
    assert (800, 1200) == Image.open(gallery.root / portrait).size


def test_another_build_without_the_cache_gives_the_same_bytes(gallery: Built, tmp_path: Path):
    ignored = shutil.ignore_patterns("output*", ".cache")
    again = Path(shutil.copytree(gallery.project, tmp_path / "again", ignore=ignored))
    publish.build_site(again, again / "output", ADDRESS)

    assert list_pictures(gallery) == list_pictures(read_built_site("again", again))


def test_the_preview_serves_the_same_pictures(gallery: Built):
    snapshot = IncrementalBuilder(gallery.project, ADDRESS).build_snapshot()

    for path, content in list_pictures(gallery).items():
        assert content == snapshot.render_file(path), path
    assert snapshot.render_file("images/ada.jpg") is None


def test_the_offline_edition_contains_its_pictures(gallery: Built, tmp_path: Path):
    archive = tmp_path / "site.zip"
    pages = tmp_path / "pages"
    offline.write_offline_edition(gallery.project, archive, pages, ADDRESS)

    assert (pages / "files/report.pdf").is_file()
    shown = re.findall(r" src=\"\.\./(images/[^\"]+)\"", (pages / "gallery/index.html").read_text())
    assert 3 == len(shown)
    for path in shown:
        assert (pages / path).is_file()
