"""The offline edition: one zip whose pages a browser reads from a disk."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from coalition.build import offline, publish
from coalition.diagnostics import BuildError
from support.browsing import Visit, watched
from support.projects import ADDRESS
from support.sites import Built, Document, get_text, project_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.slow

SCHOOL = "a school \u2013 \u0645\u062f\u0631\u0633\u0629 \u5b66\u6821 #1, 100%"
"""The name of a folder as users choose it."""

BUILD = (
    "import sys; from pathlib import Path; from coalition.build import offline;"
    "root = Path(sys.argv[1]);"
    "offline.build_offline_edition(root, root / 'output.offline', sys.argv[2])"
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The offline edition of a coalition in two languages."""
    root = project_of("lantern", tmp_path_factory.mktemp("offline") / "lantern")
    return offline.build_offline_edition(root, root / "output.offline", ADDRESS)


@pytest.fixture(scope="module")
def unpacked(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The offline edition, unpacked in a folder with an unusual name."""
    folder = tmp_path_factory.mktemp("disk") / SCHOOL
    with zipfile.ZipFile(archive) as zip_file:
        zip_file.extractall(folder)
    (top,) = folder.iterdir()
    return top


@pytest.fixture(scope="module")
def documents(unpacked: Path) -> dict[str, Document]:
    paths = {p.relative_to(unpacked).as_posix(): p for p in sorted(unpacked.rglob("*.html"))}
    return {name: Document(name, path.read_text("utf-8")) for name, path in paths.items()}


def is_external(url: str) -> bool:
    return bool(urlsplit(url).scheme)


def urls_of(page: Document) -> Iterator[str]:
    """Yield the URLs that a page links to or loads, and the target of its redirect."""
    yield from (url for _, url in page.links())
    for element in page.all("meta[@http-equiv='refresh']"):
        yield (element.get("content") or "").partition("url=")[2]


def test_the_edition_is_named_after_the_coalition(archive: Path, unpacked: Path):
    assert ("lcln-offline.zip", "lcln-offline") == (archive.name, unpacked.name)
    assert [archive] == list(archive.parent.iterdir())
    names = (path.name for path in archive.parent.parent.iterdir())
    assert ["output.offline"] == [name for name in names if name.startswith("output")]


def test_it_has_every_page_of_the_site_but_those_for_unknown_addresses(
    documents: dict[str, Document], lantern: Built
):
    expected = {path for path in lantern.documents if not path.endswith("404.html")}

    assert expected == set(documents)


def test_every_link_leads_to_a_file_that_is_there(documents: dict[str, Document], unpacked: Path):
    ids = {
        name: {element.get("id") for element in page.root.iter()}
        for name, page in documents.items()
    }
    links = [
        (name, url) for name, page in documents.items() for url in urls_of(page)
        if not is_external(url)
    ]  # fmt: skip
    broken = []
    for name, url in links:
        target = urlsplit(urljoin(f"file:///{name}", url))
        path = unquote(target.path).removeprefix("/")
        if not (unpacked / path).is_file() or (
            target.fragment and target.fragment not in ids[path]
        ):
            broken.append((name, url))

    assert [] == broken
    assert len(links) > 20 * len(documents)


@pytest.mark.slow(4)
def test_a_link_to_a_folder_in_a_text_leads_to_the_page_in_it(tmp_path: Path):
    root = project_of("alliance", tmp_path / "alliance")
    text = "Title: Guide\nSummary: Guide\n\nSee [members](../members/#list) and [us](../about/).\n"
    (root / "content/pages/guide.en.md").write_text(text, "utf-8")

    file = offline.build_offline_edition(root, root / "output.offline", ADDRESS)

    with zipfile.ZipFile(file) as archive:
        names = [one for one in archive.namelist() if one.endswith("/guide/index.html")]
        page = archive.read(min(names, key=len)).decode()
    assert '<a href="../members/index.html#list">' in page
    assert '<a href="../about/index.html">us</a>' in page


def test_a_way_out_of_the_folder_is_none_of_its_links(documents: dict[str, Document]):
    too_far = [
        (name, url) for name, page in documents.items() for url in urls_of(page)
        if not is_external(url) and url.count("../") > name.count("/")
    ]  # fmt: skip

    assert [] == too_far


def test_links_to_the_outside_stay(documents: dict[str, Document], lantern: Built):
    def external_links(page: Document) -> set[str]:
        links = {element.get("href") or "" for element in page.all("body//main//a")}
        return {url for url in links if is_external(url)}

    name = "about/index.html"

    assert external_links(documents[name]) == external_links(lantern.documents[name]) != set()


def test_what_makes_sense_on_the_web_alone_is_left_out(
    documents: dict[str, Document], unpacked: Path
):
    names = {path.name for path in unpacked.rglob("*")}
    relations = {
        element.get("rel") for page in documents.values() for element in page.all("head/link")
    }
    scripts = {
        element.get("type") for page in documents.values() for element in page.all("head/script")
    }

    assert set() == names & {"404.html", "sitemap.xml", "atom.xml", "_headers", "_redirects"}
    assert set() == names & {"feed.json", "feeds.opml"}
    assert {"stylesheet"} == relations - {"icon"}
    assert {None} == scripts
    assert {None} == {page.meta("og:title") for page in documents.values()}
    assert {"noindex"} == {page.meta("robots") for page in documents.values()}


def test_calendars_are_files_to_open(documents: dict[str, Document], unpacked: Path):
    page = documents["events/index.html"]
    links = {get_text(a): a.get("href") for a in page.all("main//a") if "alendar" in get_text(a)}

    assert {"Calendar file (iCalendar)": "../events.ics"} == links
    assert (unpacked / "events.ics").is_file()
    assert f"URL:{ADDRESS}ar/events/" in (unpacked / "ar/events.ics").read_text("utf-8")


@pytest.mark.parametrize(
    ("page", "date", "home"),
    [
        ("members/index.html", "Offline edition, as of 2 May 2024", ADDRESS),
        ("ar/members/index.html", "2 مايو 2024", f"{ADDRESS}ar/"),
    ],
)
def test_each_page_shows_its_date_and_links_to_the_live_site(
    page: str, date: str, home: str, documents: dict[str, Document]
):
    (colophon,) = documents[page].texts("footer//p[@class='site-footer-offline']")

    assert date in colophon
    assert home == documents[page].one("p[@class='site-footer-offline']/a").get("href")
    assert home in colophon


def test_a_readme_next_to_the_pages_explains_them_in_each_language(unpacked: Path):
    lines = (unpacked / "README.txt").read_bytes().decode("utf-8").split("\r\n")

    assert "Offline edition, as of 2 May 2024" in lines
    assert "Open this file with a web browser: index.html" in lines
    assert f"The current site: {ADDRESS}" in lines
    assert [] == [line for line in lines if "%(" in line or "\n" in line]
    assert 1 == sum("ar/index.html" in line for line in lines)


def test_the_published_site_says_nothing_of_it(lantern: Built):
    assert [] == [name for name, page in lantern.documents.items() if "ffline" in page.source]


@pytest.mark.slow(6)
def test_the_same_files_make_the_same_edition_in_any_folder_and_time_zone(
    archive: Path, tmp_path: Path
):
    root = project_of("lantern", tmp_path / "elsewhere" / "lantern")
    environment = os.environ | {"TZ": "Pacific/Apia", "PYTHONHASHSEED": "7", "LC_ALL": "C"}

    subprocess.run([sys.executable, "-c", BUILD, root, ADDRESS], env=environment, check=True)

    assert archive.read_bytes() == (root / "output.offline" / archive.name).read_bytes()


def test_a_failed_build_says_why_and_leaves_the_old_edition(tmp_path: Path):
    root = project_of("minimal", tmp_path / "minimal")
    folder = root / "output.offline"
    folder.mkdir()
    (folder / "cp-offline.zip").write_bytes(b"old")
    (root / "data" / "members.yaml").write_text("- nom: Personne\n", "utf-8")

    with pytest.raises(BuildError) as caught:
        offline.build_offline_edition(root, folder, "")

    assert "data/members.yaml:1:3: error:" in caught.value.details
    assert b"old" == (folder / "cp-offline.zip").read_bytes()
    assert ["cp-offline.zip"] == [path.name for path in folder.iterdir()]
    assert [] == list(root.glob("output.offline.*"))


@pytest.mark.slow(5)
def test_a_site_can_offer_its_own_offline_edition(tmp_path: Path):
    root = project_of("minimal", tmp_path / "minimal")
    output = root / "output"
    (output / "old").mkdir(parents=True)

    publish.build_site(root, output, ADDRESS, publish.BuildOptions(with_offline_edition=True))

    page = Document("data/index.html", (output / "data/index.html").read_text("utf-8"))
    (link,) = [url for _, url in page.links() if url.endswith(".zip")]
    assert "../cp-offline.zip" == link
    with zipfile.ZipFile(output / "cp-offline.zip") as archive:
        assert "cp-offline/index.html" in archive.namelist()
        assert b".zip" not in archive.read("cp-offline/data/index.html")
        readme = archive.read("cp-offline/README.txt").decode().splitlines()
    assert "Édition hors ligne" in readme  # without a date: its files do not have one
    assert (output / "sitemap.xml").is_file()
    assert ["output", "output.files"] == sorted(path.name for path in root.glob("output*"))


@pytest.mark.parametrize(
    ("acronym", "expected"),
    [("CP", "cp-offline"), ("Café 2", "cafe-2-offline"), ("联盟", "offline"), ("CON", "offline")],
)
def test_the_name_is_one_that_every_system_takes(acronym: str, expected: str, tmp_path: Path):
    data = project_of("minimal", tmp_path / "minimal") / "data"
    file = data / "coalition.yaml"
    file.write_text(file.read_text("utf-8").replace("acronym: CP", f"acronym: {acronym}"), "utf-8")

    assert expected == offline.get_offline_name(data.parent)


def test_data_that_cannot_be_read_give_a_plain_name(tmp_path: Path):
    assert "offline" == offline.get_offline_name(tmp_path)


# In a browser, from the disk


@pytest.fixture(scope="module")
def visit(browser: Browser, unpacked: Path) -> Visit:
    visit = watched(browser.new_context())
    visit.url = f"{unpacked.as_uri()}/"
    return visit


@pytest.mark.parametrize(("home", "search"), [("index.html", "prove"), ("ar/index.html", "ليلى")])
def test_a_reader_walks_from_page_to_page_and_filters_members(home: str, search: str, visit: Visit):
    page = visit.go(home)
    headings = []
    for index in range(page.locator(".menu a").count()):
        page.locator(".menu a").nth(index).click()
        headings.append(page.locator("h1").inner_text())
        assert page.url.endswith("/index.html")
    page.goto(visit.url + home.replace("index.html", "members/index.html"))
    all_members = page.locator("[data-member]:visible").count()
    page.locator("#filter-q").fill(search)
    page.wait_for_url(re.compile(r"[?]q="))  # wait_for_function() is eval(), which is forbidden
    matches = page.locator("[data-member]:visible").count()
    page.locator("[data-member]:visible a").first.click()
    page.locator(".brand").click()

    assert len(headings) == len(set(headings)) > 3
    assert all_members > matches > 0
    assert page.url.endswith(f"-offline/{home}")
    assert [] == visit.errors
    assert {"file"} == {urlsplit(url).scheme for url in visit.requests}


def test_styles_pictures_and_the_map_are_there(visit: Visit, documents: dict[str, Document]):
    pictured = next(name for name, page in documents.items() if page.all("img"))
    page = visit.go("members/index.html")
    decoded = page.locator("svg.world image").evaluate("e => e.decode().then(() => 'decoded')")
    filtering = page.locator("form[data-filter]").is_visible()
    margin = page.evaluate("getComputedStyle(document.body).margin")
    widths = visit.go(pictured).evaluate("[...document.images].map((e) => e.naturalWidth)")

    assert ("decoded", True, "0px") == (decoded, filtering, margin)
    assert 0 < min(widths)
    assert [] == visit.errors


def test_dark_colours_and_the_printers_styles_apply(visit: Visit):
    page = visit.go("index.html")
    background = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(background)
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate(background)
    page.emulate_media(media="print", color_scheme="light")
    menu = page.locator(".menu").is_visible()
    page.emulate_media(media="screen", color_scheme="light")

    assert light != dark
    assert not menu


def test_a_former_address_leads_to_the_new_one(visit: Visit, documents: dict[str, Document]):
    redirect = next(
        name for name, page in documents.items() if page.all("meta[@http-equiv='refresh']")
    )

    page = visit.go(redirect)
    page.wait_for_url(lambda url: not url.endswith(redirect))

    assert [] == visit.errors
    assert page.locator("h1").count() == 1
