"""Changed files written together, or not at all; a change that makes new problems is taken back."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from coalition.editing.errors import EditError
from coalition.editing.file_text import FileText
from coalition.problems import DataError, Problem, visible
from coalition.reading.project import checked


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
    old = FileText.of(change.before or b"").text.splitlines()
    new = FileText.of(change.after).text.splitlines()
    lines = [change.shown if change.before is not None else f"{change.shown} (a new file)"]
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            lines += (f"{number + 1:>5} - {visible(old[number])}" for number in range(i, j))
            lines += (f"{number + 1:>5} + {visible(new[number])}" for number in range(k, m))
    return "\n".join(line.rstrip() for line in lines)


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
