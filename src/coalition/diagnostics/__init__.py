"""Diagnostics with a location in a source file, the exceptions that carry them, and reporters.

The base layer of the project: every package reports errors as `Diagnostic` records (`diagnostic`)
and raises the exceptions in `errors`; `reporters` renders them as text or for GitHub, GitLab and
SARIF. Depends on the standard library only, reads no files, and knows no rules.
"""

from coalition.diagnostics.diagnostic import (
    MAX_DIAGNOSTICS_PER_FILE,
    MAX_LISTED_WORDS,
    Diagnostic,
    Location,
    diagnose_omitted,
    join_words,
    pluralize,
    quote_value,
)
from coalition.diagnostics.errors import (
    BuildError,
    CommandError,
    DataError,
    describe_read_error,
    diagnose_read_error,
    wrap_os_error,
)
from coalition.diagnostics.escaping import escape_invisible, sanitize_log
from coalition.diagnostics.github import MAX_SUMMARY_BYTES, build_blob_url, render_step_summary
from coalition.diagnostics.messages import (
    MESSAGE_KEYWORDS,
    Message,
    plural_message,
    translate_message,
)
from coalition.diagnostics.reporters import REPORT_FORMATS, render_report
from coalition.diagnostics.text import (
    crop_line,
    format_diagnostics,
    split_excerpt,
    summarize_diagnostics,
)

__all__ = [
    "MAX_DIAGNOSTICS_PER_FILE",
    "MAX_LISTED_WORDS",
    "MAX_SUMMARY_BYTES",
    "MESSAGE_KEYWORDS",
    "REPORT_FORMATS",
    "BuildError",
    "CommandError",
    "DataError",
    "Diagnostic",
    "Location",
    "Message",
    "build_blob_url",
    "crop_line",
    "describe_read_error",
    "diagnose_omitted",
    "diagnose_read_error",
    "escape_invisible",
    "format_diagnostics",
    "join_words",
    "plural_message",
    "pluralize",
    "quote_value",
    "render_report",
    "render_step_summary",
    "sanitize_log",
    "split_excerpt",
    "summarize_diagnostics",
    "translate_message",
    "wrap_os_error",
]
