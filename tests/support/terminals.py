"""A real terminal with somebody at the keys, for tests of what commands ask."""

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
"""Seconds until a prompt that does not come is a failure."""

START = (
    "import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0);"  # Ctrl-C in it interrupts us
    # Who was started in a shell's background ignores it, and so do all that it starts
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
    "import tasks; tasks.main()"
)


class Keyboard:
    """A command that runs in a pseudo-terminal; `screen` is all that it has shown."""

    def __init__(self, project: Path, *words: str) -> None:
        self.master, slave = pty.openpty()
        command = [sys.executable, "-c", START, *words]
        environment = os.environ | {"PYTHONUTF8": "1", "TERM": "dumb", "COLUMNS": "200"}
        self.process = subprocess.Popen(
            command, cwd=project, env=environment, stdin=slave, stdout=slave, stderr=slave,
            start_new_session=True,
        )  # fmt: skip
        os.close(slave)
        self.screen = ""
        self.read = 0

    def wait_for(self, prompt: str) -> None:
        """Wait until something matching `prompt` stands at the end of what is new on the screen."""
        deadline = time.monotonic() + PATIENCE
        while not re.search(f"{prompt}$", self.screen[self.read :], re.M):
            assert self._more(deadline), f"no '{prompt}' in:\n{self.screen[self.read :]}"

    def type(self, prompt: str, text: str) -> None:
        """Type a line when the prompt has come."""
        self.wait_for(prompt)
        self.read = len(self.screen)
        os.write(self.master, text.encode() + (b"" if text in ("\x03", "\x04") else b"\n"))

    def break_off(self, prompt: str, key: str, answer: str) -> None:
        """Type a key that breaks off, until the answer comes.

        As people do: a Ctrl-C that comes between the prompt and the waiting for a line is noticed
        only at the next one.
        """
        self.type(prompt, key)
        deadline = time.monotonic() + PATIENCE
        while answer not in self.screen[self.read :]:
            assert time.monotonic() < deadline, f"no '{answer}' in:\n{self.screen[self.read :]}"
            if not self._more(time.monotonic() + 1) and self.process.poll() is None:
                os.write(self.master, key.encode())

    def end(self) -> int:
        """The exit code, when the command has ended."""
        deadline = time.monotonic() + PATIENCE
        while self._more(deadline):
            pass
        code = self.process.wait(PATIENCE)
        os.close(self.master)  # not before: who loses a terminal is killed
        return code

    def _more(self, deadline: float) -> bool:
        """Whether something more was shown."""
        ready, _, _ = select.select([self.master], [], [], max(0, deadline - time.monotonic()))
        data = b""
        if ready:
            with contextlib.suppress(OSError):  # Linux: the other end is closed
                data = os.read(self.master, 65536)
        self.screen += data.decode("utf-8", "replace").replace("\r\n", "\n")
        return bool(data)
