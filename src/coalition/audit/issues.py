"""What is found wrong in a finished file, before it is known where that comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from coalition.diagnostics import Location


class AuditIssue(NamedTuple):
    """What is wrong, without the place: `name`, `message` and `hint` are those of a Problem.

    Faults of one `name` and `key` on several pages are one problem. The key is the message where
    none is given, so a message does not name the page it stands on.
    """

    rule: str
    message: str
    hint: str
    key: str = ""


class SourcePattern(NamedTuple):
    """A text that may stand in an editor's file: right `behind` another one, if that is given.

    The file's name has this `ending`: HTML is shown as it was written in Markdown files only.
    """

    text: str
    prefix: str = ""
    file_suffix: str = ""


def build_link_patterns(href: str) -> tuple[SourcePattern, ...]:
    """How a link may have been written, in Markdown, HTML or YAML."""
    leads = ("](", "](<", "]: ", '="', "='", ": ", "<", '"')
    return tuple(SourcePattern(href, lead) for lead in leads if href.strip())


def build_html_patterns(html: str) -> tuple[SourcePattern, ...]:
    """How a piece of HTML was written."""
    return (SourcePattern(html, file_suffix=".md"),)


def build_value_patterns(value: str) -> tuple[SourcePattern, ...]:
    """How a whole value was written, in YAML or the head of a text."""
    return tuple(SourcePattern(value, lead) for lead in (": ", "- ", '"', "'"))


@dataclass(frozen=True)
class AuditDiagnostic:
    """A fault at its place in a finished file, which `place` names from the top of the site.

    `words` are what may stand for it in the files that the page is made of, the likeliest first.
    """

    issue: AuditIssue
    location: Location
    excerpt: str = ""
    patterns: tuple[SourcePattern, ...] = ()
