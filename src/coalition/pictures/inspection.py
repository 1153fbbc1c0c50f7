"""Read a picture completely, before it is used: what it is, whether it is whole, its size.

Nothing is taken from the name of the file: anybody can call a web page `photo.jpg`. The header is
read first, and a picture with more pixels than MAX_PIXELS is never decoded.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from coalition.diagnostics import Message
from coalition.file_kinds import FileKind, identify_kind

if TYPE_CHECKING:
    from PIL import Image

FORMATS_BY_SUFFIX = {
    ".avif": "AVIF", ".gif": "GIF", ".jpeg": "JPEG", ".jpg": "JPEG", ".png": "PNG", ".webp": "WEBP",
}  # fmt: skip
"""Suffixes of pictures that are made of pixels, with Pillow's name for each format."""

FORMAT_DESCRIPTIONS = {
    "AVIF": Message("an AVIF picture"),
    "GIF": Message("a GIF picture"),
    "JPEG": Message("a JPEG picture"),
    "PNG": Message("a PNG picture"),
    "WEBP": Message("a WebP picture"),
}
"""What messages call a picture of each format."""

MAX_PICTURE_BYTES = 6_000_000
"""Size limit for a file: more than phones need, and little enough to keep in git for ever."""

MAX_PIXELS = 50_000_000
"""Limit for width times height. To decode a picture takes four bytes of memory per pixel."""

MAX_DRAWING_COLOURS = 64
"""A picture with at most so many colours is a drawing, where blurred edges would show."""

ORIENTATION_TAG = 0x0112
SIDEWAYS_ORIENTATIONS = frozenset({5, 6, 7, 8})
"""Values of EXIF's orientation for which width and height are exchanged."""

EXPORT_HINT = Message("open it in a program for pictures, and save or export it as JPEG")


@dataclass(frozen=True)
class PictureInfo:
    """What is known of a valid picture. Width and height are in pixels, turned as it is shown."""

    width: int
    height: int
    has_alpha: bool = False
    is_drawing: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return a form that JSON can hold."""
        return asdict(self)


class PictureProblem(NamedTuple):
    """Why a picture is not accepted: rule, message and hint of a diagnostic."""

    rule: str
    message: str
    hint: str


def check_picture_size(size: int) -> PictureProblem | None:
    """Check the size of a file in bytes, before it is read."""
    if size <= MAX_PICTURE_BYTES:
        return None
    message = Message(
        "this picture has %(size)s MB, and may have %(limit)s",
        size=format(size / 1e6, ".1f"),
        limit=format(MAX_PICTURE_BYTES / 1e6, ".0f"),
    )
    hint = Message("save it smaller: 2000 pixels are wide enough for every screen")
    return PictureProblem("too-large", message, hint)


def inspect_picture(data: bytes, name: str) -> PictureInfo | PictureProblem:
    """Return what a picture is, or why it cannot be used. `name` is the name of its file."""
    stem, _, suffix = name.rpartition(".")
    expected = FORMATS_BY_SUFFIX[f".{suffix}"]
    kind = identify_kind(data)
    if kind.name not in FORMATS_BY_SUFFIX.values():
        return _explain_foreign_kind(kind, expected)
    if kind.name != expected:
        message = Message(
            "this is %(description)s, but its name ends in '.%(suffix)s'",
            description=kind.description,
            suffix=suffix,
        )
        hint = Message(
            "rename it to '%(name)s', also where a text or an entry names it",
            name=stem + propose_suffix(kind.name),
        )
        return PictureProblem("unsupported-file", message, hint)
    return _inspect_pixels(data, kind)


def propose_suffix(format: str) -> str:
    """Return the suffix for a picture of this format, one of FORMATS_BY_SUFFIX."""
    return ".jpg" if format == "JPEG" else f".{format.lower()}"


def _explain_foreign_kind(kind: FileKind, expected: str) -> PictureProblem:
    message = Message(
        "this is %(description)s, not %(expected)s",
        description=kind.description,
        expected=FORMAT_DESCRIPTIONS[expected],
    )
    hint = EXPORT_HINT
    if kind.name == "empty":
        message, hint = Message("this file is empty"), Message("upload the picture again")
    elif kind.name == "HEIC":
        hint = Message(
            "save it as JPEG: share it from the phone as 'most compatible', or export it"
        )
    elif kind.name == "SVG":
        hint = Message("let its name end in '.svg', or export it as PNG")
    elif kind.name == "LFS":
        hint = Message("add the picture itself to the repository, without Git LFS")
    elif kind.name in {"HTML", "text", "unknown"}:
        hint = Message("download the picture itself, not the page that shows it, and upload that")
    return PictureProblem("unsupported-file", message, hint)


def _inspect_pixels(data: bytes, kind: FileKind) -> PictureInfo | PictureProblem:
    from PIL import Image  # noqa: PLC0415 - slow to load, and many sites have drawings only

    damaged = PictureProblem(
        "damaged-picture",
        Message(
            "this is %(description)s that is damaged or incomplete", description=kind.description
        ),
        Message(
            "upload it again from the original; if that does not help, open it and save it again"
        ),
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's, about size and damaged metadata
            with Image.open(io.BytesIO(data), formats=[kind.name]) as image:
                if problem := _check_header(image, data):
                    return problem
                width, height = get_shown_size(image)
                # Decodes all of a JPEG at an eighth of its size: enough to see whether it is whole
                image.draft("RGB", (max(1, image.width // 8), max(1, image.height // 8)))
                image.load()
                has_alpha, is_drawing = has_transparency(image), _is_drawing(image)
    except Image.DecompressionBombError:
        return _explain_pixels(Message("more than 178 million"))
    except Exception:  # Pillow raises many kinds of error for damaged files
        return damaged
    return PictureInfo(width, height, has_alpha, is_drawing)


def _check_header(image: Image.Image, data: bytes) -> PictureProblem | None:
    """Check what the header of a picture says; nothing has been decoded yet."""
    pixels = image.width * image.height
    if pixels > MAX_PIXELS:
        return _explain_pixels(f"{image.width:,} x {image.height:,}")
    if image.mode in {"CMYK", "LAB", "HSV"}:
        message = Message(
            "this picture has the colours of a printing press (%(mode)s)", mode=image.mode
        )
        hint = Message(
            "open it in a program for pictures, change its colours to RGB, and save it again"
        )
        return PictureProblem("unsupported-file", message, hint)
    if image.mode[0] in "IF" or (image.format == "PNG" and data[24] == 16):
        message = Message("this picture has 16 bits for each colour, twice as many as screens show")
        hint = Message("open it in a program for pictures, and save it with 8 bits for each colour")
        return PictureProblem("unsupported-file", message, hint)
    # Phones append a second picture to a JPEG, which makes it MPO; browsers show the first
    if image.format != "MPO" and getattr(image, "is_animated", False):
        message = Message("this picture moves, which distracts readers from the text")
        hint = Message("save one of its pictures as a file of its own")
        return PictureProblem("unsupported-file", message, hint)
    return None


def _explain_pixels(size: str) -> PictureProblem:
    message = Message(
        "this picture has %(size)s pixels, and may have %(limit)s million",
        size=size,
        limit=MAX_PIXELS // 1_000_000,
    )
    return PictureProblem(
        "too-large", message, Message("save it smaller: 2000 pixels are wide enough")
    )


def get_shown_size(image: Image.Image) -> tuple[int, int]:
    """Return width and height of a picture after it has been turned."""
    sideways = read_orientation(image) in SIDEWAYS_ORIENTATIONS
    return (image.height, image.width) if sideways else image.size


def read_orientation(image: Image.Image) -> int:
    """Return how a picture has to be turned, as EXIF numbers it; 1 is not at all."""
    try:
        orientation = image.getexif().get(ORIENTATION_TAG, 1)
    except Exception:  # damaged metadata do not matter: they are not published
        return 1
    return orientation if isinstance(orientation, int) and 1 <= orientation <= 8 else 1


def has_transparency(image: Image.Image) -> bool:
    """Return whether any pixel of a loaded picture is transparent."""
    if not image.has_transparency_data:
        return False
    lowest, _ = image.convert("RGBA").getchannel("A").getextrema()
    return bool(isinstance(lowest, int | float) and lowest < 255)


def _is_drawing(image: Image.Image) -> bool:
    """Return whether a picture in a format without loss has few colours."""
    if image.format not in {"PNG", "GIF"}:
        return False
    return image.mode in {"1", "P"} or image.getcolors(MAX_DRAWING_COLOURS) is not None
