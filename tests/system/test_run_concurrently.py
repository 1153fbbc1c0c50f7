"""A function runs in another process at the same time as its caller."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from coalition import parallel
from coalition.diagnostics import DataError, Diagnostic, Location

pytestmark = pytest.mark.integration

needs_fork = pytest.mark.skipif(
    not hasattr(os, "sched_getaffinity") or len(os.sched_getaffinity(0)) < 2,
    reason="functions run at the same time where Python can fork and has two processors",
)


@needs_fork
def test_the_function_runs_in_another_process_and_gives_its_result():
    with parallel.run_concurrently(os.getpid) as get_result:
        assert os.getpid() != get_result()


def test_an_error_is_raised_where_the_result_is_wanted():
    expected = Diagnostic(Location("data/members.yaml"), "wrong-type", "no list")

    def fail() -> None:
        raise DataError([expected])

    with parallel.run_concurrently(fail) as get_result, pytest.raises(DataError) as raised:
        get_result()

    assert (expected,) == raised.value.diagnostics


@needs_fork
def test_a_function_whose_result_nobody_wants_is_ended(tmp_path: Path):
    def start_and_wait() -> None:
        (tmp_path / "started").write_text(str(os.getpid()))
        time.sleep(600)

    with parallel.run_concurrently(start_and_wait):
        while not (tmp_path / "started").exists() or not (tmp_path / "started").read_text():
            os.sched_yield()

    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "started").read_text()), 0)


@needs_fork
def test_a_worker_that_is_killed_gives_an_error_instead_of_waiting():
    with (
        parallel.run_concurrently(lambda: os.kill(os.getpid(), 9)) as get_result,
        pytest.raises(parallel.WorkerKilledError),
    ):
        get_result()


def test_with_one_processor_the_function_runs_when_its_result_is_wanted(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(parallel, "_count_processors", lambda: 1)

    with parallel.run_concurrently(os.getpid) as get_result:
        assert os.getpid() == get_result()
