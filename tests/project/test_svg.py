"""SVG drawings: active content is rejected, the output of common drawing programs is not."""

from __future__ import annotations

import base64
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.project import svg
from support.pictures import draw_portrait, encode, make_phone_photo

NAMESPACES = (
    'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    ' xmlns:h="http://www.w3.org/1999/xhtml" xmlns:x="http://editor.example/ns"'
)


def make_svg(content: str, attributes: str = "") -> bytes:
    return f"<svg {NAMESPACES} {attributes}>{content}</svg>".encode()


def list_rules(data: bytes) -> list[str]:
    return [diagnostic.rule for diagnostic in svg.check_svg(data, "content/images/x.svg")]


@pytest.mark.parametrize(
    "data",
    [
        make_svg("<script>alert(1)</script>"),
        make_svg('<script href="x.js"/>'),
        make_svg("<h:script>alert(1)</h:script>"),
        make_svg("<x:part><h:script>alert(1)</h:script></x:part>"),
        make_svg("<foreignObject><h:iframe/></foreignObject>"),
        make_svg("", 'onload="alert(1)"'),
        make_svg('<rect ONCLICK="alert(1)"/>'),
        make_svg('<a href="javascript:alert(1)"><text>x</text></a>'),
        make_svg('<a xlink:href="https://evil.example/"><text>x</text></a>'),
        make_svg('<use href="https://evil.example/x.svg#a"/>'),
        make_svg('<use xlink:href="data:image/svg+xml;base64,xyz#a"/>'),
        make_svg('<image href="https://evil.example/pixel.png"/>'),
        make_svg('<image href="data:image/svg+xml,x"/>'),
        make_svg('<rect><set attributeName="href" to="javascript:alert(1)"/></rect>'),
        make_svg('<animate attributeName="x"/>'),
        make_svg("<style>@import 'https://evil.example/x.css';</style>"),
        make_svg("<style>rect { fill: url(https://evil.example/x) }</style>"),
        make_svg("<style>rect { fill: u\\72l(//evil.example/x) }</style>"),
        make_svg("<style><![CDATA[ rect { fill: url( 'https://evil.example/x' ) } ]]></style>"),
        make_svg('<rect fill="url(https://evil.example/#x)"/>'),
        make_svg("<rect style=\"background: image-set('https://evil.example/x' 1x)\"/>"),
        make_svg("<style>@import 'https://evil.example/x.css';<g/></style>"),
        make_svg("<style>@imp<g/>ort 'https://evil.example/x.css';</style>"),
        b'<!DOCTYPE svg SYSTEM "x.dtd" [ %u; <!ATTLIST svg onload CDATA "alert(1)"> ]>'
        + make_svg(""),
        make_svg("", 'xml:base="https://evil.example/"'),
        b'<?xml-stylesheet href="https://evil.example/x.css"?>' + make_svg(""),
        b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + make_svg("<text>&b;</text>"),
        b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + make_svg("<text>&x;</text>"),
        make_svg('<style>rect { fill: url("data:image/svg+xml,x") }</style>'),
        make_svg('<m:mtext xmlns:m="http://www.w3.org/1998/Math/MathML" href="javascript:x"/>'),
        make_svg("<foreignobject/>"),
        make_svg('<handler type="text/ecmascript">alert(1)</handler>'),
        make_svg('<tref xlink:href="#a"/>'),
        make_svg('<discard begin="1s"/>'),
        make_svg('<rect style="fill: url(&#104;ttps://evil.example/x)"/>'),
        make_svg('<use href=" &#x6a;avascript:alert(1)"/>'),
        b'<html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>',
        b'<svg><script xmlns="http://www.w3.org/2000/svg">alert(1)</script></svg>',
    ],
)
def test_active_content_is_rejected(data: bytes):
    assert ["active-svg"] == list_rules(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        b"<svg",
        b"<html><body>",
        make_svg("<g>"),
        b"\xff\xfe\x00",
        b"{}",
        *(
            f'<?xml version="1.0" encoding="{name}"?>'.encode() + make_svg("")
            for name in ("big5", "gb2312", "utf-7", "rot13", "foo")
        ),
    ],
)
def test_other_content_is_rejected(data: bytes):
    assert list_rules(data) in (["unsupported-file"], ["active-svg"])


def test_an_encoding_that_cannot_be_read_is_reported_where_it_is_declared():
    drawing = b'<?xml version="1.0" encoding="utf-7"?>\n' + make_svg("")

    (diagnostic,) = svg.check_svg(drawing, "content/images/x.svg")
    assert (1, 1) == (diagnostic.location.line, diagnostic.location.column)


@pytest.mark.parametrize(
    "data",
    [
        make_svg('<title>x</title><g fill="#fff"><path d="M0 0h9"/></g>'),
        make_svg('<defs><linearGradient id="a"/></defs><rect fill="url(#a)" style="d: url(#a)"/>'),
        make_svg('<style>.a { fill: url("#a"); font-family: "x" }</style>'),
        make_svg('<image href="data:image/png;base64,xyz"/><use xlink:href="#a"/>'),
        make_svg('<x:namedview x:zoom="1" onpage="no"/>').replace(b' onpage="no"', b""),
        make_svg("<metadata><x:RDF/></metadata>"),
        make_svg("<desc>@import url(https://a.example/)</desc><style>.a { fill: red }</style>"),
        make_svg('<g x:label="a (b\\c)" content="url(http://a.example/)" once="1"/>'),
        make_svg("<defs><font><font-face/><missing-glyph d=''/><glyph d=''/></font></defs>"),
        make_svg("<style>@font-face { src: url(data:font/woff2;base64,xyz) }</style>"),
        make_svg('<image href="data:image/jpg;base64,xyz"/>'),
        b'<?xml version="1.0" encoding="ISO-8859-1"?>\n<!-- Made by hand -->\n'
        b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://x.dtd">\n' + make_svg(""),
        b'<?xpacket begin=""?>' + make_svg("<g transform='rotate(45)'/>"),
    ],
)
def test_a_plain_drawing_is_allowed(data: bytes):
    assert [] == list_rules(data)


@pytest.mark.parametrize("blanks", ["", "\n ", "%20"])
def test_a_photo_in_a_drawing_has_no_metadata(blanks: str):
    def embed(photo: bytes) -> bytes:
        content = blanks.join(textwrap.wrap(base64.b64encode(photo).decode(), 76))
        return make_svg(f'<image xlink:href="data:image/jpeg;base64,{content}"/>')

    photo = draw_portrait(80, 120)

    assert ["active-svg"] == list_rules(embed(make_phone_photo(photo)))
    assert [] == list_rules(embed(encode(photo, "JPEG")))


def test_the_diagnostic_is_at_the_element():
    data = b'<svg xmlns="http://www.w3.org/2000/svg">\n  <g>\n    <script/>\n  </g>\n</svg>'

    (diagnostic,) = svg.check_svg(data, "content/images/x.svg")

    assert ("content/images/x.svg", 3, 5) == (
        diagnostic.location.file,
        diagnostic.location.line,
        diagnostic.location.column,
    )
    assert "    <script/>" == diagnostic.excerpt


def test_deep_nesting_causes_no_recursion():
    assert [] == list_rules(make_svg("<g>" * 20_000 + "</g>" * 20_000))


@given(st.binary(max_size=200) | st.text(alphabet="<>/svg&;\"'= :#", max_size=80).map(str.encode))
def test_any_bytes_give_diagnostics_and_no_traceback(data: bytes):
    assert len(list_rules(data)) <= 1
