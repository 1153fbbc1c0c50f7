"""What `tasks.py lint` and `tasks.py test` run: the linters, the stages, and the number of workers.

A stage of the tests is a marker expression of pytest; `tests/support/stages.py` enforces the
markers.
"""

from __future__ import annotations

import math
import os
from pathlib import Path

LINTERS = {
    "ruff": (("ruff", "check"), ("ruff", "format", "--check")),
    "mypy": (("mypy",),),
    "layers": (("lint-imports",),),
    "djlint": (
        ("djlint", "--lint", "theme/templates"),
        ("djlint", "--check", "theme/templates"),
    ),
    "oxfmt": (("oxfmt", "--check", "{theme,src}/**/*.{css,js}"),),
}
"""Name of a linter -> its commands."""

LINT_STAGE = "lint"
TEST_STAGES = {
    "unit": "not (integration or slow or browser)",
    "integration": "integration and not (slow or browser)",
    "slow": "slow or browser",
}
"""Name of a stage -> marker expression of its tests. Every test is in one stage."""

STAGES = {
    LINT_STAGE: "style, format, types, layers",
    "unit": "tests that start no process",
    "integration": "tests that build sites or start processes",
    "slow": "tests that drive a browser, start servers or take seconds",
}
"""Name of a stage -> what it runs, in the order of the stages."""

FAST_STAGES = (LINT_STAGE, "unit")
COVERAGE_STAGE = "unit"
"""The stage whose coverage is measured: only there, all code runs in pytest's own processes."""

CGROUP = Path("/sys/fs/cgroup")


def select_tests(stages: list[str]) -> str:
    """Return the marker expression of all tests in `stages`; empty if these are all tests."""
    expressions = [TEST_STAGES[name] for name in stages if name != LINT_STAGE]
    return "" if len(expressions) == len(TEST_STAGES) else " or ".join(expressions)


def count_workers(cgroup: Path = CGROUP) -> int:
    """Return the number of processors that this process may use, for pytest's workers.

    xdist's `auto` counts the processors in the affinity mask only. A container with a limit such as
    Docker's `--cpus 2` sees all processors of its host there; its limit is in `cgroup`.
    """
    if hasattr(os, "sched_getaffinity"):
        available = len(os.sched_getaffinity(0))
    else:
        available = os.cpu_count() or 1
    return max(1, math.ceil(min(available, _read_quota(cgroup))))


def _read_quota(cgroup: Path) -> float:
    """Return the processors that a control group may use (cgroup v2 or v1); inf for no limit."""
    for names in (("cpu.max",), ("cpu/cpu.cfs_quota_us", "cpu/cpu.cfs_period_us")):
        try:
            text = " ".join((cgroup / name).read_text(encoding="ascii") for name in names)
            quota, period = map(float, text.replace("max", "-1").split())
        except (OSError, ValueError):
            continue
        if quota > 0 and period > 0:
            return quota / period
    return math.inf
