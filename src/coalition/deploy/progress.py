"""How far a delivery is: a line that changes on a terminal, a line for each phase elsewhere."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from threading import Lock
from typing import TextIO

from coalition.deploy import phases as order
from coalition.deploy.plan import Change, Changes
from coalition.diagnostics.diagnostic import counted, visible
from coalition.site.assets import FOLDER as ASSETS

BETWEEN_UPDATES = 0.05
"""Seconds for which a line on a terminal stays at least."""


class Progress:
    """Counts the changes that are made, and says so on `stream`. Several threads may tell it."""

    def __init__(self, changes: Changes, stream: TextIO) -> None:
        self._steps = changes.steps
        self._bytes = sum(step.sent for step in changes.steps)
        self._stream, self._lives = stream, stream.isatty()
        self._lock, self._shown = Lock(), 0.0
        self.done: Counter[str] = Counter()
        self.sent = 0

    def phases(self) -> Iterator[tuple[order.Phase, list[Change]]]:
        """The changes of each phase that has some; says which one begins."""
        for phase, steps in groupby(self._steps, lambda step: order.phase(step.kind, step.path)):
            group = list(steps)
            if not self._lives:
                size = sum(step.sent for step in group)
                bulk = f", {amount(size)}" if size else ""
                self._say(f"{order.SAID[phase]}: {counted(len(group), 'file')}{bulk}\n")
            yield phase, group

    def made(self, change: Change) -> None:
        """One change has been made."""
        with self._lock:
            self.done[change.kind] += 1
            self.sent += change.sent
            if self._lives and time.monotonic() - self._shown >= BETWEEN_UPDATES:
                self._shown = time.monotonic()
                self._say(f"\r\x1b[K{self._line(change.path)}")

    def tell(self, text: str) -> None:
        """Say what is done as a whole."""
        self._say(f"\r\x1b[K{text}" if self._lives else f"{text}\n")

    def so_far(self) -> str:
        """How many of the changes have been made."""
        return f"{self.done.total():,} of {counted_in_thousands(len(self._steps), 'change')}"

    def clear(self) -> None:
        """Take the line away that a terminal shows."""
        if self._lives:
            self._say("\r\x1b[K")

    def _line(self, path: str) -> str:
        text = f"{self.so_far()}, {amount(self.sent)} of {amount(self._bytes)}: {visible(path)}"
        return text[: shutil.get_terminal_size().columns - 1]

    def _say(self, text: str) -> None:
        print(text, end="", file=self._stream, flush=True)


def list_of(changes: Changes) -> str:
    """What a dry run prints: a line for each change, in the order of a delivery, and what stays."""
    lines = [
        f"{step.kind:<8} {amount(step.size):>9}  {visible(step.path)}\n" for step in changes.steps
    ]
    return "".join(lines)


def closing(changes: Changes, where: str) -> str:
    """The last line of a dry run."""
    if not changes.steps:
        return f"nothing to do: {where} holds this very site ({_files(changes.same)})"
    parts = [
        f"{word} {counted_in_thousands(len(steps), 'file')} ({_size(steps)})"
        for word, kind in (("add", "added"), ("change", "changed"), ("remove", "removed"))
        if (steps := changes.of(kind))
    ]
    return f"would {', '.join(parts)} at {where}{_stay(changes)}"


def figures(changes: Changes, progress: Progress, where: str, seconds: float) -> str:
    """The last line of a delivery."""
    parts = [f"{number:,} {kind}" for kind in _KINDS if (number := progress.done[kind])]
    time_taken = f"{amount(progress.sent)} in {seconds:.1f} s"
    return f"the site is at {where}: {', '.join(parts)} ({time_taken}){_stay(changes)}"


_KINDS = ("added", "changed", "removed")


def amount(size: int) -> str:
    """A number of bytes as people read it: '512 B', '1.2 kB', '34.0 MB'; 1 kB is 1,000 bytes."""
    if size < 1000:
        return f"{size} B"
    number = float(size)
    for unit in ("kB", "MB"):
        number /= 1000
        if number < 999.95:
            return f"{number:.1f} {unit}"
    return f"{number / 1000:,.1f} GB"


def counted_in_thousands(number: int, noun: str) -> str:
    """A number with its noun: '1 file', '1,200 files'."""
    return counted(number, noun).replace(str(number), f"{number:,}", 1)


def _files(number: int) -> str:
    return counted_in_thousands(number, "file")


def _size(steps: Iterable[Change]) -> str:
    return amount(sum(step.size for step in steps))


def _stay(changes: Changes) -> str:
    same, kept = changes.same, len(changes.kept)
    parts = [f"{_files(same)} unchanged"] if same else []
    parts += [f"{_files(kept)} of former sites kept in {ASSETS}/"] if kept else []
    return f"; {', '.join(parts)}" if parts else ""
