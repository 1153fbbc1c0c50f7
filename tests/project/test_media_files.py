"""Images and documents: which are published, by suffix and content."""

from __future__ import annotations

from pathlib import Path

import pytest

from coalition.project import media_files
from coalition.site.media_types import get_content_type
from coalition.sources.cache import Cache
from support.office_documents import make_office_document, make_open_document
from support.pictures import make_picture
from support.systems import posix_files
from support.unprivileged import unprivileged

VALID_FILES = {
    "images/a.avif": make_picture("AVIF"),
    "images/a.gif": make_picture("GIF"),
    "images/a.jpeg": make_picture("JPEG"),
    "images/a.jpg": make_picture("JPEG"),
    "images/a.png": make_picture("PNG"),
    "images/a.svg": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
    "images/a.webp": make_picture("WEBP"),
    "images/deep/er/Ünïcode.png": make_picture("PNG"),
    "files/a.csv": "name;città\n".encode(),
    "files/a.docx": make_office_document("word/document.xml"),
    "files/a.ics": b"BEGIN:VCALENDAR\r\n",
    "files/a.odt": make_open_document("application/vnd.oasis.opendocument.text"),
    "files/a.pdf": b"%PDF-1.7\n%%EOF\n",
    "files/a.txt": b"",
    "files/.htaccess": b"hidden, and not published",
}


def write_files(content: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        path = content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return content


def list_files_and_rules(content: Path) -> list[tuple[str, str]]:
    return [
        (diagnostic.location.file, diagnostic.rule)
        for diagnostic in media_files.read_media_files(content).diagnostics
    ]


def test_every_published_format_is_recognised(tmp_path: Path):
    assert [] == list_files_and_rules(write_files(tmp_path, VALID_FILES))


@posix_files
def test_hidden_files_and_links_are_not_published(tmp_path: Path):
    write_files(tmp_path, VALID_FILES)
    (tmp_path / "images/link.png").symlink_to("a.png")

    listed = {p.relative_to(tmp_path).as_posix() for p in media_files.list_media_files(tmp_path)}

    assert VALID_FILES.keys() - {"files/.htaccess"} == listed


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("images/x.php", b"<?php phpinfo();"),
        ("images/_worker.js", b"x"),
        ("images/CNAME", b"evil.example"),
        ("images/x.html", b"<script>"),
        ("images/x.css", b"x"),
        ("images/x.webmanifest", b"{}"),
        ("images/x.xml", b"<x/>"),
        ("files/x.xhtml", b"<x/>"),
        ("files/x.svgz", b"x"),
        ("files/x.exe", b"MZ"),
        ("images/x.jpg", b""),
        ("images/x.jpg", make_picture("PNG")),
        ("images/x.pdf", b"%PDF-1.7\n%%EOF\n"),
        ("files/x.png", make_picture("PNG")),
        ("files/x.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
        ("files/x.zip", make_office_document("word/document.xml")),
        ("images/x.png", b"<html><script>alert(1)</script>"),
        ("images/x.gif", b"GIF"),
        ("images/x.webp", make_picture("JPEG")),
        ("files/x.pdf", b"<html>"),
        ("files/x.docx", b"<html>"),
        ("files/x.txt", "é".encode("latin-1")),
        ("files/x.csv", b"a\0b"),
    ],
)
def test_other_formats_and_other_contents_are_rejected(name: str, data: bytes, tmp_path: Path):
    assert [(f"content/{name}", "unsupported-file")] == list_files_and_rules(
        write_files(tmp_path, {name: data})
    )


@pytest.mark.parametrize(
    ("name", "proposed"),
    [
        ("images/my photo.png", "my-photo.png"),
        ("images/a%2e.png", "a-2e.png"),
        ("images/a#b.png", "a-b.png"),
        ("images/a;b.png", "a-b.png"),
        ("images/q&a/b.png", "q-a"),
        ('images/x " onclick="y/b.png', "x-onclick-y"),
        ("images/Ada.PNG", "ada.png"),
        ("images/Ada Test.PNG", "ada-test.png"),
        ("files/My Report (final).pdf", "my-report-final.pdf"),
        ("files/Rapport d'été.pdf", "rapport-d-ete.pdf"),
        ("files/Отчёт (1).pdf", "отчёт-1.pdf"),
        ("files/#.pdf", "file.pdf"),
    ],
)
def test_a_name_that_cannot_be_in_a_url_is_rejected(name: str, proposed: str, tmp_path: Path):
    (diagnostic,) = media_files.read_media_files(
        write_files(tmp_path, {name: make_picture("PNG")})
    ).diagnostics

    hint = f"rename it to '{proposed}', also where a text or an entry names it"
    assert ("invalid-file-name", hint) == (diagnostic.rule, diagnostic.hint)


def test_a_drawing_that_is_too_large_is_rejected_without_reading_it(tmp_path: Path):
    write_files(tmp_path, {"images/x.svg": b" " * (1024 * 1024 + 1)})

    assert [("content/images/x.svg", "too-large")] == list_files_and_rules(tmp_path)


def test_a_large_picture_is_rejected_without_reading_it(tmp_path: Path):
    write_files(tmp_path, {"images/x.jpg": b" " * 6_000_001, "files/x.pdf": b" " * 10_000_001})

    assert [
        ("content/images/x.jpg", "too-large"),
        ("content/files/x.pdf", "too-large"),
    ] == list_files_and_rules(tmp_path)


def test_half_a_picture_is_damaged(tmp_path: Path):
    write_files(tmp_path, {"images/x.png": make_picture("PNG")[:43]})

    assert [("content/images/x.png", "damaged-picture")] == list_files_and_rules(tmp_path)


def test_valid_pictures_and_documents_are_listed(tmp_path: Path):
    write_files(tmp_path, VALID_FILES | {"images/bad.png": b"x"})

    media = media_files.read_media_files(tmp_path)

    drawings_and_damaged = {"images/a.svg", "images/bad.png"}
    assert {name for name in VALID_FILES if name.startswith("images/")} - drawings_and_damaged == (
        media.pictures.keys()
    )
    assert sorted({*VALID_FILES, "images/bad.png"} - {"files/.htaccess"}) == sorted(media.paths)


def test_a_file_in_place_of_the_folder_is_reported(tmp_path: Path):
    assert [("content/files", "not-a-file")] == list_files_and_rules(
        write_files(tmp_path, {"files": b"x"})
    )


@posix_files
def test_an_unreadable_file_is_reported(tmp_path: Path):
    write_files(tmp_path, {"files/x.pdf": b"%PDF-%%EOF", "files/y.pdf": b"%PDF-%%EOF"})
    (tmp_path / "files/x.pdf").chmod(0)

    with unprivileged(tmp_path):
        assert [("content/files/x.pdf", "unreadable-file")] == list_files_and_rules(tmp_path)


def test_a_file_is_read_again_only_when_it_has_changed(tmp_path: Path):
    cache, path = Cache(), tmp_path / "images/x.png"
    write_files(tmp_path, {"images/x.png": make_picture("PNG")})

    assert [] == media_files.read_media_files(tmp_path, cache=cache).diagnostics
    cache.evict_unused()
    path.write_bytes(b"something else")

    assert ["unsupported-file"] == [
        p.rule for p in media_files.read_media_files(tmp_path, cache=cache).diagnostics
    ]


@pytest.mark.parametrize("suffix", sorted(media_files.MEDIA_SUFFIXES))
def test_every_suffix_has_a_media_type(suffix: str):
    from coalition.site.media_types import MEDIA_TYPES

    assert suffix in MEDIA_TYPES
    assert get_content_type(Path(f"x{suffix}"))
