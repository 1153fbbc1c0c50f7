"""Problems as GitLab's Code Quality report, which its merge requests show at the lines."""

from __future__ import annotations

from collections.abc import Sequence

from coalition.diagnostics.diagnostic import Diagnostic, dump_log_json, escape_invisible
from coalition.diagnostics.fingerprints import compute_fingerprints

GITLAB_SEVERITIES = {"error": "major", "warning": "minor"}
"""Ours, in the words of GitLab: an error keeps the site from being built, a warning nothing."""


def render_code_quality(diagnostics: Sequence[Diagnostic]) -> str:
    """The report as JSON: an empty list where there is nothing to tell."""
    found = zip(diagnostics, compute_fingerprints(diagnostics), strict=True)
    return dump_log_json([_make_issue(problem, mark) for problem, mark in found])


def _make_issue(problem: Diagnostic, fingerprint: str) -> dict[str, object]:
    text = f"{problem.message}. {problem.hint}" if problem.hint else problem.message
    return {
        "description": escape_invisible(text),
        "check_name": problem.rule,
        "fingerprint": fingerprint,
        "severity": GITLAB_SEVERITIES[problem.severity],
        "location": {"path": problem.location.file, "lines": {"begin": problem.location.line}},
    }
