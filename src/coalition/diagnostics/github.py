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


def render_annotations(problems: Sequence[Diagnostic], *, summarised: bool) -> str:
    """The workflow commands that make notes, errors first, and a word on those left out.

    Where these are not `summarised`, they follow as a terminal shows them, so that none is lost.
    """
    errors = [problem for problem in problems if problem.severity == "error"]
    others = [problem for problem in problems if problem.severity != "error"]
    lines = [
        format_annotation(problem)
        for problem in (*errors[:MAX_ANNOTATIONS], *others[:MAX_ANNOTATIONS])
    ]
    if left_out := [*errors[MAX_ANNOTATIONS:], *others[MAX_ANNOTATIONS:]]:
        number = "1 more stands" if len(left_out) == 1 else f"{len(left_out)} more stand"
        where = "in the summary of this run" if summarised else "in the log of this step"
        lines.append(f"::notice title=more::{number} {where}")
        if not summarised:
            lines += ["", format_diagnostics(left_out)]
    return "\n".join(lines)


def render_step_summary(
    problems: Sequence[Diagnostic], closing: str, address: str = "", room: int = MAX_SUMMARY_BYTES
) -> str:
    """All problems in the Markdown of a step's summary, each as a terminal shows it.

    `closing` is the line that counts them, `address` where the files can be seen (`build_blob_url`).
    It takes `room` bytes at most. Everything from the data stands escaped in an HTML element in
    which Markdown has no meaning.
    """
    parts = [f"<h3>{html.escape(escape_invisible(closing))}</h3>\n\n"]
    left = room - len(parts[0].encode()) - _RESERVED_BYTES
    for number, problem in enumerate(problems):
        block = _render_block(problem, address)
        left -= len(block.encode("utf-8", "replace"))
        if left < 0:
            parts.append(f"<p>{len(problems) - number} more found no room here.</p>\n")
            break
        parts.append(block)
    return "".join(parts)


def build_blob_url(variables: Mapping[str, str]) -> str:
    """Where the checked files can be seen on GitHub; empty where the run does not say it."""
    server, repository, commit = (
        variables.get(f"GITHUB_{name}", "") for name in ("SERVER_URL", "REPOSITORY", "SHA")
    )
    known = (
        re.fullmatch(r"https?://[\w.:-]+", server)
        and re.fullmatch(r"[\w.-]+/[\w.-]+", repository)
        and re.fullmatch(r"[0-9a-f]{40,64}", commit)
    )
    return f"{server}/{repository}/blob/{commit}" if known else ""


def _render_block(problem: Diagnostic, address: str) -> str:
    """One problem; its place is a link to the line where the files can be seen."""
    place = problem.place
    words = html.escape(format_diagnostic(problem))
    if address:
        shown = html.escape(str(place))
        plain = "?plain=1" if place.file.endswith(".md") else ""  # else GitHub shows no lines
        target = html.escape(f"{address}/{quote_url_path(place.file)}{plain}#L{place.line}")
        words = f'<a href="{target}">{shown}</a>' + words.removeprefix(shown)
    return f"<pre>{words}</pre>\n\n"
