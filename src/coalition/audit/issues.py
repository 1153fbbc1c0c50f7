"""What the checks report about finished files, before the source of an issue is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from coalition.diagnostics import Location


class AuditIssue(NamedTuple):
    """What is wrong, without the location: `rule`, `message` and `hint` are those of a Diagnostic.

    Issues with the same `rule` and `key` on several pages become one diagnostic. The key defaults
    to the message, so a message does not name the page that it is about.
    """

    rule: str
    message: str
    hint: str
    key: str = ""


class SourcePattern(NamedTuple):
    """A text to look for in source files: directly after `prefix`, if there is one.

    Only files whose name ends in `file_suffix` are searched: HTML is published as it was written in
    Markdown files alone.
    """

    text: str
    prefix: str = ""
    file_suffix: str = ""


def build_link_patterns(href: str) -> tuple[SourcePattern, ...]:
    """Return patterns for a link in Markdown, HTML or YAML."""
    prefixes = ("](", "](<", "]: ", '="', "='", ": ", "<", '"')
    return tuple(SourcePattern(href, prefix) for prefix in prefixes if href.strip())


def build_html_patterns(html: str) -> tuple[SourcePattern, ...]:
    """Return patterns for a piece of HTML."""
    return (SourcePattern(html, file_suffix=".md"),)


def build_value_patterns(value: str) -> tuple[SourcePattern, ...]:
    """Return patterns for a whole value in YAML or front matter."""
    return tuple(SourcePattern(value, prefix) for prefix in (": ", "- ", '"', "'"))


@dataclass(frozen=True)
class AuditDiagnostic:
    """An issue and its location in a finished file, whose path is relative to the site's folder.

    `patterns` match what causes it in the sources of the page, the likeliest first.
    """

    issue: AuditIssue
    location: Location
    excerpt: str = ""
    patterns: tuple[SourcePattern, ...] = ()
