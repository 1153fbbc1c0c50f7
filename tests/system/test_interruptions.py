"""A publishing run that is interrupted in any way leaves a whole site and nothing else."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest

from support.projects import ADDRESS, PROJECT
from support.sites import project_of

if sys.platform != "linux":
    pytest.skip("reads /proc; workers exist on Linux only", allow_module_level=True)

pytestmark = pytest.mark.slow
KILLS = int(os.environ.get("KILLS", "40"))
"""Number of runs to interrupt."""

SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
TARGETS = ("parent", "worker", "group")
PUBLISH = """\
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # and so do the tests under nohup
os.sched_getaffinity = lambda _: {0, 1}  # forks on a machine with one processor, too
sys.path.insert(0, sys.argv[1])
from coalition.audit import runner
runner.MAX_SERIAL_PAGES = 0  # pages are inspected in workers, few as they are
sys.argv[:] = ["tasks.py", "publish", "--compress"]
import tasks
tasks.main()
"""
VERSIONS = ("Garder les phares.", "Allumer les phares.")
TIMEOUT_SECONDS = 120.0
"""Seconds after which a run is considered to hang."""

Tree = dict[str, bytes]


@dataclass(frozen=True)
class Outcome:
    """State after an interrupted run: exit status, output, site, leftover files, and processes.

    `survivors` counts the processes that are left some seconds later.
    """

    code: int
    output: str
    site: Tree
    leftovers: list[str]
    survivors: int


class Lighthouse:
    """A small project in two languages with two versions of its data, and the site of each."""

    def __init__(self, folder: Path) -> None:
        self.folder = project_of("minimal", folder)
        shutil.copy(PROJECT / "tasks.py", folder)
        (folder / "tools").symlink_to(PROJECT / "tools")
        self._data = folder / "data/coalition.yaml"
        text = self._data.read_text("utf-8").replace("languages: [fr]", "languages: [fr, en]")
        self._data.write_text(text.replace("Garder les phares allumés.", VERSIONS[0]), "utf-8")
        self.version, self.sites = 0, ({}, {})
        for _ in VERSIONS:
            self.switch_version()
            started = time.monotonic()
            self.publish()
            # The time of the second run counts: the first one compiles modules
            self.seconds = time.monotonic() - started
            self.sites[self.version].update(self.read_site())

    def switch_version(self) -> None:
        """Switch the data to the other version."""
        before, after = VERSIONS[self.version], VERSIONS[1 - self.version]
        self._data.write_text(self._data.read_text("utf-8").replace(before, after), "utf-8")
        self.version = 1 - self.version

    def start(self) -> tuple[subprocess.Popen[bytes], Path]:
        """Start publishing in a new session; return the process and its log file."""
        log = self.folder / "log.txt"
        command = [sys.executable, "-c", PUBLISH, str(self.folder)]
        environment = os.environ | {"SITE_URL": ADDRESS}
        with log.open("wb") as out:
            return subprocess.Popen(
                command,
                cwd=self.folder,
                env=environment,
                stdout=out,
                stderr=out,
                start_new_session=True,
            ), log

    def publish(self) -> str:
        """Publish, and return the output."""
        run, log = self.start()
        assert 0 == run.wait(TIMEOUT_SECONDS), log.read_text("utf-8")
        return log.read_text("utf-8")

    def read_site(self) -> Tree:
        """Return the content of all files of the published site."""
        output = self.folder / "output"
        files = (path for path in output.rglob("*") if path.is_file())
        return {path.relative_to(output).as_posix(): path.read_bytes() for path in files}

    def list_leftovers(self) -> list[str]:
        """List files next to the output folder other than its manifest."""
        expected = ("output", "output.files")
        return sorted(
            path.name for path in self.folder.glob("output*") if path.name not in expected
        )

    def interrupt(
        self, number: signal.Signals, target: str, delay: float, when_busy: bool = False
    ) -> Outcome:
        """Start publishing and send a signal after `delay` seconds, or later, once workers run."""
        run, log = self.start()
        time.sleep(delay)
        while when_busy and run.poll() is None and len(list(list_processes(run.pid))) < 3:
            time.sleep(0.002)
        with suppress(ProcessLookupError):  # it has just ended
            if target == "group":
                os.killpg(run.pid, number)
            elif target == "parent":
                run.send_signal(number)
            elif worker := choose_worker(run):
                os.kill(worker, number)
        code = run.wait(TIMEOUT_SECONDS)
        return Outcome(
            code,
            log.read_text("utf-8"),
            self.read_site(),
            self.list_leftovers(),
            survivors(run.pid),
        )


def list_processes(session: int) -> Iterator[tuple[int, int]]:
    """Yield the running processes of a session, each with its parent."""
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text("utf-8").rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):  # it has just ended
            continue
        state, parent, _, process_session = fields[:4]
        if int(process_session) == session and state != "Z":
            yield int(status.parent.name), int(parent)


def choose_worker(run: subprocess.Popen[bytes]) -> int:
    """Return Pelican, or a worker of the run or of Pelican; 0 if the run ends before it has one."""
    while run.poll() is None:
        if children := [pid for pid, _ in list_processes(run.pid) if pid != run.pid]:
            return random.Random(run.pid).choice(children)
        time.sleep(0.01)
    return 0


def survivors(session: int) -> int:
    """Count the processes of a session that are left after a few seconds."""
    deadline = time.monotonic() + 3
    while (left := len(list(list_processes(session)))) and time.monotonic() < deadline:
        time.sleep(0.02)
    return left


@pytest.mark.slow(300)
def test_an_interrupted_run_leaves_a_whole_site_and_nothing_else(tmp_path: Path):
    project, chance = Lighthouse(tmp_path / "project"), random.Random(7)
    cases = list(product(SIGNALS, TARGETS)) * (KILLS // 12 + 1)
    for turn, (number, target) in enumerate(cases[:KILLS]):
        before = project.read_site()
        project.switch_version()
        delay = project.seconds * chance.uniform(0.05, 1.0)
        # Every other time only once there are workers, which could outlive the run
        outcome = project.interrupt(number, target, delay, when_busy=bool((turn + turn // 12) % 2))
        output = project.publish()

        case = f"{number.name} to the {target}: {outcome.code}, {outcome.output}"
        after = project.sites[project.version]
        assert outcome.site in (before, after), case
        assert 0 == outcome.survivors, case
        if target == "worker" and number != signal.SIGINT:  # Python starts with a handler for that
            assert 1 == outcome.output.count("\n"), case
        assert "waiting" not in output, case
        assert (after, []) == (project.read_site(), project.list_leftovers()), case
