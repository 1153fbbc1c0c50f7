"""Page weight: what a browser has to fetch before it can show anything.

That is the page and its style sheets, compressed as hosts do. The budgets hold for any coalition. A
page with little text has a fixed one. A list of a thousand members or a long text is as heavy as
its words are, and nobody should have to leave some out: such a page may weigh as much as its frame
may, plus a few times its text alone. So waste is rejected, never the number of members. A text of
many tables, links or footnotes can exceed the budget.

Pictures come later than the text, so they have a budget of their own: what a phone loads of them if
its visitor reads to the end of the page.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from functools import cache

from coalition.audit.html import Element, HtmlDocument, compile_xpath
from coalition.audit.issues import AuditDiagnostic, AuditIssue
from coalition.audit.link_targets import LinkResolver
from coalition.diagnostics import Message

PAGE_BUDGET_BYTES = 14 * 1024
"""Bytes of a page with its style sheets: what a server sends before it waits for an answer.

That is TCP's initial congestion window (RFC 6928).
"""

LARGE_PAGE_BUDGET_BYTES = 30 * 1024
"""Bytes of a page that draws a map, with a link for each country, or has a part of a long list."""

FRAME_BUDGET_BYTES = 10 * 1024
"""Bytes of a long page that are not its text: head, menu, footer, style sheets."""

TEXT_FACTOR = 3
"""Bytes that such a page may weigh beyond its frame, per byte of its text alone."""

PICTURES_BUDGET_BYTES = 600 * 1024
"""Bytes of all pictures of a page on a phone: four seconds of a slow mobile connection."""

PHONE_WIDTH = 360
"""Width of the screen of a usual phone, in CSS pixels."""

PHONE_DENSITY = 3
"""Pixels of that screen per CSS pixel. So a picture of its whole width needs 1,080 pixels."""

COMPRESSION_LEVEL = 6
"""The zlib level of hosts: the usual setting of nginx, Apache and others."""

MAX_COMPRESSION_RATIO = 7 / 8
"""What is left of text that hardly compresses: an ASCII letter has seven of eight bits."""

GZIP_OVERHEAD_BYTES = 12
"""Bytes by which gzip's format is larger than zlib's."""

TEXT_COMPRESSION_RATIO = 1 / 8
"""What is left at least of text in the budget: a list of similar titles compresses to nothing."""

_MAP_OR_LIST = compile_xpath(
    "boolean(//svg//a[@href] | //head/link[@rel = 'prev' or @rel = 'next'])"
)
_MAIN_TEXT = compile_xpath("string(//main)")
_BLANKS = re.compile(r"\s+")


class PageWeight:
    """Checks the weight of pages of one site; measures each style sheet once."""

    def __init__(self, resolver: LinkResolver) -> None:
        self.resolver = resolver
        self._get_style_sheet_size = cache(
            lambda file: compute_compressed_size(resolver.site.read_bytes(file))
        )

        self._get_file_size = cache(lambda file: len(resolver.site.read_bytes(file)))

    def check_page(self, document: HtmlDocument) -> Iterator[AuditDiagnostic]:
        """Yield `page-weight`."""
        yield from self._check_text(document)
        yield from self._check_pictures(document)

    def _check_pictures(self, document: HtmlDocument) -> Iterator[AuditDiagnostic]:
        urls = {_choose_url(image) for image, _ in document.attributes.get("src", ())}
        files = {self.resolver.resolve(document.path, url).file for url in urls if url}
        size = sum(map(self._get_file_size, files & self.resolver.site.files))
        if size > PICTURES_BUDGET_BYTES:
            message = Message(
                "a phone loads %(size)s kB of pictures for this page, where"
                " %(limit)s kB are allowed",
                size=format(size / 1024, ".0f"),
                limit=PICTURES_BUDGET_BYTES // 1024,
            )
            hint = Message("leave some pictures out, or divide the text into pages")
            yield document.make_diagnostic(
                AuditIssue("page-weight", message, hint, f"{document.path} pictures")
            )

    def _check_text(self, document: HtmlDocument) -> Iterator[AuditDiagnostic]:
        style_sheets = {
            self.resolver.resolve(document.path, href).file for href in _iter_style_sheets(document)
        }
        styles_size = sum(
            self._get_style_sheet_size(style_sheet)
            for style_sheet in style_sheets & self.resolver.site.files
        )
        raw = document.raw
        if (
            len(raw) * MAX_COMPRESSION_RATIO + styles_size <= PAGE_BUDGET_BYTES
            or _estimate_compressed_size(raw) + styles_size <= PAGE_BUDGET_BYTES
        ):
            return
        page_size = compute_compressed_size(raw)
        budget = _compute_budget(document)
        if page_size + styles_size > budget:
            message = Message(
                "the page is too heavy for slow connections:"
                " %(page)s of HTML and"
                " %(styles)s of style sheets, compressed, where"
                " %(limit)s are allowed",
                page=_format_kilobytes(page_size),
                styles=_format_kilobytes(styles_size),
                limit=_format_kilobytes(budget),
            )
            hint = Message(
                "divide a long text into pages; for programmers: see what repeats in the HTML"
            )
            issue = AuditIssue("page-weight", message, hint, document.path)
            yield document.make_diagnostic(issue)


def _iter_style_sheets(document: HtmlDocument) -> Iterator[str]:
    for link, relation in document.attributes.get("rel", ()):
        if relation == "stylesheet":
            yield link.get("href") or ""


def _choose_url(image: Element) -> str:
    """Return the URL that a phone loads of an <img>; empty for other elements with a `src`."""
    if image.tag != "img":
        return ""
    # libxml2 does not know <picture>, and puts what follows a <source> into it
    sources = [
        source for picture in image.iterancestors("picture") for source in picture.iter("source")
    ]
    width = image.get("width", "")
    needed = min(int(width) if width.isdecimal() else PHONE_WIDTH, PHONE_WIDTH) * PHONE_DENSITY
    for source in sources:
        candidates = sorted(_parse_srcset(source.get("srcset", "")))
        wide = (url for size, url in candidates if size >= needed)
        if candidates:
            return next(wide, candidates[-1][1])
    return image.get("src") or ""


def _parse_srcset(srcset: str) -> Iterator[tuple[int, str]]:
    """Yield width and URL of each candidate; the program writes all of them with widths."""
    for candidate in srcset.split(", "):
        url, _, width = candidate.partition(" ")
        if width.removesuffix("w").isdecimal():
            yield int(width.removesuffix("w")), url


def compute_compressed_size(content: bytes) -> int:
    """Return roughly how many bytes a host would send."""
    return len(zlib.compress(content, COMPRESSION_LEVEL)) + GZIP_OVERHEAD_BYTES


def _estimate_compressed_size(content: bytes) -> int:
    """Return an upper bound of the compressed size, in a third of the time."""
    return len(zlib.compress(content, 1)) + GZIP_OVERHEAD_BYTES


def _compute_budget(document: HtmlDocument) -> int:
    fixed_budget = LARGE_PAGE_BUDGET_BYTES if _MAP_OR_LIST(document.root) else PAGE_BUDGET_BYTES
    text = _BLANKS.sub(" ", _MAIN_TEXT(document.root)).encode()
    text_size = max(compute_compressed_size(text), int(len(text) * TEXT_COMPRESSION_RATIO))
    return max(fixed_budget, FRAME_BUDGET_BYTES + TEXT_FACTOR * text_size)


def _format_kilobytes(size: int) -> str:
    return f"{size / 1024:.1f} kB"
