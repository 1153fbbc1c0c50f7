"""Markdown in data to HTML: a few harmless elements, whatever the text contains."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.markup.html_policy import FIELD_POLICY, GLOBAL_ATTRIBUTES
from coalition.markup.markdown import (
    ConvertedMarkdown,
    convert_markdown_field,
    convert_markdown_file,
    render_markdown,
)


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
    assert expected == render_markdown(text)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "a <b onclick=alert(1)>bold</b> word",
        "<style>*{display:none}</style>",
        "<iframe src='https://evil.example/'></iframe>",
        "<svg><script>alert(1)</script></svg>",
    ],
)
def test_forbidden_html_is_removed_and_reported(text: str):
    converted = convert_markdown_field(text)
    tree = html5lib.parseFragment(converted.html, namespaceHTMLElements=False)

    assert {"DOCUMENT_FRAGMENT", "p", "b"} >= {element.tag for element in tree.iter()}
    assert converted.violations


def test_a_comment_in_html_is_removed_and_allowed():
    converted = convert_markdown_field("before <!-- a remark --> after")

    assert ("<p>before  after</p>", ()) == (converted.html, converted.violations)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "&#106;avascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "sms:+4722000000",
    ],
)
def test_links_to_anything_but_web_pages_lose_their_url_and_are_reported(url: str):
    converted = convert_markdown_field(f"[a link]({url})")

    assert "href" not in converted.html
    assert ["forbidden-html"] == [violation.rule for violation in converted.violations]


@pytest.mark.parametrize(
    ("url", "rule"),
    [
        ("mailto:office@example.org", "raw-email"),
        ("MAILTO:office@example.org?subject=A%20b", "raw-email"),
        ("mailto:office%40example.org", "raw-email"),
        ("tel:+4722000000", "raw-telephone"),
        ("tel:+47 22 00 00 00", "raw-telephone"),
        ("mailto:", "broken-link"),
        ("mailto:someone", "broken-link"),
        ("mailto:office [at] example.org", "broken-link"),
        ("tel:", "broken-link"),
        ("tel:112", "broken-link"),
    ],
)
@pytest.mark.parametrize("convert", [convert_markdown_field, convert_markdown_file])
def test_links_to_people_lose_their_url_and_are_reported_once(
    convert: Callable[[str], ConvertedMarkdown], url: str, rule: str
):
    converted = convert(f"[a link]({url})")

    assert "href" not in converted.html
    assert [rule] == [violation.rule for violation in converted.violations]


def test_images_are_rejected_because_they_would_load_from_another_host():
    converted = convert_markdown_field("![a picture](https://elsewhere.example/picture.png)")

    assert "<img" not in converted.html
    assert ["a picture may not be used in this text"] == [v.message for v in converted.violations]


@pytest.mark.parametrize("text", ["# Big", "## Big", "Big\n---\ntext", "Big\n==="])
def test_headings_in_data_are_text_because_pages_have_their_own(text: str):
    converted = convert_markdown_field(text)

    assert "Big" in converted.html
    assert "<h" not in converted.html.replace("<hr>", "")
    assert () == converted.violations


@given(st.text(alphabet=st.sampled_from("<>[]()!#&;:\"'`*_=/\\ \nabjscript{}%-1"), max_size=80))
def test_whatever_is_typed_gives_only_plain_elements_and_web_links(text: str):
    tree = html5lib.parseFragment(render_markdown(text), namespaceHTMLElements=False)
    for element in list(tree.iter())[1:]:
        assert element.tag in FIELD_POLICY.elements
        assert element.attrib.keys() <= FIELD_POLICY.elements[element.tag] | GLOBAL_ATTRIBUTES
        scheme = re.match(r"\s*([a-z]+):", element.get("href") or "", re.IGNORECASE)
        assert scheme is None or scheme[1].lower() in FIELD_POLICY.schemes


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
            results = list(pool.map(render_markdown, texts))
    finally:
        sys.setswitchinterval(interval)

    assert expected == results
