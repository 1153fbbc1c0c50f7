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

COMPRESSIBLE_SUFFIXES = frozenset(
    {".css", ".csv", ".html", ".ics", ".js", ".json", ".jsonld", ".svg", ".txt", ".webmanifest",
     ".xml"}
)  # fmt: skip
"""Endings of files that a host sends packed. Pictures and archives are packed already."""

MIN_SIZE_BYTES = 256
"""Bytes below which a packed copy saves nothing worth a file."""

BATCH_COUNT = 16
"""Into how many parts the files are divided for the processors: some take longer than others."""


def precompress_files(folder: Path) -> int:
    """Put packed copies beside all texts in `folder`; says of how many files."""
    files = sorted(
        file
        for file in folder.rglob("*")
        if file.suffix in COMPRESSIBLE_SUFFIXES
        and file.is_file()
        and file.stat().st_size >= MIN_SIZE_BYTES
    )
    parts = [files[start::BATCH_COUNT] for start in range(min(BATCH_COUNT, len(files)))]
    parallel.map_parallel(_compress_batch, parts)
    return len(files)


def _compress_batch(files: list[Path]) -> None:
    for file in files:
        content = file.read_bytes()
        for ending, packed in COMPRESSORS.items():
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


COMPRESSORS: Mapping[str, Callable[[bytes], bytes]] = {".br": _brotli, ".gz": _gzip}
"""Ending of a packed copy -> what makes it."""
