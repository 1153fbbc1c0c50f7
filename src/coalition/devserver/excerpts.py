"""The source lines that the overlay shows: the line of a diagnostic with its neighbours.

They are read when a diagnostic arrives, not when the overlay is rendered: a file may be saved
between the two, and its lines would then be at other numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from coalition.diagnostics import Diagnostic, crop_line, split_excerpt
from coalition.sources import decode_text

MAX_FILE_BYTES = 4 * 1024 * 1024
"""Larger files are not read for their lines."""

MAX_FILES = 100
"""Of how many files lines are read; nobody scrolls through more."""


@dataclass(frozen=True)
class ExcerptLine:
    """A line to show: `number`, and its text as before, in and after the marked span."""

    number: int
    before: str
    marked: str = ""
    after: str = ""
    is_location: bool = False


Excerpts = Mapping[Diagnostic, tuple[ExcerptLine, ...]]


def read_excerpts(
    root: Path, diagnostics: Iterable[Diagnostic], known: Excerpts | None = None
) -> dict[Diagnostic, tuple[ExcerptLine, ...]]:
    """Return the lines to show for each diagnostic that has an excerpt.

    Neighbouring lines are left out if the file has changed since it was checked. `known` are
    excerpts that have been read before.
    """
    known = known or {}
    files: dict[str, tuple[str, ...]] = {}
    excerpts = {}
    for diagnostic in diagnostics:
        if diagnostic in known:
            excerpts[diagnostic] = known[diagnostic]
        elif diagnostic.excerpt:
            name = diagnostic.location.file
            if name not in files:
                files[name] = _read_lines(root, name) if len(files) < MAX_FILES else ()
            excerpts[diagnostic] = _build_excerpt(diagnostic, files[name])
    return excerpts


def _build_excerpt(diagnostic: Diagnostic, lines: tuple[str, ...]) -> tuple[ExcerptLine, ...]:
    number = diagnostic.location.line
    before, marked, after = split_excerpt(diagnostic)
    excerpt = [ExcerptLine(number, before, marked, after, is_location=True)]
    if not 1 <= number <= len(lines) or lines[number - 1] != diagnostic.excerpt.rstrip("\r\n"):
        return tuple(excerpt)
    if number > 1:
        excerpt.insert(0, ExcerptLine(number - 1, crop_line(diagnostic, lines[number - 2])))
    if number < len(lines) - (lines[-1] == ""):  # what follows the last line break is no line
        excerpt.append(ExcerptLine(number + 1, crop_line(diagnostic, lines[number])))
    return tuple(excerpt)


def _read_lines(root: Path, name: str) -> tuple[str, ...]:
    """Return the lines of a file of the project; () for anything else, such as a symbolic link."""
    file = root / name
    try:
        is_inside = file.resolve() == root.resolve() / name
        if not is_inside or not file.is_file() or file.stat().st_size > MAX_FILE_BYTES:
            return ()
        return decode_text(file.read_bytes(), name)[0].lines
    except (OSError, ValueError):
        return ()
