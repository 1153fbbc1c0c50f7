"""The pictures and documents in `content/` that get published: which kinds, recognised by content.

Only what a browser shows by itself or a visitor saves is published. A name such as `.php` or
`.html`, or active content under a harmless name, could run on the host or in a visitor's browser.
"""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Iterator
from pathlib import Path

from coalition.diagnostics.diagnostic import Place, Problem, quoted
from coalition.project import svg
from coalition.sources.cache import Memory

FOLDERS = ("images", "files")
"""The folders of `content/` that are published, below the same names."""

PICTURES = {
    ".avif": "AVIF", ".gif": "GIF", ".jpeg": "JPEG", ".jpg": "JPEG", ".png": "PNG", ".webp": "WEBP",
}  # fmt: skip
"""Endings of pictures, with the name that Pillow has for each format."""

VECTOR = ".svg"
ARCHIVES = frozenset({".docx", ".epub", ".odp", ".ods", ".odt", ".pptx", ".xlsx", ".zip"})
"""Endings of documents that are ZIP files inside."""

TEXTS = frozenset({".csv", ".ics", ".txt"})
PDF = ".pdf"
SUFFIXES = frozenset({*PICTURES, VECTOR, *ARCHIVES, *TEXTS, PDF})

_LARGEST_SVG = 1024 * 1024
"""Bytes. A drawing that is larger was made for print."""

_PDF_HEADER = 1024
"""Bytes in which `%PDF-` may begin: ISO 32000-1, implementation note 13."""

_UNSAFE_NAME = re.compile(r"[\s\"'#%&*:;<>?\\`{|}]")


def media_files(content: Path) -> Iterator[Path]:
    """List the files of FOLDERS below the folder `content`, without hidden ones and links."""
    for top in FOLDERS:
        for folder, names, files in os.walk(content / top):
            names[:] = sorted(name for name in names if not name.startswith("."))
            paths = (Path(folder, name) for name in sorted(files) if not name.startswith("."))
            yield from (path for path in paths if path.is_file() and not path.is_symlink())


def problems(content: Path, shown: str = "content", memory: Memory | None = None) -> list[Problem]:
    """Check every file that would be published; `shown` is how problems name `content`."""
    memory = memory or Memory()
    found = list(_folder_problems(content, shown))
    for path in media_files(content):
        name = f"{shown}/{path.relative_to(content).as_posix()}"
        status = path.stat()
        found += memory.of(_problems, path, name, status.st_mtime_ns, status.st_size)
    return found


def _folder_problems(content: Path, shown: str) -> Iterator[Problem]:
    for top in FOLDERS:
        if (content / top).exists() and not (content / top).is_dir():
            message = "a folder should be here, but this is a file"
            yield Problem(Place(f"{shown}/{top}"), "not-a-file", message, "make a folder instead")


def _problems(path: Path, name: str, changed: int, size: int) -> tuple[Problem, ...]:
    """Check one file. The time of its last change is there for the cache."""
    try:
        return tuple(_file_problems(path, name, size))
    except OSError as error:
        message = f"this file cannot be read: {error.strerror}"
        hint = "check whether you may read it (its permissions), and the disk it is on"
        return (Problem(Place(name), "unreadable-file", message, hint),)


def _file_problems(path: Path, name: str, size: int) -> Iterator[Problem]:
    odd = next((part for part in name.split("/")[2:] if _UNSAFE_NAME.search(part)), "")
    if odd:
        message = f"the name {quoted(odd)} has a blank or a sign in it that an address cannot have"
        hint = f"rename it to '{_UNSAFE_NAME.sub('-', odd)}'"
        yield Problem(Place(name), "invalid-file-name", message, hint)
    elif path.suffix not in SUFFIXES:
        yield _unknown_suffix(path, name)
    elif path.suffix == VECTOR:
        yield from _svg_problems(path, name, size)
    elif mismatch := _mismatch(path):
        hint = "save it again in the format that its name says, or give it the right ending"
        yield Problem(Place(name), "unsupported-file", mismatch, hint)


def _unknown_suffix(path: Path, name: str) -> Problem:
    suffix = path.suffix
    if suffix.lower() in SUFFIXES:
        message = f"'{suffix}' is written in capital letters"
        hint = f"rename the file to '{path.stem}{suffix.lower()}'"
        return Problem(Place(name), "invalid-file-name", message, hint)
    what = f"files that end in '{suffix}'" if suffix else "files without an ending"
    pictures, documents = _listed(*PICTURES, VECTOR), _listed(PDF, *ARCHIVES, *TEXTS)
    hint = f"pictures end in {pictures}, documents in {documents}"
    return Problem(Place(name), "unsupported-file", f"{what} are not published", hint)


def _listed(*suffixes: str) -> str:
    return ", ".join(sorted(suffixes))


def _svg_problems(path: Path, name: str, size: int) -> Iterator[Problem]:
    if size > _LARGEST_SVG:
        message = f"this drawing has {size / 1e6:.1f} MB, and may have 1"
        hint = "simplify it, or save it as PNG or WebP"
        yield Problem(Place(name), "too-large", message, hint)
    else:
        yield from svg.problems(path.read_bytes(), name)


def _mismatch(path: Path) -> str | None:
    """Return why the content of a file is not what its name says; None where it is."""
    if path.suffix in PICTURES:
        return _picture_mismatch(path)
    with path.open("rb") as file:
        start = file.read(_PDF_HEADER)
        if path.suffix in TEXTS:
            return None if _is_text(start + file.read()) else "this is not text in UTF-8"
    if path.suffix == PDF:
        return None if b"%PDF-" in start else "this is not a PDF document"
    is_archive = start.startswith((b"PK\x03\x04", b"PK\x05\x06"))
    return None if is_archive else f"this is not a document of the kind '{path.suffix}'"


def _is_text(data: bytes) -> bool:
    try:
        return "\0" not in data.decode("utf-8")
    except UnicodeDecodeError:
        return False


def _picture_mismatch(path: Path) -> str | None:
    from PIL import Image  # noqa: PLC0415 - slow to load, and many sites have drawings only

    meant = PICTURES[path.suffix]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=sorted(set(PICTURES.values()))) as image:
                # Phones put a second picture behind the one of a JPEG file, and call that MPO
                format = "JPEG" if image.format == "MPO" else image.format
    except OSError as error:
        if error.errno is not None:
            raise
        return "this is no picture that browsers can show, or it is damaged"
    except Exception:  # Pillow raises many kinds of error for damaged files
        return "this picture is damaged, or too large to be shown"
    return None if format == meant else f"this is a {format} picture, but its name says {meant}"
