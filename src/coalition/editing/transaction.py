"""Changed files written together, or not at all; a change that makes new problems is taken back."""

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

MAX_DIFF_LINES = 200
"""Changed lines of a file that are shown; nobody reads more of them in a terminal."""


@dataclass(frozen=True)
class FileChange:
    """A file as it was, None where there was none, and as it is to be."""

    path: Path
    display_path: str
    before: bytes | None
    after: bytes


def apply_changes(root: Path, changes: Sequence[FileChange]) -> None:
    """Write the changes and check the whole project as `check` does.

    Raises DataError with the problems that the changes made, and EditError where a file has been
    changed meanwhile or cannot be written. Then, and on an interruption, every file is as before.
    """
    before = _collect_diagnostics(root)
    try:
        write_files(changes)
        new = _new_diagnostics(before, _collect_diagnostics(root))
    except BaseException:
        _restore_files(changes)
        raise
    if new:
        _restore_files(changes)
        raise DataError(new)


def write_files(changes: Sequence[FileChange]) -> None:
    """Write every file beside its place first, then move all into place."""
    waiting: list[tuple[Path, Path]] = []
    try:
        for change in changes:
            _ensure_unchanged(change)
            waiting.append((_write_temporary(change), change.path.resolve()))
        for made, path in waiting:
            made.replace(path)
    except OSError as error:
        message = f"{error.filename or changes[0].display_path} cannot be written: {error.strerror}"
        raise EditError(message, "check permissions and disk; nothing has been changed") from error
    finally:
        for made, _ in waiting:
            made.unlink(missing_ok=True)


def format_diff(change: FileChange) -> str:
    """The lines that a change takes away and adds, with the file and their numbers."""
    old, new = _split_lines(change.before or b""), _split_lines(change.after)
    name = (
        change.display_path if change.before is not None else f"{change.display_path} (a new file)"
    )
    lines = [
        f"{n:>5} {sign} {escape_invisible(line)}".rstrip()
        for sign, n, line in _iter_diff_lines(old, new)
    ]
    if more := lines[MAX_DIFF_LINES:]:
        lines[MAX_DIFF_LINES:] = [f"      ... and {len(more)} more lines"]
    return "\n".join([name, *lines])


def _iter_diff_lines(old: list[str], new: list[str]) -> Iterator[tuple[str, int, str]]:
    """The lines that go and come: a sign, the number of the line and the line."""
    first = _common_prefix_length(old, new)
    last = _common_prefix_length(old[first:][::-1], new[first:][::-1])
    gone, come = old[first : len(old) - last], new[first : len(new) - last]
    if len(gone) == len(come):  # comparing long files would take minutes, and here is no need
        pairs = [(n, n + 1, n, n + 1) for n, line in enumerate(gone) if line != come[n]]
    else:
        found = SequenceMatcher(None, gone, come, autojunk=False).get_opcodes()
        pairs = [(i, j, k, m) for tag, i, j, k, m in found if tag != "equal"]
    for i, j, k, m in pairs:
        yield from (("-", first + n + 1, gone[n]) for n in range(i, j))
        yield from (("+", first + n + 1, come[n]) for n in range(k, m))


def _common_prefix_length(one: list[str], other: list[str]) -> int:
    """How many lines two texts begin with that are the same."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def _split_lines(data: bytes) -> list[str]:
    text = TextBuffer.from_bytes(data)
    return [
        text.line(number + 1) for number in range(len(text.line_starts) - text.has_final_newline)
    ]


def _ensure_unchanged(change: FileChange) -> None:
    now = change.path.read_bytes() if change.path.is_file() else None
    if now != change.before:
        hint = "nothing has been written: run this again"
        raise EditError(f"{change.display_path} has been changed by somebody else meanwhile", hint)


def _write_temporary(change: FileChange) -> Path:
    """The new file beside its place, with the permissions of the old one."""
    path = change.path.resolve()
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    made = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(change.after)
        if path.exists():
            shutil.copymode(path, made)
        else:
            made.chmod(0o644)
    except BaseException:
        made.unlink(missing_ok=True)
        raise
    return made


def _restore_files(changes: Iterable[FileChange]) -> None:
    """Make every file that this program has changed what it was before."""
    for change in changes:
        with suppress(OSError):
            if change.path.is_file() and change.path.read_bytes() == change.after:
                if change.before is None:
                    change.path.unlink()
                else:
                    _write_temporary(FileChange(change.path, "", None, change.before)).replace(
                        change.path.resolve()
                    )


def _collect_diagnostics(root: Path) -> tuple[Diagnostic, ...]:
    try:
        load_project(root, thorough=True)
    except DataError as error:
        return error.diagnostics
    return ()


def _new_diagnostics(before: Iterable[Diagnostic], after: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Problems that were not there before, wherever their lines stand now."""
    known = Counter(map(_diagnostic_key, before))
    new = []
    for problem in after:
        if known[_diagnostic_key(problem)]:
            known[_diagnostic_key(problem)] -= 1
        else:
            new.append(problem)
    return new


def _diagnostic_key(diagnostic: Diagnostic) -> tuple[str, str, str]:
    return diagnostic.location.file, diagnostic.rule, diagnostic.excerpt
