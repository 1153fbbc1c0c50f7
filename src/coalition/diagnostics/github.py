"""Problems as GitHub shows them: notes at the lines of a pull request, and a summary that has all.

GitHub shows ten errors and ten warnings of a step at most and drops the others without a word; a
summary may have 1 MiB, and a larger one is dropped whole.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence

from coalition.diagnostics.diagnostic import (
    Diagnostic,
    escape_invisible,
    format_annotation,
    format_diagnostic,
    format_diagnostics,
    quote_url_path,
)

MAX_ANNOTATIONS = 10
"""How many notes of a kind GitHub shows of one step."""

MAX_SUMMARY_BYTES = 1024 * 1024
"""Bytes that the summary of one step may have."""

_RESERVED_BYTES = 1024
"""Bytes kept for the line that says how many problems found no room."""


def render_annotations(diagnostics: Sequence[Diagnostic], *, has_step_summary: bool) -> str:
    """The workflow commands that make notes, errors first, and a word on those left out.

    Where these are not `has_step_summary`, they follow as a terminal shows them, so that none is lost.
    """
    errors = [problem for problem in diagnostics if problem.severity == "error"]
    others = [problem for problem in diagnostics if problem.severity != "error"]
    lines = [
        format_annotation(problem)
        for problem in (*errors[:MAX_ANNOTATIONS], *others[:MAX_ANNOTATIONS])
    ]
    if left_out := [*errors[MAX_ANNOTATIONS:], *others[MAX_ANNOTATIONS:]]:
        number = "1 more stands" if len(left_out) == 1 else f"{len(left_out)} more stand"
        where = "in the summary of this run" if has_step_summary else "in the log of this step"
        lines.append(f"::notice title=more::{number} {where}")
        if not has_step_summary:
            lines += ["", format_diagnostics(left_out)]
    return "\n".join(lines)


def render_step_summary(
    diagnostics: Sequence[Diagnostic],
    summary: str,
    blob_url: str = "",
    max_bytes: int = MAX_SUMMARY_BYTES,
) -> str:
    """All problems in the Markdown of a step's summary, each as a terminal shows it.

    `summary` is the line that counts them, `blob_url` where the files can be seen (`build_blob_url`).
    It takes `max_bytes` bytes at most. Everything from the data stands escaped in an HTML element in
    which Markdown has no meaning.
    """
    parts = [f"<h3>{html.escape(escape_invisible(summary))}</h3>\n\n"]
    left = max_bytes - len(parts[0].encode()) - _RESERVED_BYTES
    for number, problem in enumerate(diagnostics):
        block = _render_block(problem, blob_url)
        left -= len(block.encode("utf-8", "replace"))
        if left < 0:
            parts.append(f"<p>{len(diagnostics) - number} more found no room here.</p>\n")
            break
        parts.append(block)
    return "".join(parts)


def build_blob_url(environ: Mapping[str, str]) -> str:
    """Where the checked files can be seen on GitHub; empty where the run does not say it."""
    server, repository, commit = (
        environ.get(f"GITHUB_{name}", "") for name in ("SERVER_URL", "REPOSITORY", "SHA")
    )
    known = (
        re.fullmatch(r"https?://[\w.:-]+", server)
        and re.fullmatch(r"[\w.-]+/[\w.-]+", repository)
        and re.fullmatch(r"[0-9a-f]{40,64}", commit)
    )
    return f"{server}/{repository}/blob/{commit}" if known else ""


def _render_block(diagnostic: Diagnostic, blob_url: str) -> str:
    """One problem; its place is a link to the line where the files can be seen."""
    place = diagnostic.location
    words = html.escape(format_diagnostic(diagnostic))
    if blob_url:
        shown = html.escape(str(place))
        plain = "?plain=1" if place.file.endswith(".md") else ""  # else GitHub shows no lines
        target = html.escape(f"{blob_url}/{quote_url_path(place.file)}{plain}#L{place.line}")
        words = f'<a href="{target}">{shown}</a>' + words.removeprefix(shown)
    return f"<pre>{words}</pre>\n\n"
