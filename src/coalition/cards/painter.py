"""Draw cards: the theme's template, filled with lines that fit, becomes a PNG."""

from __future__ import annotations

import base64
import io
import mimetypes
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

if TYPE_CHECKING:
    from PIL import Image

CARD_TEMPLATES = "card.svg", "card_background.svg"
"""The templates of the theme that cards are drawn from: the words, and what is behind them."""

DRAWING_VERSION = 1
"""Part of the names of cached cards. Increase it if this package makes other pictures."""

COLOURS = 64
"""How many colours a card has: flat areas, and the edges of letters."""

_PACKAGES = (
    "resvg-py", "pillow", "fontpkg-noto-sans", "fontpkg-noto-sans-arabic", "noto-cjk-sans-otc",
)  # fmt: skip
"""The packages whose versions decide about the bytes of a card, besides the SVG."""


class CardPainter:
    """Draws the cards of the project in `root` with a template of `environment`.

    `content` is its folder with the pictures, of which the mark is one.
    """

    def __init__(self, environment: Environment, root: Path, theme: Path, content: Path) -> None:
        self._environment, self._theme, self._content = environment, theme, content
        self._cache = FileCache(root, "cards")
        self._data_urls: dict[str, str] = {}
        self._backgrounds: dict[str, Image.Image] = {}

    def paint(self, card: Card) -> bytes:
        """Return a card as PNG, from the cache if it has been drawn before.

        Raises what Jinja raises if a template cannot be rendered.
        """
        key = self._cache.make_key(*self._fixed_parts, card, self._mark_url(card))
        content = self._cache.read(key)
        if content is None:
            content = self._draw(*self.render_svg(card))
            self._cache.write(key, content)
        return content

    def render_svg(self, card: Card) -> tuple[str, str]:
        """Return the drawings of a card: its words, and what is behind them."""
        mark = self._mark_url(card)
        values = {"card": card, "mark": mark, "world": self._world, "margin": MARGIN}
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
        return DRAWING_VERSION, versions, templates, self._world

    @cached_property
    def _world(self) -> str:
        """The dots of the map as the data of an SVG path; empty if the theme has none."""
        file = self._theme / "static" / "images" / "world.svg"
        match = (
            re.search(r'<path[^>]* d="([^"<&]*)"', file.read_text("utf-8"))
            if file.is_file()
            else None
        )
        return match[1] if match else ""

    def _mark_url(self, card: Card) -> str:
        """Return the mark as a data URL: a drawing in it cannot load other files."""
        if card.mark not in self._data_urls:
            file = self._content / "images" / card.mark
            self._data_urls[card.mark] = _make_data_url(file) if card.mark else ""
        return self._data_urls[card.mark]


def _make_data_url(file: Path) -> str:
    """Return a picture as a data URL; empty if it has gone since the project was read."""
    try:
        content = base64.b64encode(file.read_bytes()).decode()
    except OSError:
        return ""
    return f"data:{mimetypes.guess_type(file.name)[0]};base64,{content}"


def _rasterize(svg: str) -> Image.Image:
    import resvg_py  # noqa: PLC0415
    from PIL import Image  # noqa: PLC0415

    fonts = [str(file) for file in list_font_files(svg)]
    png = resvg_py.svg_to_bytes(svg_string=svg, font_files=fonts, skip_system_fonts=True)
    with Image.open(io.BytesIO(bytes(png)), formats=["PNG"]) as image:
        return image.convert("RGBA")
