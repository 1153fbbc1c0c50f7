"""Draw the icons of a site: its mark in a square, or the letters of its name if it has none."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coalition.pictures.rasterizing import rasterize_drawing

if TYPE_CHECKING:
    from PIL import Image

FAVICON_SIZES = (16, 32, 48)
"""Widths of the pictures in a `favicon.ico`, in pixels."""

_MAX_LETTERS = 2
_CORNER_SHARE, _LETTER_SHARE = 0.22, 0.6
"""The radius of the corners and the size of letters, as shares of the width of an icon."""

_OVERSAMPLING = 4
_LETTER = re.compile(r"[A-Za-z0-9]")


@dataclass(frozen=True)
class IconSource:
    """What icons are drawn from.

    `mark` is the content of a valid picture, or empty; it is an SVG if it `is_drawing`. Without a
    mark, the first letters of the `acronym` are drawn in the colour `ink` on a square in `fill`,
    both as in CSS. Letters that are not Latin are left out: the font that comes with Pillow has
    no others.
    """

    mark: bytes
    is_drawing: bool
    acronym: str
    fill: str
    ink: str


def render_icon(source: IconSource, size: int, plate: str = "") -> bytes:
    """Return a PNG of `size` x `size` pixels, on a `plate` in this colour, else transparent.

    Raises OSError or ValueError if the mark is damaged.
    """
    return _save(_draw_icon(source, size, plate), "PNG", optimize=True)


def render_favicon(source: IconSource) -> bytes:
    """Return a `favicon.ico` with FAVICON_SIZES. Raises OSError or ValueError as `render_icon`."""
    *smaller, largest = (_draw_icon(source, size) for size in FAVICON_SIZES)
    sizes = [(size, size) for size in FAVICON_SIZES]
    return _save(largest, "ICO", sizes=sizes, append_images=smaller)


def _draw_icon(source: IconSource, size: int, plate: str = "") -> Image.Image:
    from PIL import Image  # noqa: PLC0415 - slow to load, and most commands draw no icons

    canvas = Image.new("RGBA", (size, size), plate or (0, 0, 0, 0))
    # A phone rounds the corners of an icon on a plate, so the mark keeps away from them
    width = round(size * 0.8) if plate else size
    picture = _draw_mark(source, width) if source.mark else _draw_letters(source, width)
    canvas.alpha_composite(picture, ((size - picture.width) // 2, (size - picture.height) // 2))
    return canvas


def _draw_mark(source: IconSource, width: int) -> Image.Image:
    """Return the mark, scaled to fit into a square of `width`."""
    from PIL import Image  # noqa: PLC0415

    content = source.mark
    if source.is_drawing:  # larger than it is shown, so that its edges are as fine as letters
        content = rasterize_drawing(source.mark, _OVERSAMPLING * width)
    with Image.open(io.BytesIO(content)) as image:
        picture = image.convert("RGBA")
    scale = width / max(picture.size)
    fitted = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(fitted, Image.Resampling.LANCZOS)


def _draw_letters(source: IconSource, width: int) -> Image.Image:
    from PIL import Image, ImageDraw, ImageFont  # noqa: PLC0415

    side = _OVERSAMPLING * width
    image = Image.new("RGBA", (side, side))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((0, 0, side - 1, side - 1), side * _CORNER_SHARE, fill=source.fill)
    letters = "".join(_LETTER.findall(source.acronym)[:_MAX_LETTERS])
    font = ImageFont.load_default(side * _LETTER_SHARE)
    bold = max(1, side // 80)
    centre = (side / 2, side / 2)
    draw.text(centre, letters, source.ink, font, "mm", stroke_width=bold, stroke_fill=source.ink)
    return image.resize((width, width), Image.Resampling.LANCZOS)


def _save(image: Image.Image, format: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()
