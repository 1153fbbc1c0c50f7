"""How heavy a page is: what a browser has to fetch before it can show anything.

That is the page and its style sheets, compressed as hosts do. The budgets hold for any coalition: a
page of few words has a fixed one. A list of a thousand members, or a long text, is as heavy as its
words are, and nobody should have to leave some out: such a page may weigh what its frame may, and
a few times what its words alone would. So what is refused is waste, never the number of members.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from functools import cache

from coalition.audit.findings import Fault, Finding
from coalition.audit.html import Document, query
from coalition.audit.link_targets import Targets

BUDGET = 14 * 1024
"""Bytes of a page with its style sheets: what a server sends before it waits for an answer."""

WITH_MAP = 30 * 1024
"""Bytes of a page that draws a map, with a link for each country."""

FRAME = 10 * 1024
"""Bytes of a page of many words that are not for its words: head, menu, footer, style sheets."""

PER_WORDS = 3
"""How many times as much as its words alone the rest of such a page may weigh."""

LEVEL = 6
"""How well hosts compress (`zlib`): the usual setting of nginx, Apache and others."""

AT_MOST = 7 / 8
"""What is left of a text that cannot be compressed: eight bits hold seven of each letter."""

GZIP_FRAME = 12
"""Bytes that a gzip file has more than the same in zlib's form."""

_MAP = query("boolean(//svg//a[@href])")
_WORDS = query("string(//main)")
_BLANKS = re.compile(r"\s+")


class Scale:
    """Weighs pages of one site; style sheets once."""

    def __init__(self, targets: Targets) -> None:
        self.targets = targets
        self.style = cache(lambda file: packed(targets.site.read(file)))

    def on_page(self, document: Document) -> Iterator[Finding]:
        """`too-heavy`."""
        sheets = {self.targets.on(document.path, href).file for href in _style_sheets(document)}
        styles = sum(self.style(sheet) for sheet in sheets & self.targets.site.files)
        raw = document.raw
        if len(raw) * AT_MOST + styles <= BUDGET or _quickly(raw) + styles <= BUDGET:
            return
        page = packed(raw)
        budget = _budget(document)
        if page + styles > budget:
            message = (
                f"the page is too heavy for slow lines: {_kilo(page)} of HTML and {_kilo(styles)}"
                f" of style sheets, compressed, where {_kilo(budget)} are allowed"
            )
            hint = "divide a long text into pages; for programmers: see what repeats in the HTML"
            fault = Fault("too-heavy", message, hint, document.path)
            yield document.finding(fault)


def _style_sheets(document: Document) -> Iterator[str]:
    for link, relation in document.attributes.get("rel", ()):
        if relation == "stylesheet":
            yield link.get("href") or ""


def packed(content: bytes) -> int:
    """The bytes that a host would send, about."""
    return len(zlib.compress(content, LEVEL)) + GZIP_FRAME


def _quickly(content: bytes) -> int:
    """No less than what a host would send, found in a third of the time."""
    return len(zlib.compress(content, 1)) + GZIP_FRAME


def _budget(document: Document) -> int:
    fixed = WITH_MAP if _MAP(document.root) else BUDGET
    words = _BLANKS.sub(" ", _WORDS(document.root)).encode()
    return max(fixed, FRAME + PER_WORDS * packed(words))


def _kilo(size: int) -> str:
    return f"{size / 1024:.1f} kB"
