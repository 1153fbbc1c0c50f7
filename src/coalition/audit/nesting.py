"""Elements that begin and end in each other, as HTML wants it: browsers repair what does not.

What they make of it may be the rest of the page in bold, or in a field for text, or no footer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from coalition.audit.findings import Fault, Finding, html_words
from coalition.audit.html import Document

_CROSSED = re.compile(r"Opening and ending tag mismatch: \S+ and (\S+)")
_LOOSE = re.compile(r"Unexpected end tag : (\S+)")
_SWALLOWING = {"<textarea": "</textarea", "<!--": "-->"}
"""What takes all tags behind it for something else, up to its own end: the parser sees no slip."""


def on_page(document: Document) -> Iterator[Finding]:
    """`unclosed-element`."""
    for message, line in document.slips:
        if found := _CROSSED.match(message):
            yield _unclosed(document, f"<{found[1]}", line)
        elif found := _LOOSE.match(message):
            tag = f"</{found[1]}>"
            said = f"'{tag}' ends nothing that begins in the same place"
            fault = Fault(
                "unclosed-element", said, f"take it away, or write <{found[1]}> before it"
            )
            yield document.finding(fault, tag, line, html_words(tag))
    for start, end in _SWALLOWING.items():
        if document.raw.count(start.encode()) > document.raw.count(end.encode()):
            yield _unclosed(document, start, 1)


def _unclosed(document: Document, start: str, line: int) -> Finding:
    end = "-->" if start == "<!--" else f"</{start[1:]}>"
    shown = start if start == "<!--" else f"{start}>"
    message = f"'{shown}' has no end in its place, so what follows may be shown wrongly"
    fault = Fault("unclosed-element", message, f"write {end} where it should end")
    return document.finding(fault, start, line, html_words(start))
