"""Check the pictures and documents in `content/` that are published, by name and content.

Only formats that browsers display or visitors download are allowed. A file named `.php` or `.html`,
or active content under a harmless name, could run on the host or in a visitor's browser.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from coalition.diagnostics import Diagnostic, Location, Message, diagnose_read_error, quote_value
from coalition.pictures import (
    FORMATS_BY_SUFFIX,
    Picture,
    PictureCache,
    PictureInfo,
    check_picture_size,
)
from coalition.project import documents, svg
from coalition.project.image_names import UNSAFE_CHARACTERS, propose_file_name
from coalition.sources import Cache, is_ignored

IMAGES_FOLDER = "images"
FILES_FOLDER = "files"
MEDIA_FOLDERS = (IMAGES_FOLDER, FILES_FOLDER)
"""The folders of `content/` that are published under the same name."""

SVG_SUFFIX = ".svg"
PICTURE_SUFFIXES = frozenset({*FORMATS_BY_SUFFIX, SVG_SUFFIX})
SUFFIXES_BY_FOLDER = {
    IMAGES_FOLDER: PICTURE_SUFFIXES,
    FILES_FOLDER: documents.DOCUMENT_SUFFIXES,
}
MEDIA_SUFFIXES = PICTURE_SUFFIXES | documents.DOCUMENT_SUFFIXES

_MAX_SVG_BYTES = 1024 * 1024
"""Larger drawings were made for print."""


class MediaFiles(NamedTuple):
    """The files that are published, by their paths in `content/`, and what is wrong.

    `pictures` are those made of pixels, without drawings and without those that are not valid.
    `paths` are those of all files: pictures, drawings and documents. `sizes` are those of the
    documents, in bytes.
    """

    pictures: Mapping[str, Picture]
    paths: tuple[str, ...]
    diagnostics: list[Diagnostic]
    sizes: Mapping[str, int]


class _CheckedFile(NamedTuple):
    """The result for one file: a picture if it is one that is made of pixels and valid."""

    diagnostics: tuple[Diagnostic, ...] = ()
    picture: Picture | None = None


def list_media_files(content: Path) -> Iterator[Path]:
    """Yield the files of MEDIA_FOLDERS below `content`; no ignored files, no symbolic links."""
    for top in MEDIA_FOLDERS:
        for folder, names, files in os.walk(content / top):
            names[:] = sorted(name for name in names if not is_ignored(name))
            paths = (Path(folder, name) for name in sorted(files) if not is_ignored(name))
            yield from (path for path in paths if path.is_file() and not path.is_symlink())


def read_media_files(
    content: Path,
    display_path: str = "content",
    cache: Cache | None = None,
    picture_cache: PictureCache | None = None,
) -> MediaFiles:
    """Check all files that would be published; diagnostics name `content` as `display_path`.

    With a `cache`, a file is read again only if it has changed since the last call.
    """
    cache, picture_cache = cache or Cache(), picture_cache or PictureCache()
    diagnostics = list(_check_folders(content, display_path))
    pictures, names, sizes = {}, [], {}
    for path in list_media_files(content):
        name = path.relative_to(content).as_posix()
        names.append(name)
        status = path.stat()
        stamp = status.st_mtime_ns, status.st_size
        checked = cache.call(_check_file, path, name, display_path, stamp, picture_cache)
        diagnostics += checked.diagnostics
        if checked.picture:
            pictures[name] = checked.picture
        if name.startswith(f"{FILES_FOLDER}/"):
            sizes[name] = status.st_size
    return MediaFiles(pictures, tuple(names), diagnostics, sizes)


def _check_folders(content: Path, display_path: str) -> Iterator[Diagnostic]:
    for top in MEDIA_FOLDERS:
        if (content / top).exists() and not (content / top).is_dir():
            message = Message("a folder should be here, but this is a file")
            yield Diagnostic(
                Location(f"{display_path}/{top}"),
                "not-a-file",
                message,
                Message("make a folder instead"),
            )


def _check_file(
    path: Path, name: str, display_path: str, stamp: tuple[int, int], cache: PictureCache
) -> _CheckedFile:
    """Check one file: `name` is its path below `content/`.

    `stamp` has its time and size, as cache keys: a changed file is checked again.
    """
    file = f"{display_path}/{name}"
    try:
        if diagnostic := _check_name(path, name, file):
            return _CheckedFile((diagnostic,))
        if path.suffix in FORMATS_BY_SUFFIX:
            return _check_picture(path, name, file, cache)
        return _CheckedFile(tuple(_check_other(path, file, stamp[1])))
    except OSError as error:
        return _CheckedFile((diagnose_read_error(error, file),))


def _check_name(path: Path, name: str, file: str) -> Diagnostic | None:
    unsafe_name = next((part for part in name.split("/")[1:] if UNSAFE_CHARACTERS.search(part)), "")
    if unsafe_name:
        message = Message(
            "the name %(name)s contains a space or a character that an address cannot have",
            name=quote_value(unsafe_name),
        )
        hint = Message(
            "rename it to '%(name)s', also where a text or an entry names it",
            name=propose_file_name(unsafe_name),
        )
        return Diagnostic(Location(file), "invalid-file-name", message, hint)
    folder = name.partition("/")[0]
    if path.suffix not in SUFFIXES_BY_FOLDER[folder]:
        return _diagnose_suffix(path, folder, file)
    return None


def _diagnose_suffix(path: Path, folder: str, file: str) -> Diagnostic:
    """Explain why a file of this suffix is not published from this folder."""
    suffix, lower = path.suffix, path.suffix.lower()
    if lower in SUFFIXES_BY_FOLDER[folder]:
        message = Message("the name ends in '%(suffix)s', in capital letters", suffix=suffix)
        hint = Message(
            "rename it to '%(name)s', also where a text or an entry names it",
            name=propose_file_name(path.name),
        )
        return Diagnostic(Location(file), "invalid-file-name", message, hint)
    if lower in MEDIA_SUFFIXES:
        message = Message("documents are not published from this folder")
        hint = Message("move it to content/%(folder)s/", folder=FILES_FOLDER)
        if lower in PICTURE_SUFFIXES:
            message = Message("pictures are not published from this folder")
            hint = Message("move it to content/%(folder)s/", folder=IMAGES_FOLDER)
        return Diagnostic(Location(file), "unsupported-file", message, hint)
    message = Message("files without an extension are not published")
    if suffix:
        message = Message("files that end in '%(suffix)s' are not published", suffix=suffix)
    pictures = ", ".join(sorted(PICTURE_SUFFIXES))
    texts = ", ".join(sorted(documents.DOCUMENT_SUFFIXES))
    hint = Message(
        "pictures end in %(pictures)s, documents in %(texts)s", pictures=pictures, texts=texts
    )
    if lower in {".heic", ".heif"}:
        hint = Message(
            "save it as JPEG: share it from the phone as 'most compatible', or export it"
        )
    elif lower == ".zip":
        hint = Message("publish the documents in it one by one, so that visitors see what they get")
    return Diagnostic(
        Location(file),
        "unsupported-file",
        message,
        hint,
    )


def _check_picture(path: Path, name: str, file: str, cache: PictureCache) -> _CheckedFile:
    problem = check_picture_size(path.stat().st_size)
    if not problem:
        data = path.read_bytes()
        result = cache.inspect(data, path.name)
        if isinstance(result, PictureInfo):
            return _CheckedFile(picture=Picture(name, path, sha256(data).hexdigest(), result))
        problem = result
    return _CheckedFile((Diagnostic(Location(file), *problem),))


def _check_other(path: Path, file: str, size: int) -> Iterator[Diagnostic]:
    """Check a drawing or a document."""
    if path.suffix != SVG_SUFFIX:
        problem = documents.check_document_size(size) or documents.check_document(
            path.read_bytes(), path.suffix
        )
        if problem:
            yield Diagnostic(Location(file), *problem)
    elif size > _MAX_SVG_BYTES:
        message = Message(
            "this drawing has %(size)s MB, and may have 1", size=format(size / 1e6, ".1f")
        )
        hint = Message("simplify it, or save it as PNG or WebP")
        yield Diagnostic(Location(file), "too-large", message, hint)
    else:
        yield from svg.check_svg(path.read_bytes(), file)
