"""Terminal output of the preview. A closed terminal or pipe does not stop the preview."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import TextIO

from coalition.diagnostics import Diagnostic, format_diagnostics, summarize_diagnostics


def print_status(text: str) -> None:
    """Print a status line to stdout."""
    _print(text, sys.stdout)


def print_preview_diagnostics(diagnostics: Sequence[Diagnostic], *, has_page: bool) -> None:
    """Print diagnostics to stderr; if the preview `has_page`, add that the last good one stays."""
    _print(
        f"\n{format_diagnostics(diagnostics)}\n\n{summarize_diagnostics(diagnostics)}", sys.stderr
    )
    if has_page:
        _print("the last good pages stay up", sys.stderr)


def _print(text: str, stream: TextIO) -> None:
    with suppress(
        OSError, ValueError
    ):  # OSError: the reader closed the pipe; ValueError: the stream is closed
        print(text, file=stream, flush=True)
