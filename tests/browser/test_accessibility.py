"""`find_violations` finds accessibility errors; test_pages.py runs it on every page."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from support.axe import VIEWPORTS, find_violations
from support.browsing import Visit

ADD_VIOLATIONS = """() => {
  document.documentElement.removeAttribute('lang');
  document.querySelector('main').insertAdjacentHTML('beforeend', `
    <p id="grey">Too little for most, on any background</p>
    <p id="pale">Enough for AA</p>
    <p class="goal" id="faint">Too little even for a goal</p>
    <p class="goal" id="official">Enough for a goal</p>`);
  const colours = {
    grey: ['#fff', '#808080'], pale: ['#fff', '#666'],
    faint: ['#fff', '#808080'], official: ['#fff', '#666'],
  };
  for (const [id, [color, background]] of Object.entries(colours)) {
    Object.assign(document.getElementById(id).style, {color, background});
  }
}"""


def test_axe_finds_violations_in_each_scheme_and_width(tab: Callable[..., Visit]):
    page = tab("minimal").go("")
    assert [] == find_violations(page)
    page.evaluate(ADD_VIOLATIONS)

    expected = {
        f"{scheme} {width}: {violation}"
        for scheme, width in VIEWPORTS
        for violation in (
            *(("html-has-lang: html",) if (scheme, width) == ("light", 320) else ()),
            "color-contrast-enhanced: #grey",
            "color-contrast-enhanced: #pale",
            "color-contrast: #faint",
        )
    }
    assert expected == set(find_violations(page))


ADD_PALE_TEXT = """([id, media]) => {
  document.querySelector('main').insertAdjacentHTML('beforeend', `<p id="${id}">Words</p>`);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`@media ${media} { #${id} { color: #888; background: #777 } }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""


@pytest.mark.parametrize(
    ("id", "media", "viewport"),
    [
        ("wide", "(min-width: 1000px) and (prefers-color-scheme: light)", "light 1280"),
        ("narrow", "(max-width: 400px) and (prefers-color-scheme: dark)", "dark 320"),
        ("wide-dark", "(min-width: 1000px) and (prefers-color-scheme: dark)", "dark 1280"),
    ],
)
def test_colours_that_passed_are_checked_again_where_they_differ(
    id: str, media: str, viewport: str, tab: Callable[..., Visit]
):
    page = tab("minimal").go("")
    assert [] == find_violations(page)
    page.evaluate(ADD_PALE_TEXT, [id, media])

    assert [f"{viewport}: color-contrast-enhanced: #{id}"] == find_violations(page)


ADD_NAMELESS_LINK = """() => {
  const link = '<p><a id="link" href="#"><span id="name">Words</span></a></p>';
  document.querySelector('main').insertAdjacentHTML('beforeend', link);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('@media (min-width: 1000px) { #name { display: none } }');
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""


def test_a_link_that_loses_its_name_in_another_width_is_found(tab: Callable[..., Visit]):
    page = tab("minimal").go("")
    assert [] == find_violations(page)
    page.evaluate(ADD_NAMELESS_LINK)

    assert ["light 1280: link-name: #link"] == find_violations(page)


ADD_SMALL_LINKS = """() => {
  const links = '<p><a id="one" href="#">O</a><a id="two" href="#">T</a></p>';
  document.querySelector('main').insertAdjacentHTML('beforeend', links);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`#one, #two { display: inline-block; width: 48px; height: 48px }
    @media (min-width: 1000px) { #one, #two { width: 9px; height: 9px; overflow: hidden } }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""


def test_links_that_another_width_makes_too_small_are_found(tab: Callable[..., Visit]):
    page = tab("minimal").go("")
    assert [] == find_violations(page)
    page.evaluate(ADD_SMALL_LINKS)

    assert {"light 1280: target-size: #one", "light 1280: target-size: #two"} == set(
        find_violations(page)
    )
