"""The HTML policy: what is reported, what is removed, and that both agree."""

from __future__ import annotations

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.markup.html_policy import (
    FIELD_POLICY,
    FILE_POLICY,
    GLOBAL_ATTRIBUTES,
    MAX_VIOLATIONS,
    sanitize_html,
    scan_html,
)
from coalition.markup.markdown import convert_markdown_field, convert_markdown_file

FORBIDDEN = [
    '<script src="{static}/images/app.js"></script>',
    "<script>alert(1)</script>",
    '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
    '<link rel="stylesheet" href="{static}/images/evil.css">',
    '<link rel="preconnect" href="https://evil.example/">',
    '<link rel="dns-prefetch" href="//evil.example/">',
    "<style>body { display: none }</style>",
    "<plaintext>",
    "<xmp>x</xmp>",
    "<textarea>x</textarea>",
    "<base href='https://evil.example/'>",
    "<iframe src='https://evil.example/'></iframe>",
    "<object data='x'></object>",
    "<embed src='x'>",
    "<form action='https://evil.example/'><input></form>",
    "<button onclick='x()'>x</button>",
    "<svg><a href='javascript:x()'>x</a></svg>",
    "<math><mi>x</mi></math>",
    "<template>x</template>",
    "<video src='x'></video>",
    "<custom-element>x</custom-element>",
    "<b onclick='x()'>x</b>",
    "<b style='position: fixed'>x</b>",
    "<b class='skip-link'>x</b>",
    "<b data-x='1'>x</b>",
    "<a href='x' target='_blank'>x</a>",
    "<a href='x' ping='https://evil.example/'>x</a>",
    "<img alt='x' src='x' srcset='https://evil.example/'>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html,x)",
    "[x](vbscript:x)",
    "[x](file:///etc/passwd)",
    "[x](https://www.unesco.org:x@evil.example/)",
    "[x](//user@evil.example/)",
    "<https://www.unesco.org@evil.example/>",
    "[x](https:\\\\evil.example)",
    "<a href='java&#9;script:alert(1)'>x</a>",
    "## Heading {: onclick='x()'}",
    "[x](y){: style='color: red'}",
    "[x](//evil.example/)",
    "[x](https:evil.example)",
    "[x](https:///evil.example/)",
    "[x](http://[)",
    "[x](https://good.example%2f.evil.example/)",
    "<a href=' javascript:x()'>x</a>",
    "![x](https://evil.example/pixel.png)",
    "![x](//evil.example/pixel.png)",
    "<!--><a href='https://a:x@evil.example/'>x</a><!-- -- > <a href='https://b/'>y</a> -->",
    "[https://good.example/&#8238;moc.live](https://example.org/)",
    "a&#8203;b",
    "a&shy;b",
    "a&#1;b",
    "a&#xfffe;b",
    "a&#xE0041;b",
    "a&#x00000000E0041;b",
    "a&#917569;b",
    "a&#x1FFFE;b",
    "a&#xD800;b",
    "a&#x110000;b",
    "a&#123456789012;b",
    "a&#8204;b",
    "a&zwj;b",
    f"a&#{'9' * 5000};b",
    f"[x](https://example.org/?a=&#{'9' * 5000};)",
    f"a&#x{'F' * 5000};b",
    "<p><![ x</p>",
    "<p><![CDATA[ x ]]></p>",
    "<p><![if IE]>x<![endif]></p>",
    "<p>x <![",
    "<h1>Second</h1>",
    "Second\n===",
    "<!DOCTYPE html>",
    "<?php phpinfo(); ?>",
]

ALLOWED = [
    "Plain *text* with `code`, **strong** words and a [link](https://example.org/?a=1&b=2#c).",
    "[there](#there), [up](../x/), office [at] example.org",
    "## Heading {#own-id}",
    "| a | b |\n| :- | -: |\n| 1 | 2 |",
    "One[^1].\n\n[^1]: A note.",
    "Term\n: Definition",
    '<span lang="fr" dir="ltr">Organisation</span> and <abbr title="Open">OER</abbr>',
    "<details><summary>More</summary>\n\nWords.\n\n</details>",
    '<figure><img alt="A mark" src="{static}/images/mark.svg"><figcaption>x</figcaption></figure>',
    '<ol start="3" reversed><li value="3">three<li>two</ol>',
    "<p>one<p>two",
    "a <!-- remark --> b",
    "5 < 6 & 7 > 6, AT&T, &lt;script&gt; &nbsp; &eacute; &amp; &#8217; &#x2014;",
    "می&zwnj;خواهم, می&#8204;خواهم, &#1605;&#1740;&zwnj;&#1582;, \U0001f469&zwj;\U0001f4bb",
    "`&#xE0041;` is the reference of a tag",
    "```html\n<script>alert(1)</script>\n```",
    "```\nplain\n```",
    "[TOC]\n\n## One\n\n## Two",
    "[x](https://example.org:8080/a%20b?c=%2F#d) and [y](https://مثال.example/)",
    "`<script>alert(1)</script>`",
    "    <script>in a block of code</script>",
    "<time datetime='2026-03-09'>9 March</time> H<sub>2</sub>O<br>x<br/>y",
]


@pytest.mark.parametrize("text", FORBIDDEN)
def test_what_is_not_allowed_is_reported_and_removed(text: str):
    converted = convert_markdown_file(text)
    tree = html5lib.parseFragment(converted.html, namespaceHTMLElements=False)

    assert converted.violations
    for element in list(tree.iter())[1:]:
        assert element.tag in FILE_POLICY.elements
        assert element.attrib.keys() <= FILE_POLICY.elements[element.tag] | GLOBAL_ATTRIBUTES
        assert not element.get("href", "").lower().startswith(("javascript", "data", "vbscript"))
        assert not element.get("class")


@pytest.mark.parametrize("text", ALLOWED)
def test_what_is_allowed_is_kept(text: str):
    assert () == convert_markdown_file(text).violations


@pytest.mark.parametrize(
    ("text", "needle"),
    [
        ("We open <b>late.", "<b"),
        ("<div>\n\nnever closed", "<div"),
        ("closed </section> only", "</section"),
        ("<b><i>crossed</b></i>", "<i"),
        ("<details><summary>x</details>", "<summary"),
        ("text <div>block</div> text", "<div>"),
        ('<a href="x">[y](z)</a>', '<a href="z">'),
    ],
)
def test_html_that_browsers_would_repair_is_reported(text: str, needle: str):
    violations = convert_markdown_file(text).violations

    assert {"unclosed-element"} == {violation.rule for violation in violations}
    assert needle in [violation.needles[0] for violation in violations]


def test_the_policy_for_data_is_a_subset_of_the_one_for_files():
    assert FIELD_POLICY.elements.items() <= FILE_POLICY.elements.items()
    assert FIELD_POLICY.schemes <= FILE_POLICY.schemes
    assert {"h2", "img", "table"} <= FILE_POLICY.elements.keys() - FIELD_POLICY.elements.keys()


PIECES = (
    "<", ">", "</", "/>", '"', "'", "=", " ", "\n", "b", "p", "a", "li", "table", "td", "plaintext",
    "script", "svg", "title", "style", "noscript", "!--", "-->", "?", "![CDATA[", "]]>", "![",
    "href", "src", "onload", "id", "class", "javascript:", "https://x/", "{static}", "&lt;",
    "&#60;", "x",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_pages_hold_only_what_is_allowed_and_all_changes_are_reported(html: str):
    cleaned = sanitize_html(html, FILE_POLICY)
    tree = html5lib.parseFragment(cleaned, namespaceHTMLElements=False)

    for element in list(tree.iter())[1:]:
        assert element.tag in FILE_POLICY.elements
        assert element.attrib.keys() <= FILE_POLICY.elements[element.tag] | GLOBAL_ATTRIBUTES
    assert cleaned == sanitize_html(cleaned, FILE_POLICY)
    if not scan_html(html, FILE_POLICY).violations:
        original = html5lib.parseFragment(html, namespaceHTMLElements=False)
        tags = [element.tag for element in original.iter() if isinstance(element.tag, str)]
        assert [element.tag for element in tree.iter() if isinstance(element.tag, str)] == tags


MARKUP_PIECES = (
    *PIECES, "<!", "<![", "<!DOCTYPE", "<?", "?>", "--", "[", "]", "(", ")", "&", ";", "&#", "&#x",
    "0", "9" * 5000, "E0041", "\x00", "`", "*", "#", "    ",
)  # fmt: skip


@given(st.lists(st.sampled_from(MARKUP_PIECES) | st.text(max_size=3), max_size=20).map("".join))
def test_no_markup_raises_an_exception(text: str):
    scan_html(text, FILE_POLICY)
    convert_markdown_file(text)
    convert_markdown_field(text)


@pytest.mark.parametrize(
    "text", ["* " * 600 + "a", "1. " * 600 + "a", "- " * 3000, "> " * 3000 + "a"]
)
def test_texts_that_are_nested_too_deeply_give_no_traceback(text: str):
    for convert in (convert_markdown_file, convert_markdown_field):
        assert {violation.rule for violation in convert(text[:9_000]).violations} <= {"too-large"}


def test_a_text_that_was_nested_too_deeply_leaves_no_trace_in_the_next_one():
    assert ["too-large"] == [
        violation.rule for violation in convert_markdown_file("* " * 900 + "b").violations
    ]

    assert "<p>A <em>word</em>.</p>" == convert_markdown_file("A *word*.").html


def test_elements_that_are_never_closed_do_not_multiply():
    opened = "".join(f"<b id={number}>" for number in range(1500))

    converted = convert_markdown_file(f"<div>\n<p>{opened}</p>" + "<p>x</p>" * 1500)

    assert "" == converted.html
    assert MAX_VIOLATIONS + 1 == len(converted.violations)
    assert converted.violations[-1].message.startswith("1401 more")


@pytest.mark.parametrize(
    ("text", "needle"),
    [
        ("a<b and b>c", "<b and b>"),
        ("a<b c>d", "<b c>"),
        ("1<i && i>0", "<i && i>"),
        ("x<a and y>z", "<a and y>"),
        ("a<div and div>c <div>x</div>", "<div and div>"),
        ("a<b and b>c</b>", "<b and b>"),
    ],
)
def test_signs_that_are_read_as_a_tag_are_one_violation(text: str, needle: str):
    (violation,) = convert_markdown_file(text).violations

    assert needle == violation.needles[0]
    assert "to show the sign <, write &lt;" == violation.hint


@pytest.mark.parametrize("text", ["<b hidden>x</b>", '<a href="https://a.example/" nofollow>x</a>'])
def test_an_attribute_without_a_value_is_an_attribute(text: str):
    (violation,) = convert_markdown_file(text).violations

    assert violation.message.startswith("the attribute '")


def test_the_hint_for_a_hashtag_says_how_to_show_the_sign():
    (violation,) = convert_markdown_file("#OER is open").violations

    assert violation.hint.endswith("write \\#")
    assert () == convert_markdown_file("\\#OER is open").violations


@pytest.mark.parametrize("text", ["[role](s)", "[3](2)", "[a, b](c)"])
def test_words_in_brackets_are_an_error_whose_hint_says_how_to_show_them(text: str):
    (violation,) = convert_markdown_field(text).violations

    assert "if no link is meant, write \\[" in violation.hint
    assert () == convert_markdown_field(f"\\{text}").violations
