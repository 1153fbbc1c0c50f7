"""What the site's policy forbids (Content-Security-Policy), and browsers would refuse to run."""

from __future__ import annotations

import re
from collections.abc import Iterator

from coalition.audit.findings import Fault, Finding, html_words
from coalition.audit.html import Document, Element

EMBEDDED = ("iframe", "object", "embed", "video", "audio", "base", "frame", "applet")
"""Elements for which the policy allows no file at all."""

RUNNING = ("javascript:", "vbscript:", "data:")
"""How addresses begin that bring their own page or program along."""

_PROGRAM = re.compile(
    r"(?:module|importmap|speculationrules|(?:text|application)/\w*script)?", re.I
)
_HANDLER = re.compile(r"on[a-z]+")


def on_page(document: Document) -> Iterator[Finding]:
    """`inline-code` and `forbidden-element`."""
    for element in document.elements("style"):
        yield _inline(document, element, "a style sheet", "<style")
    for element in document.elements("script"):
        if element.get("src") is None and _PROGRAM.fullmatch(element.get("type") or ""):
            yield _inline(document, element, "a script", "<script")
    for element, _, value in document.having("style"):
        yield _inline(document, element, "a style", f'style="{value}"')
    for name in document.attributes:
        if _HANDLER.fullmatch(name):
            for element, _ in document.attributes[name]:
                yield _inline(document, element, "a script", f"{name}=")
    for element, _, value in document.having("href"):
        if value.strip().lower().startswith(RUNNING):
            yield _inline(document, element, "a script", value)
    forms = (form for form, *_ in document.having("action"))
    for element in (*document.elements(*EMBEDDED), *forms):
        message = f"browsers are told to refuse <{element.tag}> on this site"
        fault = Fault("forbidden-element", message, "link to what should be shown instead")
        yield document.fault_at(element, fault, words=html_words(f"<{element.tag}"))


def _inline(document: Document, element: Element, what: str, needle: str) -> Finding:
    message = f"{what} stands in the page itself, which browsers are told to refuse"
    kind = "css" if "style" in what else "js"
    hint = f"put it into a file in theme/static/{kind}/; in a text, take it out"
    return document.fault_at(
        element, Fault("inline-code", message, hint), needle, html_words(needle)
    )
