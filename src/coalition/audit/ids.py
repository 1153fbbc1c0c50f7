"""Checks of ids: unique on their page, and present where a table cell refers to one.

Headings in Markdown get ids, and editors may write others: `{#id}`, `id="..."`, `headers="..."`.
"""

from __future__ import annotations

from collections.abc import Iterator

from coalition.audit.accessibility import HEADINGS
from coalition.audit.html import HtmlDocument, get_element_text
from coalition.audit.issues import (
    AuditDiagnostic,
    AuditIssue,
    build_heading_patterns,
    build_html_patterns,
)
from coalition.diagnostics import Message, quote_value


def check_ids(document: HtmlDocument) -> Iterator[AuditDiagnostic]:
    """Yield `repeated-id` and `missing-fragment`."""
    if len(document.attributes.get("id", ())) != len(document.ids):
        yield from _check_duplicate_ids(document)
    for element, value in document.attributes.get("headers", ()):
        for id in value.split():
            if id not in document.ids:
                message = Message(
                    "'headers' names %(id)s, but nothing on the page has this id",
                    id=quote_value(id),
                )
                hint = Message(
                    "give the element that is meant id=%(id)s, or correct the name",
                    id=quote_value(id),
                )
                needle = f'headers="{value}"'
                issue = AuditIssue("missing-fragment", message, hint)
                yield document.make_diagnostic_at(
                    element, issue, needle, build_html_patterns(needle)
                )


def _check_duplicate_ids(document: HtmlDocument) -> Iterator[AuditDiagnostic]:
    seen = set[str]()
    for element, id in document.attributes["id"]:
        if id in seen:
            message = Message(
                "the id %(id)s is already used on this page, so links to it are ambiguous",
                id=quote_value(id),
            )
            hint = Message(
                "give this one another id; in Markdown, write {#%(id)s-2} after the heading", id=id
            )
            issue = AuditIssue("repeated-id", message, hint)
            text = get_element_text(element)
            level = int(element.tag[1]) if element.tag in HEADINGS else 0
            patterns = [
                *(build_heading_patterns(level, text) if level else ()),
                *build_html_patterns(f'id="{id}"'),
                *build_html_patterns(f"{{#{id}}}"),
            ]
            yield document.make_diagnostic_at(element, issue, f'id="{id}"', patterns)
        seen.add(id)
