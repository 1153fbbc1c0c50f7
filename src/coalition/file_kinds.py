"""Recognise what a file is by its first bytes, whatever its name says.

The kinds are those that editors are likely to have: what the site publishes, and what phones,
cameras, browsers and office programs save.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from coalition.diagnostics import Message

START_BYTES = 1024
"""How many bytes from the start of a file `identify_kind` needs."""


class FileKind(NamedTuple):
    """What a file is: `name` for programs, and `description` for editors, with its article."""

    name: str
    description: str


EMPTY: Final = FileKind("empty", Message("an empty file"))
TEXT: Final = FileKind("text", Message("a text file"))
UNKNOWN: Final = FileKind("unknown", Message("a file of an unknown kind"))
SVG: Final = FileKind("SVG", Message("an SVG drawing"))
HTML: Final = FileKind("HTML", Message("a web page (HTML)"))
HEIC: Final = FileKind("HEIC", Message("a HEIC picture, as phones take them"))
AVIF: Final = FileKind("AVIF", Message("an AVIF picture"))
WEBP: Final = FileKind("WEBP", Message("a WebP picture"))
VIDEO: Final = FileKind("video", Message("a video"))

_SIGNATURES: tuple[tuple[bytes, FileKind], ...] = (
    (b"\xff\xd8\xff", FileKind("JPEG", Message("a JPEG picture"))),
    (b"\x89PNG\r\n\x1a\n", FileKind("PNG", Message("a PNG picture"))),
    (b"GIF87a", FileKind("GIF", Message("a GIF picture"))),
    (b"GIF89a", FileKind("GIF", Message("a GIF picture"))),
    (b"%PDF-", FileKind("PDF", Message("a PDF document"))),
    (b"PK\x03\x04", FileKind("ZIP", Message("a ZIP archive or an office document"))),
    (b"PK\x05\x06", FileKind("ZIP", Message("a ZIP archive or an office document"))),
    (b"\xd0\xcf\x11\xe0", FileKind("OLE", Message("a document of an old office program"))),
    (b"{\\rtf", FileKind("RTF", Message("an RTF document"))),
    (
        b"II*\0",
        FileKind("TIFF", Message("a TIFF or raw picture, as cameras and scanners make them")),
    ),
    (
        b"MM\0*",
        FileKind("TIFF", Message("a TIFF or raw picture, as cameras and scanners make them")),
    ),
    (b"8BPS", FileKind("PSD", Message("a Photoshop picture"))),
    (b"BM", FileKind("BMP", Message("a BMP picture"))),
    (b"\0\0\x01\0", FileKind("ICO", Message("an icon (ICO)"))),
    (b"\xff\x0a", FileKind("JXL", Message("a JPEG XL picture"))),
    (b"\0\0\0\x0cJXL ", FileKind("JXL", Message("a JPEG XL picture"))),
    (b"\0\0\0\x0cjP  ", FileKind("JP2", Message("a JPEG 2000 picture"))),
    (b"MZ", FileKind("program", Message("a program"))),
    (b"\x7fELF", FileKind("program", Message("a program"))),
    (b"version https://git-lfs", FileKind("LFS", Message("only a reference to a file (Git LFS)"))),
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
