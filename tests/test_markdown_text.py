"""Markdown in data is text first: what it can do on a page is little, and harmless."""

from __future__ import annotations

import re
import sys
from concurrent.futures import ThreadPoolExecutor

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.showing.markdown_text import ATTRIBUTES, ELEMENTS, SCHEMES, to_html


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One *word* and **another**.", "<p>One <em>word</em> and <strong>another</strong>.</p>"),
        ("One.\n\nTwo.", "<p>One.</p>\n<p>Two.</p>"),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"),
        ("`code`", "<p><code>code</code></p>"),
        ("[A page](https://a.example/)", '<p><a href="https://a.example/">A page</a></p>'),
        ("5 < 6 & 7 > 6", "<p>5 &lt; 6 &amp; 7 &gt; 6</p>"),
        ("{{ 7*7 }} {% if x %}", "<p>{{ 7*7 }} {% if x %}</p>"),
        ("مرحبًا *بكم*", "<p>مرحبًا <em>بكم</em></p>"),
    ],
)
def test_markdown_becomes_plain_elements(text: str, expected: str):
    assert expected == to_html(text)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "a <b onclick=alert(1)>bold</b> word",
        "<style>*{display:none}</style>",
        "<iframe src='https://evil.example/'></iframe>",
        "<!-- a remark -->",
        "<svg><script>alert(1)</script></svg>",
    ],
)
def test_raw_html_is_shown_as_the_text_that_it_is(text: str):
    assert text == html5lib.parseFragment(to_html(text), namespaceHTMLElements=False).find("p").text


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "&#106;avascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "mailto:someone",
    ],
)
def test_links_to_anything_but_web_pages_lose_their_address(address: str):
    assert "href" not in to_html(f"[a link]({address})")


def test_pictures_are_left_out_because_they_would_load_from_another_host():
    assert "<img" not in to_html("![a picture](https://elsewhere.example/picture.png)")


def test_headings_are_left_out_because_the_page_orders_its_own():
    html = to_html("# Big\n\ntext")

    assert "Big" in html
    assert "<h1" not in html


@given(st.text(alphabet=st.sampled_from("<>[]()!#&;:\"'`*_=/\\ \nabjscript{}%-1"), max_size=80))
def test_whatever_is_typed_gives_only_plain_elements_and_web_links(text: str):
    tree = html5lib.parseFragment(to_html(text), namespaceHTMLElements=False)
    for element in list(tree.iter())[1:]:
        assert element.tag in ELEMENTS
        assert element.attrib.keys() <= ATTRIBUTES.get(element.tag, set())
        scheme = re.match(r"\s*([a-z]+):", element.get("href") or "", re.IGNORECASE)
        assert scheme is None or scheme[1].lower() in SCHEMES


def test_several_threads_get_what_one_gets():
    page = "https://example.org/"
    texts = [f"**{number}** or [a link]({page}{number})" for number in range(400)]
    expected = [
        f'<p><strong>{number}</strong> or <a href="{page}{number}">a link</a></p>'
        for number in range(400)
    ]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(to_html, texts))
    finally:
        sys.setswitchinterval(interval)

    assert expected == found
