"""What a file is, by its first bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.file_kinds import FileKind, identify_kind


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("empty", b""),
        ("JPEG", b"\xff\xd8\xff\xe0"),
        ("PNG", b"\x89PNG\r\n\x1a\n"),
        ("GIF", b"GIF89a"),
        ("WEBP", b"RIFF\0\0\0\0WEBPVP8 "),
        ("AVIF", b"\0\0\0\x1cftypavif\0\0\0\0avifmif1"),
        ("AVIF", b"\0\0\0\x1cftypmif1\0\0\0\0mif1avif"),
        ("HEIC", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"),
        ("HEIC", b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic"),
        ("video", b"\0\0\0\x18ftypqt  \0\0\0\0qt  mp42"),
        ("TIFF", b"II*\0\x08\0\0\0"),
        ("PSD", b"8BPS\0\x01"),
        ("JXL", b"\xff\x0a\xfa\x7f"),
        ("PDF", b"%PDF-1.7"),
        ("ZIP", b"PK\x03\x04"),
        ("OLE", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("LFS", b"version https://git-lfs.github.com/spec/v1\n"),
        ("HTML", b"\n<!-- saved --><!DOCTYPE html><title>x</title>"),
        ("HTML", b"\xef\xbb\xbf<HTML>"),
        ("SVG", b'<?xml version="1.0"?>\n<!-- a --><svg xmlns="http://www.w3.org/2000/svg"/>'),
        ("SVG", b'<!DOCTYPE svg PUBLIC "a" "b">\n<svg:svg/>'),
        ("text", "città\n".encode()),
        ("unknown", b"\x01\x02\x03\x04"),
    ],
)
def test_a_kind_is_recognised_by_the_first_bytes(name: str, start: bytes):
    assert name == identify_kind(start).name


@given(st.binary(max_size=64) | st.text("<!->? svgDOCTYPE[]").map(str.encode))
def test_any_bytes_have_a_kind(start: bytes):
    assert isinstance(identify_kind(start), FileKind)


def test_many_comments_take_no_time():
    """A pattern that tries all ways to read them would take longer than the universe is old."""
    assert "text" == identify_kind(b"<!-- -->" * 120 + b"<x").name
