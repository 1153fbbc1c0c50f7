"""Icons of a site: from its mark, or from the letters of its name."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from coalition.pictures import FAVICON_SIZES, IconSource, render_favicon, render_icon

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10">'
    b'<rect width="20" height="10" fill="#ff0000"/></svg>'
)


def make_png(width: int, height: int) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), "#ff0000").save(buffer, "PNG")
    return buffer.getvalue()


WIDE_MARKS = [
    IconSource(SVG, True, "LAMP", "#000000", "#ffffff"),
    IconSource(make_png(40, 20), False, "LAMP", "#000000", "#ffffff"),
]
LETTERS = IconSource(b"", False, "lamp", "#0000ff", "#ffffff")


def open_icon(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


@pytest.mark.parametrize("source", WIDE_MARKS)
def test_a_wide_mark_is_in_the_middle_of_a_transparent_square(source: IconSource):
    image = open_icon(render_icon(source, 64))

    assert (64, 64) == image.size
    assert (255, 0, 0, 255) == image.getpixel((32, 32))
    assert [0, 0] == [image.getpixel((32, y))[3] for y in (2, 61)]  # type: ignore[index]


@pytest.mark.parametrize("source", WIDE_MARKS)
def test_an_icon_on_a_plate_is_opaque_and_keeps_away_from_its_edges(source: IconSource):
    image = open_icon(render_icon(source, 180, "#ffffff"))

    assert (255, 255) == image.getchannel("A").getextrema()
    assert (255, 255, 255, 255) == image.getpixel((4, 90))


@pytest.mark.parametrize("source", [*WIDE_MARKS, LETTERS])
def test_a_favicon_has_all_sizes_and_the_same_bytes_each_time(source: IconSource):
    content = render_favicon(source)
    image = Image.open(io.BytesIO(content), formats=["ICO"])

    assert {(size, size) for size in FAVICON_SIZES} == image.info["sizes"]
    assert content == render_favicon(source)


def test_without_a_mark_the_first_letters_are_drawn():
    colours = {colour for _, colour in open_icon(render_icon(LETTERS, 192)).getcolors(9999) or ()}

    assert {(0, 0, 255, 255), (255, 255, 255, 255)} <= colours
    other = IconSource(b"", False, "pear", "#0000ff", "#ffffff")
    assert render_icon(LETTERS, 48) != render_icon(other, 48)


@pytest.mark.parametrize("acronym", ["تحالف", "联盟", "—"])
def test_letters_that_the_font_does_not_have_are_left_out(acronym: str):
    source = IconSource(b"", False, acronym, "#0000ff", "#ffffff")

    assert (0, 0, 255, 255) == open_icon(render_icon(source, 48)).getpixel((24, 24))
