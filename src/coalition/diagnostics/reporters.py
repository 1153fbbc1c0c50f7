"""The formats in which a check can be told, and what of it goes where."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from coalition.diagnostics import github, gitlab, sarif
from coalition.diagnostics.diagnostic import Diagnostic, format_diagnostics

REPORT_FORMATS = ("text", "github", "gitlab", "sarif")


@dataclass(frozen=True)
class RenderedReport:
    """A check in words: `out` is for stdout, where programs read, `err` for stderr."""

    stdout: str
    stderr: str


def render_report(
    format: str, diagnostics: Sequence[Diagnostic], summary: str, *, has_step_summary: bool
) -> RenderedReport:
    """The problems in one of the REPORT_FORMATS; `summary` is the line that counts them.

    In the formats for programs stdout has nothing but the report, so people read on stderr. On
    GitHub the step may have a summary: what is `has_step_summary` there need not stand in the log.
    """
    if format == "text":
        return RenderedReport(summary, format_diagnostics(diagnostics))
    if format == "github":
        return RenderedReport(
            summary, github.render_annotations(diagnostics, has_step_summary=has_step_summary)
        )
    for_people = filter(None, (format_diagnostics(diagnostics), summary))
    return RenderedReport(_MACHINE_REPORTERS[format](diagnostics), "\n\n".join(for_people))


_MACHINE_REPORTERS: dict[str, Callable[[Sequence[Diagnostic]], str]] = {
    "gitlab": gitlab.render_code_quality,
    "sarif": sarif.render_sarif,
}
