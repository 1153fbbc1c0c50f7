"""SVG drawings: nothing in them may run, load another file, or lead elsewhere.

In an `<img>` a browser runs no script of a drawing, but a drawing has an address of its own, and
opened there it is a document of the site that can do whatever a page can. So elements and URLs are
a list of what is allowed: SVG 1.1 without scripts, animation, links and foreign content.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.parsers import expat

from coalition.diagnostics import Diagnostic, quote_value
from coalition.project.svg_vocabulary import ALLOWED_ELEMENTS, STYLE_ATTRIBUTES
from coalition.sources import decode_text

SVG_NAMESPACE = "http://www.w3.org/2000/svg"
XHTML_NAMESPACE = "http://www.w3.org/1999/xhtml"


_LOCAL_URL_PATTERN = re.compile(r"\s*(?:#|data:image/(?:png|jpe?g|gif|webp);)", re.I)
_EXTERNAL_STYLE_PATTERN = re.compile(
    r"@import|image-set|expression\s*\(|src\s*\(|\\"
    r"|url\(\s*['\"]?\s*(?!['\"#\s]|data:(?:image|font)/)",
    re.I,
)
"""Style that loads a file, or could be written so that this is not seen."""

XML_BASE = "http://www.w3.org/XML/1998/namespace base"
_PLAIN_SVG_HINT = "take it out, for example by saving the drawing as 'plain' or 'optimised' SVG"
_SEPARATOR = " "


class _ForbiddenContent(Exception):  # noqa: N818 - a signal, not an error
    """Something that a drawing may not contain; the text says what."""


def check_svg(data: bytes, display_path: str) -> Iterator[Diagnostic]:
    """Check a drawing; `display_path` is how problems name its file. Reports the first thing found."""
    parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
    checks = _SvgChecker(parser)
    hint, line, column = "save it again with the program that made it", 1, 0
    try:
        parser.Parse(data, True)
        return
    except _ForbiddenContent as refused:
        kind, message, hint = "active-svg", str(refused), _PLAIN_SVG_HINT
        line, column = checks.line, checks.column
    except expat.ExpatError as error:
        kind, message = (
            "unsupported-file",
            f"this is no SVG drawing: {expat.ErrorString(error.code)}",
        )
        line, column = error.lineno, error.offset
    except (LookupError, ValueError):  # what Python has to decode for expat
        kind, message = "unsupported-file", "this drawing is not saved as UTF-8"
    text = decode_text(data, display_path)[0]
    place = text.location_at(line - 1, column)
    yield text.diagnostic_at(place, kind, message, hint)


class _SvgChecker:
    """Handlers that stop the parser at the first thing that a drawing may not contain."""

    def __init__(self, parser: expat.XMLParserType) -> None:
        self.parser = parser
        self.depth = 0
        self.style: list[str] = []
        self.in_style = False
        self.line, self.column = 1, 0
        parser.StartElementHandler = self.start_element
        parser.EndElementHandler = self.end_element
        parser.CharacterDataHandler = self.style.append
        parser.StartDoctypeDeclHandler = self.start_doctype
        parser.ProcessingInstructionHandler = self.processing_instruction

    def save_position(self) -> None:
        """Remember where the parser is: it moves on before an exception arrives."""
        self.line, self.column = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber

    def start_element(self, name: str, attributes: dict[str, str]) -> None:
        """Check an element; names come as `namespace name`."""
        self.save_position()
        namespace, _, tag = name.rpartition(_SEPARATOR)
        if not self.depth and name != f"{SVG_NAMESPACE}{_SEPARATOR}svg":
            raise _ForbiddenContent(
                f"the outermost element is <{tag}>, not <svg> of SVG's own namespace"
            )
        self.depth += 1
        if self.in_style:
            raise _ForbiddenContent("<style> may contain nothing but text")
        self.in_style = tag == "style"
        self.style.clear()
        if namespace == XHTML_NAMESPACE or (
            namespace == SVG_NAMESPACE and tag not in ALLOWED_ELEMENTS
        ):
            raise _ForbiddenContent(
                f"<{tag}> may not be used in a drawing, since it could run or lead away"
            )
        for attribute, value in attributes.items():
            _check_attribute(attribute, value)

    def end_element(self, name: str) -> None:
        """Check a style sheet as a whole, which may have come in several pieces."""
        self.save_position()
        self.depth -= 1
        if self.in_style:
            _check_style("".join(self.style))
        self.in_style = False
        self.style.clear()

    def start_doctype(self, *declaration: object) -> None:
        """Refuse declarations: entities and default attributes could hide anything."""
        self.save_position()
        if declaration[-1]:
            raise _ForbiddenContent("<!DOCTYPE> may not declare anything in a drawing")

    def processing_instruction(self, target: str, _: str) -> None:
        """Refuse style sheets from elsewhere; `xpacket` only marks an editor's metadata."""
        self.save_position()
        if target != "xpacket":
            raise _ForbiddenContent(f"{quote_value(f'<?{target}')} may not be used in a drawing")


def _check_attribute(name: str, value: str) -> None:
    namespace, _, plain = name.rpartition(_SEPARATOR)
    if not namespace and plain.lower().startswith("on") and plain != "once":
        raise _ForbiddenContent(
            f"the attribute '{plain}' may not be used in a drawing, since it runs code"
        )
    if name == XML_BASE or (plain == "href" and not _LOCAL_URL_PATTERN.match(value)):
        raise _ForbiddenContent(f"a drawing may not link to or load {quote_value(value)}")
    if not namespace and plain in STYLE_ATTRIBUTES:
        _check_style(value)


def _check_style(style: str) -> None:
    if found := _EXTERNAL_STYLE_PATTERN.search(style):
        raise _ForbiddenContent(
            f"style may not contain {quote_value(found[0].strip())}, since it loads a file"
        )
