"""Checks of a page's structure: unique ids, references to ids, and elements that are closed.

Browsers repair elements that do not begin and end in each other as HTML wants it. The result may be
the rest of the page in bold, or in a text field, or a page without a footer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from coalition.audit.html import HtmlDocument, get_element_text
from coalition.audit.issues import AuditDiagnostic, AuditIssue, SourcePattern, build_html_patterns
from coalition.diagnostics import quote_value

IDREF_ATTRIBUTES = (
    "for", "headers", "list", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns",
    "aria-details", "aria-activedescendant", "aria-errormessage",
)  # fmt: skip
"""Attributes whose values are ids on the same page."""

_MISNESTED_TAG = re.compile(r"Opening and ending tag mismatch: \S+ and (\S+)")
_STRAY_END_TAG = re.compile(r"Unexpected end tag : (\S+)")
_RAW_TEXT_DELIMITERS = {"<textarea": "</textarea", "<!--": "-->"}
"""All tags between these are text. If the end is missing, the parser reports no error."""


def check_ids(document: HtmlDocument) -> Iterator[AuditDiagnostic]:
    """Yield `repeated-id` and `missing-fragment`."""
    if len(document.attributes.get("id", ())) != len(document.ids):
        yield from _check_duplicate_ids(document)
    for element, name, value in document.iter_attributes(*IDREF_ATTRIBUTES):
        for id in value.split():
            if id not in document.ids:
                message = f"'{name}' names {quote_value(id)}, but nothing on the page has this id"
                hint = f"give the element that is meant id={quote_value(id)}, or correct the name"
                needle = f'{name}="{value}"'
                issue = AuditIssue("missing-fragment", message, hint)
                yield document.make_diagnostic_at(
                    element, issue, needle, build_html_patterns(needle)
                )


def _check_duplicate_ids(document: HtmlDocument) -> Iterator[AuditDiagnostic]:
    seen = set[str]()
    for element, id in document.attributes["id"]:
        if id in seen:
            message = (
                f"the id {quote_value(id)} stands on this page already, so links to it go astray"
            )
            hint = f"give this one another id; in Markdown, write {{#{id}-2}} behind the heading"
            issue = AuditIssue("repeated-id", message, hint)
            text = get_element_text(element)
            patterns = [SourcePattern(f"{'#' * level} {text}") for level in range(2, 7) if text]
            patterns += [*build_html_patterns(f'id="{id}"'), *build_html_patterns(f"{{#{id}}}")]
            yield document.make_diagnostic_at(element, issue, f'id="{id}"', patterns)
        seen.add(id)


def check_nesting(document: HtmlDocument) -> Iterator[AuditDiagnostic]:
    """Yield `unclosed-element`."""
    for error, line in document.parser_errors:
        if match := _MISNESTED_TAG.match(error):
            yield _make_unclosed_diagnostic(document, f"<{match[1]}", line)
        elif match := _STRAY_END_TAG.match(error):
            tag = f"</{match[1]}>"
            message = f"'{tag}' ends nothing that begins in the same place"
            issue = AuditIssue(
                "unclosed-element", message, f"take it away, or write <{match[1]}> before it"
            )
            yield document.make_diagnostic(issue, tag, line, build_html_patterns(tag))
    for start, end in _RAW_TEXT_DELIMITERS.items():
        if document.raw.count(start.encode()) > document.raw.count(end.encode()):
            yield _make_unclosed_diagnostic(document, start, 1)


def _make_unclosed_diagnostic(document: HtmlDocument, start: str, line: int) -> AuditDiagnostic:
    end = "-->" if start == "<!--" else f"</{start[1:]}>"
    start_tag = start if start == "<!--" else f"{start}>"
    message = f"'{start_tag}' has no end in its place, so what follows may be shown wrongly"
    issue = AuditIssue("unclosed-element", message, f"write {end} where it should end")
    return document.make_diagnostic(issue, start, line, build_html_patterns(start))
