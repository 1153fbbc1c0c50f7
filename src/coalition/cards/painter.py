"""Draw cards: the theme's template, filled with lines that fit, becomes a PNG."""

from __future__ import annotations

import io
import re
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment

from coalition.cards.card import Card
from coalition.cards.fonts import list_font_files
from coalition.cards.typesetting import MARGIN, lay_out
from coalition.file_cache import FileCache
from coalition.pictures import RASTERIZER_PACKAGE, rasterize_svg

if TYPE_CHECKING:
    from PIL import Image

CARD_TEMPLATES = "card.svg", "card_background.svg"
"""The templates of the theme that cards are drawn from: the words, and what is behind them."""

DRAWING_VERSION = 1
"""Part of the names of cached cards. Increase it if this package makes other pictures."""

COLOURS = 64
"""How many colours a card has: flat areas, and the edges of letters."""

_PACKAGES = (
    RASTERIZER_PACKAGE, "pillow",
    "fontpkg-noto-sans", "fontpkg-noto-sans-arabic", "noto-cjk-sans-otc",
)  # fmt: skip
"""The packages whose versions decide about the bytes of a card, besides the SVG."""


class CardPainter:
    """Draws the cards of the project in `root` with a template of `environment`.

    `mark` is the coalition's mark as a data URL, or empty.
    """

    def __init__(self, environment: Environment, root: Path, theme: Path, mark: str) -> None:
        self._environment, self._theme, self._mark = environment, theme, mark
        self._cache = FileCache(root, "cards")
        self._backgrounds: dict[str, Image.Image] = {}

    def paint(self, card: Card) -> bytes:
        """Return a card as PNG, from the cache if it has been drawn before.

        Raises what Jinja raises if a template cannot be rendered.
        """
        key = self._cache.make_key(*self._fixed_parts, card)
        content = self._cache.read(key)
        if content is None:
            content = self._draw(*self.render_svg(card))
            self._cache.write(key, content)
        return content

    def render_svg(self, card: Card) -> tuple[str, str]:
        """Return the drawings of a card: its words, and what is behind them."""
        values = {"card": card, "mark": self._mark, "world": self._world, "margin": MARGIN}
        words, background = map(self._environment.get_template, CARD_TEMPLATES)
        return words.render(values, layout=lay_out(card)), background.render(values)

    def _draw(self, words: str, background: str) -> bytes:
        """Return two drawings as one PNG of few colours."""
        from PIL import Image  # noqa: PLC0415 - only builds draw cards

        if background not in self._backgrounds:
            self._backgrounds[background] = _rasterize(background)
        image = Image.alpha_composite(self._backgrounds[background], _rasterize(words))
        few = image.convert("RGB").quantize(
            COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
        )
        stream = io.BytesIO()
        few.save(stream, "PNG")
        return stream.getvalue()

    @cached_property
    def _fixed_parts(self) -> tuple[object, ...]:
        """What the bytes of all cards depend on, besides their words."""
        versions = [version(package) for package in _PACKAGES]
        loader = self._environment.loader
        assert loader, "the environment has the templates of the theme"
        templates = [loader.get_source(self._environment, name)[0] for name in CARD_TEMPLATES]
        return DRAWING_VERSION, versions, templates, self._world, self._mark

    @cached_property
    def _world(self) -> str:
        """The dots of the map as the data of an SVG path; empty if the theme has none."""
        file = self._theme / "static" / "images" / "world.svg"
        svg = file.read_text("utf-8") if file.is_file() else ""
        match = re.search(r'<path[^>]* d="([^"<&]*)"', svg)
        return match[1] if match else ""


def _rasterize(svg: str) -> Image.Image:
    from PIL import Image  # noqa: PLC0415

    png = rasterize_svg(svg, map(str, list_font_files(svg)))
    with Image.open(io.BytesIO(png), formats=["PNG"]) as image:
        return image.convert("RGBA")
