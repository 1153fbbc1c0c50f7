"""A pseudo-terminal with simulated input, for tests of interactive commands."""

from __future__ import annotations

import contextlib
import os
import pty
import re
import select
import subprocess
import sys
import time
from pathlib import Path

PATIENCE = 30
"""Seconds after which a missing prompt is a failure."""

START = (
    "import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0);"  # makes Ctrl-C work
    # A process that a shell started in its background ignores SIGINT, and so do its children
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
    "import tasks; tasks.main()"
)


class Keyboard:
    """A command that runs in a pseudo-terminal; `screen` is its output so far."""

    def __init__(self, project: Path, *arguments: str) -> None:
        self.master, slave = pty.openpty()
        command = [sys.executable, "-c", START, *arguments]
        environment = os.environ | {"PYTHONUTF8": "1", "TERM": "dumb", "COLUMNS": "200"}
        self.process = subprocess.Popen(
            command, cwd=project, env=environment, stdin=slave, stdout=slave, stderr=slave,
            start_new_session=True,
        )  # fmt: skip
        os.close(slave)
        self.screen = ""
        self.read = 0

    def wait_for(self, prompt: str) -> None:
        """Wait until new output ends in something that matches `prompt`."""
        deadline = time.monotonic() + PATIENCE
        while not re.search(f"{prompt}$", self.screen[self.read :], re.M):
            assert self._read_more(deadline), f"no '{prompt}' in:\n{self.screen[self.read :]}"

    def type(self, prompt: str, text: str) -> None:
        """Wait for a prompt, then type a line."""
        self.wait_for(prompt)
        self.read = len(self.screen)
        os.write(self.master, text.encode() + (b"" if text in ("\x03", "\x04") else b"\n"))

    def break_off(self, prompt: str, key: str, answer: str) -> None:
        """Press a key that interrupts, again and again until the answer appears.

        As people do: a Ctrl-C that arrives between the prompt and the read is noticed only at the
        next one.
        """
        self.type(prompt, key)
        deadline = time.monotonic() + PATIENCE
        while answer not in self.screen[self.read :]:
            assert time.monotonic() < deadline, f"no '{answer}' in:\n{self.screen[self.read :]}"
            if not self._read_more(time.monotonic() + 1) and self.process.poll() is None:
                os.write(self.master, key.encode())

    def end(self) -> int:
        """Wait for the end of the command; return its exit code."""
        deadline = time.monotonic() + PATIENCE
        while self._read_more(deadline):
            pass
        code = self.process.wait(PATIENCE)
        os.close(self.master)  # not before: closing it sends SIGHUP
        return code

    def _read_more(self, deadline: float) -> bool:
        """Read more output until the deadline; return whether there was any."""
        ready, _, _ = select.select([self.master], [], [], max(0, deadline - time.monotonic()))
        data = b""
        if ready:
            with contextlib.suppress(OSError):  # Linux: the other end is closed
                data = os.read(self.master, 65536)
        self.screen += data.decode("utf-8", "replace").replace("\r\n", "\n")
        return bool(data)
