"""Markdown in data fields -> harmless HTML. Imports nothing of ours.

Editors' Markdown in `data/` may come from anyone who sends in an entry, so raw HTML in it is shown
as the text that it is, and only plain elements and http or https links get through.
"""

from __future__ import annotations

from functools import cache, lru_cache
from threading import Lock

import nh3
from markdown import Markdown
from markupsafe import Markup

ELEMENTS = {"p", "br", "em", "strong", "a", "ul", "ol", "li", "code", "blockquote"}
ATTRIBUTES = {"a": {"href", "title"}}
_ONE_AT_A_TIME = Lock()
"""A preview makes pages in several threads, and there is one reader."""

SCHEMES = {"http", "https"}


@lru_cache(maxsize=4096)
def to_html(text: str) -> Markup:
    """The HTML of a Markdown text, safe to stand in a page."""
    with _ONE_AT_A_TIME:
        html = _reader().reset().convert(text)
    return Markup(
        nh3.clean(html, tags=ELEMENTS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None)
    )


@cache
def _reader() -> Markdown:
    """A Markdown reader that knows no raw HTML: what looks like it is text. Slow to make."""
    reader = Markdown(output_format="html")
    reader.preprocessors.deregister("html_block")
    reader.inlinePatterns.deregister("html")
    return reader
