"""The formats in which a check can be told, and what of it goes where."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from coalition.diagnostics import github, gitlab, sarif
from coalition.diagnostics.diagnostic import Problem, report

FORMATS = ("text", "github", "gitlab", "sarif")


@dataclass(frozen=True)
class Told:
    """A check in words: `out` is for stdout, where programs read, `err` for stderr."""

    out: str
    err: str


def told(format: str, problems: Sequence[Problem], closing: str, *, summarised: bool) -> Told:
    """The problems in one of the FORMATS; `closing` is the line that counts them.

    In the formats for programs stdout has nothing but the report, so people read on stderr. On
    GitHub the step may have a summary: what is `summarised` there need not stand in the log.
    """
    if format == "text":
        return Told(closing, report(problems))
    if format == "github":
        return Told(closing, github.notes(problems, summarised=summarised))
    for_people = filter(None, (report(problems), closing))
    return Told(_FOR_PROGRAMS[format](problems), "\n\n".join(for_people))


_FOR_PROGRAMS: dict[str, Callable[[Sequence[Problem]], str]] = {
    "gitlab": gitlab.report,
    "sarif": sarif.report,
}
