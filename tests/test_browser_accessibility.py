"""A real browser shows every kind of page, and axe-core looks for what keeps people out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from site_browsing import PLACES, Visit, address
from site_building import Sites

pytestmark = pytest.mark.browser

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"color-contrast-enhanced": {"enabled": True}},  # 7:1, beyond what AA asks for
    "resultTypes": ["violations"],
}
COLOURS = {
    "runOnly": ["color-contrast", "color-contrast-enhanced", "link-in-text-block"],
    "resultTypes": ["violations"],
}
"""The rules that darkness can break: everything else is the same in both schemes."""

LOOKS = [
    (scheme, width, rules)
    for scheme, rules in (("light", RULES), ("dark", COLOURS))
    for width in (1280, 320)
]

OFFICIAL = ".goal"
"""What stands in the goals' official colours, which are as they are: they need not have 7:1."""


def faults(visitor: Visit) -> list[str]:
    """What axe finds on the open page, each on a line that says in which look and where."""
    lines = []
    for scheme, width, rules in LOOKS:
        visitor.page.emulate_media(color_scheme=scheme)
        visitor.page.set_viewport_size({"width": width, "height": 800})
        for rule in visitor.axe(rules)["violations"]:
            where = [node["target"] for node in rule["nodes"]]
            if rule["id"] == "color-contrast-enhanced":
                where = [target for target in where if OFFICIAL not in str(target)]
            lines += [f"{scheme} {width}: {rule['id']}: {target}" for target in where]
    return lines


@pytest.mark.parametrize(("name", "folder", "kind"), PLACES)
def test_axe_finds_nothing_in_light_and_dark_on_telephones_and_desks(
    name: str, folder: str, kind: str, sites: Sites, tab: Callable[[str], Visit]
):
    path = address(sites[name], kind)
    if path is None:
        pytest.skip(f"{name} has no {kind}")
    visitor = tab(name)
    visitor.go(folder + path)

    assert [] == faults(visitor)


def test_axe_would_find_a_fault_in_each_look(visit: Callable[..., Visit]):
    visitor = visit("minimal")
    visitor.go("").evaluate(
        """() => {
          document.documentElement.removeAttribute('lang');
          document.querySelector('footer p').style.color = '#808080'; // too little on any ground
        }"""
    )
    found = {line.rpartition(": ")[0] for line in faults(visitor)}

    assert {"light 1280: html-has-lang", "light 320: html-has-lang"} <= found
    for scheme, width, _ in LOOKS:
        assert f"{scheme} {width}: color-contrast" in found
