"""Diagnostics for GitHub Actions: annotations at the lines of a pull request, and a step summary.

GitHub shows ten errors and ten warnings of a step at most and silently drops the others. A summary
may have 1 MiB; a larger one is dropped whole.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence

from coalition.diagnostics.diagnostic import Diagnostic
from coalition.diagnostics.escaping import escape_invisible, escape_legacy_commands, quote_url_path
from coalition.diagnostics.text import format_diagnostic, format_diagnostics

MAX_ANNOTATIONS = 10
"""Annotations of one severity that GitHub shows for a step."""

MAX_SUMMARY_BYTES = 1024 * 1024
"""Size limit for the summary of one step, in bytes."""

_RESERVED_BYTES = 1024
"""Bytes reserved for the line that counts the omitted diagnostics."""


def render_annotations(diagnostics: Sequence[Diagnostic], *, has_step_summary: bool) -> str:
    """Render workflow commands that make annotations, errors first, and a notice if some are left.

    With `has_step_summary` the notice refers to the summary; without, those left follow as text.
    """
    errors = [diagnostic for diagnostic in diagnostics if diagnostic.severity == "error"]
    others = [diagnostic for diagnostic in diagnostics if diagnostic.severity != "error"]
    lines = [
        format_annotation(diagnostic)
        for diagnostic in (*errors[:MAX_ANNOTATIONS], *others[:MAX_ANNOTATIONS])
    ]
    if omitted := [*errors[MAX_ANNOTATIONS:], *others[MAX_ANNOTATIONS:]]:
        count = "1 more is" if len(omitted) == 1 else f"{len(omitted)} more are"
        where = "in the summary of this run" if has_step_summary else "in the log of this step"
        lines.append(f"::notice title=more::{count} {where}")
        if not has_step_summary:
            lines += ["", format_diagnostics(omitted)]
    return "\n".join(lines)


def format_annotation(diagnostic: Diagnostic) -> str:
    """Format a diagnostic as a workflow command on one line.

    The rule is the title and the last word of the message. Escaped as GitHub's workflow commands
    require: `%`, CR and LF in the message, also `:` and `,` in properties.
    """
    location = diagnostic.location
    properties = ",".join(
        (
            f"file={_escape_property(escape_invisible(location.file))}",
            f"line={location.line}",
            f"col={location.column}",
            f"endColumn={location.column + location.width}",
            f"title={_escape_property(diagnostic.rule)}",
        )
    )
    text = f"{diagnostic.message}. {diagnostic.hint}" if diagnostic.hint else diagnostic.message
    message = f"{_escape_message(escape_invisible(text))} [{diagnostic.rule}]"
    return escape_legacy_commands(f"::{diagnostic.severity} {properties}::{message}")


def render_step_summary(
    diagnostics: Sequence[Diagnostic],
    summary: str,
    blob_url: str = "",
    max_bytes: int = MAX_SUMMARY_BYTES,
) -> str:
    """Render the Markdown of a step summary, with each diagnostic as terminals show it.

    `summary` is the line that counts them, `blob_url` the base URL of the files (`build_blob_url`).
    The result has at most `max_bytes` bytes. Text from the data is escaped and put into HTML
    elements in which Markdown is not interpreted.
    """
    parts = [f"<h3>{html.escape(escape_invisible(summary))}</h3>\n\n"]
    bytes_left = max_bytes - len(parts[0].encode()) - _RESERVED_BYTES
    for number, diagnostic in enumerate(diagnostics):
        block = _render_block(diagnostic, blob_url)
        bytes_left -= len(block.encode("utf-8", "replace"))
        if bytes_left < 0:
            parts.append(f"<p>{len(diagnostics) - number} more did not fit here.</p>\n")
            break
        parts.append(block)
    return "".join(parts)


def build_blob_url(environ: Mapping[str, str]) -> str:
    """Return the base URL of the checked files on GitHub; empty if the run does not give it."""
    server, repository, commit = (
        environ.get(f"GITHUB_{name}", "") for name in ("SERVER_URL", "REPOSITORY", "SHA")
    )
    is_valid = (
        re.fullmatch(r"https?://[\w.:-]+", server)
        and re.fullmatch(r"[\w.-]+/[\w.-]+", repository)
        and re.fullmatch(r"[0-9a-f]{40,64}", commit)
    )
    return f"{server}/{repository}/blob/{commit}" if is_valid else ""


def _render_block(diagnostic: Diagnostic, blob_url: str) -> str:
    """Render one diagnostic, its location linked to the line on GitHub if there is a `blob_url`."""
    location = diagnostic.location
    text = html.escape(format_diagnostic(diagnostic))
    if blob_url:
        label = html.escape(str(location))
        plain = "?plain=1" if location.file.endswith(".md") else ""  # else GitHub shows no lines
        target = html.escape(f"{blob_url}/{quote_url_path(location.file)}{plain}#L{location.line}")
        text = f'<a href="{target}">{label}</a>' + text.removeprefix(label)
    return f"<pre>{text}</pre>\n\n"


def _escape_message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape_message(text).replace(":", "%3A").replace(",", "%2C")
