"""SVG drawings: what could run, load or lead away is refused, what programs write is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.project import svg

NAMESPACES = (
    'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    ' xmlns:h="http://www.w3.org/1999/xhtml" xmlns:x="http://editor.example/ns"'
)


def drawing(inside: str, attributes: str = "") -> bytes:
    return f"<svg {NAMESPACES} {attributes}>{inside}</svg>".encode()


def names(data: bytes) -> list[str]:
    return [problem.rule for problem in svg.check_svg(data, "content/images/x.svg")]


@pytest.mark.parametrize(
    "data",
    [
        drawing("<script>alert(1)</script>"),
        drawing('<script href="x.js"/>'),
        drawing("<h:script>alert(1)</h:script>"),
        drawing("<x:part><h:script>alert(1)</h:script></x:part>"),
        drawing("<foreignObject><h:iframe/></foreignObject>"),
        drawing("", 'onload="alert(1)"'),
        drawing('<rect ONCLICK="alert(1)"/>'),
        drawing('<a href="javascript:alert(1)"><text>x</text></a>'),
        drawing('<a xlink:href="https://evil.example/"><text>x</text></a>'),
        drawing('<use href="https://evil.example/x.svg#a"/>'),
        drawing('<use xlink:href="data:image/svg+xml;base64,xyz#a"/>'),
        drawing('<image href="https://evil.example/pixel.png"/>'),
        drawing('<image href="data:image/svg+xml,x"/>'),
        drawing('<rect><set attributeName="href" to="javascript:alert(1)"/></rect>'),
        drawing('<animate attributeName="x"/>'),
        drawing("<style>@import 'https://evil.example/x.css';</style>"),
        drawing("<style>rect { fill: url(https://evil.example/x) }</style>"),
        drawing("<style>rect { fill: u\\72l(//evil.example/x) }</style>"),
        drawing("<style><![CDATA[ rect { fill: url( 'https://evil.example/x' ) } ]]></style>"),
        drawing('<rect fill="url(https://evil.example/#x)"/>'),
        drawing("<rect style=\"background: image-set('https://evil.example/x' 1x)\"/>"),
        drawing("<style>@import 'https://evil.example/x.css';<g/></style>"),
        drawing("<style>@imp<g/>ort 'https://evil.example/x.css';</style>"),
        b'<!DOCTYPE svg SYSTEM "x.dtd" [ %u; <!ATTLIST svg onload CDATA "alert(1)"> ]>'
        + drawing(""),
        drawing("", 'xml:base="https://evil.example/"'),
        b'<?xml-stylesheet href="https://evil.example/x.css"?>' + drawing(""),
        b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + drawing("<text>&b;</text>"),
        b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + drawing("<text>&x;</text>"),
        b'<html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>',
        b'<svg><script xmlns="http://www.w3.org/2000/svg">alert(1)</script></svg>',
    ],
)
def test_active_content_is_refused(data: bytes):
    assert ["active-svg"] == names(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        b"<svg",
        b"<html><body>",
        drawing("<g>"),
        b"\xff\xfe\x00",
        b"{}",
        *(
            f'<?xml version="1.0" encoding="{name}"?>'.encode() + drawing("")
            for name in ("big5", "gb2312", "utf-7", "rot13", "foo")
        ),
    ],
)
def test_what_is_no_drawing_is_refused(data: bytes):
    assert names(data) in (["unsupported-file"], ["active-svg"])


@pytest.mark.parametrize(
    "data",
    [
        drawing('<title>x</title><g fill="#fff"><path d="M0 0h9"/></g>'),
        drawing('<defs><linearGradient id="a"/></defs><rect fill="url(#a)" style="d: url(#a)"/>'),
        drawing('<style>.a { fill: url("#a"); font-family: "x" }</style>'),
        drawing('<image href="data:image/png;base64,xyz"/><use xlink:href="#a"/>'),
        drawing('<x:namedview x:zoom="1" onpage="no"/>').replace(b' onpage="no"', b""),
        drawing("<metadata><x:RDF/></metadata>"),
        drawing("<desc>@import url(https://a.example/)</desc><style>.a { fill: red }</style>"),
        drawing('<g x:label="a (b\\c)" content="url(http://a.example/)" once="1"/>'),
        drawing("<defs><font><font-face/><missing-glyph d=''/><glyph d=''/></font></defs>"),
        drawing("<style>@font-face { src: url(data:font/woff2;base64,xyz) }</style>"),
        drawing('<image href="data:image/jpg;base64,xyz"/>'),
        b'<?xml version="1.0" encoding="ISO-8859-1"?>\n<!-- Made by hand -->\n'
        b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://x.dtd">\n' + drawing(""),
        b'<?xpacket begin=""?>' + drawing("<g transform='rotate(45)'/>"),
    ],
)
def test_a_plain_drawing_is_no_problem(data: bytes):
    assert [] == names(data)


def test_the_problem_is_at_the_element():
    data = b'<svg xmlns="http://www.w3.org/2000/svg">\n  <g>\n    <script/>\n  </g>\n</svg>'

    (problem,) = svg.check_svg(data, "content/images/x.svg")

    assert ("content/images/x.svg", 3, 5) == (
        problem.location.file,
        problem.location.line,
        problem.location.column,
    )
    assert "    <script/>" == problem.excerpt


def test_a_drawing_nested_deeply_takes_no_stack():
    assert [] == names(drawing("<g>" * 20_000 + "</g>" * 20_000))


@given(st.binary(max_size=200) | st.text(alphabet="<>/svg&;\"'= :#", max_size=80).map(str.encode))
def test_any_bytes_give_problems_and_no_traceback(data: bytes):
    assert len(names(data)) <= 1
