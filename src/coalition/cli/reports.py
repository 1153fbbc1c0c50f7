"""Print diagnostics in a report format; for `check`, `build`, `publish` and `offline`."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TextIO

from coalition.diagnostics import (
    MAX_SUMMARY_BYTES,
    REPORT_FORMATS,
    CommandError,
    Diagnostic,
    build_blob_url,
    render_report,
    render_step_summary,
)


class CheckError(CommandError):
    """The check cannot be run or was stopped; `code` is the exit code."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


def ensure_known_format(format: str) -> None:
    """Raise CheckError for an unknown report format."""
    if format not in REPORT_FORMATS:
        names = ", ".join(f"'{name}'" for name in REPORT_FORMATS[:-1])
        raise CheckError(f"unknown format '{format}': use {names} or '{REPORT_FORMATS[-1]}'")


def print_report(
    format: str, diagnostics: list[Diagnostic] | tuple[Diagnostic, ...], summary: str,
    environ: Mapping[str, str],
) -> None:  # fmt: skip
    """Print diagnostics in one of the formats; `summary` is the line with their number.

    In the format 'github', also add them to the job summary.
    """
    has_summary = format == "github" and _append_job_summary(diagnostics, summary, environ)
    report = render_report(format, diagnostics, summary, has_step_summary=has_summary)
    print_flushed(report.stderr, sys.stderr)
    print_flushed(report.stdout, sys.stdout)


def _append_job_summary(
    diagnostics: list[Diagnostic] | tuple[Diagnostic, ...], summary: str, environ: Mapping[str, str]
) -> bool:
    """Append the report to the summary of GitHub's workflow run; return whether that worked."""
    name = environ.get("GITHUB_STEP_SUMMARY", "")
    if not name:
        return False
    blob_url = build_blob_url(environ)
    try:
        with Path(name).open("a", encoding="utf-8", errors="replace", newline="\n") as file:
            max_bytes = MAX_SUMMARY_BYTES - file.tell()
            file.write(render_step_summary(diagnostics, summary, blob_url, max_bytes))
    except OSError as error:
        print(f"note: the summary could not be written: {error.strerror}", file=sys.stderr)
        return False
    return True


def print_flushed(text: str, stream: TextIO) -> None:
    """Print `text`, if any; a closed pipe is not an error."""
    if not text:
        return
    try:
        print(text, file=stream, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())  # Python flushes again at exit
