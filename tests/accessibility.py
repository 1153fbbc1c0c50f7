"""What axe-core finds that keeps people out, in light and dark, on telephones and desks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

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

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"color-contrast": {"enabled": False}, CONTRAST: {"enabled": True}},
    "checks": BOTH,
}
COLOURS = {"runOnly": [CONTRAST, "link-in-text-block"], "checks": BOTH}
"""The rules that darkness can break: everything else is the same in both schemes."""

LOOKS = [
    ("light", 1280, RULES),
    ("light", 320, RULES),
    ("dark", 320, COLOURS),
    ("dark", 1280, COLOURS),
]

OFFICIAL = ".goal"
"""What stands in the goals' official colours, which are as they are: they need only AA's 4.5:1."""

RUN = """async ([rules, contrast, official]) => {
  const options = {resultTypes: ['violations'], elementRef: true};
  const {violations} = await axe.run(document, {...rules, ...options});
  if (document.querySelector(official)) {
    const context = {include: [[official]]};
    const found = await axe.run(context, {runOnly: ['color-contrast'], ...options});
    violations.push(...found.violations);
  }
  return violations.flatMap(({id, nodes}) => nodes
    .filter(({element}) => id !== contrast || !element.closest(official))
    .map(({target}) => `${id}: ${target}`));
}"""


def faults(page: Page) -> list[str]:
    """What axe finds on the open page, each on a line that says in which look and where.

    The browser itself runs axe, so no policy of the page stops it.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    lines = []
    for scheme, width, rules in LOOKS:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 800})
        given: list[Any] = [rules, CONTRAST, OFFICIAL]
        lines += [f"{scheme} {width}: {found}" for found in page.evaluate(RUN, given)]
    return lines
