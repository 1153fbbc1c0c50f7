"""Child processes that end with their parent, even if the parent is killed.

A killed process cannot stop its children, so each child has to notice by itself. Standard library
only: setting up the project needs it before anything is installed.
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
"""Environment variable: the id of the process that started a program, which ends with it."""

PR_SET_PDEATHSIG = 1
"""From <linux/prctl.h>: the signal that the kernel sends when the parent ends."""

TERMINATION_SIGNALS = (
    signal.SIGINT, signal.SIGTERM, *([] if sys.platform == "win32" else [signal.SIGHUP])
)  # fmt: skip
"""Signals that ask a program to end. Windows has no SIGHUP."""

POLL_SECONDS = 0.2
"""Interval for checking on the parent where the kernel sends no signal."""


def make_child_environment() -> dict[str, str]:
    """Return the environment for a child process that calls `exit_with_launcher`."""
    return os.environ | {PARENT_VARIABLE: str(os.getpid())}


def make_child_command(command: list[str]) -> list[str]:
    """Return a command that runs a program not in Python, and has it end with this process.

    It has to run with `make_child_environment`. The kernel keeps the request when the program
    replaces Python; where there is no such request, as on macOS, only signals end the program.
    """
    if sys.platform == "win32":
        return command
    return [sys.executable, "-I", "-S", __file__, *command]


def exit_with_launcher() -> None:
    """End this process with the one that PARENT_VARIABLE names, if it is set.

    Ignores SIGINT: Ctrl-C reaches both, and the parent reacts to it and ends this process.
    """
    if parent := os.environ.pop(PARENT_VARIABLE, ""):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        exit_with_parent(int(parent))


def exit_with_parent(parent: int) -> None:
    """Have this process killed as soon as its parent, the process `parent`, has ended.

    On Linux the kernel considers the thread that started this process its parent, so that thread
    has to wait for this process. Does nothing on Windows, where a process keeps the id of a parent
    that has ended.
    """
    if not _request_death_signal() and sys.platform != "win32":
        threading.Thread(target=_watch_parent, args=(parent,), daemon=True).start()
    if _is_orphan(parent):  # the parent ended before the kernel or the thread could notice
        os._exit(1)


@contextmanager
def delay_signals() -> Iterator[None]:
    """Block termination signals while forking workers; they arrive after the block.

    Python runs signal handlers between two instructions, and ignores their exceptions while it runs
    its own hooks after a fork. A worker keeps the signal mask until it calls `prepare_worker`.
    """
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, TERMINATION_SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def prepare_worker(parent: int) -> None:
    """Set up signal handling in a forked worker of the process `parent`.

    Ctrl-C reaches the whole process group: workers ignore it, and the parent ends them. Handlers of
    other signals are reset, as the parent's would raise an exception that the worker would return
    as a result.
    """
    for number in TERMINATION_SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, TERMINATION_SIGNALS)
    exit_with_parent(parent)


def _request_death_signal() -> bool:
    """Ask the kernel to send SIGKILL when the parent ends; return False if it cannot."""
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


if __name__ == "__main__":  # run by the command of `make_child_command`
    exit_with_launcher()
    os.execv(sys.argv[1], sys.argv[1:])
