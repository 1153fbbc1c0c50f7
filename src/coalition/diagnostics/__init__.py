"""Diagnostics."""

from coalition.diagnostics.diagnostic import (
    MAX_DIAGNOSTICS_PER_FILE,
    Diagnostic,
    Location,
    diagnose_omitted,
    escape_invisible,
    format_diagnostics,
    join_words,
    pluralize,
    quote_value,
    sanitize_log,
    split_excerpt,
    summarize_diagnostics,
)
from coalition.diagnostics.errors import BuildError, CommandError, DataError, wrap_os_error
from coalition.diagnostics.github import MAX_SUMMARY_BYTES, build_blob_url, render_step_summary
from coalition.diagnostics.reporters import REPORT_FORMATS, render_report

__all__ = [
    "MAX_DIAGNOSTICS_PER_FILE",
    "MAX_SUMMARY_BYTES",
    "REPORT_FORMATS",
    "BuildError",
    "CommandError",
    "DataError",
    "Diagnostic",
    "Location",
    "build_blob_url",
    "diagnose_omitted",
    "escape_invisible",
    "format_diagnostics",
    "join_words",
    "pluralize",
    "quote_value",
    "render_report",
    "render_step_summary",
    "sanitize_log",
    "split_excerpt",
    "summarize_diagnostics",
    "wrap_os_error",
]
