"""Make the files that are published of a picture: smaller, in the right part, without metadata.

A variant is defined by its picture, the part of it, its size and its format. The same variant gives
the same bytes as long as the versions of Pillow and its libraries stay the same, for which
`requirements.lock` has hashes. Nothing depends on the time or on the order of files.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Literal

from coalition.pictures.inspection import (
    FORMATS_BY_SUFFIX,
    PictureInfo,
    has_transparency,
    read_orientation,
)

if TYPE_CHECKING:
    from PIL import Image

ImageFormat = Literal["JPEG", "PNG", "WEBP"]
"""The formats that are published, by their names in Pillow."""

Box = tuple[int, int, int, int]
"""A part of a picture: left, top, right and bottom in pixels of the picture as it is shown."""

ENCODING_VERSION = 1
"""Part of the names of variants. Increase it if the code below makes other pictures than before."""

SUFFIXES: Mapping[ImageFormat, str] = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp"}
MEDIA_TYPES: Mapping[ImageFormat, str] = {
    "JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp",
}  # fmt: skip

MAX_STEM_LENGTH = 48
"""How many letters of a picture's name its variants have in theirs: file names are limited."""

_JPEG_OPTIONS = {"quality": 80, "optimize": True, "progressive": True, "subsampling": "4:2:0"}
_WEBP_OPTIONS = {"quality": 78, "method": 4}
_LOSSLESS_WEBP_OPTIONS = {"lossless": True, "quality": 75, "method": 4}


@dataclass(frozen=True)
class Picture:
    """A valid picture of `content/`.

    `path` is relative to `content/`, such as `images/ada.jpg`; `fingerprint` is the SHA-256 of the
    content of `file`.
    """

    path: str
    file: Path
    fingerprint: str
    info: PictureInfo


@dataclass(frozen=True)
class Variant:
    """A file to publish: `box` of the picture in the given size and format."""

    picture: Picture
    box: Box
    width: int
    height: int
    format: ImageFormat

    @property
    def path(self) -> str:
        """The path on the site. It changes with the picture and with the part that is shown."""
        path = PurePosixPath(self.picture.path)
        recipe = f"{ENCODING_VERSION} {self.picture.fingerprint} {self.box}"
        key = sha256(recipe.encode()).hexdigest()[:8]
        name = f"{path.stem[:MAX_STEM_LENGTH]}.{key}.{self.width}{SUFFIXES[self.format]}"
        return (path.parent / name).as_posix()

    @property
    def media_type(self) -> str:
        """Its Content-Type."""
        return MEDIA_TYPES[self.format]


def make_variants(
    picture: Picture, box: Box, widths: Iterable[int], format: ImageFormat
) -> tuple[Variant, ...]:
    """Return a variant for each of the widths, but never one that is larger than the picture.

    A picture that is narrower than the widest variant has one in its own width.
    """
    full_width, full_height = box[2] - box[0], box[3] - box[1]
    steps = sorted(widths)
    chosen = [width for width in steps if width < full_width * 0.9]
    if len(chosen) < len(steps):
        chosen.append(min(full_width, steps[len(chosen)]))
    return tuple(
        Variant(picture, box, width, max(1, round(full_height * width / full_width)), format)
        for width in chosen
    )


def get_whole_box(picture: Picture) -> Box:
    """Return the box of the whole picture."""
    return 0, 0, picture.info.width, picture.info.height


def compute_square_box(picture: Picture, focus: tuple[int, int]) -> Box:
    """Return the largest square whose middle is as near to `focus` as the picture allows.

    `focus` is the position of a point in percent, from the left and from the top.
    """
    width, height = picture.info.width, picture.info.height
    side = min(width, height)
    left = min(max(0, width * focus[0] // 100 - side // 2), width - side)
    top = min(max(0, height * focus[1] // 100 - side // 2), height - side)
    return left, top, left + side, top + side


def render_variants(picture: Picture, variants: Iterable[Variant]) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of variants of one picture, which is decoded once per box.

    Raises OSError if the picture has gone or is damaged.
    """
    data = picture.file.read_bytes()

    def get_box(variant: Variant) -> Box:
        return variant.box

    for box, group in groupby(sorted(variants, key=_get_sort_key), key=get_box):
        same_box = list(group)
        image = _open_upright(data, picture, box, max(variant.width for variant in same_box))
        for variant in same_box:
            yield variant.path, _encode(image(variant), variant)


def _get_sort_key(variant: Variant) -> tuple[Box, str]:
    return variant.box, variant.path


def _open_upright(
    data: bytes, picture: Picture, box: Box, max_width: int
) -> Callable[[Variant], Image.Image]:
    """Decode a picture, turn it and convert its colours; return a function that resizes it."""
    from PIL import Image  # noqa: PLC0415 - slow to load, and many sites have drawings only

    format = FORMATS_BY_SUFFIX[PurePosixPath(picture.path).suffix]
    with warnings.catch_warnings(), Image.open(io.BytesIO(data), formats=[format]) as image:
        warnings.simplefilter("ignore")  # Pillow's, about metadata that are damaged
        orientation = read_orientation(image)
        # Of a large JPEG, libjpeg decodes a half, a quarter or an eighth of the size
        scale = 2 * max_width / (box[2] - box[0])
        size = (max(1, int(image.width * scale)), max(1, int(image.height * scale)))
        image.draft("RGB", size)
        image.load()
        upright = _turn(_convert_to_srgb(image), orientation)
    ratio = upright.width / picture.info.width, upright.height / picture.info.height
    part = (box[0] * ratio[0], box[1] * ratio[1], box[2] * ratio[0], box[3] * ratio[1])

    def resize(variant: Variant) -> Image.Image:
        size = variant.width, variant.height
        return upright.resize(size, Image.Resampling.LANCZOS, part, reducing_gap=3.0)

    return resize


def _turn(image: Image.Image, orientation: int) -> Image.Image:
    """Turn and mirror a picture as EXIF says, without looking at its other metadata."""
    from PIL.Image import Transpose  # noqa: PLC0415

    methods = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    return image.transpose(methods[orientation]) if orientation in methods else image


def _convert_to_srgb(image: Image.Image) -> Image.Image:
    """Return the picture as RGB or RGBA in the colours of the web, without any metadata."""
    profile = image.info.get("icc_profile")
    plain = image.convert("RGBA" if has_transparency(image) else "RGB")
    if profile and image.mode in {"RGB", "RGBA"}:
        plain = _apply_profile(plain, profile)
    plain.info = {}  # Pillow would write profiles and comments that it finds here
    return plain


def _apply_profile(image: Image.Image, profile: bytes) -> Image.Image:
    """Convert colours from an ICC profile to sRGB; a damaged profile is ignored."""
    from PIL import ImageCms  # noqa: PLC0415

    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(
            image, source, ImageCms.createProfile("sRGB"), outputMode=image.mode
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image
    return converted or image


def _encode(image: Image.Image, variant: Variant) -> bytes:
    from PIL import Image  # noqa: PLC0415

    options: Mapping[str, object] = {"optimize": True}
    if variant.format == "WEBP":
        lossless = variant.picture.info.is_drawing
        options = _LOSSLESS_WEBP_OPTIONS if lossless else _WEBP_OPTIONS
    elif variant.format == "JPEG":
        options = _JPEG_OPTIONS
        if image.mode == "RGBA":
            image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
        image = image.convert("RGB")
    stream = io.BytesIO()
    image.info = {}
    image.save(stream, variant.format, **options)
    return stream.getvalue()
