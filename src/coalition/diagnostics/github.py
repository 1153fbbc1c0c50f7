"""Problems as GitHub shows them: notes at the lines of a pull request, and a summary that has all.

GitHub shows ten errors and ten warnings of a step at most and drops the others without a word; a
summary may have 1 MiB, and a larger one is dropped whole.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence

from coalition.diagnostics.diagnostic import (
    Problem,
    for_github,
    for_terminal,
    quoted_path,
    report,
    visible,
)

MOST_NOTES = 10
"""How many notes of a kind GitHub shows of one step."""

LARGEST_SUMMARY = 1024 * 1024
"""Bytes that the summary of one step may have."""

_RESERVE = 1024
"""Bytes kept for the line that says how many problems found no room."""


def notes(problems: Sequence[Problem], *, summarised: bool) -> str:
    """The workflow commands that make notes, errors first, and a word on those left out.

    Where these are not `summarised`, they follow as a terminal shows them, so that none is lost.
    """
    errors = [problem for problem in problems if problem.severity == "error"]
    others = [problem for problem in problems if problem.severity != "error"]
    lines = [for_github(problem) for problem in (*errors[:MOST_NOTES], *others[:MOST_NOTES])]
    if left_out := [*errors[MOST_NOTES:], *others[MOST_NOTES:]]:
        number = "1 more stands" if len(left_out) == 1 else f"{len(left_out)} more stand"
        where = "in the summary of this run" if summarised else "in the log of this step"
        lines.append(f"::notice title=more::{number} {where}")
        if not summarised:
            lines += ["", report(left_out)]
    return "\n".join(lines)


def summary(
    problems: Sequence[Problem], closing: str, address: str = "", room: int = LARGEST_SUMMARY
) -> str:
    """All problems in the Markdown of a step's summary, each as a terminal shows it.

    `closing` is the line that counts them, `address` where the files can be seen (`files_address`).
    It takes `room` bytes at most. Everything from the data stands escaped in an HTML element in
    which Markdown has no meaning.
    """
    parts = [f"<h3>{html.escape(visible(closing))}</h3>\n\n"]
    left = room - len(parts[0].encode()) - _RESERVE
    for number, problem in enumerate(problems):
        block = _block(problem, address)
        left -= len(block.encode("utf-8", "replace"))
        if left < 0:
            parts.append(f"<p>{len(problems) - number} more found no room here.</p>\n")
            break
        parts.append(block)
    return "".join(parts)


def files_address(variables: Mapping[str, str]) -> str:
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


def _block(problem: Problem, address: str) -> str:
    """One problem; its place is a link to the line where the files can be seen."""
    place = problem.place
    words = html.escape(for_terminal(problem))
    if address:
        shown = html.escape(str(place))
        plain = "?plain=1" if place.file.endswith(".md") else ""  # else GitHub shows no lines
        target = html.escape(f"{address}/{quoted_path(place.file)}{plain}#L{place.line}")
        words = f'<a href="{target}">{shown}</a>' + words.removeprefix(shown)
    return f"<pre>{words}</pre>\n\n"
