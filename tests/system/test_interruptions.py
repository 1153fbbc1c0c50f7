"""However a run ends, nothing waits for it afterwards and nothing of it is left."""

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

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc; workers exist on Linux only"),
]
KILLS = int(os.environ.get("KILLS", "40"))
"""How many runs are ended."""

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
PATIENCE = 120.0
"""Seconds after which a run counts as one that waits for ever."""

Tree = dict[str, bytes]


@dataclass(frozen=True)
class Outcome:
    """What became of a run that was ended: `said` is its output, `left` what it did not remove.

    `survivors` counts its processes some seconds later.
    """

    code: int
    said: str
    site: Tree
    left: list[str]
    survivors: int


class Lighthouse:
    """A small project in two languages, of which there are two versions, and their sites."""

    def __init__(self, folder: Path) -> None:
        self.folder = project_of("minimal", folder)
        shutil.copy(PROJECT / "tasks.py", folder)
        self._data = folder / "data/coalition.yaml"
        text = self._data.read_text("utf-8").replace("languages: [fr]", "languages: [fr, en]")
        self._data.write_text(text.replace("Garder les phares allumés.", VERSIONS[0]), "utf-8")
        self.version, self.sites = 0, ({}, {})
        for _ in VERSIONS:
            self.change()
            started = time.monotonic()
            self.publish()
            self.seconds = time.monotonic() - started  # of the second: the first compiles modules
            self.sites[self.version].update(self.site())

    def change(self) -> None:
        """Make the data the other version."""
        before, after = VERSIONS[self.version], VERSIONS[1 - self.version]
        self._data.write_text(self._data.read_text("utf-8").replace(before, after), "utf-8")
        self.version = 1 - self.version

    def start(self) -> tuple[subprocess.Popen[bytes], Path]:
        """Begin to publish, in a session of its own; with the file that gets its output."""
        log = self.folder / "log.txt"
        command = [sys.executable, "-c", PUBLISH, str(self.folder)]
        given = os.environ | {"SITE_URL": ADDRESS}
        with log.open("wb") as out:
            return subprocess.Popen(
                command, cwd=self.folder, env=given, stdout=out, stderr=out, start_new_session=True
            ), log

    def publish(self) -> str:
        """Publish to the end; the output."""
        run, log = self.start()
        assert 0 == run.wait(PATIENCE), log.read_text("utf-8")
        return log.read_text("utf-8")

    def site(self) -> Tree:
        """All files of the published site."""
        output = self.folder / "output"
        files = (path for path in output.rglob("*") if path.is_file())
        return {path.relative_to(output).as_posix(): path.read_bytes() for path in files}

    def left(self) -> list[str]:
        """What is there besides the site and its list."""
        expected = ("output", "output.files")
        return sorted(
            path.name for path in self.folder.glob("output*") if path.name not in expected
        )

    def end(
        self, number: signal.Signals, target: str, moment: float, busy: bool = False
    ) -> Outcome:
        """Begin to publish, and send a signal after some seconds; if `busy`, while workers run."""
        run, log = self.start()
        time.sleep(moment)
        while busy and run.poll() is None and len(list(processes(run.pid))) < 3:
            time.sleep(0.002)
        with suppress(ProcessLookupError):  # it has just come to its end
            if target == "group":
                os.killpg(run.pid, number)
            elif target == "parent":
                run.send_signal(number)
            elif worker := worker_of(run):
                os.kill(worker, number)
        code = run.wait(PATIENCE)
        return Outcome(code, log.read_text("utf-8"), self.site(), self.left(), survivors(run.pid))


def processes(session: int) -> Iterator[tuple[int, int]]:
    """The processes of a session that still run, each with its parent."""
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent, _, own = status.read_text("utf-8").rpartition(")")[2].split()[:4]
        except (FileNotFoundError, ProcessLookupError):  # it has just ended
            continue
        if int(own) == session and state != "Z":
            yield int(status.parent.name), int(parent)


def worker_of(run: subprocess.Popen[bytes]) -> int:
    """Pelican, or a worker of the run or of Pelican; 0 if the run ends before there is one."""
    while run.poll() is None:
        if children := [pid for pid, _ in processes(run.pid) if pid != run.pid]:
            return random.Random(run.pid).choice(children)
        time.sleep(0.01)
    return 0


def survivors(session: int) -> int:
    """How many processes of a session are left after a moment."""
    deadline = time.monotonic() + 3
    while (left := len(list(processes(session)))) and time.monotonic() < deadline:
        time.sleep(0.02)
    return left


@pytest.mark.slow(300)
def test_a_run_that_is_ended_in_any_way_leaves_a_whole_site_and_nothing_else(tmp_path: Path):
    project, chance = Lighthouse(tmp_path / "project"), random.Random(7)
    ways = list(product(SIGNALS, TARGETS)) * (KILLS // 12 + 1)
    for turn, (number, target) in enumerate(ways[:KILLS]):
        before = project.site()
        project.change()
        moment = project.seconds * chance.uniform(0.05, 1.0)
        # Every other time while there are workers, which could outlive the run
        ended = project.end(number, target, moment, busy=bool((turn + turn // 12) % 2))
        said = project.publish()

        way = f"{number.name} to the {target}: {ended.code}, {ended.said}"
        after = project.sites[project.version]
        assert ended.site in (before, after), way
        assert 0 == ended.survivors, way
        if target == "worker" and number != signal.SIGINT:  # Python starts with a handler for that
            assert 1 == ended.said.count("\n"), way
        assert "waiting" not in said, way
        assert (after, []) == (project.site(), project.left()), way
