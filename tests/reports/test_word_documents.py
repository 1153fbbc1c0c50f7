"""The Word document of a page: its structure, as python-docx and LibreOffice read it."""

from __future__ import annotations

import io
import subprocess
import zipfile
from datetime import date, datetime
from gettext import NullTranslations
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from coalition.i18n import Language
from coalition.markup import convert_markdown_file
from coalition.reports import DocumentFacts, render_word_document
from support.machine import need

TEXT = """\
First **bold** and *italic* `code`, a [page](../members/ada/) and [another site](https://example.org/x?a=1&b=2).

## Things

- One
    - Inside
- Two

Then:

1. First
2. Second

Between.

1. First again

### Figures

| Group | Members |
| --- | ---: |
| [Libraries](../members/group/libraries/) | 4 |

> Quoted

<span lang="ar" dir="rtl">مرحبا</span>

Write the text here, in Markdown, in place of this line.
"""
URL = "https://coalition.example/site/report-2026/"


def make_facts(language: str = "en", url: str = URL) -> DocumentFacts:
    return DocumentFacts(
        "Report & more", "Coalition", Language(language, NullTranslations()), date(2026, 6, 30), url
    )


def render(text: str = TEXT, language: str = "en", url: str = URL) -> Any:  # noqa: ANN401 - docx
    html = convert_markdown_file(text).html
    return docx.Document(io.BytesIO(render_word_document(html, make_facts(language, url))))


def list_links(document: Any) -> dict[str, str]:  # noqa: ANN401 - docx
    """Return the addresses of the hyperlinks by their texts."""
    return {
        "".join(text.text for text in link.iter(qn("w:t"))): document.part.rels[
            link.get(qn("r:id"))
        ].target_ref
        for link in document.element.iter(qn("w:hyperlink"))
    }


def test_headings_lists_and_quotations_have_the_styles_of_word():
    paragraphs = [(one.style.name, one.text) for one in render().paragraphs if one.text]

    assert [
        ("Title", "Report & more"),
        ("Normal", "First bold and italic code, a page and another site."),
        ("Heading 1", "Things"),
        ("List Bullet", "One"),
        ("List Bullet 2", "Inside"),
        ("List Bullet", "Two"),
        ("Normal", "Then:"),
        ("List Number", "First"),
        ("List Number", "Second"),
        ("Normal", "Between."),
        ("List Number", "First again"),
        ("Heading 2", "Figures"),
        ("Quote", "Quoted"),
        ("Normal", "مرحبا"),
        ("Normal", "Write the text here, in Markdown, in place of this line."),
    ] == paragraphs


def test_each_numbered_list_begins_at_one():
    numbered = [one for one in render().paragraphs if one.style.name == "List Number"]

    numbers = [one._p.pPr.numPr.numId.val for one in numbered]
    assert numbers[0] == numbers[1] != numbers[2]


def test_links_are_whole_addresses():
    assert {
        "page": "https://coalition.example/site/members/ada/",
        "another site": "https://example.org/x?a=1&b=2",
        "Libraries": "https://coalition.example/site/members/group/libraries/",
    } == list_links(render())


def test_without_an_address_of_the_site_only_other_sites_are_linked():
    document = render(url="")

    assert ["another site"] == list(list_links(document))
    assert "a page and another site" in document.paragraphs[1].text


def test_the_header_of_a_table_is_marked_and_numbers_are_at_the_end():
    (table,) = render().tables

    assert [["Group", "Members"], ["Libraries", "4"]] == [
        [cell.text for cell in row.cells] for row in table.rows
    ]
    headers = [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows]
    assert [True, False] == headers
    assert table.rows[0].cells[0].paragraphs[0].runs[0].bold
    assert "RIGHT" in str(table.rows[1].cells[1].paragraphs[0].alignment)


def test_the_document_says_what_it_is_and_nothing_of_the_program():
    properties = render().core_properties

    assert ("Report & more", "Coalition", "en") == (
        properties.title, properties.author, properties.language,
    )  # fmt: skip
    assert properties.created.replace(tzinfo=None) == datetime(2026, 6, 30)
    assert "" == properties.comments


def test_the_same_page_gives_the_same_bytes_at_any_time():
    data = render_word_document("<p>Text</p>", make_facts())

    assert data == render_word_document("<p>Text</p>", make_facts())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {(1980, 1, 1, 0, 0, 0)} == {one.date_time for one in archive.infolist()}


def test_a_document_in_arabic_runs_from_right_to_left():
    document = render(
        'مرحبا <span lang="en" dir="ltr">Hello</span>\n\n| أ | ب |\n| - | - |\n| 1 | 2 |', "ar"
    )

    normal = document.styles["Normal"].element
    runs = document.paragraphs[1].runs
    assert normal.pPr.find(qn("w:bidi")) is not None
    assert [True, None] == [run.font.rtl for run in runs]
    assert "en" == runs[1]._r.rPr.find(qn("w:lang")).get(qn("w:val"))
    assert document.tables[0]._tbl.tblPr.find(qn("w:bidiVisual")) is not None
    languages = {one.get(qn("w:bidi")) for one in document.styles.element.iter(qn("w:lang"))}
    assert {"ar"} == languages


def test_a_place_to_write_at_is_marked():
    run = render().paragraphs[-1].runs[0]

    assert "YELLOW" in str(run.font.highlight_color)


@given(st.text(st.sampled_from("#*_-+>|`[]()<>!&\n\t 1.:ab\x0bé中ا"), max_size=80))
def test_every_text_makes_a_document(text: str):
    document = render(text)

    assert "Report & more" == document.paragraphs[0].text


@pytest.mark.slow(8)
@pytest.mark.integration
@pytest.mark.parametrize("language", ["en", "ar"])
def test_libreoffice_reads_the_document(language: str, tmp_path: Path):
    need("libreoffice-writer")
    html = convert_markdown_file(TEXT).html
    (tmp_path / "report.docx").write_bytes(render_word_document(html, make_facts(language)))

    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
         "--convert-to", "txt:Text (encoded):UTF8", "report.docx"],
        cwd=tmp_path, check=True, capture_output=True, timeout=120,
    )  # fmt: skip

    text = (tmp_path / "report.txt").read_text("utf-8-sig")
    assert "Report & more" in text and "First again" in text and "Libraries" in text
