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

from coalition.diagnostics.diagnostic import DataError, Problem, visible
from coalition.editing.errors import EditError
from coalition.editing.yaml.buffer import FileText
from coalition.project.project import checked

MOST_LINES = 200
"""Changed lines of a file that are shown; nobody reads more of them in a terminal."""


@dataclass(frozen=True)
class Change:
    """A file as it was, None where there was none, and as it is to be."""

    path: Path
    shown: str
    before: bytes | None
    after: bytes


def carry_out(project: Path, changes: Sequence[Change]) -> None:
    """Write the changes and check the whole project as `check` does.

    Raises DataError with the problems that the changes made, and EditError where a file has been
    changed meanwhile or cannot be written. Then, and on an interruption, every file is as before.
    """
    before = _problems(project)
    try:
        write(changes)
        new = _new(before, _problems(project))
    except BaseException:
        _put_back(changes)
        raise
    if new:
        _put_back(changes)
        raise DataError(new)


def write(changes: Sequence[Change]) -> None:
    """Write every file beside its place first, then move all into place."""
    waiting: list[tuple[Path, Path]] = []
    try:
        for change in changes:
            _refuse_if_changed(change)
            waiting.append((_beside(change), change.path.resolve()))
        for made, path in waiting:
            made.replace(path)
    except OSError as error:
        message = f"{error.filename or changes[0].shown} cannot be written: {error.strerror}"
        raise EditError(message, "check permissions and disk; nothing has been changed") from error
    finally:
        for made, _ in waiting:
            made.unlink(missing_ok=True)


def told(change: Change) -> str:
    """The lines that a change takes away and adds, with the file and their numbers."""
    old, new = _lines(change.before or b""), _lines(change.after)
    name = change.shown if change.before is not None else f"{change.shown} (a new file)"
    lines = [f"{n:>5} {sign} {visible(line)}".rstrip() for sign, n, line in _differences(old, new)]
    if more := lines[MOST_LINES:]:
        lines[MOST_LINES:] = [f"      ... and {len(more)} more lines"]
    return "\n".join([name, *lines])


def _differences(old: list[str], new: list[str]) -> Iterator[tuple[str, int, str]]:
    """The lines that go and come: a sign, the number of the line and the line."""
    first = _alike(old, new)
    last = _alike(old[first:][::-1], new[first:][::-1])
    gone, come = old[first : len(old) - last], new[first : len(new) - last]
    if len(gone) == len(come):  # comparing long files would take minutes, and here is no need
        pairs = [(n, n + 1, n, n + 1) for n, line in enumerate(gone) if line != come[n]]
    else:
        found = SequenceMatcher(None, gone, come, autojunk=False).get_opcodes()
        pairs = [(i, j, k, m) for tag, i, j, k, m in found if tag != "equal"]
    for i, j, k, m in pairs:
        yield from (("-", first + n + 1, gone[n]) for n in range(i, j))
        yield from (("+", first + n + 1, come[n]) for n in range(k, m))


def _alike(one: list[str], other: list[str]) -> int:
    """How many lines two texts begin with that are the same."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def _lines(data: bytes) -> list[str]:
    text = FileText.of(data)
    return [text.line(number + 1) for number in range(len(text.starts) - text.ends_in_newline)]


def _refuse_if_changed(change: Change) -> None:
    now = change.path.read_bytes() if change.path.is_file() else None
    if now != change.before:
        hint = "nothing has been written: run this again"
        raise EditError(f"{change.shown} has been changed by somebody else meanwhile", hint)


def _beside(change: Change) -> Path:
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


def _put_back(changes: Iterable[Change]) -> None:
    """Make every file that this program has changed what it was before."""
    for change in changes:
        with suppress(OSError):
            if change.path.is_file() and change.path.read_bytes() == change.after:
                if change.before is None:
                    change.path.unlink()
                else:
                    _beside(Change(change.path, "", None, change.before)).replace(
                        change.path.resolve()
                    )


def _problems(project: Path) -> tuple[Problem, ...]:
    try:
        checked(project, thorough=True)
    except DataError as error:
        return error.problems
    return ()


def _new(before: Iterable[Problem], after: Iterable[Problem]) -> list[Problem]:
    """Problems that were not there before, wherever their lines stand now."""
    known = Counter(map(_key, before))
    new = []
    for problem in after:
        if known[_key(problem)]:
            known[_key(problem)] -= 1
        else:
            new.append(problem)
    return new


def _key(problem: Problem) -> tuple[str, str, str]:
    return problem.place.file, problem.name, problem.excerpt
