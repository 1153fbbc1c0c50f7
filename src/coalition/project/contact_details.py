"""Report e-mail addresses and telephone numbers in data and texts, which would be published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import unescape

from coalition.diagnostics import Diagnostic, Location
from coalition.markup import ContactDetail, explain_contact_detail, find_contact_details
from coalition.project.raw_entries import iter_scalars
from coalition.sources import Cache, IdentityKey, TextLocator, YamlDocument, YamlNode, YamlSequence

_MAX_SEARCHED_LINES = 300

_EMAIL_KEY = "email"
"""The key whose value is an e-mail address, and is published without `@`."""


def check_data_contact_details(
    document: YamlDocument, cache: Cache | None = None
) -> Iterator[Diagnostic]:
    """Report contact details in the texts of a file in `data/`, except those under `email`."""
    cache, root = cache or Cache(), document.root
    for part in root.items if isinstance(root, YamlSequence) else [root] if root else []:
        for start_location, detail in cache.call(_find_in_node, IdentityKey(part)):
            location, start = start_location, start_location.line - 1
            lines = document.lines[start : start + _MAX_SEARCHED_LINES]
            if position := TextLocator(lines).find([detail.value]):
                location = Location(document.file, start + position[0], *position[1:])
            message, hint = explain_contact_detail(detail)
            yield document.diagnostic_at(location, detail.rule, message, hint)


def check_text_contact_details(
    html: str, lines: Sequence[str], body_start: int, file: str
) -> Iterator[Diagnostic]:
    """Report contact details in a Markdown file, in its front matter and in the HTML of its body.

    In HTML, so that comments may name anybody, and addresses in links are found.
    """
    head = "\n".join(lines[:body_start])
    for start, text in ((0, head), (body_start, unescape(html))):
        locator = TextLocator(lines, start)
        for detail in dict.fromkeys(find_contact_details(text)):
            line, column, width = locator.find([detail.value]) or (start + 1, 1, 1)
            excerpt = lines[line - 1] if line <= len(lines) else ""
            location = Location(file, line, column, width)
            yield Diagnostic(location, detail.rule, *explain_contact_detail(detail), excerpt)


def _find_in_node(node: IdentityKey[YamlNode]) -> tuple[tuple[Location, ContactDetail], ...]:
    return tuple(
        (scalar.location, detail)
        for key, scalar in iter_scalars(node.value)
        if key != _EMAIL_KEY
        for detail in dict.fromkeys(find_contact_details(scalar.text))
    )
