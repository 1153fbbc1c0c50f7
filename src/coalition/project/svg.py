"""Check SVG drawings for active content: nothing may run, load another file, or link elsewhere.

In an `<img>` browsers run no scripts of a drawing, but a drawing also has its own URL, and opened
there it is a document of the site that can do whatever a page can. So elements and URLs are an
allowlist: SVG 1.1 without scripts, animation, links and foreign content.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from urllib.parse import unquote
from xml.parsers import expat

from coalition.diagnostics import Diagnostic, Message, quote_value
from coalition.sources import decode_text

SVG_NAMESPACE = "http://www.w3.org/2000/svg"
XHTML_NAMESPACE = "http://www.w3.org/1999/xhtml"

ALLOWED_ELEMENTS = frozenset({
    "circle", "clipPath", "defs", "desc", "ellipse", "feBlend", "feColorMatrix",
    "feComponentTransfer", "feComposite", "feConvolveMatrix", "feDiffuseLighting",
    "feDisplacementMap", "feDistantLight", "feDropShadow", "feFlood", "feFuncA", "feFuncB",
    "feFuncG", "feFuncR", "feGaussianBlur", "feImage", "feMerge", "feMergeNode", "feMorphology",
    "feOffset", "fePointLight", "feSpecularLighting", "feSpotLight", "feTile", "feTurbulence",
    "filter", "g", "image", "line", "linearGradient", "marker", "mask", "metadata", "path",
    "pattern", "polygon", "polyline", "radialGradient", "rect", "stop", "style", "svg", "switch",
    "symbol", "text", "textPath", "title", "tspan", "use", "view",
    # Fonts of SVG 1.1, which LibreOffice writes, and drafts of SVG 2, which Inkscape writes
    "font", "font-face", "font-face-name", "font-face-src", "flowPara", "flowRegion", "flowRoot",
    "flowSpan", "glyph", "hatch", "hatchpath", "hkern", "meshgradient", "meshpatch", "meshrow",
    "missing-glyph", "solidcolor", "vkern",
})  # fmt: skip
"""SVG elements that a drawing may contain. Elements of other namespaces have no effect."""

STYLE_ATTRIBUTES = frozenset({
    "clip-path", "cursor", "fill", "filter", "marker", "marker-end", "marker-mid", "marker-start",
    "mask", "stroke", "style",
})  # fmt: skip
"""Attributes whose value is CSS that can name a file."""

_LOCAL_URL_PATTERN = re.compile(r"\s*(?:#|data:image/(?:png|jpe?g|gif|webp);)", re.I)
_EXTERNAL_STYLE_PATTERN = re.compile(
    r"@import|image-set|expression\s*\(|src\s*\(|\\"
    r"|url\(\s*['\"]?\s*(?!['\"#\s]|data:(?:image/(?:png|jpe?g|gif|webp)[;,]|font/))",
    re.I,
)
"""CSS that loads a file, or could hide that it does (by escapes)."""

_EMBEDDED_METADATA = (b"Exif\0", b"EXIF", b"eXIf", b"xmpmeta", b"Photoshop 3.0", b"iTXt", b"tEXt")
"""Bytes that only pictures with metadata contain, by the formats' specifications."""

XML_BASE = "http://www.w3.org/XML/1998/namespace base"
_PLAIN_SVG_HINT = Message(
    "take it out, for example by saving the drawing as 'plain' or 'optimised' SVG"
)
_SEPARATOR = " "


class _ForbiddenContent(Exception):  # noqa: N818 - a signal, not an error
    """Raised to stop the parser; the message names what a drawing may not contain."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


def check_svg(data: bytes, display_path: str) -> Iterator[Diagnostic]:
    """Check a drawing; yields at most one diagnostic, for the first violation.

    `display_path` is the file's path as diagnostics name it.
    """
    parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
    checker = _SvgChecker(parser)
    hint, line, column = Message("save it again with the program that made it"), 1, 0
    try:
        parser.Parse(data, True)
        return
    except _ForbiddenContent as error:
        rule, message, hint = "active-svg", error.message, _PLAIN_SVG_HINT
        line, column = checker.line, checker.column
    except expat.ExpatError as error:
        rule, message = (
            "unsupported-file",
            Message(
                "this is not an SVG drawing: %(reason)s",
                reason=expat.ErrorString(error.code),
            ),
        )
        line, column = error.lineno, error.offset
    except (LookupError, ValueError):  # from encodings that Python decodes for expat
        rule, message = "unsupported-file", Message("this drawing is not saved as UTF-8")
    text = decode_text(data, display_path)[0]
    location = text.location_at(line - 1, column)
    yield text.diagnostic_at(location, rule, message, hint)


class _SvgChecker:
    """Expat handlers that stop the parser at the first violation."""

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
        """Store the parser's position: it has moved on when an exception is caught."""
        self.line, self.column = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber

    def start_element(self, name: str, attributes: dict[str, str]) -> None:
        """Check an element; expat passes names as `namespace name`."""
        self.save_position()
        namespace, _, tag = name.rpartition(_SEPARATOR)
        if not self.depth and name != f"{SVG_NAMESPACE}{_SEPARATOR}svg":
            raise _ForbiddenContent(
                Message(
                    "the outermost element is <%(tag)s>, not <svg> of SVG's own namespace", tag=tag
                )
            )
        self.depth += 1
        if self.in_style:
            raise _ForbiddenContent(Message("<style> may contain nothing but text"))
        self.in_style = tag == "style"
        self.style.clear()
        if namespace == XHTML_NAMESPACE or (
            namespace == SVG_NAMESPACE and tag not in ALLOWED_ELEMENTS
        ):
            raise _ForbiddenContent(
                Message(
                    "<%(tag)s> may not be used in a drawing, since it could run code or lead to"
                    " another site",
                    tag=tag,
                )
            )
        for attribute, value in attributes.items():
            _check_attribute(attribute, value)

    def end_element(self, name: str) -> None:
        """Check a style sheet as a whole: expat may pass its text in several pieces."""
        self.save_position()
        self.depth -= 1
        if self.in_style:
            _check_style("".join(self.style))
        self.in_style = False
        self.style.clear()

    def start_doctype(self, *declaration: object) -> None:
        """Reject declarations: entities and default attributes could hide anything."""
        self.save_position()
        if declaration[-1]:
            raise _ForbiddenContent(Message("<!DOCTYPE> may not declare anything in a drawing"))

    def processing_instruction(self, target: str, _: str) -> None:
        """Reject external style sheets; `xpacket` only delimits metadata of image editors."""
        self.save_position()
        if target != "xpacket":
            label = quote_value(f"<?{target}")
            raise _ForbiddenContent(Message("%(label)s may not be used in a drawing", label=label))


def _check_attribute(name: str, value: str) -> None:
    namespace, _, local_name = name.rpartition(_SEPARATOR)
    if not namespace and local_name.lower().startswith("on") and local_name != "once":
        raise _ForbiddenContent(
            Message(
                "the attribute '%(name)s' may not be used in a drawing, since it runs code",
                name=local_name,
            )
        )
    if name == XML_BASE or (local_name == "href" and not _LOCAL_URL_PATTERN.match(value)):
        raise _ForbiddenContent(
            Message("a drawing may not link to or load %(url)s", url=quote_value(value))
        )
    if local_name == "href":
        _check_embedded_picture(value)
    if not namespace and local_name in STYLE_ATTRIBUTES:
        _check_style(value)


def _check_embedded_picture(url: str) -> None:
    """Reject metadata of a photo in the drawing: they would be published with it."""
    _, _, content = url.partition(";base64,")
    picture = _decode_base64(content)
    if any(marker in picture for marker in _EMBEDDED_METADATA):
        raise _ForbiddenContent(
            Message(
                "a photo in a drawing may not have metadata, such as the position where it was"
                " taken"
            )
        )


def _decode_base64(content: str) -> bytes:
    """Decode base64 as browsers do; what they cannot decode is no picture."""
    try:
        return base64.b64decode("".join(unquote(content).split()))
    except ValueError:
        return b""


def _check_style(style: str) -> None:
    if match := _EXTERNAL_STYLE_PATTERN.search(style):
        raise _ForbiddenContent(
            Message(
                "style may not contain %(style)s, since it loads a file",
                style=quote_value(match[0].strip()),
            )
        )
