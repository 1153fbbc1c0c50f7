"""Reports of diagnostics in the format that was asked for: `check`, `build`, `publish`, `offline`."""

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
    """The check cannot be made as it was asked for; the text says why, `code` how to end."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


def ensure_known_format(format: str) -> None:
    """Raise CheckError where there is no such format."""
    if format not in REPORT_FORMATS:
        known = ", ".join(f"'{name}'" for name in REPORT_FORMATS[:-1])
        raise CheckError(f"unknown format '{format}': use {known} or '{REPORT_FORMATS[-1]}'")


def print_report(
    format: str, diagnostics: list[Diagnostic] | tuple[Diagnostic, ...], summary: str,
    environ: Mapping[str, str],
) -> None:  # fmt: skip
    """Print problems in one of the formats; `summary` is the line that counts them."""
    summarised = format == "github" and _append_job_summary(diagnostics, summary, environ)
    told = render_report(format, diagnostics, summary, has_step_summary=summarised)
    print_flushed(told.stderr, sys.stderr)
    print_flushed(told.stdout, sys.stdout)


def _append_job_summary(
    diagnostics: list[Diagnostic] | tuple[Diagnostic, ...], summary: str, environ: Mapping[str, str]
) -> bool:
    """Add everything to the summary of the step that runs this; whether there is one."""
    name = environ.get("GITHUB_STEP_SUMMARY", "")
    if not name:
        return False
    address = build_blob_url(environ)
    try:
        with Path(name).open("a", encoding="utf-8", errors="replace", newline="\n") as file:
            room = MAX_SUMMARY_BYTES - file.tell()
            file.write(render_step_summary(diagnostics, summary, address, room))
    except OSError as error:
        print(f"note: the summary could not be written: {error.strerror}", file=sys.stderr)
        return False
    return True


def print_flushed(text: str, stream: TextIO) -> None:
    """Print `text` if there is any; a reader who has heard enough and hung up is no error."""
    if not text:
        return
    try:
        print(text, file=stream, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())  # Python flushes again at exit
