"""The theme's colours for what no style sheet reaches: the browser's own bars, and icons."""

from __future__ import annotations

import re
from dataclasses import dataclass

_DECLARATION = re.compile(r"(--[\w-]+)\s*:\s*([^;{}]+);")
_VARIABLE = re.compile(r"var\((--[\w-]+)\)")
_DARK = re.compile(r"@media\s*\(prefers-color-scheme:\s*dark\)")
_HEX_COLOUR = re.compile(r"#[0-9A-Fa-f]{3}(?:[0-9A-Fa-f]{3})?")


@dataclass(frozen=True)
class ThemeColours:
    """Colours in hexadecimal notation: the background in both schemes, and the accent."""

    light: str = "#ffffff"
    dark: str = "#000000"
    accent: str = "#000000"
    on_accent: str = "#ffffff"


def parse_theme_colours(tokens: str) -> ThemeColours:
    """Return the colours that the style sheet with the theme's tokens defines.

    What it does not define, or in another notation, is black or white.
    """
    light_css, *dark_css = _DARK.split(tokens, maxsplit=1)
    values: dict[str, str] = {}
    for name, value in _DECLARATION.findall(light_css):
        values.setdefault(name, value.strip())
    dark_values: dict[str, str] = {}
    for name, value in _DECLARATION.findall("".join(dark_css)):
        dark_values.setdefault(name, value.strip())
    default = ThemeColours()
    return ThemeColours(
        _resolve(values, "--color-background") or default.light,
        _resolve({**values, **dark_values}, "--color-background") or default.dark,
        _resolve(values, "--color-accent") or default.accent,
        _resolve(values, "--color-on-accent") or default.on_accent,
    )


def _resolve(values: dict[str, str], name: str) -> str:
    """Return the colour that a property has in the end; empty if that is no colour."""
    for _ in values:
        value = values.get(name, "")
        variable = _VARIABLE.fullmatch(value)
        if variable is None:
            return value if _HEX_COLOUR.fullmatch(value) else ""
        name = variable[1]
    return ""
