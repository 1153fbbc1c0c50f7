"""Markdown -> the HTML of a page, with everything that the HTML policy does not allow taken out.

The only module that imports `markdown`. Texts are limited in size, because the time that the
library takes for some inputs grows with the square of their length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from threading import Lock
from typing import Any, NamedTuple

from markdown import Markdown
from markdown.extensions.toc import slugify_unicode
from markupsafe import Markup

from coalition.markup import html_policy
from coalition.markup.html_policy import FIELD_POLICY, FILE_POLICY, HtmlPolicy, Violation

MARKDOWN_EXTENSIONS: dict[str, dict[str, Any]] = {
    "attr_list": {},
    "def_list": {},
    "fenced_code": {},
    "footnotes": {},
    "tables": {"use_align_attribute": True},  # the policy of the pages forbids inline styles
    "toc": {"slugify": slugify_unicode},  # headings that can be linked to
}
"""What Markdown files may use beyond plain Markdown, with the options of each extension."""

MAX_FILE_CHARACTERS = 50_000
"""Characters that a Markdown file may have: about 8,000 words."""

MAX_FIELD_CHARACTERS = 10_000
"""Characters that a Markdown text in data may have."""

MAX_HEADINGS = MAX_FOOTNOTES = 200
"""In one text: the library compares the id of each with those of all the others."""

MAX_TABLE_COLUMNS = 100
"""In a table: the library searches each row for the code spans in its cells, cell by cell."""

MAX_SEARCH_COST = 500_000
"""Characters that may be searched in vain for the end of what begins with `[`, `(` or `<`.

For each of these that has no end, the library searches the rest of the paragraph, several times.
"""

_TOO_DEEP_MESSAGE = (
    "lists or quotations are too deeply inside each other",
    "take some of them out",
)
_CONVERTER_LOCK = Lock()
"""The preview makes pages in several threads, and a Markdown instance has state."""

_CLOSED_BRACKETS = re.compile(
    r"<[^<>]*>"  # a tag, or a URL in angle brackets
    r"|!?\[[^\[\]]*\](?:\((?:[^()]|\([^()]*\))*\)|\[[^\[\]]*\](?![\[(])|(?![\[(]))"
)
_OPENING_BRACKET = re.compile(r"\[|(?<=\])\(|<(?=[A-Za-z/!?])")
_HEADING = re.compile(r"^ {0,3}(?:#|=+ *$|-+ *$)", re.M)


class ConvertedMarkdown(NamedTuple):
    """The clean HTML of a text, what the policy does not allow in it, and the URLs in it."""

    html: str
    violations: tuple[Violation, ...]
    urls: tuple[str, ...] = ()


def render_markdown(text: str) -> Markup:
    """Return the HTML of a Markdown text in data, safe to be put into a page."""
    return Markup(convert_markdown_field(text).html)


@lru_cache(maxsize=4096)
def convert_markdown_field(text: str) -> ConvertedMarkdown:
    """Convert the Markdown of a value in data."""
    return _convert(text, FIELD_POLICY, MAX_FIELD_CHARACTERS)


@lru_cache(maxsize=1024)
def convert_markdown_file(text: str) -> ConvertedMarkdown:
    """Convert the body of a Markdown file. Links to other files are left as they are written."""
    return _convert(text, FILE_POLICY, MAX_FILE_CHARACTERS)


def _convert(text: str, policy: HtmlPolicy, max_characters: int) -> ConvertedMarkdown:
    if refusals := tuple(_check_limits(text, max_characters)):
        return ConvertedMarkdown("", refusals)
    try:
        with _CONVERTER_LOCK:
            html = _make_converter(policy is FILE_POLICY).reset().convert(text)
    except RecursionError:
        _make_converter.cache_clear()  # its parser has stopped halfway, which `reset` does not undo
        return ConvertedMarkdown("", (Violation("too-large", *_TOO_DEEP_MESSAGE, ()),))
    violations, urls = html_policy.scan_html(html, policy)
    if any(found.rule == "unclosed-element" for found in violations):
        # An HTML parser opens such elements again in each paragraph that follows
        return ConvertedMarkdown("", violations, urls)
    return ConvertedMarkdown(html_policy.sanitize_html(html, policy), violations, urls)


def _check_limits(text: str, max_characters: int) -> Iterator[Violation]:
    """Report what would take too long to convert."""
    if len(text) > max_characters:
        message = f"this text has {len(text):,} characters, and may have {max_characters:,}"
        hint = "divide it into several texts, or put it into content/files/ as a document"
        yield Violation("too-large", message, hint, ())
        return
    for what, count, most in (
        ("headings", len(_HEADING.findall(text)), MAX_HEADINGS),
        ("footnotes", text.count("[^"), MAX_FOOTNOTES),
        ("columns", max(line.count("|") for line in text.split("\n")), MAX_TABLE_COLUMNS),
    ):
        if count > most:
            message = f"this text has {count} {what}, and may have {most}"
            yield Violation("too-large", message, "divide it into several texts", ())
            return
    blocks = re.split(r"\n[ \t]*\n", text)
    if sum(_count_unclosed(block) * len(block) for block in blocks) > MAX_SEARCH_COST:
        worst = max(blocks, key=lambda block: _count_unclosed(block) * len(block))
        message = f"{_count_unclosed(worst)} brackets in this paragraph have no end"
        hint = r"close each [, ( and <, or write \[ and &lt; to show the sign itself"
        yield Violation("unclosed-bracket", message, hint, (worst.strip().split("\n")[0],))


def _count_unclosed(block: str) -> int:
    """Count the beginnings of links and tags in a paragraph that have no end."""
    for _ in range(2):  # a picture may be inside a link
        block = _CLOSED_BRACKETS.sub("x", block)
    return len(_OPENING_BRACKET.findall(block))


@cache
def _make_converter(is_file: bool) -> Markdown:
    """Make a Markdown instance, which is slow."""
    names: dict[str, dict[str, Any]] = MARKDOWN_EXTENSIONS if is_file else {}
    made = Markdown(extensions=list(names), extension_configs=names, output_format="html")
    if not is_file:  # a value in data has no headings: "# 1 in the region" is text
        for syntax in ("hashheader", "setextheader"):
            made.parser.blockprocessors.deregister(syntax)
    return made
