"""Packed copies beside files of text, for hosts that send those instead: `.br` and `.gz`.

The same bytes give the same copies: gzip's header has neither time nor name.
"""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable, Mapping
from pathlib import Path

import brotli

from coalition import parallel

TEXTS = frozenset(
    {".css", ".csv", ".html", ".ics", ".js", ".json", ".jsonld", ".svg", ".txt", ".webmanifest",
     ".xml"}
)  # fmt: skip
"""Endings of files that a host sends packed. Pictures and archives are packed already."""

LEAST = 256
"""Bytes below which a packed copy saves nothing worth a file."""

PARTS = 16
"""Into how many parts the files are divided for the processors: some take longer than others."""


def pack(folder: Path) -> int:
    """Put packed copies beside all texts in `folder`; says of how many files."""
    files = sorted(
        file
        for file in folder.rglob("*")
        if file.suffix in TEXTS and file.is_file() and file.stat().st_size >= LEAST
    )
    parts = [files[start::PARTS] for start in range(min(PARTS, len(files)))]
    parallel.each(_pack_all, parts)
    return len(files)


def _pack_all(files: list[Path]) -> None:
    for file in files:
        content = file.read_bytes()
        for ending, packed in PACKERS.items():
            file.with_name(file.name + ending).write_bytes(packed(content))


def _gzip(content: bytes) -> bytes:
    packed = io.BytesIO()
    # gzip.compress() writes the system into the header on some versions of Python
    with gzip.GzipFile(filename="", mode="wb", fileobj=packed, compresslevel=9, mtime=0) as stream:
        stream.write(content)
    return packed.getvalue()


def _brotli(content: bytes) -> bytes:
    packed: bytes = brotli.compress(content, mode=brotli.MODE_TEXT, quality=11)
    return packed


PACKERS: Mapping[str, Callable[[bytes], bytes]] = {".br": _brotli, ".gz": _gzip}
"""Ending of a packed copy -> what makes it."""
