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
from coalition.deploy.plan import DeployPlan, DeployStep
from coalition.diagnostics import escape_invisible, pluralize
from coalition.site import ASSETS_FOLDER as ASSETS

UPDATE_INTERVAL_SECONDS = 0.05
"""Seconds for which a line on a terminal stays at least."""


class DeployProgress:
    """Counts the changes that are made, and says so on `stream`. Several threads may tell it."""

    def __init__(self, plan: DeployPlan, stream: TextIO) -> None:
        self._steps = plan.steps
        self._total_bytes = sum(step.upload_size for step in plan.steps)
        self._stream, self._is_terminal = stream, stream.isatty()
        self._lock, self._last_update = Lock(), 0.0
        self.completed: Counter[str] = Counter()
        self.sent_bytes = 0

    def iter_phases(self) -> Iterator[tuple[order.DeployPhase, list[DeployStep]]]:
        """The changes of each phase that has some; says which one begins."""
        for phase, steps in groupby(
            self._steps, lambda step: order.determine_phase(step.kind, step.path)
        ):
            group = list(steps)
            if not self._is_terminal:
                size = sum(step.upload_size for step in group)
                bulk = f", {format_size(size)}" if size else ""
                self._write(f"{order.PHASE_LABELS[phase]}: {pluralize(len(group), 'file')}{bulk}\n")
            yield phase, group

    def advance(self, step: DeployStep) -> None:
        """One change has been made."""
        with self._lock:
            self.completed[step.kind] += 1
            self.sent_bytes += step.upload_size
            if (
                self._is_terminal
                and time.monotonic() - self._last_update >= UPDATE_INTERVAL_SECONDS
            ):
                self._last_update = time.monotonic()
                self._write(f"\r\x1b[K{self._status_line(step.path)}")

    def show_status(self, text: str) -> None:
        """Say what is done as a whole."""
        self._write(f"\r\x1b[K{text}" if self._is_terminal else f"{text}\n")

    def summarize(self) -> str:
        """How many of the changes have been made."""
        return f"{self.completed.total():,} of {format_count(len(self._steps), 'change')}"

    def clear_line(self) -> None:
        """Take the line away that a terminal shows."""
        if self._is_terminal:
            self._write("\r\x1b[K")

    def _status_line(self, path: str) -> str:
        text = f"{self.summarize()}, {format_size(self.sent_bytes)} of {format_size(self._total_bytes)}: {escape_invisible(path)}"
        return text[: shutil.get_terminal_size().columns - 1]

    def _write(self, text: str) -> None:
        print(text, end="", file=self._stream, flush=True)


def format_plan(plan: DeployPlan) -> str:
    """What a dry run prints: a line for each change, in the order of a delivery, and what stays."""
    lines = [
        f"{step.kind:<8} {format_size(step.size):>9}  {escape_invisible(step.path)}\n"
        for step in plan.steps
    ]
    return "".join(lines)


def summarize_plan(plan: DeployPlan, target_label: str) -> str:
    """The last line of a dry run."""
    if not plan.steps:
        return f"nothing to do: {target_label} holds this very site ({_format_file_count(plan.unchanged_count)})"
    parts = [
        f"{word} {format_count(len(steps), 'file')} ({_format_total_size(steps)})"
        for word, kind in (("add", "added"), ("change", "changed"), ("remove", "removed"))
        if (steps := plan.steps_of_kind(kind))
    ]
    return f"would {', '.join(parts)} at {target_label}{_describe_unchanged(plan)}"


def summarize_deployment(
    plan: DeployPlan, progress: DeployProgress, target_label: str, seconds: float
) -> str:
    """The last line of a delivery."""
    parts = [f"{number:,} {kind}" for kind in _STEP_KINDS if (number := progress.completed[kind])]
    time_taken = f"{format_size(progress.sent_bytes)} in {seconds:.1f} s"
    return f"the site is at {target_label}: {', '.join(parts)} ({time_taken}){_describe_unchanged(plan)}"


_STEP_KINDS = ("added", "changed", "removed")


def format_size(size: int) -> str:
    """A number of bytes as people read it: '512 B', '1.2 kB', '34.0 MB'; 1 kB is 1,000 bytes."""
    if size < 1000:
        return f"{size} B"
    number = float(size)
    for unit in ("kB", "MB"):
        number /= 1000
        if number < 999.95:
            return f"{number:.1f} {unit}"
    return f"{number / 1000:,.1f} GB"


def format_count(number: int, noun: str) -> str:
    """A number with its noun: '1 file', '1,200 files'."""
    return pluralize(number, noun).replace(str(number), f"{number:,}", 1)


def _format_file_count(number: int) -> str:
    return format_count(number, "file")


def _format_total_size(steps: Iterable[DeployStep]) -> str:
    return format_size(sum(step.size for step in steps))


def _describe_unchanged(plan: DeployPlan) -> str:
    same, kept = plan.unchanged_count, len(plan.retained_assets)
    parts = [f"{_format_file_count(same)} unchanged"] if same else []
    parts += [f"{_format_file_count(kept)} of former sites kept in {ASSETS}/"] if kept else []
    return f"; {', '.join(parts)}" if parts else ""
