"""Run axe-core on a page, in light and dark colour schemes, on narrow and wide screens."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import axe_playwright_python

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
CONTRAST = "color-contrast-enhanced"
"""axe's rule for a contrast of 7:1 (WCAG AAA), more than the 4.5:1 of AA."""

CHECK_ALL_TEXTS = {
    CONTRAST: {
        "options": {
            "contrastRatio": {"normal": {"minThreshold": 0}, "large": {"minThreshold": 0}},
        }
    }
}
"""Options that make one rule check all texts.

By default, it skips texts below AA's contrast too, which another rule reports. Running both rules
takes nearly twice as long.
"""

COLOURS = {"runOnly": [CONTRAST, "link-in-text-block"], "checks": CHECK_ALL_TEXTS}
"""The rules whose result depends on the colour scheme. They take most of the time."""

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"color-contrast": {"enabled": False}, CONTRAST: {"enabled": True}},
    "checks": CHECK_ALL_TEXTS,
}
OTHERS = RULES | {
    "rules": {name: {"enabled": False} for name in ("color-contrast", *COLOURS["runOnly"])}
}
"""Rules that a width can break by hiding or showing elements, such as the name of a link."""

LAYOUT = {"runOnly": ["target-size", "scrollable-region-focusable"]}
"""Rules that any width can break, because they concern size and overflow."""

VIEWPORTS = {
    ("light", 320): (RULES, None, None),
    ("light", 1280): (OTHERS, LAYOUT, COLOURS),
    ("dark", 320): (None, None, COLOURS),
    ("dark", 1280): (None, None, COLOURS),
}
"""Colour scheme and width -> rules for the whole page, for its layout alone, and for colours."""

OFFICIAL = ".goal"
"""Elements in the goals' official colours, which cannot be changed: they need only AA's 4.5:1."""

RUN = """async ([rules, layout, colours, passed, contrast, official]) => {
  const options = {resultTypes: ['violations'], elementRef: true};
  const found = [], combinations = new Set();
  const all = [...document.querySelectorAll('body, body *')];
  const visible = new Set(all.filter((e) => e.checkVisibility({visibilityProperty: true})));
  const path = (e) => e ? `${path(e.parentElement)} ${e.localName}.${e.getAttribute('class')}` : '';
  if (window.visibleBefore && layout) {
    const toggled = all.filter((e) => visible.has(e) !== window.visibleBefore.has(e));
    toggled.forEach((e) => combinations.add(`${visible.has(e) ? 'shown' : 'hidden'}:${path(e)}`));
    if ([...combinations].every((key) => passed.includes(key))) rules = layout;
  }
  window.visibleBefore = visible;
  if (rules) found.push(...(await axe.run(document, {...rules, ...options})).violations);

  const paintOf = (e) => {
    const s = getComputedStyle(e);
    const paint = [s.backgroundColor, s.backgroundImage, s.opacity, s.filter, s.mixBlendMode];
    return paint.join() === 'rgba(0, 0, 0, 0),none,1,none,normal' ? '' : `/${paint}`;
  };
  const backgrounds = new Map([[document.documentElement, paintOf(document.documentElement)]]);
  const textStyle = (e) => {
    const s = getComputedStyle(e);
    const [size, bold] = [parseFloat(s.fontSize), parseInt(s.fontWeight) >= 700];
    return [s.color, size >= (bold ? 18.66 : 24), bold, s.textDecorationLine, s.textShadow];
  };
  const hasText = (e) => e.matches('input, select, textarea')
    || [...e.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const texts = [], unchecked = [];
  for (const e of all) {
    backgrounds.set(e, backgrounds.get(e.parentElement) + paintOf(e));
    if (!hasText(e) || !visible.has(e)) continue;
    const kind = e.closest(official) ? official : '';
    const key = [kind, textStyle(e.parentElement), textStyle(e), backgrounds.get(e)].join('|');
    combinations.add(key);
    texts.push(e);
    if (!passed.includes(key)) unchecked.push(e);
  }
  const check = async (include, rules) => {
    if (!include.length) return;
    found.push(...(await axe.run({include}, {...rules, ...options})).violations);
  };
  await check(colours ? unchecked : [], colours);
  const officialTexts = (colours ? unchecked : texts).filter((e) => e.closest(official));
  await check(officialTexts, {runOnly: ['color-contrast']});

  const violations = found.flatMap(({id, nodes}) => nodes
    .filter(({element}) => id !== contrast || !element.closest(official))
    .map(({target}) => `${id}: ${target}`));
  return [[...new Set(violations)], [...combinations]];
}"""
"""JavaScript that runs axe with `rules` on the page, and with `colours` on texts whose combination
of text and background colours has not `passed` before. If no elements other than those that have
`passed` appeared or disappeared since the previous run, the rules for `layout` replace `rules`.
Returns the violations, and the combinations seen.
"""

passed: dict[str, set[str]] = defaultdict(set)
"""Colour scheme -> what axe has passed: combinations of text and background colours, and elements
that appear or disappear with the width."""


def find_violations(page: Page) -> list[str]:
    """Return axe's violations on the open page, one per line with colour scheme, width and element.

    The browser runs axe itself, so the page's Content-Security-Policy does not block it. The first
    run checks everything; later ones only check the combinations of text and background colours,
    and the appearing and disappearing elements, that have not passed on any page yet.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    lines = []
    for (scheme, width), rules in VIEWPORTS.items():
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 800})
        arguments = [*rules, sorted(passed[scheme]), CONTRAST, OFFICIAL]
        violations, seen = page.evaluate(RUN, arguments)
        lines += [f"{scheme} {width}: {violation}" for violation in violations]
        if not violations:
            passed[scheme].update(seen)
    return lines
