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

    Only files whose name ends in `file_suffix` are searched. With `is_whole_line`, there is nothing
    else on the line but punctuation. With a `heading_level`, the text is that of a heading in
    Markdown, however it is written.
    """

    text: str
    prefix: str = ""
    file_suffix: str = ""
    is_whole_line: bool = False
    heading_level: int = 0


def build_link_patterns(href: str) -> tuple[SourcePattern, ...]:
    """Return patterns for a link in Markdown, HTML or YAML."""
    if not href.strip():
        return tuple(SourcePattern(text) for text in ("]()", "](<>)", 'href=""', "href=''"))
    return (*build_markup_link_patterns(href), *build_value_patterns(href))


def build_markup_link_patterns(href: str) -> tuple[SourcePattern, ...]:
    """Return patterns for a link in Markdown or HTML only."""
    prefixes = ("](", "](<", "]: ", '="', "='", "<")
    return tuple(SourcePattern(href, prefix) for prefix in prefixes if href.strip())


def build_html_patterns(html: str) -> tuple[SourcePattern, ...]:
    """Return patterns for a piece of HTML, in Markdown or in the data."""
    return (SourcePattern(html, file_suffix=".md"), SourcePattern(html, file_suffix=".yaml"))


def build_heading_patterns(level: int, text: str) -> tuple[SourcePattern, ...]:
    """Return the pattern for a heading in Markdown."""
    return (SourcePattern(text, file_suffix=".md", heading_level=level),)


def build_value_patterns(value: str) -> tuple[SourcePattern, ...]:
    """Return patterns for a whole value in YAML or front matter, or for a whole line."""
    prefixes = (": ", "- ", '"', "'")
    values = tuple(SourcePattern(value, prefix) for prefix in prefixes)
    return (*values, SourcePattern(value, is_whole_line=True))


@dataclass(frozen=True)
class AuditDiagnostic:
    """An issue and its location in a finished file, whose path is relative to the site's folder.

    `patterns` match what causes it in the sources of the page, the likeliest first. `is_in_text`
    marks what is in a text of an editor, so that a source of the page is to blame in any case.
    """

    issue: AuditIssue
    location: Location
    excerpt: str = ""
    patterns: tuple[SourcePattern, ...] = ()
    is_in_text: bool = False
