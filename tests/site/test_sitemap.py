"""The sitemap is split where it would be too large, and robots.txt names it."""

from __future__ import annotations

from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from coalition.site import map_generated_files
from coalition.site.sitemap import MAX_SITEMAP_URLS, SITEMAP_NAMESPACE, render_sitemaps
from support.site_objects import load_sites

URL = "https://lamps.example/below"
LOC = f".//{{{SITEMAP_NAMESPACE}}}loc"
PATHS = st.sets(st.text("a&é<'/", max_size=9), max_size=12)


def read_locations(content: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(content).iterfind(LOC)]


def test_a_small_site_has_one_file():
    files = render_sitemaps(URL, ["b/", "", "a/"])

    assert ["sitemap.xml"] == list(files)
    assert [f"{URL}/", f"{URL}/a/", f"{URL}/b/"] == read_locations(files["sitemap.xml"])


def test_the_limit_is_that_of_the_protocol():
    at_limit = [f"{number}/" for number in range(MAX_SITEMAP_URLS)]

    assert ["sitemap.xml"] == list(render_sitemaps(URL, at_limit))
    files = render_sitemaps(URL, [*at_limit, "one-more/"])
    assert ["sitemap.xml", "sitemap-1.xml", "sitemap-2.xml"] == list(files)
    assert 1 == len(read_locations(files["sitemap-2.xml"]))


def test_an_index_lists_the_parts():
    files = render_sitemaps(URL, ["a/", "b/", "c/"], max_urls=2)

    assert "<sitemapindex" in files["sitemap.xml"]
    assert [f"{URL}/sitemap-1.xml", f"{URL}/sitemap-2.xml"] == read_locations(files["sitemap.xml"])


@given(PATHS, st.integers(1, 5), st.integers(400, 900))
def test_parts_have_every_page_once_and_keep_the_limits(
    paths: set[str], max_urls: int, max_bytes: int
):
    files = dict(render_sitemaps(URL, paths, max_urls=max_urls, max_bytes=max_bytes))
    if len(files) > 1:
        del files["sitemap.xml"]
    parts = [read_locations(content) for content in files.values()]

    assert sorted(f"{URL}/{path}" for path in paths) == [url for part in parts for url in part]
    assert all(len(part) <= max_urls for part in parts)
    for content, part in zip(files.values(), parts, strict=True):
        assert len(content.encode()) <= max_bytes or len(part) == 1


def test_robots_txt_names_the_sitemap_and_forbids_nothing():
    content = map_generated_files(load_sites("orchard", URL)["en"])["robots.txt"].content
    parser = RobotFileParser()
    parser.parse(content.decode().splitlines())

    assert [f"{URL}/sitemap.xml"] == parser.site_maps()
    assert parser.can_fetch("*", f"{URL}/members/")


def test_a_site_without_a_url_has_no_robots_txt():
    assert "robots.txt" not in map_generated_files(load_sites("orchard", "")["en"])
