"""Compressed copies of text files, `.br` and `.gz`, for hosts that serve those instead.

The copies are reproducible: gzip's header contains neither time nor name.
"""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable, Mapping
from pathlib import Path

import brotli

from coalition import parallel

COMPRESSIBLE_SUFFIXES = frozenset(
    {".css", ".csv", ".html", ".ics", ".js", ".json", ".jsonld", ".opml", ".svg", ".ttl",
     ".txt", ".webmanifest", ".xml"}
)  # fmt: skip
"""Suffixes of files that hosts serve compressed. Images and archives are compressed already."""

MIN_SIZE_BYTES = 256
"""Size below which a compressed copy saves nothing worth a file."""

BATCH_COUNT = 16
"""Number of parts in which files are compressed in parallel: some take longer than others."""


def precompress_files(folder: Path) -> int:
    """Write compressed copies of all text files in `folder`; return for how many files."""
    files = sorted(
        file
        for file in folder.rglob("*")
        if file.suffix in COMPRESSIBLE_SUFFIXES
        and file.is_file()
        and file.stat().st_size >= MIN_SIZE_BYTES
    )
    batches = [files[start::BATCH_COUNT] for start in range(min(BATCH_COUNT, len(files)))]
    parallel.map_parallel(_compress_batch, batches)
    return len(files)


def _compress_batch(files: list[Path]) -> None:
    for file in files:
        content = file.read_bytes()
        for suffix, compress in COMPRESSORS.items():
            file.with_name(file.name + suffix).write_bytes(compress(content))


def _gzip(content: bytes) -> bytes:
    compressed = io.BytesIO()
    # gzip.compress() writes the operating system into the header on some versions of Python
    with gzip.GzipFile(
        filename="", mode="wb", fileobj=compressed, compresslevel=9, mtime=0
    ) as stream:
        stream.write(content)
    return compressed.getvalue()


def _brotli(content: bytes) -> bytes:
    compressed: bytes = brotli.compress(content, mode=brotli.MODE_TEXT, quality=11)
    return compressed


COMPRESSORS: Mapping[str, Callable[[bytes], bytes]] = {".br": _brotli, ".gz": _gzip}
"""Suffix of a compressed copy -> the function that compresses."""
