"""What the preview says in the terminal. Whoever reads there may go; the preview goes on."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import TextIO

from coalition.diagnostics import Diagnostic, format_diagnostics, summarize_diagnostics


def print_status(text: str) -> None:
    """How it goes."""
    _print(text, sys.stdout)


def print_preview_diagnostics(diagnostics: Sequence[Diagnostic], *, has_page: bool) -> None:
    """What is wrong; and if there `has_page` been one, that it is still shown."""
    _print(
        f"\n{format_diagnostics(diagnostics)}\n\n{summarize_diagnostics(diagnostics)}", sys.stderr
    )
    if has_page:
        _print("the last good pages stay up", sys.stderr)


def _print(text: str, stream: TextIO) -> None:
    with suppress(OSError, ValueError):  # closed at the other end, or at ours
        print(text, file=stream, flush=True)
