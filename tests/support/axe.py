"""What axe-core finds that keeps people out, in light and dark, on telephones and desks."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import axe_playwright_python

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
CONTRAST = "color-contrast-enhanced"
"""7:1, beyond the 4.5:1 that AA asks for."""

BOTH = {
    CONTRAST: {
        "options": {
            "contrastRatio": {"normal": {"minThreshold": 0}, "large": {"minThreshold": 0}},
        }
    }
}
"""By itself it passes over what AA does not allow either, which is left to another rule. To look at
every text for two rules, one after the other, takes nearly twice as long."""

COLOURS = {"runOnly": [CONTRAST, "link-in-text-block"], "checks": BOTH}
"""The rules that darkness can break: everything else is the same in both schemes. They take most of
the time."""

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"color-contrast": {"enabled": False}, CONTRAST: {"enabled": True}},
    "checks": BOTH,
}
OTHERS = RULES | {
    "rules": {name: {"enabled": False} for name in ("color-contrast", *COLOURS["runOnly"])}
}
"""What a width may break where it lets elements come or go, such as words that name a link."""

ROOM = {"runOnly": ["target-size", "scrollable-region-focusable"]}
"""What any width may break, as it decides how much room there is."""

LOOKS = {
    ("light", 320): (RULES, None, None),
    ("light", 1280): (OTHERS, ROOM, COLOURS),
    ("dark", 320): (None, None, COLOURS),
    ("dark", 1280): (None, None, COLOURS),
}
"""A scheme and a width -> rules for the whole page, for its room alone, and for colours."""

OFFICIAL = ".goal"
"""What stands in the goals' official colours, which are as they are: they need only AA's 4.5:1."""

RUN = """async ([rules, room, colours, passed, contrast, official]) => {
  const options = {resultTypes: ['violations'], elementRef: true};
  const found = [], combinations = new Set();
  const all = [...document.querySelectorAll('body, body *')];
  const shown = new Set(all.filter((e) => e.checkVisibility({visibilityProperty: true})));
  const path = (e) => e ? `${path(e.parentElement)} ${e.localName}.${e.getAttribute('class')}` : '';
  if (window.shownBefore && room) {
    const moved = all.filter((e) => shown.has(e) !== window.shownBefore.has(e));
    moved.forEach((e) => combinations.add(`${shown.has(e) ? 'comes' : 'goes'}:${path(e)}`));
    if ([...combinations].every((key) => passed.includes(key))) rules = room;
  }
  window.shownBefore = shown;
  if (rules) found.push(...(await axe.run(document, {...rules, ...options})).violations);

  const painted = (e) => {
    const s = getComputedStyle(e);
    const paint = [s.backgroundColor, s.backgroundImage, s.opacity, s.filter, s.mixBlendMode];
    return paint.join() === 'rgba(0, 0, 0, 0),none,1,none,normal' ? '' : `/${paint}`;
  };
  const grounds = new Map([[document.documentElement, painted(document.documentElement)]]);
  const ink = (e) => {
    const s = getComputedStyle(e);
    const [size, bold] = [parseFloat(s.fontSize), parseInt(s.fontWeight) >= 700];
    return [s.color, size >= (bold ? 18.66 : 24), bold, s.textDecorationLine, s.textShadow];
  };
  const hasWords = (e) => e.matches('input, select, textarea')
    || [...e.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const worded = [], fresh = [];
  for (const e of all) {
    grounds.set(e, grounds.get(e.parentElement) + painted(e));
    if (!hasWords(e) || !shown.has(e)) continue;
    const kind = e.closest(official) ? official : '';
    const key = [kind, ink(e.parentElement), ink(e), grounds.get(e)].join('|');
    combinations.add(key);
    worded.push(e);
    if (!passed.includes(key)) fresh.push(e);
  }
  const look = async (include, rules) => {
    if (!include.length) return;
    found.push(...(await axe.run({include}, {...rules, ...options})).violations);
  };
  await look(colours ? fresh : [], colours);
  const loud = (colours ? fresh : worded).filter((e) => e.closest(official));
  await look(loud, {runOnly: ['color-contrast']});

  const faults = found.flatMap(({id, nodes}) => nodes
    .filter(({element}) => id !== contrast || !element.closest(official))
    .map(({target}) => `${id}: ${target}`));
  return [[...new Set(faults)], [...combinations]];
}"""
"""Lets axe look at a page with `rules`, and with `colours` at what has another combination of ink
and ground than those that have `passed`. Instead of `rules` it takes those on `room` where nothing
but what has `passed` has come or gone since the look before. Answers the faults, and what it saw.
"""

passed: dict[str, set[str]] = defaultdict(set)
"""What axe has found no fault with: a scheme -> combinations of ink and ground, and what comes or
goes with the width."""


def faults(page: Page) -> list[str]:
    """What axe finds on the open page, each on a line that says in which look and where.

    The browser itself runs axe, so no policy of the page stops it. In the first look it looks at
    the colours of everything, and so at what stands upon what; in the others at those combinations
    of ink and ground, and for what comes or goes, that it has not found good on any page.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    lines = []
    for (scheme, width), rules in LOOKS.items():
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 800})
        given = [*rules, sorted(passed[scheme]), CONTRAST, OFFICIAL]
        found, seen = page.evaluate(RUN, given)
        lines += [f"{scheme} {width}: {fault}" for fault in found]
        if not found:
            passed[scheme].update(seen)
    return lines
