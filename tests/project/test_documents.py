"""Documents are what their names say, are whole, and contain no programs."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.project import documents
from coalition.project.documents import check_document
from support.office_documents import make_archive, make_office_document, make_open_document
from support.pictures import make_picture

ODT = "application/vnd.oasis.opendocument.text"
VALID = {
    ".csv": "name;città\n".encode(),
    ".docx": make_office_document("word/document.xml"),
    ".epub": make_open_document("application/epub+zip"),
    ".ics": b"BEGIN:VCALENDAR\r\n",
    ".odp": make_open_document("application/vnd.oasis.opendocument.presentation"),
    ".ods": make_open_document("application/vnd.oasis.opendocument.spreadsheet"),
    ".odt": make_open_document(ODT),
    ".pdf": b"%PDF-1.7\n%%EOF\n",
    ".pptx": make_office_document("ppt/presentation.xml"),
    ".txt": b"\xef\xbb\xbfwords",
    ".xlsx": make_office_document("xl/workbook.xml"),
}


def explain(data: bytes, suffix: str) -> str:
    """Return the message about a document that is not accepted."""
    problem = check_document(data, suffix)
    assert problem and problem.hint
    return problem.message


def encrypt(data: bytes) -> bytes:
    """Set the flag of encryption in each entry of an archive."""
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream) as archive:
        offsets = [entry.header_offset for entry in archive.infolist()]
    changed = bytearray(data)
    for offset in offsets:
        changed[offset + 6] |= 1
    start = 0
    while (start := data.find(b"PK\x01\x02", start)) >= 0:
        changed[start + 8] |= 1
        start += 4
    return bytes(changed)


def test_each_allowed_kind_has_an_example():
    assert VALID.keys() == documents.DOCUMENT_SUFFIXES


@pytest.mark.parametrize("suffix", sorted(VALID))
def test_a_document_that_is_what_its_name_says_is_accepted(suffix: str):
    assert check_document(VALID[suffix], suffix) is None


@pytest.mark.parametrize("suffix", sorted(VALID.keys() - documents.TEXT_SUFFIXES))
@pytest.mark.parametrize("other", [".docx", ".odt", ".pdf", ".txt", ".xlsx"])
def test_another_kind_of_document_is_not(suffix: str, other: str):
    assert (suffix == other) == (check_document(VALID[other], suffix) is None)


@pytest.mark.parametrize(
    ("data", "suffix", "message"),
    [
        (b"", ".pdf", "this file is empty"),
        (b"<html>", ".pdf", "this is a web page (HTML), not a document of the kind '.pdf'"),
        (make_picture("PNG"), ".pdf", "this is a PNG picture, not a document of the kind '.pdf'"),
        (b"%PDF-1.7\n1 0 obj", ".pdf", "this PDF document is incomplete: its end is missing"),
        (b"\n<html>%PDF-1.7\n%%EOF", ".pdf", "this is a web page (HTML), not a document"),
        (VALID[".odt"][:-9], ".odt", "this document is damaged or incomplete"),
        (make_archive({"a": b""}), ".odt", "this document is damaged or incomplete"),
        (make_archive({"mimetype": b"x"}), ".odt", "this is not a document of the kind '.odt'"),
        (encrypt(VALID[".odt"]), ".odt", "this document needs a password"),
        (
            make_office_document("word/document.xml", **{"word/vbaProject.bin": b""}),
            ".docx",
            "this document contains macros, which are programs",
        ),
        (
            make_open_document(ODT, **{"Basic/Standard/Module1.xml": b""}),
            ".odt",
            "this document contains macros, which are programs",
        ),
        (
            make_open_document(ODT, **{"content2.xml": bytes(200_000_001)}),
            ".odt",
            "unpacked, this document has more than 200 MB",
        ),
        ("é".encode("latin-1"), ".txt", "this is not text in UTF-8"),
        (b"a\0b", ".csv", "this is not text in UTF-8"),
        (b"<!doctype html><script>", ".txt", "this is a web page (HTML)"),
        (b"words", ".ics", "this is not a calendar"),
        (b"\xd0\xcf\x11\xe0", ".docx", "this is a document of an old office program"),
    ],
)  # fmt: skip
def test_a_document_that_visitors_should_not_get_is_explained(
    data: bytes, suffix: str, message: str
):
    assert explain(data, suffix).startswith(message)


def test_a_large_document_is_refused():
    problem = documents.check_document_size(25_500_000)

    assert problem
    assert ("too-large", "this document has 25.5 MB, and may have 10") == problem[:2]


@given(st.binary(max_size=100), st.sampled_from(sorted(VALID)), st.integers(0, 60))
def test_any_bytes_give_a_result_and_no_traceback(garbage: bytes, suffix: str, position: int):
    valid = VALID[suffix]
    for data in (garbage, valid[:position] + garbage + valid[position + len(garbage) :]):
        problem = check_document(data, suffix)
        assert problem is None or problem.message
