"""Elements that begin and end in each other, as HTML wants it: browsers repair what does not.

What they make of it may be the rest of the page in bold, or in a field for text, or no footer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from coalition.audit.html import HtmlDocument
from coalition.audit.issues import AuditDiagnostic, AuditIssue, build_html_patterns

_MISNESTED_TAG = re.compile(r"Opening and ending tag mismatch: \S+ and (\S+)")
_STRAY_END_TAG = re.compile(r"Unexpected end tag : (\S+)")
_RAW_TEXT_DELIMITERS = {"<textarea": "</textarea", "<!--": "-->"}
"""What takes all tags behind it for something else, up to its own end: the parser sees no slip."""


def check_nesting(document: HtmlDocument) -> Iterator[AuditDiagnostic]:
    """`unclosed-element`."""
    for message, line in document.parser_errors:
        if found := _MISNESTED_TAG.match(message):
            yield _make_unclosed_diagnostic(document, f"<{found[1]}", line)
        elif found := _STRAY_END_TAG.match(message):
            tag = f"</{found[1]}>"
            said = f"'{tag}' ends nothing that begins in the same place"
            fault = AuditIssue(
                "unclosed-element", said, f"take it away, or write <{found[1]}> before it"
            )
            yield document.make_diagnostic(fault, tag, line, build_html_patterns(tag))
    for start, end in _RAW_TEXT_DELIMITERS.items():
        if document.raw.count(start.encode()) > document.raw.count(end.encode()):
            yield _make_unclosed_diagnostic(document, start, 1)


def _make_unclosed_diagnostic(document: HtmlDocument, start: str, line: int) -> AuditDiagnostic:
    end = "-->" if start == "<!--" else f"</{start[1:]}>"
    shown = start if start == "<!--" else f"{start}>"
    message = f"'{shown}' has no end in its place, so what follows may be shown wrongly"
    fault = AuditIssue("unclosed-element", message, f"write {end} where it should end")
    return document.make_diagnostic(fault, start, line, build_html_patterns(start))
