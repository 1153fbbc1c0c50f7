"""Report formats of the checks, and what goes to stdout and to stderr in each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from coalition.diagnostics import github, gitlab, sarif
from coalition.diagnostics.diagnostic import Diagnostic
from coalition.diagnostics.text import format_diagnostics

REPORT_FORMATS = ("text", "github", "gitlab", "sarif")


@dataclass(frozen=True)
class RenderedReport:
    """Output of a check: programs read stdout, people read both."""

    stdout: str
    stderr: str


def render_report(
    format: str, diagnostics: Sequence[Diagnostic], summary: str, *, has_step_summary: bool
) -> RenderedReport:
    """Render diagnostics in one of the REPORT_FORMATS; `summary` is the line that counts them.

    In machine-readable formats stdout is the report alone, and the text for people goes to stderr.
    With `has_step_summary` a GitHub log need not repeat what the step's summary shows.
    """
    if format == "text":
        return RenderedReport(summary, format_diagnostics(diagnostics))
    if format == "github":
        return RenderedReport(
            summary, github.render_annotations(diagnostics, has_step_summary=has_step_summary)
        )
    text = "\n\n".join(filter(None, (format_diagnostics(diagnostics), summary)))
    return RenderedReport(_MACHINE_REPORTERS[format](diagnostics), text)


_MACHINE_REPORTERS: dict[str, Callable[[Sequence[Diagnostic]], str]] = {
    "gitlab": gitlab.render_code_quality,
    "sarif": sarif.render_sarif,
}
