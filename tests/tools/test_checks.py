"""The stages of the tests are disjoint, and workers respect the limits of a container."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tools import checks


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, 8),
        ({"cpu.max": "max 100000\n"}, 8),
        ({"cpu.max": "200000 100000\n"}, 2),
        ({"cpu.max": "150000 100000\n"}, 2),
        ({"cpu.max": "10000 100000\n"}, 1),
        ({"cpu.max": "1600000 100000\n"}, 8),
        ({"cpu.max": "something else\n"}, 8),
        ({"cpu/cpu.cfs_quota_us": "300000\n", "cpu/cpu.cfs_period_us": "100000\n"}, 3),
        ({"cpu/cpu.cfs_quota_us": "-1\n", "cpu/cpu.cfs_period_us": "100000\n"}, 8),
    ],
)
def test_a_container_with_a_limit_gets_as_many_workers_as_it_may_use_processors(
    files: dict[str, str], expected: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)), raising=False)
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="ascii")

    assert expected == checks.count_workers(tmp_path)


def test_without_an_affinity_mask_all_processors_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 6)

    assert 6 == checks.count_workers(tmp_path)


@pytest.mark.parametrize("browser", [False, True])
@pytest.mark.parametrize("slow", [False, True])
@pytest.mark.parametrize("integration", [False, True])
def test_every_test_is_in_one_stage(browser: bool, slow: bool, integration: bool):
    markers = {"browser": browser, "slow": slow, "integration": integration}

    assert 1 == sum(eval(expression, markers) for expression in checks.TEST_STAGES.values())


@pytest.mark.parametrize(
    ("stages", "expected"),
    [
        (list(checks.STAGES), ""),
        (list(checks.FAST_STAGES), checks.TEST_STAGES["unit"]),
        (["integration"], checks.TEST_STAGES["integration"]),
    ],
)
def test_the_tests_of_stages_are_selected_by_markers(stages: list[str], expected: str):
    assert expected == checks.select_tests(stages)
