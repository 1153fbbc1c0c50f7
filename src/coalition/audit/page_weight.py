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

from coalition.audit.html import HtmlDocument, compile_xpath
from coalition.audit.issues import AuditDiagnostic, AuditIssue
from coalition.audit.link_targets import LinkResolver

PAGE_BUDGET_BYTES = 14 * 1024
"""Bytes of a page with its style sheets: what a server sends before it waits for an answer."""

MAP_PAGE_BUDGET_BYTES = 30 * 1024
"""Bytes of a page that draws a map, with a link for each country."""

FRAME_BUDGET_BYTES = 10 * 1024
"""Bytes of a page of many words that are not for its words: head, menu, footer, style sheets."""

TEXT_FACTOR = 3
"""How many times as much as its words alone the rest of such a page may weigh."""

COMPRESSION_LEVEL = 6
"""How well hosts compress (`zlib`): the usual setting of nginx, Apache and others."""

MAX_COMPRESSION_RATIO = 7 / 8
"""What is left of a text that cannot be compressed: eight bits hold seven of each letter."""

GZIP_OVERHEAD_BYTES = 12
"""Bytes that a gzip file has more than the same in zlib's form."""

_MAP = compile_xpath("boolean(//svg//a[@href])")
_MAIN_TEXT = compile_xpath("string(//main)")
_BLANKS = re.compile(r"\s+")


class PageWeight:
    """Weighs pages of one site; style sheets once."""

    def __init__(self, resolver: LinkResolver) -> None:
        self.resolver = resolver
        self._get_style_sheet_size = cache(
            lambda file: compute_compressed_size(resolver.site.read_bytes(file))
        )

    def check_page(self, document: HtmlDocument) -> Iterator[AuditDiagnostic]:
        """`page-weight`."""
        sheets = {
            self.resolver.resolve(document.path, href).file for href in _iter_style_sheets(document)
        }
        styles = sum(
            self._get_style_sheet_size(sheet) for sheet in sheets & self.resolver.site.files
        )
        raw = document.raw
        if (
            len(raw) * MAX_COMPRESSION_RATIO + styles <= PAGE_BUDGET_BYTES
            or _estimate_compressed_size(raw) + styles <= PAGE_BUDGET_BYTES
        ):
            return
        page = compute_compressed_size(raw)
        budget = _compute_budget(document)
        if page + styles > budget:
            message = (
                f"the page is too heavy for slow lines: {_format_kilobytes(page)} of HTML and {_format_kilobytes(styles)}"
                f" of style sheets, compressed, where {_format_kilobytes(budget)} are allowed"
            )
            hint = "divide a long text into pages; for programmers: see what repeats in the HTML"
            fault = AuditIssue("page-weight", message, hint, document.path)
            yield document.make_diagnostic(fault)


def _iter_style_sheets(document: HtmlDocument) -> Iterator[str]:
    for link, relation in document.attributes.get("rel", ()):
        if relation == "stylesheet":
            yield link.get("href") or ""


def compute_compressed_size(content: bytes) -> int:
    """The bytes that a host would send, about."""
    return len(zlib.compress(content, COMPRESSION_LEVEL)) + GZIP_OVERHEAD_BYTES


def _estimate_compressed_size(content: bytes) -> int:
    """No less than what a host would send, found in a third of the time."""
    return len(zlib.compress(content, 1)) + GZIP_OVERHEAD_BYTES


def _compute_budget(document: HtmlDocument) -> int:
    fixed = MAP_PAGE_BUDGET_BYTES if _MAP(document.root) else PAGE_BUDGET_BYTES
    words = _BLANKS.sub(" ", _MAIN_TEXT(document.root)).encode()
    return max(fixed, FRAME_BUDGET_BYTES + TEXT_FACTOR * compute_compressed_size(words))


def _format_kilobytes(size: int) -> str:
    return f"{size / 1024:.1f} kB"
