"""Render the HTML of a page as a Word document (Office Open XML, ISO/IEC 29500), with python-docx.

The HTML comes from the page's Markdown, sanitized: so the page and the document have one text. It
has what the allow list of `markup` admits; elements that a document cannot have keep their text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from html.parser import HTMLParser
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from coalition.i18n import Language, get_text_direction
from coalition.project import PLACEHOLDER_TEXT

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

MAX_LIST_LEVEL = 3
"""The deepest level of a list that Word's template has a style for."""

LINK_COLOUR = "0B5394"

_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip archive can have: the same input gives the same bytes."""

_HEADINGS = {f"h{level}": max(level - 1, 1) for level in range(1, 7)}
"""Levels of headings in the document: the title of the page is the title of the document."""

_BLOCKS = frozenset(
    {
        "p",
        "li",
        "dt",
        "dd",
        "pre",
        "figcaption",
        "summary",
        "caption",
        "blockquote",
        "div",
        *_HEADINGS,
    }
)
_BOLD, _ITALIC = frozenset({"b", "strong", "dt"}), frozenset({"cite", "dfn", "em", "i", "var"})
_CODE = frozenset({"code", "kbd", "pre", "samp"})
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot contain."""


@dataclass(frozen=True)
class DocumentFacts:
    """What a document says about itself.

    `url` is the address of the page that it is made from, empty if that is not known: links to
    other pages of the site then stay text. `day` is the day of the data.
    """

    title: str
    author: str
    language: Language
    day: date
    url: str = ""


@dataclass(frozen=True)
class _TextFormat:
    """The format of a piece of text; `language` is the tag of one that is not the document's."""

    bold: bool = False
    italic: bool = False
    code: bool = False
    language: str = ""
    href: str = ""


@dataclass
class _Cell:
    """A cell of a table: its pieces of text, and whether they are at its end, as numbers are."""

    parts: list[tuple[str, _TextFormat]] = field(default_factory=list)
    is_number: bool = False


@dataclass
class _OpenTable:
    """A table that is being read."""

    rows: list[list[_Cell]] = field(default_factory=list)
    header_rows: int = 0


def render_word_document(html: str, facts: DocumentFacts) -> bytes:
    """Return the document with the sanitized HTML of a page below its title."""
    import docx  # noqa: PLC0415 - slow to import, and needed for this only

    document = docx.Document()
    _describe(document, facts)
    _set_layout(document)
    writer = _DocumentWriter(document, facts)
    writer.add_title(facts.title)
    writer.feed(html)
    writer.close()
    buffer = BytesIO()
    document.save(buffer)
    return _remove_times(buffer.getvalue())


def _describe(document: WordDocument, facts: DocumentFacts) -> None:
    """Set the core properties, and the language and direction of all text."""
    properties, moment = document.core_properties, datetime.combine(facts.day, time())
    properties.title, properties.author = _clean(facts.title), _clean(facts.author)
    properties.last_modified_by, properties.comments = _clean(facts.author), ""
    properties.language = facts.language.tag
    properties.created = properties.modified = moment
    properties.revision = 1
    for element in document.styles.element.iter(_name("w:lang")):
        for kind in ("val", "eastAsia", "bidi"):
            element.set(_name(f"w:{kind}"), facts.language.tag)
    if facts.language.direction == "rtl":
        normal: Any = document.styles["Normal"]
        _add_flag(normal.element.get_or_add_pPr(), "w:bidi")


def _set_layout(document: WordDocument) -> None:
    """Set the size of the paper, A4, and less space between the items of lists."""
    from docx.shared import Mm, Pt  # noqa: PLC0415 - as above

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for level in range(1, MAX_LIST_LEVEL + 1):
        for name in ("List Bullet", "List Number"):
            style: Any = document.styles[f"{name} {level}" if level > 1 else name]
            style.paragraph_format.space_after = Pt(2)


def _remove_times(data: bytes) -> bytes:
    """Return a zip archive with the same files, without the time at which it was written."""
    buffer = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(buffer, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(ZipInfo(name, _ZIP_TIME), source.read(name), ZIP_DEFLATED)
    return buffer.getvalue()


class _DocumentWriter(HTMLParser):
    """Adds HTML to a document while it is read."""

    def __init__(self, document: WordDocument, facts: DocumentFacts) -> None:
        super().__init__(convert_charrefs=True)
        self._document, self._facts = document, facts
        self._formats = [_TextFormat()]
        self._open: list[str] = []
        self._lists: list[tuple[str, int]] = []
        self._paragraph: Paragraph | None = None
        self._table: _OpenTable | None = None

    def add_title(self, title: str) -> None:
        """Add the title of the document."""
        self._paragraph = self._document.add_paragraph(style="Title")
        self._add_text(title, _TextFormat())
        self._paragraph = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element (called by the parser)."""
        values = {name: value or "" for name, value in attrs}
        if tag == "br":
            self._add_break()
        elif tag == "img":
            self._add_text(values.get("alt", ""), replace(self._formats[-1], italic=True))
        elif tag not in ("hr", "col", "wbr"):
            self._open.append(tag)
            self._formats.append(self._extend_format(tag, values))
            self._open_block(tag, values)

    def handle_endtag(self, tag: str) -> None:
        """Close an element (called by the parser)."""
        if tag not in self._open:
            return
        while self._open.pop() != tag:
            self._formats.pop()
        self._formats.pop()
        if tag in ("ul", "ol") and self._lists:
            self._lists.pop()
        if tag == "table":
            self._close_table()
        if tag in _BLOCKS or tag in ("ul", "ol"):
            self._paragraph = None

    def handle_data(self, data: str) -> None:
        """Add text (called by the parser)."""
        if "pre" not in self._open:
            data = re.sub(r"[ \t\r\n]+", " ", data)
        self._add_text(data, self._formats[-1])

    def _extend_format(self, tag: str, values: dict[str, str]) -> _TextFormat:
        current = self._formats[-1]
        return replace(
            current,
            bold=current.bold or tag in _BOLD,
            italic=current.italic or tag in _ITALIC,
            code=current.code or tag in _CODE,
            language=values.get("lang", current.language),
            href=self._resolve(values.get("href", "")) if tag == "a" else current.href,
        )

    def _resolve(self, href: str) -> str:
        """Return the whole address of a link; empty if it cannot be known, or is on this page."""
        if not href or href.startswith("#"):
            return ""
        url = urljoin(self._facts.url, href)
        return url if url.startswith(("https://", "http://")) else ""

    def _open_block(self, tag: str, values: dict[str, str]) -> None:
        if tag in ("ul", "ol"):
            self._lists.append((tag, self._restart_numbering() if tag == "ol" else 0))
            self._paragraph = None
        elif tag == "table":
            self._table = _OpenTable()
        elif self._table:
            self._open_cell(tag, values, self._table)
        elif tag in _BLOCKS:
            self._paragraph = None
            if tag == "li":
                self._paragraph = self._add_paragraph()

    def _open_cell(self, tag: str, values: dict[str, str], table: _OpenTable) -> None:
        if tag == "tr":
            table.rows.append([])
            table.header_rows += "thead" in self._open
        elif tag in ("td", "th") and table.rows:
            table.rows[-1].append(_Cell(is_number=values.get("align") == "right"))

    def _add_text(self, text: str, text_format: _TextFormat) -> None:
        if self._table:
            is_in_cell = "td" in self._open or "th" in self._open
            if is_in_cell and self._table.rows and self._table.rows[-1]:
                self._table.rows[-1][-1].parts.append((text, text_format))
            return
        if self._paragraph is None:
            if not text.strip():
                return
            self._paragraph = self._add_paragraph()
        if not self._paragraph.text:
            text = text.lstrip(" ")
        self._write(self._paragraph, text, text_format)

    def _add_break(self) -> None:
        if self._paragraph is not None and not self._table:
            self._paragraph.add_run().add_break()

    def _add_paragraph(self) -> Paragraph:
        """Add a paragraph in the style of the innermost block."""
        heading = next((tag for tag in reversed(self._open) if tag in _HEADINGS), None)
        if heading:
            return self._document.add_paragraph(style=f"Heading {_HEADINGS[heading]}")
        if not self._lists:
            is_quoted = "blockquote" in self._open
            return self._document.add_paragraph(style="Quote" if is_quoted else None)
        kind, number = self._lists[-1]
        level = min(len(self._lists), MAX_LIST_LEVEL)
        style = "List Bullet" if kind == "ul" else "List Number"
        paragraph = self._document.add_paragraph(style=f"{style} {level}" if level > 1 else style)
        if number:
            properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_ilvl().val = 0
            properties.get_or_add_numId().val = number
        return paragraph

    def _restart_numbering(self) -> int:
        """Return the number of a new list that begins at 1, as that of its style goes on."""
        level = min(len(self._lists) + 1, MAX_LIST_LEVEL)
        style: Any = self._document.styles["List Number" if level == 1 else f"List Number {level}"]
        part: Any = self._document.part
        numbering = part.numbering_part.element
        current = numbering.num_having_numId(style.element.pPr.numPr.numId.val)
        new = numbering.add_num(current.abstractNumId.val)
        new.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(new.numId)

    def _close_table(self) -> None:
        from docx.enum.table import WD_TABLE_DIRECTION  # noqa: PLC0415 - as above

        read, self._table = self._table, None
        if read is None or not any(read.rows):
            return
        columns = max(map(len, read.rows))
        table = self._document.add_table(len(read.rows), columns, style="Table Grid")
        if self._facts.language.direction == "rtl":
            table.table_direction = WD_TABLE_DIRECTION.RTL
        for number, cells in enumerate(read.rows):
            is_header = number < read.header_rows
            if is_header:
                _add_flag(table.rows[number]._tr.get_or_add_trPr(), "w:tblHeader")
            for target, cell in zip(table.rows[number].cells, cells, strict=False):
                self._fill_cell(target.paragraphs[0], cell, is_header=is_header)
        self._document.add_paragraph()

    def _fill_cell(self, paragraph: Paragraph, cell: _Cell, *, is_header: bool) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415 - as above

        if cell.is_number:  # in a paragraph from right to left, Word takes "right" for the end
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        for text, text_format in cell.parts:
            self._write(paragraph, text, replace(text_format, bold=text_format.bold or is_header))

    def _write(self, paragraph: Paragraph, text: str, text_format: _TextFormat) -> None:
        """Add a run to a paragraph, in a hyperlink if it is one."""
        if not text:
            return
        run = paragraph.add_run(_clean(text))
        run.bold = run.font.cs_bold = text_format.bold or None
        run.italic = run.font.cs_italic = text_format.italic or None
        if text_format.code:
            run.font.name = "Courier New"
        if text.strip() == PLACEHOLDER_TEXT:
            _highlight(run)
        self._mark_language(run, text_format.language)
        if text_format.href:
            _link(paragraph, run, text_format.href)

    def _mark_language(self, run: Run, tag: str) -> None:
        """Write the language of a run that is not the document's, and that it runs to the left."""
        direction = self._facts.language.direction
        if tag and tag != self._facts.language.tag:
            direction = get_text_direction(tag.partition("-")[0])
        if direction == "rtl":
            run.font.rtl = True
        if tag and tag != self._facts.language.tag:
            language = _make_element("w:lang")
            kind = "w:bidi" if direction == "rtl" else "w:val"
            language.set(_name(kind), tag)
            run._r.get_or_add_rPr().append(language)


def _link(paragraph: Paragraph, run: Run, url: str) -> None:
    """Put a run into a hyperlink, for which python-docx has no method."""
    from docx.opc.constants import RELATIONSHIP_TYPE  # noqa: PLC0415 - as above
    from docx.shared import RGBColor  # noqa: PLC0415 - as above

    run.font.underline = True
    run.font.color.rgb = RGBColor.from_string(LINK_COLOUR)
    hyperlink = _make_element("w:hyperlink")
    identifier = paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    hyperlink.set(_name("r:id"), identifier)
    hyperlink.append(run._r)
    paragraph._p.append(hyperlink)


def _highlight(run: Run) -> None:
    """Mark a place for people to write at."""
    from docx.enum.text import WD_COLOR_INDEX  # noqa: PLC0415 - as above

    run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _add_flag(parent: Any, name: str) -> None:  # noqa: ANN401 - an element of lxml
    parent.append(_make_element(name))


def _make_element(name: str) -> Any:  # noqa: ANN401 - an element of lxml
    from docx.oxml import OxmlElement  # noqa: PLC0415 - as above

    return OxmlElement(name)


def _name(name: str) -> str:
    """Return the qualified name of an element or an attribute, for lxml."""
    from docx.oxml.ns import qn  # noqa: PLC0415 - as above

    return str(qn(name))


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("", text)
