"""Recognise what a file is by its first bytes, whatever its name says.

The kinds are those that editors are likely to have: what the site publishes, and what phones,
cameras, browsers and office programs save. Needs only the standard library.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

START_BYTES = 1024
"""How many bytes from the start of a file `identify_kind` needs."""


class FileKind(NamedTuple):
    """What a file is: `name` for programs, and `description` for editors, with its article."""

    name: str
    description: str


EMPTY: Final = FileKind("empty", "an empty file")
TEXT: Final = FileKind("text", "a text file")
UNKNOWN: Final = FileKind("unknown", "a file of an unknown kind")
SVG: Final = FileKind("SVG", "an SVG drawing")
HTML: Final = FileKind("HTML", "a web page (HTML)")
HEIC: Final = FileKind("HEIC", "a HEIC picture, as phones take them")
AVIF: Final = FileKind("AVIF", "an AVIF picture")
WEBP: Final = FileKind("WEBP", "a WebP picture")
VIDEO: Final = FileKind("video", "a video")

_SIGNATURES: tuple[tuple[bytes, FileKind], ...] = (
    (b"\xff\xd8\xff", FileKind("JPEG", "a JPEG picture")),
    (b"\x89PNG\r\n\x1a\n", FileKind("PNG", "a PNG picture")),
    (b"GIF87a", FileKind("GIF", "a GIF picture")),
    (b"GIF89a", FileKind("GIF", "a GIF picture")),
    (b"%PDF-", FileKind("PDF", "a PDF document")),
    (b"PK\x03\x04", FileKind("ZIP", "a ZIP archive or an office document")),
    (b"PK\x05\x06", FileKind("ZIP", "a ZIP archive or an office document")),
    (b"\xd0\xcf\x11\xe0", FileKind("OLE", "a document of an old office program")),
    (b"{\\rtf", FileKind("RTF", "an RTF document")),
    (b"II*\0", FileKind("TIFF", "a TIFF or raw picture, as cameras and scanners make them")),
    (b"MM\0*", FileKind("TIFF", "a TIFF or raw picture, as cameras and scanners make them")),
    (b"8BPS", FileKind("PSD", "a Photoshop picture")),
    (b"BM", FileKind("BMP", "a BMP picture")),
    (b"\0\0\x01\0", FileKind("ICO", "an icon (ICO)")),
    (b"\xff\x0a", FileKind("JXL", "a JPEG XL picture")),
    (b"\0\0\0\x0cJXL ", FileKind("JXL", "a JPEG XL picture")),
    (b"\0\0\0\x0cjP  ", FileKind("JP2", "a JPEG 2000 picture")),
    (b"MZ", FileKind("program", "a program")),
    (b"\x7fELF", FileKind("program", "a program")),
    (b"version https://git-lfs", FileKind("LFS", "only a reference to a file (Git LFS)")),
)

# Atomic groups: each comment ends at its first end, so that no input takes long
_PROLOGUE = rb"(?>\s+|<\?.*?\?>|<!--.*?-->)*+"
_HTML_START = re.compile(
    _PROLOGUE + rb"<(?:!doctype\s+html|html|head|body|script|iframe)\b", re.I | re.S
)
_SVG_START = re.compile(
    _PROLOGUE + rb"(?><!DOCTYPE[^>\[]*+(?>\[.*?\]\s*+)?>)?" + _PROLOGUE + rb"<(?:\w+:)?svg\b", re.S
)
_AVIF_BRANDS = (b"avif", b"avis")
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")


def identify_kind(start: bytes) -> FileKind:
    """Return the kind of a file by `start`, its first START_BYTES bytes or all of it."""
    start = start[:START_BYTES]
    if not start:
        return EMPTY
    for signature, kind in _SIGNATURES:
        if start.startswith(signature):
            return kind
    if start[:4] == b"RIFF":
        return WEBP if start[8:12] == b"WEBP" else VIDEO
    if start[4:8] == b"ftyp":
        return _identify_iso_media(start)
    return _identify_text(start)


def _identify_iso_media(start: bytes) -> FileKind:
    """Distinguish pictures from videos by the brands in the first box (ISO/IEC 14496-12)."""
    size = int.from_bytes(start[:4], "big")
    brands = [start[index : index + 4] for index in range(8, min(size, len(start)), 4)]
    if any(brand in _AVIF_BRANDS for brand in brands):
        return AVIF
    return HEIC if any(brand in _HEIC_BRANDS for brand in brands) else VIDEO


def _identify_text(start: bytes) -> FileKind:
    text = start.removeprefix(b"\xef\xbb\xbf")
    if _SVG_START.match(text):
        return SVG
    if _HTML_START.match(text):
        return HTML
    return UNKNOWN if b"\0" in text else TEXT if _is_printable(text) else UNKNOWN


def _is_printable(text: bytes) -> bool:
    """Return whether bytes contain no control characters but those of texts."""
    return not re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", text)
