"""Pictures for tests, drawn when they are needed."""

from __future__ import annotations

import io

from PIL import Image

HEAD, BODY, WALL = (200, 40, 40), (40, 60, 200), (40, 160, 60)
"""Colours of the parts of a drawn portrait."""

DESCRIPTION = "the secret description"
COMMENT = "the secret comment"
ORIENTATION_TAG, DESCRIPTION_TAG, GPS_TAG = 0x0112, 0x010E, 0x8825


def encode(image: Image.Image, format: str, **options: object) -> bytes:
    """Return the bytes of a picture in a format of Pillow's."""
    stream = io.BytesIO()
    image.save(stream, format, **options)
    return stream.getvalue()


def make_picture(format: str, size: tuple[int, int] = (4, 4), mode: str = "RGB") -> bytes:
    """Return a picture of one colour."""
    return encode(Image.new(mode, size), format)


def draw_portrait(width: int, height: int) -> Image.Image:
    """Draw a portrait: a wall, in the upper third a head across the middle, and below it a body."""
    image = Image.new("RGB", (width, height), WALL)
    image.paste(HEAD, (width // 4, height // 20, width * 3 // 4, height // 3))
    image.paste(BODY, (0, height // 3, width, height))
    return image


def make_exif(orientation: int = 1) -> Image.Exif:
    """Return metadata as a phone writes them, with a description and a position."""
    exif = Image.Exif()
    exif[ORIENTATION_TAG] = orientation
    exif[DESCRIPTION_TAG] = DESCRIPTION
    exif.get_ifd(GPS_TAG).update({1: "N", 2: (47.0, 30.0, 12.0)})
    return exif


def make_phone_photo(image: Image.Image, orientation: int = 1) -> bytes:
    """Return a JPEG with metadata of all kinds."""
    return encode(
        image,
        "JPEG",
        quality=90,
        exif=make_exif(orientation),
        comment=COMMENT.encode(),
        xmp=b"<x:xmpmeta>the secret keywords</x:xmpmeta>",
    )


def is_near(expected: tuple[int, int, int], image: Image.Image, x: float, y: float) -> bool:
    """Return whether the colour at a position, in parts of the size, is nearly the expected one."""
    pixel = image.convert("RGB").getpixel((int(image.width * x), int(image.height * y)))
    assert isinstance(pixel, tuple)
    return all(abs(a - b) < 40 for a, b in zip(expected, pixel, strict=True))
