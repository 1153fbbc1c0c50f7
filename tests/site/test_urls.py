"""Addresses of pages, and the relative links between any two of them."""

from __future__ import annotations

from typing import get_args
from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.site.urls import (
    PATH_TEMPLATES,
    Address,
    AddressBuilder,
    PageKind,
    build_absolute_url,
    build_link,
    build_relative_url,
)

ADDRESSES = AddressBuilder("en")
SITE = "https://coalition.example/some/where/"

parts = st.lists(
    st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=8), max_size=4
)
folders = parts.map(lambda names: "".join(f"{name}/" for name in names))
files = st.one_of(folders, folders.map(lambda folder: f"{folder}atom.xml"))


def test_every_kind_of_page_has_a_path():
    assert set(get_args(PageKind)) == set(PATH_TEMPLATES)


@pytest.mark.parametrize(
    ("kind", "id", "path", "file"),
    [
        ("home", "", "", "index.html"),
        ("page", "about", "about/", "about/index.html"),
        ("area", "policy", "action-plan/policy/", "action-plan/policy/index.html"),
        ("goal", "4", "sdgs/4/", "sdgs/4/index.html"),
        ("member", "ada", "members/ada/", "members/ada/index.html"),
        ("organisation", "guild", "organisations/guild/", "organisations/guild/index.html"),
        ("group", "public", "members/group/public/", "members/group/public/index.html"),
        ("country", "NO", "members/country/no/", "members/country/no/index.html"),
        ("article", "hello", "news/hello/", "news/hello/index.html"),
        ("feed", "", "news/atom.xml", "news/atom.xml"),
        ("not-found", "", "404.html", "404.html"),
    ],
)
def test_pages_of_the_default_language_are_at_the_root(
    kind: PageKind, id: str, path: str, file: str
):
    address = ADDRESSES.build(kind, "en", id)

    assert (path, file) == (address.path, address.file)


def test_pages_of_other_languages_have_the_same_path_below_a_folder():
    assert "ar/members/ada/" == ADDRESSES.build("member", "ar", "ada").path
    assert "ar/" == ADDRESSES.build("home", "ar").path
    assert "ar/index.html" == ADDRESSES.build("home", "ar").file
    assert "ar/404.html" == ADDRESSES.build("not-found", "ar").file


def test_the_folder_of_a_language_with_a_region_has_a_hyphen():
    assert "pt-BR/about/" == ADDRESSES.build("page", "pt_BR", "about").path


def test_no_two_kinds_of_page_share_an_address():
    paths = [ADDRESSES.build(kind, "en", "x").path for kind in PATH_TEMPLATES]

    assert sorted(set(paths)) == sorted(paths)


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("", "", "./"),
        ("", "about/", "about/"),
        ("about/", "", "../"),
        ("about/", "about/", "./"),
        ("members/ada/", "members/", "../"),
        ("members/ada/", "members/country/no/", "../country/no/"),
        ("ar/about/", "about/", "../../about/"),
        ("news/hello/", "news/atom.xml", "../atom.xml"),
        ("members/", "assets/site.css", "../assets/site.css"),
        ("404.html", "about/", "about/"),
    ],
)
def test_links_between_pages_are_relative(source: str, target: str, expected: str):
    assert expected == build_relative_url(source, target)


@given(source=files, target=files)
def test_a_relative_link_leads_to_its_page_from_any_other(source: str, target: str):
    assert SITE + target == urljoin(SITE + source, build_relative_url(source, target))


@pytest.mark.parametrize(
    "site_url", ["", "https://coalition.example", "https://coalition.example/"]
)
def test_the_404_page_links_from_the_root_because_it_is_shown_at_any_depth(site_url: str):
    not_found = Address("not-found", "", "en", "404.html")

    assert "/about/" == build_link(not_found, "about/", site_url)
    assert "/" == build_link(not_found, "", site_url)


def test_the_404_page_of_a_site_below_a_path_links_from_that_path():
    not_found = Address("not-found", "", "en", "404.html")

    assert "/some/where/about/" == build_link(not_found, "about/", SITE)


def test_full_addresses_have_one_slash_after_the_site():
    assert "https://coalition.example/about/" == build_absolute_url(
        "https://coalition.example", "about/"
    )
    assert "https://coalition.example/about/" == build_absolute_url(
        "https://coalition.example/", "about/"
    )
