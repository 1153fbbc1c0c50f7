"""Content-Security-Policy checks: code and elements that browsers would refuse."""

from __future__ import annotations

import re
from collections.abc import Iterator

from coalition.audit.html import Element, HtmlDocument
from coalition.audit.issues import AuditDiagnostic, AuditIssue, build_html_patterns

EMBEDDING_ELEMENTS = ("iframe", "object", "embed", "video", "audio", "base", "frame", "applet")
"""Elements for which the policy allows no source at all."""

EXECUTABLE_SCHEMES = ("javascript:", "vbscript:", "data:")
"""URL schemes that carry a document or a program themselves."""

_SCRIPT_TYPE = re.compile(
    r"(?:module|importmap|speculationrules|(?:text|application)/\w*script)?", re.I
)
_EVENT_HANDLER = re.compile(r"on[a-z]+")


def check_csp(document: HtmlDocument) -> Iterator[AuditDiagnostic]:
    """Yield `inline-code` and `forbidden-element`."""
    for element in document.iter_elements("style"):
        yield _make_inline_diagnostic(document, element, "a style sheet", "<style")
    for element in document.iter_elements("script"):
        if element.get("src") is None and _SCRIPT_TYPE.fullmatch(element.get("type") or ""):
            yield _make_inline_diagnostic(document, element, "a script", "<script")
    for element, _, value in document.iter_attributes("style"):
        yield _make_inline_diagnostic(document, element, "a style", f'style="{value}"')
    for name in document.attributes:
        if _EVENT_HANDLER.fullmatch(name):
            for element, _ in document.attributes[name]:
                yield _make_inline_diagnostic(document, element, "a script", f"{name}=")
    for element, _, value in document.iter_attributes("href"):
        if value.strip().lower().startswith(EXECUTABLE_SCHEMES):
            yield _make_inline_diagnostic(document, element, "a script", value)
    forms = (form for form, *_ in document.iter_attributes("action"))
    for element in (*document.iter_elements(*EMBEDDING_ELEMENTS), *forms):
        message = f"browsers are told to refuse <{element.tag}> on this site"
        issue = AuditIssue("forbidden-element", message, "link to what should be shown instead")
        yield document.make_diagnostic_at(
            element, issue, patterns=build_html_patterns(f"<{element.tag}")
        )


def _make_inline_diagnostic(
    document: HtmlDocument, element: Element, label: str, needle: str
) -> AuditDiagnostic:
    message = f"{label} stands in the page itself, which browsers are told to refuse"
    folder = "css" if "style" in label else "js"
    hint = f"put it into a file in theme/static/{folder}/; in a text, take it out"
    return document.make_diagnostic_at(
        element, AuditIssue("inline-code", message, hint), needle, build_html_patterns(needle)
    )
