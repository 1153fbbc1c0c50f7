"""Work in forked worker processes, where the system can fork safely: a map, or one function."""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import cache
from multiprocessing.connection import Connection
from typing import Any, TypeVar, cast

from coalition import processes
from coalition.diagnostics import CommandError

T = TypeVar("T")
R = TypeVar("R")

_shared_state: dict[str, Any] = {}
"""The function and its items, inherited by the forked workers."""


class WorkerKilledError(CommandError):
    """A worker process ended without returning a result."""

    def __init__(self) -> None:
        super().__init__(
            "a worker process was killed, for example because memory ran out; run the command again"
        )


def map_parallel(function: Callable[[T], R], items: Sequence[T]) -> list[R]:
    """Apply `function` to each item in worker processes; return the results in order.

    Workers see the memory of this process as of now; their changes stay in the worker. Results have
    to be picklable. `function` must not wait for another thread of this process, such as Pelican's
    spinner: threads do not survive a fork. Raises the exception of the first item that fails, or
    WorkerKilledError.
    """
    workers = min(len(items), _count_processors())
    pool = _make_pool(workers) if workers > 1 else None
    if pool is None:
        return [function(item) for item in items]
    _shared_state.update(function=function, items=items)
    gc.freeze()  # otherwise the collector would write to shared memory pages, and so copy them
    try:
        return _map_in_workers(pool, len(items))
    finally:
        gc.unfreeze()
        _shared_state.clear()


@contextmanager
def run_concurrently(function: Callable[[], R]) -> Iterator[Callable[[], R]]:
    """Start `function` in a worker process; yield a function that waits for its result.

    The same rules apply as for `map_parallel`. Without a second processor, the function runs when
    its result is wanted. A result that nobody wants ends with the `with` block.
    """
    if _count_processors() < 2:
        yield function
        return
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    worker = context.Process(target=_send_result, args=(function, sender, os.getpid()), daemon=True)
    with processes.delay_signals():
        worker.start()
    sender.close()
    try:
        yield lambda: cast("R", _receive_result(receiver))
    finally:
        worker.kill()
        worker.join()
        receiver.close()


def _send_result(function: Callable[[], object], sender: Connection, parent: int) -> None:
    processes.prepare_worker(parent)
    try:
        sender.send((function(), None))
    except BaseException as error:  # raised again where the result is wanted
        sender.send((None, error))


def _receive_result(receiver: Connection) -> object:
    try:
        result, error = receiver.recv()
    except EOFError:
        raise WorkerKilledError from None
    if error is not None:
        raise error
    return result


def _make_pool(workers: int) -> ProcessPoolExecutor | None:
    """Return a pool of workers, which are not started yet; None if the system allows none."""
    context = multiprocessing.get_context("fork")
    setup, parent = processes.prepare_worker, os.getpid()
    try:
        return ProcessPoolExecutor(workers, context, initializer=setup, initargs=(parent,))
    except (OSError, NotImplementedError) as error:  # some containers have no usable /dev/shm
        _print_serial_note(getattr(error, "strerror", None) or str(error))
        return None


@cache
def _print_serial_note(reason: str) -> None:
    """Print once why no worker processes are used."""
    message = (
        f"note: only one processor is used, because /dev/shm is not usable ({reason}):"
        " mount a writable tmpfs there to use all of them"
    )
    print(message, file=sys.stderr)


def _map_in_workers(pool: ProcessPoolExecutor, item_count: int) -> list[Any]:
    """Process the shared items in the forked workers of a pool, and leave none of them running."""
    with pool:
        try:
            with processes.delay_signals():  # the pool forks when its first task is submitted
                results = pool.map(cast("Callable[[int], Any]", _run_item), range(item_count))
            return list(results)
        except BrokenProcessPool:
            raise WorkerKilledError from None
        except BaseException:
            # The pool would wait until its workers have finished their tasks
            for worker in multiprocessing.active_children():
                worker.kill()
            raise


def _run_item(index: int) -> object:
    # Free what the previous item has left; while one is processed, collecting would only cost time
    gc.collect()
    gc.disable()
    return _shared_state["function"](_shared_state["items"][index])


def _count_processors() -> int:
    """Count the usable processors; 1 on systems where forking is not possible or not safe."""
    if sys.platform != "linux":
        return 1
    return len(os.sched_getaffinity(0))
