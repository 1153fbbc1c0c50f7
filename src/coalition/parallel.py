"""Work that falls into independent parts, shared among the processors where the system can fork."""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar, cast

from coalition import processes
from coalition.diagnostics import CommandError

T = TypeVar("T")
R = TypeVar("R")

_shared_state: dict[str, Any] = {}
"""What forked processes find where they left off: the work, and its parts."""


class WorkerKilledError(CommandError):
    """A worker process ended without a result."""

    def __init__(self) -> None:
        super().__init__(
            "a worker process was ended from outside, for example because memory ran out;"
            " run the command again"
        )


def map_parallel(function: Callable[[T], R], items: Sequence[T]) -> list[R]:
    """`function` done on each part, in the order of the parts; raises what the first of them raises.

    A part sees what this process has read so far, but what it changes stays with it. What `function`
    answers has to be picklable, and it must not wait for another thread of this process: Pelican's
    spinner runs in one, and is not there in a fork. Raises WorkerKilledError.
    """
    workers = min(len(items), _count_processors())
    if workers < 2:
        return [function(part) for part in items]
    _shared_state.update(work=function, parts=items)
    gc.freeze()  # or the collector would touch, and so copy, all that the processes share
    try:
        return _map_in_workers(len(items), workers)
    finally:
        gc.unfreeze()
        _shared_state.clear()


def _map_in_workers(parts: int, workers: int) -> list[Any]:
    """Do the shared work in forked processes, none of which is left afterwards."""
    context = multiprocessing.get_context("fork")
    setup, parent = processes.prepare_worker, os.getpid()
    with ProcessPoolExecutor(workers, context, initializer=setup, initargs=(parent,)) as pool:
        try:
            with processes.delay_signals():  # the pool forks when it gets its first work
                results = pool.map(cast("Callable[[int], Any]", _run_item), range(parts))
            return list(results)
        except BrokenProcessPool:
            raise WorkerKilledError from None
        except BaseException:
            # The pool would wait until its workers have done what they began
            for worker in multiprocessing.active_children():
                worker.kill()
            raise


def _run_item(place: int) -> object:
    # What the part before has left is let go of; then the collector would only cost time
    gc.collect()
    gc.disable()
    return _shared_state["work"](_shared_state["parts"][place])


def _count_processors() -> int:
    """How many may be used; one on systems where a process cannot be forked, or not safely."""
    if sys.platform != "linux":
        return 1
    return len(os.sched_getaffinity(0))
