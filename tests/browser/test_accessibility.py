"""The search for what keeps people out finds it; pages are searched with their promises."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from support.axe import LOOKS, faults
from support.browsing import Visit

SPOIL = """() => {
  document.documentElement.removeAttribute('lang');
  document.querySelector('main').insertAdjacentHTML('beforeend', `
    <p id="grey">Too little for most, on any ground</p>
    <p id="pale">Enough for AA</p>
    <p class="goal" id="faint">Too little even for a goal</p>
    <p class="goal" id="official">Enough for a goal</p>`);
  const colours = {
    grey: ['#fff', '#808080'], pale: ['#fff', '#666'],
    faint: ['#fff', '#808080'], official: ['#fff', '#666'],
  };
  for (const [id, [ink, ground]] of Object.entries(colours)) {
    Object.assign(document.getElementById(id).style, {color: ink, background: ground});
  }
}"""


def test_axe_would_find_a_fault_in_each_look(tab: Callable[..., Visit]):
    page = tab("minimal").go("")
    assert [] == faults(page)
    page.evaluate(SPOIL)

    expected = {
        f"{scheme} {width}: {fault}"
        for scheme, width in LOOKS
        for fault in (
            *(("html-has-lang: html",) if (scheme, width) == ("light", 320) else ()),
            "color-contrast-enhanced: #grey",
            "color-contrast-enhanced: #pale",
            "color-contrast: #faint",
        )
    }
    assert expected == set(faults(page))


PALE = """([id, media]) => {
  document.querySelector('main').insertAdjacentHTML('beforeend', `<p id="${id}">Words</p>`);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`@media ${media} { #${id} { color: #888; background: #777 } }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""


@pytest.mark.parametrize(
    ("id", "media", "look"),
    [
        ("wide", "(min-width: 1000px) and (prefers-color-scheme: light)", "light 1280"),
        ("narrow", "(max-width: 400px) and (prefers-color-scheme: dark)", "dark 320"),
        ("wide-dark", "(min-width: 1000px) and (prefers-color-scheme: dark)", "dark 1280"),
    ],
)
def test_colours_that_were_good_are_looked_at_where_they_are_others(
    id: str, media: str, look: str, tab: Callable[..., Visit]
):
    page = tab("minimal").go("")
    assert [] == faults(page)
    page.evaluate(PALE, [id, media])

    assert [f"{look}: color-contrast-enhanced: #{id}"] == faults(page)


NAMELESS = """() => {
  const link = '<p><a id="link" href="#"><span id="name">Words</span></a></p>';
  document.querySelector('main').insertAdjacentHTML('beforeend', link);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('@media (min-width: 1000px) { #name { display: none } }');
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""


def test_a_link_that_loses_its_name_in_another_width_is_found(tab: Callable[..., Visit]):
    page = tab("minimal").go("")
    assert [] == faults(page)
    page.evaluate(NAMELESS)

    assert ["light 1280: link-name: #link"] == faults(page)


CROWDED = """() => {
  const links = '<p><a id="one" href="#">O</a><a id="two" href="#">T</a></p>';
  document.querySelector('main').insertAdjacentHTML('beforeend', links);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`#one, #two { display: inline-block; width: 48px; height: 48px }
    @media (min-width: 1000px) { #one, #two { width: 9px; height: 9px; overflow: hidden } }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""


def test_links_that_another_width_makes_too_small_are_found(tab: Callable[..., Visit]):
    page = tab("minimal").go("")
    assert [] == faults(page)
    page.evaluate(CROWDED)

    assert {"light 1280: target-size: #one", "light 1280: target-size: #two"} == set(faults(page))
