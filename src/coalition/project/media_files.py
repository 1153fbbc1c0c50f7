"""Check the images and documents in `content/` that are published, by suffix and content.

Only formats that browsers display or visitors download are allowed. A file named `.php` or `.html`,
or active content under a harmless name, could run on the host or in a visitor's browser.
"""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Iterator
from pathlib import Path

from coalition.diagnostics import Diagnostic, Location, diagnose_read_error, quote_value
from coalition.project import svg
from coalition.sources import Cache, is_ignored

MEDIA_FOLDERS = ("images", "files")
"""The folders of `content/` that are published under the same name."""

IMAGE_FORMATS = {
    ".avif": "AVIF", ".gif": "GIF", ".jpeg": "JPEG", ".jpg": "JPEG", ".png": "PNG", ".webp": "WEBP",
}  # fmt: skip
"""Suffixes of images, with Pillow's name for each format."""

SVG_SUFFIX = ".svg"
ZIP_SUFFIXES = frozenset({".docx", ".epub", ".odp", ".ods", ".odt", ".pptx", ".xlsx", ".zip"})
"""Suffixes of documents that are ZIP archives."""

TEXT_SUFFIXES = frozenset({".csv", ".ics", ".txt"})
PDF_SUFFIX = ".pdf"
MEDIA_SUFFIXES = frozenset({*IMAGE_FORMATS, SVG_SUFFIX, *ZIP_SUFFIXES, *TEXT_SUFFIXES, PDF_SUFFIX})

_MAX_SVG_BYTES = 1024 * 1024
"""Larger drawings were made for print."""

_PDF_HEADER_BYTES = 1024
"""`%PDF-` may start anywhere in these bytes (ISO 32000-1, implementation note 13)."""

_UNSAFE_CHARACTERS = re.compile(r"[\s\"'#%&*:;<>?\\`{|}]")


def list_media_files(content: Path) -> Iterator[Path]:
    """Yield the files of MEDIA_FOLDERS below `content`; no ignored files, no symbolic links."""
    for top in MEDIA_FOLDERS:
        for folder, names, files in os.walk(content / top):
            names[:] = sorted(name for name in names if not is_ignored(name))
            paths = (Path(folder, name) for name in sorted(files) if not is_ignored(name))
            yield from (path for path in paths if path.is_file() and not path.is_symlink())


def list_image_files(content: Path) -> Iterator[str]:
    """Yield the paths of the pictures, relative to `content/images/`."""
    images = content / "images"
    for path in list_media_files(content):
        if path.is_relative_to(images):
            yield path.relative_to(images).as_posix()


def check_media_files(
    content: Path, display_path: str = "content", cache: Cache | None = None
) -> list[Diagnostic]:
    """Check all files that would be published; diagnostics name `content` as `display_path`."""
    cache = cache or Cache()
    diagnostics = list(_check_folders(content, display_path))
    for path in list_media_files(content):
        file = f"{display_path}/{path.relative_to(content).as_posix()}"
        status = path.stat()
        diagnostics += cache.call(_check_file, path, file, status.st_mtime_ns, status.st_size)
    return diagnostics


def _check_folders(content: Path, display_path: str) -> Iterator[Diagnostic]:
    for top in MEDIA_FOLDERS:
        if (content / top).exists() and not (content / top).is_dir():
            message = "a folder should be here, but this is a file"
            yield Diagnostic(
                Location(f"{display_path}/{top}"), "not-a-file", message, "make a folder instead"
            )


def _check_file(path: Path, file: str, mtime_ns: int, size: int) -> tuple[Diagnostic, ...]:
    """Check one file. `mtime_ns` and `size` are cache keys: a changed file is checked again."""
    try:
        return tuple(_check_name_and_content(path, file, size))
    except OSError as error:
        return (diagnose_read_error(error, file),)


def _check_name_and_content(path: Path, file: str, size: int) -> Iterator[Diagnostic]:
    unsafe_name = next(
        (part for part in file.split("/")[2:] if _UNSAFE_CHARACTERS.search(part)), ""
    )
    if unsafe_name:
        quoted = quote_value(unsafe_name)
        message = f"the name {quoted} contains a space or a character that an address cannot have"
        hint = f"rename it to '{_UNSAFE_CHARACTERS.sub('-', unsafe_name)}'"
        yield Diagnostic(Location(file), "invalid-file-name", message, hint)
    elif path.suffix not in MEDIA_SUFFIXES:
        yield _unknown_suffix_diagnostic(path, file)
    elif path.suffix == SVG_SUFFIX:
        yield from _check_svg_file(path, file, size)
    elif mismatch := _find_mismatch(path):
        hint = "save it again in the format of its extension, or correct the extension"
        yield Diagnostic(Location(file), "unsupported-file", mismatch, hint)


def _unknown_suffix_diagnostic(path: Path, file: str) -> Diagnostic:
    suffix = path.suffix
    if suffix.lower() in MEDIA_SUFFIXES:
        message = f"'{suffix}' is written in capital letters"
        hint = f"rename the file to '{path.stem}{suffix.lower()}'"
        return Diagnostic(Location(file), "invalid-file-name", message, hint)
    subject = f"files that end in '{suffix}'" if suffix else "files without an extension"
    pictures, documents = (
        _join_suffixes(*IMAGE_FORMATS, SVG_SUFFIX),
        _join_suffixes(PDF_SUFFIX, *ZIP_SUFFIXES, *TEXT_SUFFIXES),
    )
    hint = f"pictures end in {pictures}, documents in {documents}"
    return Diagnostic(Location(file), "unsupported-file", f"{subject} are not published", hint)


def _join_suffixes(*suffixes: str) -> str:
    return ", ".join(sorted(suffixes))


def _check_svg_file(path: Path, file: str, size: int) -> Iterator[Diagnostic]:
    if size > _MAX_SVG_BYTES:
        message = f"this drawing has {size / 1e6:.1f} MB, and may have 1"
        hint = "simplify it, or save it as PNG or WebP"
        yield Diagnostic(Location(file), "too-large", message, hint)
    else:
        yield from svg.check_svg(path.read_bytes(), file)


def _find_mismatch(path: Path) -> str | None:
    """Return why the content does not match the suffix; None if it matches."""
    if path.suffix in IMAGE_FORMATS:
        return _find_image_mismatch(path)
    with path.open("rb") as file:
        start = file.read(_PDF_HEADER_BYTES)
        if path.suffix in TEXT_SUFFIXES:
            return None if _is_text(start + file.read()) else "this is not text in UTF-8"
    if path.suffix == PDF_SUFFIX:
        return None if b"%PDF-" in start else "this is not a PDF document"
    is_archive = start.startswith((b"PK\x03\x04", b"PK\x05\x06"))
    return None if is_archive else f"this is not a document of the kind '{path.suffix}'"


def _is_text(data: bytes) -> bool:
    try:
        return "\0" not in data.decode("utf-8")
    except UnicodeDecodeError:
        return False


def _find_image_mismatch(path: Path) -> str | None:
    from PIL import Image  # noqa: PLC0415 - slow to load, and many sites have drawings only

    expected_format = IMAGE_FORMATS[path.suffix]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=sorted(set(IMAGE_FORMATS.values()))) as image:
                # Phones append a second picture to a JPEG file, which makes it MPO
                actual_format = "JPEG" if image.format == "MPO" else image.format
    except OSError as error:
        if error.errno is not None:
            raise
        return "this is not a picture that browsers can show, or it is damaged"
    except Exception:  # Pillow raises many kinds of error for damaged files
        return "this picture is damaged, or too large to be shown"
    return (
        None
        if actual_format == expected_format
        else f"this is a {actual_format} picture, but its extension says {expected_format}"
    )
