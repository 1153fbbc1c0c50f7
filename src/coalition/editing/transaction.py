"""Write changed files together or not at all, and roll back changes that cause new errors."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from coalition.diagnostics import DataError, Diagnostic, escape_invisible
from coalition.editing.errors import EditError
from coalition.editing.yaml.buffer import TextBuffer
from coalition.project import load_project
from coalition.sources import Cache

MAX_DIFF_LINES = 200
"""Upper limit for the lines of a diff: nobody reads more of them in a terminal."""


@dataclass(frozen=True)
class FileChange:
    """The content of a file before (None for a new file) and after (None if deleted) a change."""

    path: Path
    display_path: str
    before: bytes | None
    after: bytes | None


def apply_changes(root: Path, changes: Sequence[FileChange], cache: Cache | None = None) -> None:
    """Write the changes and check the project before and after.

    With a `cache`, files that have not changed since they were read with it are not read again.

    The theme is not checked: no change of data or texts can cause an error in it. Raises DataError
    with the errors that the changes caused, and EditError if a file cannot be written or was
    changed by somebody else in the meantime. Every file is restored in these cases, and on an
    interruption.
    """
    cache = cache or Cache()  # most files are the same before and after
    before = _collect_diagnostics(root, cache)
    try:
        write_files(changes)
        new_diagnostics = _new_diagnostics(before, _collect_diagnostics(root, cache))
    except BaseException:
        _restore_files(changes)
        raise
    if new_diagnostics:
        _restore_files(changes)
        raise DataError(new_diagnostics)


def write_files(changes: Sequence[FileChange]) -> None:
    """Write every file to a temporary file next to it, then move all of them into place.

    Files are deleted last. Raises EditError if a file cannot be written or has changed in the
    meantime.
    """
    pending: list[tuple[Path, Path]] = []
    try:
        for change in changes:
            _ensure_unchanged(change)
            if change.after is not None:
                temporary = _write_temporary(change.path, change.after)
                pending.append((temporary, change.path.resolve()))
        for temporary, path in pending:
            temporary.replace(path)
        for change in changes:
            if change.after is None:
                change.path.unlink()
    except OSError as error:
        message = f"{error.filename or changes[0].display_path} cannot be written: {error.strerror}"
        raise EditError(
            message, "check its permissions and the disk; nothing has been changed"
        ) from error
    finally:
        for temporary, _ in pending:
            temporary.unlink(missing_ok=True)


def format_diff(change: FileChange) -> str:
    """Return the file's path and the removed and added lines, each with its number."""
    if change.after is None:
        return f"{change.display_path} (deleted)"
    if change.before is None and not _is_text(change.after):
        return f"{change.display_path} (a new file)"
    old, new = _split_lines(change.before or b""), _split_lines(change.after)
    name = (
        change.display_path if change.before is not None else f"{change.display_path} (a new file)"
    )
    lines = [
        f"{number:>5} {sign} {escape_invisible(line)}".rstrip()
        for sign, number, line in _iter_diff_lines(old, new)
    ]
    if omitted := lines[MAX_DIFF_LINES:]:
        lines[MAX_DIFF_LINES:] = [f"      ... and {len(omitted)} more lines"]
    return "\n".join([name, *lines])


def _iter_diff_lines(old: list[str], new: list[str]) -> Iterator[tuple[str, int, str]]:
    """Yield the removed and added lines: sign, line number (from 1) and text."""
    start = _common_prefix_length(old, new)
    end = _common_prefix_length(old[start:][::-1], new[start:][::-1])
    removed, added = old[start : len(old) - end], new[start : len(new) - end]
    if len(removed) == len(added):  # SequenceMatcher would take minutes for long files
        ranges = [(n, n + 1, n, n + 1) for n, line in enumerate(removed) if line != added[n]]
    else:
        opcodes = SequenceMatcher(None, removed, added, autojunk=False).get_opcodes()
        ranges = [(i, j, k, m) for tag, i, j, k, m in opcodes if tag != "equal"]
    for i, j, k, m in ranges:
        yield from (("-", start + n + 1, removed[n]) for n in range(i, j))
        yield from (("+", start + n + 1, added[n]) for n in range(k, m))


def _common_prefix_length(first: list[str], second: list[str]) -> int:
    """Return how many lines two texts have in common at their start."""
    pairs = enumerate(zip(first, second, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(first), len(second)))


def _is_text(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _split_lines(data: bytes) -> list[str]:
    text = TextBuffer.from_bytes(data)
    return [
        text.line(number + 1) for number in range(len(text.line_starts) - text.has_final_newline)
    ]


def _ensure_unchanged(change: FileChange) -> None:
    current = change.path.read_bytes() if change.path.is_file() else None
    if current != change.before:
        hint = "nothing has been written: run this again"
        raise EditError(
            f"{change.display_path} has been changed by another program in the meantime", hint
        )


def _write_temporary(path: Path, data: bytes) -> Path:
    """Write a temporary file in the same folder, with the permissions of the old file."""
    path = path.resolve()
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        if path.exists():
            shutil.copymode(path, temporary)
        else:
            temporary.chmod(0o644)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _restore_files(changes: Iterable[FileChange]) -> None:
    """Restore every file that still is as it was written or deleted here."""
    for change in changes:
        with suppress(OSError):
            current = change.path.read_bytes() if change.path.is_file() else None
            if current == change.after != change.before:
                if change.before is None:
                    change.path.unlink()
                else:
                    temporary = _write_temporary(change.path, change.before)
                    temporary.replace(change.path.resolve())


def _collect_diagnostics(root: Path, cache: Cache) -> tuple[Diagnostic, ...]:
    try:
        load_project(root, allow_incomplete=True, cache=cache)
    except DataError as error:
        return error.diagnostics
    return ()


def _new_diagnostics(before: Iterable[Diagnostic], after: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return the diagnostics that were not there before, whatever lines they are on now."""
    remaining = Counter(map(_diagnostic_key, before))
    new_diagnostics = []
    for diagnostic in after:
        key = _diagnostic_key(diagnostic)
        if remaining[key]:
            remaining[key] -= 1
        else:
            new_diagnostics.append(diagnostic)
    return new_diagnostics


def _diagnostic_key(diagnostic: Diagnostic) -> tuple[str, str, str]:
    return diagnostic.location.file, diagnostic.rule, diagnostic.excerpt
