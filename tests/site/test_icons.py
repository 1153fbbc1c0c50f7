"""The icons, the web manifests and the colours of the browser's bars."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from coalition.site import map_generated_files
from coalition.site.theme_colours import ThemeColours, parse_theme_colours
from coalition.site.urls import resolve_relative_path
from support.projects import PROJECT
from support.site_objects import load_sites
from support.sites import Built

ICONS = {"favicon.ico", "apple-touch-icon.png", "icon-192.png", "icon-512.png"}
TOKENS = """
:root { --white: #fff; --night: #012; --color-background: var(--white); --color-accent: #00f }
@media (prefers-color-scheme: dark) { :root { --color-background: var(--night); } }
@media print { :root { --color-background: #eee; } }
"""


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_manifest_leads_to_the_home_page_and_to_icons(language: str):
    site = load_sites("orchard")[language]
    path = site.get_address("manifest").path
    manifest = json.loads(map_generated_files(site)[path].content)

    assert site.get_address("home").path == resolve_relative_path(path, manifest["start_url"])
    icons = {resolve_relative_path(path, icon["src"]) for icon in manifest["icons"]}
    assert {"icon-192.png", "icon-512.png"} == icons
    assert site.coalition.acronym == manifest["short_name"]


def test_the_offline_edition_has_no_icons_and_no_manifest():
    site = replace(load_sites("orchard", "")["en"], offline=True)
    files = map_generated_files(replace(site, generated_files={}, shared_files={}))

    assert set() == {*files} & {*ICONS, "manifest.webmanifest"}


def test_each_page_names_the_icons_and_its_manifest(site: Built):
    for page in site.pages():
        if page.path.endswith("404.html") or not page.all("head/link[@rel='manifest']"):
            continue
        for relation in ("icon", "apple-touch-icon", "manifest"):
            url = page.all(f"head/link[@rel='{relation}']")[0].get("href")
            assert (site.root / (resolve_relative_path(page.path, url or "") or "?")).is_file()


def test_the_colours_are_those_of_the_style_sheet():
    assert ThemeColours("#fff", "#012", "#000000", "#ffffff") == parse_theme_colours(TOKENS)


@pytest.mark.parametrize("tokens", ["", "--color-background: var(--color-background);", "}{"])
def test_a_style_sheet_without_colours_has_black_and_white(tokens: str):
    assert ThemeColours() == parse_theme_colours(tokens)


def test_the_theme_defines_them_all():
    css = (PROJECT / "theme" / "static" / "css" / "tokens.css").read_text("utf-8")
    colours = parse_theme_colours(css)

    assert ThemeColours() != colours
    assert 4 == len({colours.light, colours.dark, colours.accent, "#000000"})
