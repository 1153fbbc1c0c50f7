"""Progress of a deployment: a status line on a terminal, elsewhere one line per phase."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from threading import Lock
from typing import TextIO

from coalition.deploy.phases import PHASE_LABELS, DeployPhase, determine_phase
from coalition.deploy.plan import DeployPlan, DeployStep
from coalition.diagnostics import escape_invisible, pluralize
from coalition.site import ASSETS_FOLDER

_STEP_KINDS = ("added", "changed", "removed")

UPDATE_INTERVAL_SECONDS = 0.05
"""Least number of seconds between two updates of the status line on a terminal."""


class DeployProgress:
    """Counts completed steps and reports them on `stream`; `advance` is thread-safe."""

    def __init__(self, plan: DeployPlan, stream: TextIO) -> None:
        self._steps = plan.steps
        self._total_bytes = sum(step.upload_size for step in plan.steps)
        self._stream, self._is_terminal = stream, stream.isatty()
        self._lock, self._last_update = Lock(), 0.0
        self.completed: Counter[str] = Counter()
        self.sent_bytes = 0

    def iter_phases(self) -> Iterator[tuple[DeployPhase, list[DeployStep]]]:
        """Yield the steps of each phase that has any; report its start."""
        for phase, steps in groupby(
            self._steps, lambda step: determine_phase(step.kind, step.path)
        ):
            group = list(steps)
            if not self._is_terminal:
                size = sum(step.upload_size for step in group)
                size_note = f", {format_size(size)}" if size else ""
                self._write(f"{PHASE_LABELS[phase]}: {pluralize(len(group), 'file')}{size_note}\n")
            yield phase, group

    def advance(self, step: DeployStep) -> None:
        """Count a completed step."""
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
        """Report an action that concerns the whole site."""
        self._write(f"\r\x1b[K{text}" if self._is_terminal else f"{text}\n")

    def summarize(self) -> str:
        """Return how many of the changes have been made."""
        return f"{self.completed.total():,} of {format_count(len(self._steps), 'change')}"

    def clear_line(self) -> None:
        """Clear the status line on a terminal."""
        if self._is_terminal:
            self._write("\r\x1b[K")

    def _status_line(self, path: str) -> str:
        sent, total = format_size(self.sent_bytes), format_size(self._total_bytes)
        text = f"{self.summarize()}, {sent} of {total}: {escape_invisible(path)}"
        return text[: shutil.get_terminal_size().columns - 1]

    def _write(self, text: str) -> None:
        print(text, end="", file=self._stream, flush=True)


def format_plan(plan: DeployPlan) -> str:
    """Return the lines of a dry run: one per step, in the order of a deployment."""
    lines = [
        f"{step.kind:<8} {format_size(step.size):>9}  {escape_invisible(step.path)}\n"
        for step in plan.steps
    ]
    return "".join(lines)


def summarize_plan(plan: DeployPlan, target_label: str) -> str:
    """Return the last line of a dry run."""
    if not plan.steps:
        files = _format_file_count(plan.unchanged_count)
        return f"nothing to do: {target_label} already has this site ({files})"
    parts = [
        f"{verb} {format_count(len(steps), 'file')} ({_format_total_size(steps)})"
        for verb, kind in (("add", "added"), ("change", "changed"), ("remove", "removed"))
        if (steps := plan.steps_of_kind(kind))
    ]
    return f"would {', '.join(parts)} at {target_label}{_describe_unchanged(plan)}"


def summarize_deployment(
    plan: DeployPlan, progress: DeployProgress, target_label: str, seconds: float
) -> str:
    """Return the last line of a deployment."""
    parts = [f"{number:,} {kind}" for kind in _STEP_KINDS if (number := progress.completed[kind])]
    volume = f"{format_size(progress.sent_bytes)} in {seconds:.1f} s"
    changes = f"{', '.join(parts)} ({volume}){_describe_unchanged(plan)}"
    return f"the site is at {target_label}: {changes}"


def format_size(size: int) -> str:
    """Format a number of bytes: '512 B', '1.2 kB', '34.0 MB'; 1 kB is 1,000 bytes."""
    if size < 1000:
        return f"{size} B"
    number = float(size)
    for unit in ("kB", "MB"):
        number /= 1000
        if number < 999.95:
            return f"{number:.1f} {unit}"
    return f"{number / 1000:,.1f} GB"


def format_count(number: int, noun: str) -> str:
    """Format a number with its noun: '1 file', '1,200 files'."""
    return pluralize(number, noun).replace(str(number), f"{number:,}", 1)


def _format_file_count(number: int) -> str:
    return format_count(number, "file")


def _format_total_size(steps: Iterable[DeployStep]) -> str:
    return format_size(sum(step.size for step in steps))


def _describe_unchanged(plan: DeployPlan) -> str:
    unchanged, retained = plan.unchanged_count, len(plan.retained_assets)
    parts = [f"{_format_file_count(unchanged)} unchanged"] if unchanged else []
    if retained:
        parts.append(f"{_format_file_count(retained)} of former sites kept in {ASSETS_FOLDER}/")
    return f"; {', '.join(parts)}" if parts else ""
