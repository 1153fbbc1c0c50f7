"""Pictures and documents: the kinds that get published, recognised by their content."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from coalition.project import media_files
from coalition.site.media_types import get_content_type
from coalition.sources.cache import Cache
from support.unprivileged import unprivileged


def picture(format: str) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (4, 4)).save(stream, format)
    return stream.getvalue()


def archive() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        packed.writestr("mimetype", "x")
    return stream.getvalue()


SOUND = {
    "images/a.avif": picture("AVIF"),
    "images/a.gif": picture("GIF"),
    "images/a.jpeg": picture("JPEG"),
    "images/a.jpg": picture("JPEG"),
    "images/a.png": picture("PNG"),
    "images/a.svg": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
    "images/a.webp": picture("WEBP"),
    "images/deep/er/Ünïcode.png": picture("PNG"),
    "files/a.csv": "name;città\n".encode(),
    "files/a.docx": archive(),
    "files/a.ics": b"BEGIN:VCALENDAR\r\n",
    "files/a.odt": archive(),
    "files/a.pdf": b"%PDF-1.7\n",
    "files/a.txt": b"",
    "files/a.zip": archive(),
    "files/.htaccess": b"hidden, and not published",
}


def lay_out(content: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        path = content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return content


def names(content: Path) -> list[tuple[str, str]]:
    return [
        (problem.location.file, problem.rule) for problem in media_files.check_media_files(content)
    ]


def test_every_kind_that_is_published_is_recognised(tmp_path: Path):
    assert [] == names(lay_out(tmp_path, SOUND))


def test_hidden_files_and_links_are_not_published(tmp_path: Path):
    lay_out(tmp_path, SOUND)
    (tmp_path / "images/link.png").symlink_to("a.png")

    listed = {p.relative_to(tmp_path).as_posix() for p in media_files.list_media_files(tmp_path)}

    assert SOUND.keys() - {"files/.htaccess"} == listed


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
        ("images/x.jpg", picture("PNG")),
        ("images/x.png", b"<html><script>alert(1)</script>"),
        ("images/x.gif", b"GIF"),
        ("images/x.webp", picture("JPEG")),
        ("images/x.png", picture("PNG")[:20]),
        ("files/x.pdf", b"<html>"),
        ("files/x.docx", b"<html>"),
        ("files/x.txt", "é".encode("latin-1")),
        ("files/x.csv", b"a\0b"),
    ],
)
def test_other_kinds_and_other_contents_are_refused(name: str, data: bytes, tmp_path: Path):
    assert [(f"content/{name}", "unsupported-file")] == names(lay_out(tmp_path, {name: data}))


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("images/my photo.png", "rename it to 'my-photo.png'"),
        ("images/a%2e.png", "rename it to 'a-2e.png'"),
        ("images/a#b.png", "rename it to 'a-b.png'"),
        ("images/a;b.png", "rename it to 'a-b.png'"),
        ("images/q&a/b.png", "rename it to 'q-a'"),
        ('images/x " onclick="y/b.png', "rename it to 'x---onclick=-y'"),
        ("images/Ada.PNG", "rename the file to 'Ada.png'"),
    ],
)
def test_a_name_that_cannot_be_an_address_is_refused(name: str, hint: str, tmp_path: Path):
    (problem,) = media_files.check_media_files(lay_out(tmp_path, {name: picture("PNG")}))

    assert ("invalid-file-name", hint) == (problem.rule, problem.hint)


def test_a_drawing_that_is_too_large_is_refused_unread(tmp_path: Path):
    lay_out(tmp_path, {"images/x.svg": b" " * (1024 * 1024 + 1)})

    assert [("content/images/x.svg", "too-large")] == names(tmp_path)


def test_a_picture_with_more_dots_than_a_screen_could_show_is_refused(tmp_path: Path):
    bomb = Image.new("1", (30_000, 30_000))
    stream = io.BytesIO()
    bomb.save(stream, "PNG")
    lay_out(tmp_path, {"images/x.png": stream.getvalue()})

    (problem,) = media_files.check_media_files(tmp_path)

    assert "this picture is damaged, or too large to be shown" == problem.message


def test_a_photo_with_a_second_picture_in_it_is_a_photo(tmp_path: Path):
    stream = io.BytesIO()
    small = Image.new("RGB", (2, 2))
    Image.new("RGB", (4, 4)).save(stream, "MPO", save_all=True, append_images=[small])

    assert [] == names(lay_out(tmp_path, {"images/x.jpg": stream.getvalue()}))


def test_a_file_in_place_of_the_folder_is_a_problem(tmp_path: Path):
    assert [("content/files", "not-a-file")] == names(lay_out(tmp_path, {"files": b"x"}))


def test_a_file_that_may_not_be_read_is_a_problem(tmp_path: Path):
    lay_out(tmp_path, {"files/x.pdf": b"%PDF-", "files/y.pdf": b"%PDF-"})
    (tmp_path / "files/x.pdf").chmod(0)

    with unprivileged(tmp_path):
        assert [("content/files/x.pdf", "unreadable-file")] == names(tmp_path)


def test_a_file_is_read_again_only_when_it_has_changed(tmp_path: Path):
    memory, path = Cache(), tmp_path / "images/x.png"
    lay_out(tmp_path, {"images/x.png": picture("PNG")})

    assert [] == media_files.check_media_files(tmp_path, cache=memory)
    memory.evict_unused()
    path.write_bytes(b"something else")

    assert ["unsupported-file"] == [
        p.rule for p in media_files.check_media_files(tmp_path, cache=memory)
    ]


@pytest.mark.parametrize("suffix", sorted(media_files.MEDIA_SUFFIXES))
def test_every_kind_has_a_media_type_of_ours(suffix: str):
    from coalition.site.media_types import MEDIA_TYPES

    assert suffix in MEDIA_TYPES
    assert get_content_type(Path(f"x{suffix}"))
