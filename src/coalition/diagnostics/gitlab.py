"""Problems as GitLab's Code Quality report, which its merge requests show at the lines."""

from __future__ import annotations

from collections.abc import Sequence

from coalition.diagnostics.diagnostic import Problem, json_for_log, visible
from coalition.diagnostics.fingerprints import fingerprints

SEVERITIES = {"error": "major", "warning": "minor"}
"""Ours, in the words of GitLab: an error keeps the site from being built, a warning nothing."""


def report(problems: Sequence[Problem]) -> str:
    """The report as JSON: an empty list where there is nothing to tell."""
    found = zip(problems, fingerprints(problems), strict=True)
    return json_for_log([_issue(problem, mark) for problem, mark in found])


def _issue(problem: Problem, fingerprint: str) -> dict[str, object]:
    text = f"{problem.message}. {problem.hint}" if problem.hint else problem.message
    return {
        "description": visible(text),
        "check_name": problem.name,
        "fingerprint": fingerprint,
        "severity": SEVERITIES[problem.severity],
        "location": {"path": problem.place.file, "lines": {"begin": problem.place.line}},
    }
