"""Diagnostics as GitLab's Code Quality report, which merge requests show at the lines."""

from __future__ import annotations

from collections.abc import Sequence

from coalition.diagnostics.diagnostic import Diagnostic
from coalition.diagnostics.escaping import dump_log_json, escape_invisible
from coalition.diagnostics.fingerprints import compute_fingerprints

GITLAB_SEVERITIES = {"error": "major", "warning": "minor"}
"""GitLab's name for each severity."""


def render_code_quality(diagnostics: Sequence[Diagnostic]) -> str:
    """Render the report as JSON: an empty list if there are no diagnostics."""
    pairs = zip(diagnostics, compute_fingerprints(diagnostics), strict=True)
    return dump_log_json(
        [_make_issue(diagnostic, fingerprint) for diagnostic, fingerprint in pairs]
    )


def _make_issue(diagnostic: Diagnostic, fingerprint: str) -> dict[str, object]:
    text = f"{diagnostic.message}. {diagnostic.hint}" if diagnostic.hint else diagnostic.message
    location = diagnostic.location
    return {
        "description": escape_invisible(text),
        "check_name": diagnostic.rule,
        "fingerprint": fingerprint,
        "severity": GITLAB_SEVERITIES[diagnostic.severity],
        "location": {"path": location.file, "lines": {"begin": location.line}},
    }
