"""Office documents for tests: the smallest archives that have the right form."""

from __future__ import annotations

import io
import zipfile


def make_archive(parts: dict[str, bytes]) -> bytes:
    """Return a ZIP archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def make_open_document(media_type: str, **parts: bytes) -> bytes:
    """Return an OpenDocument file or an EPUB; `parts` are additional ones."""
    return make_archive({"mimetype": media_type.encode(), "content.xml": b"<x/>"} | parts)


def make_office_document(main_part: str, **parts: bytes) -> bytes:
    """Return a document of Microsoft Office; `parts` are additional ones."""
    return make_archive({"[Content_Types].xml": b"<Types/>", main_part: b"<x/>"} | parts)


def read_parts(content: bytes) -> str:
    """Return all parts of an office document one after the other, as XML."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(archive.read(name).decode("utf-8") for name in archive.namelist())
