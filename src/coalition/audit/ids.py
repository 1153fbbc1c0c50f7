"""Ids of a page: each stands for one element, and what refers to them finds them."""

from __future__ import annotations

from collections.abc import Iterator

from coalition.audit.findings import Fault, Finding, Written, html_words
from coalition.audit.html import Document, text_of
from coalition.diagnostics.diagnostic import quoted

REFERRING = (
    "for", "headers", "list", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns",
    "aria-details", "aria-activedescendant", "aria-errormessage",
)  # fmt: skip
"""Attributes that name ids of the same page."""


def on_page(document: Document) -> Iterator[Finding]:
    """`repeated-id` and `unknown-part`."""
    if len(document.attributes.get("id", ())) != len(document.ids):
        yield from _repeated(document)
    for element, name, value in document.having(*REFERRING):
        for id in value.split():
            if id not in document.ids:
                message = f"'{name}' names {quoted(id)}, but nothing on the page has this id"
                hint = f"give the element that is meant id={quoted(id)}, or correct the name"
                needle = f'{name}="{value}"'
                fault = Fault("unknown-part", message, hint)
                yield document.fault_at(element, fault, needle, html_words(needle))


def _repeated(document: Document) -> Iterator[Finding]:
    first = set[str]()
    for element, id in document.attributes["id"]:
        if id in first:
            message = f"the id {quoted(id)} stands on this page already, so links to it go astray"
            hint = f"give this one another id; in Markdown, write {{#{id}-2}} behind the heading"
            fault = Fault("repeated-id", message, hint)
            text = text_of(element)
            words = [Written(f"{'#' * level} {text}") for level in range(2, 7) if text]
            words += [*html_words(f'id="{id}"'), *html_words(f"{{#{id}}}")]
            yield document.fault_at(element, fault, f'id="{id}"', words)
        first.add(id)
