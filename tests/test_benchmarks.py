"""The benchmark: that it runs and tells ratios, not how large they are."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
RATIO = re.compile(r"^  ((?:build|check), \w+) .* s +[\d.]+ s +([\d.]+) ", re.MULTILINE)


@pytest.mark.slow
def test_a_small_benchmark_prints_and_writes_the_ratios_of_both_clocks(tmp_path: Path):
    """Five invented members are built on both sides, and every ratio is printed and written."""
    small = ("--only", "invented", "--members", "5", "--repeat", "1")

    printed = benchmark(*small, "--json", str(tmp_path / "runs.json"))

    (site,) = json.loads((tmp_path / "runs.json").read_text("utf-8"))["sites"]
    ratios = {
        f"{job}, {said}": f"{site[key][clock]:.2f}"
        for job, key in (("build", "ours_to_stock"), ("check", "check_to_build"))
        for said, clock in (("clock", "wall"), ("processor", "cpu"))
    }
    assert ratios == dict(RATIO.findall(printed))
    assert all(float(ratio) > 0 for ratio in ratios.values())


def benchmark(*words: str) -> str:
    """What `benchmarks/whole_build.py` prints; fails where it does."""
    command = [sys.executable, str(PROJECT / "benchmarks" / "whole_build.py"), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (0, "") == (done.returncode, done.stderr)
    return done.stdout
