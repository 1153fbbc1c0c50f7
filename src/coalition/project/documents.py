"""Check the documents in `content/files/` by their content: nothing that runs may be published.

Allowed are documents that browsers show or hand to an office program without running anything.
Macros are refused. ZIP archives are not allowed: neither a reviewer nor a visitor sees what is in
them.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import NamedTuple

from coalition.diagnostics import Message
from coalition.file_kinds import identify_kind

PDF_SUFFIX = ".pdf"
TEXT_SUFFIXES = frozenset({".csv", ".ics", ".txt"})

OPEN_DOCUMENT_TYPES: Mapping[str, bytes] = {
    ".epub": b"application/epub+zip",
    ".odp": b"application/vnd.oasis.opendocument.presentation",
    ".ods": b"application/vnd.oasis.opendocument.spreadsheet",
    ".odt": b"application/vnd.oasis.opendocument.text",
}
"""Suffix -> what the file `mimetype` in the archive contains."""

OFFICE_MAIN_PARTS: Mapping[str, str] = {
    ".docx": "word/document.xml",
    ".pptx": "ppt/presentation.xml",
    ".xlsx": "xl/workbook.xml",
}
"""Suffix -> the part that every such document has (ECMA-376)."""

DOCUMENT_SUFFIXES = frozenset(
    {PDF_SUFFIX, *TEXT_SUFFIXES, *OPEN_DOCUMENT_TYPES, *OFFICE_MAIN_PARTS}
)

MAX_DOCUMENT_BYTES = 10_000_000
"""Size limit for a file: visitors pay for each megabyte, and git keeps each version for ever."""

MAX_UNPACKED_BYTES = 200_000_000
"""Limit for the content of a document that is an archive: more fills the memory of a reader."""

_PDF_END_BYTES = 1024
"""`%%EOF` may be anywhere in these last bytes (ISO 32000-1, implementation note 18)."""

_MACRO_NAMES = ("vbaproject.bin", "vbadata.xml")
_MACRO_FOLDERS = ("basic/", "scripts/")


class DocumentProblem(NamedTuple):
    """Why a document is not accepted: rule, message and hint of a diagnostic."""

    rule: str
    message: str
    hint: str


def check_document_size(size: int) -> DocumentProblem | None:
    """Check the size of a file in bytes, before it is read."""
    if size <= MAX_DOCUMENT_BYTES:
        return None
    message = Message(
        "this document has %(size)s MB, and may have %(limit)s",
        size=format(size / 1e6, ".1f"),
        limit=format(MAX_DOCUMENT_BYTES / 1e6, ".0f"),
    )
    hint = Message(
        "make its pictures smaller, for example with 'reduce file size' when you save it as PDF"
    )
    return DocumentProblem("too-large", message, hint)


def check_document(data: bytes, suffix: str) -> DocumentProblem | None:
    """Check that a document is what its suffix says, is whole, and contains no macros."""
    kind = identify_kind(data)
    if suffix in TEXT_SUFFIXES:
        return _check_text(data, suffix)
    expected = "PDF" if suffix == PDF_SUFFIX else "ZIP"
    if kind.name != expected:
        message = Message(
            "this is %(description)s, not a document of the kind '%(suffix)s'",
            description=kind.description,
            suffix=suffix,
        )
        if kind.name == "empty":
            message = Message("this file is empty")
        return _make_problem(message, suffix)
    if suffix != PDF_SUFFIX:
        return _check_archive(data, suffix)
    if b"%%EOF" not in data[-_PDF_END_BYTES:]:
        message = Message("this PDF document is incomplete: its end is missing")
        return _make_problem(message, suffix)
    return None


def _make_problem(message: str, suffix: str, hint: str = "") -> DocumentProblem:
    save_again = Message(
        "open the document in its program, save it again as '%(suffix)s', and upload that",
        suffix=suffix,
    )
    return DocumentProblem("unsupported-file", message, hint or save_again)


def _check_text(data: bytes, suffix: str) -> DocumentProblem | None:
    kind = identify_kind(data)
    if kind.name not in {"text", "empty"} or not _is_utf8(data):
        is_known = kind.name not in {"text", "empty", "unknown"}
        message = (
            Message("this is %(description)s", description=kind.description)
            if is_known
            else Message("this is not text in UTF-8")
        )
        return _make_problem(message, suffix, Message("save it as text with the encoding UTF-8"))
    if suffix == ".ics" and not data.removeprefix(b"\xef\xbb\xbf").startswith(b"BEGIN:VCALENDAR"):
        message, hint = Message("this is not a calendar"), Message("export the calendar again")
        return _make_problem(message, suffix, hint)
    return None


def _is_utf8(data: bytes) -> bool:
    try:
        return "\0" not in data.decode("utf-8")
    except UnicodeDecodeError:
        return False


def _check_archive(data: bytes, suffix: str) -> DocumentProblem | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _check_members(archive, suffix)
    except Exception:  # zipfile raises many kinds of error for damaged archives
        return _make_problem(Message("this document is damaged or incomplete"), suffix)


def _check_members(archive: zipfile.ZipFile, suffix: str) -> DocumentProblem | None:
    members = {member.filename: member for member in archive.infolist()}
    if any(member.flag_bits & 1 for member in members.values()):
        message = Message("this document needs a password, which visitors do not have")
        return _make_problem(message, suffix, Message("save it again without a password"))
    if sum(member.file_size for member in members.values()) > MAX_UNPACKED_BYTES:
        message = Message(
            "unpacked, this document has more than %(limit)s MB",
            limit=MAX_UNPACKED_BYTES // 1_000_000,
        )
        return DocumentProblem("too-large", message, Message("divide it into several documents"))
    if any(_is_macro(name.lower()) for name in members):
        message = Message("this document contains macros, which are programs")
        return _make_problem(message, suffix, Message("save it again without macros, or as PDF"))
    if suffix in OFFICE_MAIN_PARTS:
        is_right = OFFICE_MAIN_PARTS[suffix] in members
    else:
        expected = OPEN_DOCUMENT_TYPES[suffix]
        with archive.open("mimetype") as file:
            is_right = file.read(len(expected) + 2).strip() == expected
    if not is_right:
        message = Message("this is not a document of the kind '%(suffix)s'", suffix=suffix)
        return _make_problem(message, suffix)
    return None


def _is_macro(name: str) -> bool:
    return name.endswith(_MACRO_NAMES) or name.startswith(_MACRO_FOLDERS)
