"""Convert Markdown to HTML that is sanitized by the HTML policy.

`leftover_syntax` finds what stays as it was written. Texts are limited in size, because
Python-Markdown takes quadratic time for some inputs.
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

from coalition.diagnostics import Message, quote_value
from coalition.markup import html_policy
from coalition.markup.html_policy import FIELD_POLICY, FILE_POLICY, HtmlPolicy, Violation
from coalition.markup.leftover_syntax import LeftoverSyntax

MARKDOWN_EXTENSIONS: dict[str, dict[str, Any]] = {
    "attr_list": {},
    "def_list": {},
    "fenced_code": {},
    "footnotes": {},
    "tables": {"use_align_attribute": True},  # the policy of the pages forbids inline styles
    "toc": {"slugify": slugify_unicode},  # headings that can be linked to
}
"""Extensions of Python-Markdown for Markdown files, with their options."""

MAX_FILE_CHARACTERS = 50_000
"""Size limit for the body of a Markdown file, in characters: about 8,000 words."""

MAX_FIELD_CHARACTERS = 10_000
"""Size limit for a Markdown text in data, in characters."""

MAX_HEADINGS = MAX_FOOTNOTES = 200
"""Limits for one text: the library compares the id of each with those of all others."""

MAX_TABLE_COLUMNS = 100
"""Limit for one table: the library searches each row for code spans once per cell."""

MAX_SEARCH_COST = 500_000
"""Limit for the estimated cost of unclosed `[`, `(` and `<`, in characters to search.

For each one, the library searches the rest of the paragraph several times.
"""

_TOO_DEEP_MESSAGE = (
    Message("lists or quotations are nested too deeply"),
    Message("remove some levels"),
)
_CONVERTER_LOCK = Lock()
"""The dev server renders pages in several threads, and a Markdown instance has state."""

_CLOSED_BRACKETS = re.compile(
    r"<[^<>]*>"  # a tag, or a URL in angle brackets
    r"|!?\[[^\[\]]*\](?:\((?:[^()]|\([^()]*\))*\)|\[[^\[\]]*\](?![\[(])|(?![\[(]))"
)
_OPENING_BRACKET = re.compile(r"\[|(?<=\])\(|<(?=[A-Za-z/!?])")
_HEADING = re.compile(r"^ {0,3}(?:#|=+ *$|-+ *$)", re.M)


class ConvertedMarkdown(NamedTuple):
    """Sanitized HTML of a text, its violations of the policy, and its URLs."""

    html: str
    violations: tuple[Violation, ...]
    urls: tuple[str, ...] = ()


def render_markdown(text: str) -> Markup:
    """Return the sanitized HTML of a Markdown text in data, for templates."""
    return Markup(convert_markdown_field(text).html)


@lru_cache(maxsize=4096)
def convert_markdown_field(text: str) -> ConvertedMarkdown:
    """Convert a Markdown text in data."""
    return _convert(text, FIELD_POLICY, MAX_FIELD_CHARACTERS)


@lru_cache(maxsize=1024)
def convert_markdown_file(text: str) -> ConvertedMarkdown:
    """Convert the body of a Markdown file; intrasite links (`{filename}`) stay as they are."""
    return _convert(text, FILE_POLICY, MAX_FILE_CHARACTERS)


def _convert(text: str, policy: HtmlPolicy, max_characters: int) -> ConvertedMarkdown:
    if excesses := tuple(_check_limits(text, max_characters)):
        return ConvertedMarkdown("", excesses)
    try:
        with _CONVERTER_LOCK:
            converter, leftover_syntax = _make_converter(policy is FILE_POLICY)
            html = converter.reset().convert(text)
            leftovers = tuple(leftover_syntax.find_violations())
    except RecursionError:
        _make_converter.cache_clear()  # `reset` does not restore a parser that stopped halfway
        return ConvertedMarkdown("", (Violation("too-large", *_TOO_DEEP_MESSAGE, ()),))
    violations, urls = html_policy.scan_html(html, policy)
    if leftovers:  # a prefix such as `{filename}` in such a link is not a fault of its own
        texts = "".join(needle for leftover in leftovers for needle in leftover.needles)
        others = (item for item in violations if not all(n in texts for n in item.needles))
        violations = (*others, *leftovers)
    if any(violation.rule == "unclosed-element" for violation in violations):
        # An HTML parser reopens such elements in each following paragraph, which multiplies them
        return ConvertedMarkdown("", violations, urls)
    return ConvertedMarkdown(html_policy.sanitize_html(html, policy), violations, urls)


def _check_limits(text: str, max_characters: int) -> Iterator[Violation]:
    """Report what makes a text too large to convert in acceptable time."""
    if len(text) > max_characters:
        message = Message(
            "this text has %(count)s characters, and may have %(limit)s",
            count=format(len(text), ","),
            limit=format(max_characters, ","),
        )
        hint = Message("divide it into several texts, or put it into content/files/ as a document")
        yield Violation("too-large", message, hint, ())
        return
    if reference := html_policy.LONG_REFERENCE.search(text):
        message = Message(
            "%(reference)s is not the code of a character", reference=quote_value(reference[0])
        )
        yield Violation("forbidden-html", message, Message("delete it"), (reference[0],))
        return
    for unit, count, limit in (
        (Message("headings"), len(_HEADING.findall(text)), MAX_HEADINGS),
        (Message("footnotes"), text.count("[^"), MAX_FOOTNOTES),
        (
            Message("columns"),
            max(line.count("|") for line in text.split("\n")),
            MAX_TABLE_COLUMNS,
        ),
    ):
        if count > limit:
            message = Message(
                "this text has %(count)s %(unit)s, and may have %(limit)s",
                count=count,
                unit=unit,
                limit=limit,
            )
            yield Violation("too-large", message, Message("divide it into several texts"), ())
            return
    blocks = re.split(r"\n[ \t]*\n", text)
    if sum(_count_unclosed(block) * len(block) for block in blocks) > MAX_SEARCH_COST:
        worst = max(blocks, key=lambda block: _count_unclosed(block) * len(block))
        message = Message(
            "%(count)s brackets in this paragraph have no end",
            count=_count_unclosed(worst),
        )
        hint = Message(r"close each [, ( and <, or write \[ and &lt; to show the sign itself")
        yield Violation("unclosed-bracket", message, hint, (worst.strip().split("\n")[0],))


def _count_unclosed(block: str) -> int:
    """Count the brackets of links and tags in a paragraph that are not closed."""
    for _ in range(2):  # an image may be inside a link
        block = _CLOSED_BRACKETS.sub("x", block)
    return len(_OPENING_BRACKET.findall(block))


@cache
def _make_converter(is_file: bool) -> tuple[Markdown, LeftoverSyntax]:
    """Make a Markdown instance; cached, because that is slow."""
    extensions: dict[str, dict[str, Any]] = MARKDOWN_EXTENSIONS if is_file else {}
    leftover_syntax = LeftoverSyntax(has_footnotes=is_file)
    converter = Markdown(
        extensions=[*extensions, leftover_syntax],
        extension_configs=extensions,
        output_format="html",
    )
    if not is_file:  # texts in data have no headings: "# 1 in the region" is text
        for processor in ("hashheader", "setextheader"):
            converter.parser.blockprocessors.deregister(processor)
    return converter, leftover_syntax
