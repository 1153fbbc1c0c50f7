"""Ids of a page: each stands for one element, and what refers to them finds them."""

from __future__ import annotations

from collections.abc import Iterator

from coalition.audit.html import HtmlDocument, get_element_text
from coalition.audit.issues import AuditDiagnostic, AuditIssue, SourcePattern, build_html_patterns
from coalition.diagnostics import quote_value

IDREF_ATTRIBUTES = (
    "for", "headers", "list", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns",
    "aria-details", "aria-activedescendant", "aria-errormessage",
)  # fmt: skip
"""Attributes that name ids of the same page."""


def check_ids(document: HtmlDocument) -> Iterator[AuditDiagnostic]:
    """`repeated-id` and `missing-fragment`."""
    if len(document.attributes.get("id", ())) != len(document.ids):
        yield from _check_duplicate_ids(document)
    for element, name, value in document.iter_attributes(*IDREF_ATTRIBUTES):
        for id in value.split():
            if id not in document.ids:
                message = f"'{name}' names {quote_value(id)}, but nothing on the page has this id"
                hint = f"give the element that is meant id={quote_value(id)}, or correct the name"
                needle = f'{name}="{value}"'
                fault = AuditIssue("missing-fragment", message, hint)
                yield document.make_diagnostic_at(
                    element, fault, needle, build_html_patterns(needle)
                )


def _check_duplicate_ids(document: HtmlDocument) -> Iterator[AuditDiagnostic]:
    first = set[str]()
    for element, id in document.attributes["id"]:
        if id in first:
            message = (
                f"the id {quote_value(id)} stands on this page already, so links to it go astray"
            )
            hint = f"give this one another id; in Markdown, write {{#{id}-2}} behind the heading"
            fault = AuditIssue("repeated-id", message, hint)
            text = get_element_text(element)
            words = [SourcePattern(f"{'#' * level} {text}") for level in range(2, 7) if text]
            words += [*build_html_patterns(f'id="{id}"'), *build_html_patterns(f"{{#{id}}}")]
            yield document.make_diagnostic_at(element, fault, f'id="{id}"', words)
        first.add(id)
