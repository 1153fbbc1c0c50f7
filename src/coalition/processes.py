"""Child processes that end when their parent does, however the parent ends.

A process that is killed cannot stop its children, so each child has to notice it by itself.
Standard library only.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

PARENT_VARIABLE = "COALITION_PARENT_PID"
"""Environment variable with the process that a program was started by and has to end with."""

PR_SET_PDEATHSIG = 1
"""From <linux/prctl.h>: the signal that the kernel sends when the parent ends."""

TERMINATION_SIGNALS = (
    signal.SIGINT, signal.SIGTERM, *([] if sys.platform == "win32" else [signal.SIGHUP])
)  # fmt: skip
"""What asks a program to end. Windows has no SIGHUP."""

POLL_SECONDS = 0.2
"""Seconds between two looks at the parent, where the kernel sends no signal."""


def make_child_environment() -> dict[str, str]:
    """Return this process's environment, for a child that calls `exit_with_launcher`."""
    return os.environ | {PARENT_VARIABLE: str(os.getpid())}


def exit_with_launcher() -> None:
    """Let this process end with the one that PARENT_VARIABLE names, if it names one.

    Ctrl-C reaches both; the parent reacts to it and ends this process.
    """
    if parent := os.environ.pop(PARENT_VARIABLE, ""):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        exit_with_parent(int(parent))


def exit_with_parent(parent: int) -> None:
    """Let this process be killed as soon as its parent, the process `parent`, has ended.

    On Linux the kernel counts the thread that started this process as the parent, so that thread
    has to wait for this process. On Windows a process keeps the id of a parent that has ended;
    there nothing happens.
    """
    if not _request_death_signal() and sys.platform != "win32":
        threading.Thread(target=_watch_parent, args=(parent,), daemon=True).start()
    if _is_orphan(parent):  # the parent ended before the kernel or the thread could notice
        os._exit(1)


@contextmanager
def delay_signals() -> Iterator[None]:
    """Fork workers in this block: signals that ask this process to end arrive after it.

    Python runs handlers between two instructions, and ignores what they raise if these belong to
    what it does after a fork. A worker keeps the block's mask until `prepare_worker`.
    """
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, TERMINATION_SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def prepare_worker(parent: int) -> None:
    """Set up a forked worker of the process `parent`, which alone reacts to Ctrl-C.

    Ctrl-C reaches the whole process group; the parent then ends its workers. The parent's handlers
    of other signals would raise an exception that the worker returns as a result.
    """
    for number in TERMINATION_SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, TERMINATION_SIGNALS)
    exit_with_parent(parent)


def _request_death_signal() -> bool:
    """Ask the kernel for SIGKILL when the parent ends; False where it cannot be asked."""
    if sys.platform != "linux":
        return False
    library: Any = ctypes.CDLL(None)
    return bool(library.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) == 0)


def _watch_parent(parent: int) -> None:
    while not _is_orphan(parent):
        time.sleep(POLL_SECONDS)
    os._exit(1)


def _is_orphan(parent: int) -> bool:
    return sys.platform != "win32" and os.getppid() != parent


def replace_process(command: list[str]) -> None:
    """Replace this process by a command; on Windows, which cannot, run it and wait."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONHOME"}
    if os.name != "nt":
        os.execve(command[0], command, environment)
    # The child inherits the sockets of a preview that restarts
    process = subprocess.Popen(command, env=environment, close_fds=False)
    while True:
        try:
            sys.exit(process.wait())
        except KeyboardInterrupt:  # the child has received it too and exits by itself
            continue
