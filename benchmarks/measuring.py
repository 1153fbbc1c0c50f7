"""Shared by all benchmarks: copies of the project, runs in separate processes, ratios, tables."""

from __future__ import annotations

import argparse
import os
import platform
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TypeVar

import pelican

PROJECT = Path(__file__).resolve().parent.parent
REAL_CONTENT = PROJECT / "content"
INVENTED_CONTENT = PROJECT / "tests" / "data" / "coalitions" / "orchard" / "content"
"""The texts of sites with invented members: tests measure them, whatever the real texts are."""

ADDRESS = "https://coalition.example"
PELICAN = ("-m", "pelican", "content", "--settings", "pelicanconf.py")
FLAGS = ("--fatal", "warnings", "--log-handler", "plain")
CLOCKS = ("wall", "cpu")
STATISTICS = Path("/proc/stat")
LOAD_BEFORE = round(os.getloadavg()[0], 1)


@dataclass(frozen=True)
class Run:
    """Times of one job in seconds: wall clock, and processor time of all its processes.

    `others` is the time that other programs used its processors; only Linux reports it.
    """

    wall: float
    cpu: float
    others: float = 0.0


@dataclass
class Site:
    """A site to measure; `runs` has a list for each job, empty at first."""

    name: str
    folder: Path
    repeat: int
    runs: dict[str, list[Run]] = field(default_factory=dict)

    def seconds(self, job: str, clock: str) -> list[float]:
        """Return the seconds of each run of `job`, by `clock`: one of CLOCKS, or "others"."""
        return [getattr(run, clock) for run in self.runs[job]]

    def median(self, job: str, clock: str) -> float:
        """Return their median."""
        return median(self.seconds(job, clock))

    def ratio(self, one: str, other: str, clock: str) -> float:
        """Return the ratio of the medians of two jobs."""
        return self.median(one, clock) / self.median(other, clock)

    def spread(self, one: str, other: str, clock: str) -> tuple[float, float]:
        """Return the lowest and the highest ratio of two runs in the same round."""
        pairs = zip(self.seconds(one, clock), self.seconds(other, clock), strict=True)
        ratios = [first / second for first, second in pairs]
        return min(ratios), max(ratios)

    def all_seconds(self) -> dict[str, dict[str, list[float]]]:
        """Return every run, by clock and job, for JSON."""
        return {
            clock: {job: self.seconds(job, clock) for job in self.runs}
            for clock in (*CLOCKS, "others")
        }


S = TypeVar("S", bound=Site)


def options(title: str | None, several: bool = False) -> argparse.Namespace:
    """Parse the command line; `members` is a list, with several numbers only if `several`."""
    parser = argparse.ArgumentParser(description=(title or "").partition("\n")[0])
    parser.add_argument(
        "--members",
        type=int,
        nargs="+" if several else 1,
        default=[1000],
        help="how many to invent (1000)" + ("; each number makes a site" if several else ""),
    )
    parser.add_argument(
        "--repeat", type=int, help="how often to run each (5, and 3 for the invented)"
    )
    parser.add_argument("--only", choices=("real", "invented"), help="leave out the other site")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every run there as well")
    asked = parser.parse_args()
    for name, numbers in (("members", asked.members), ("repeat", [asked.repeat])):
        for number in numbers:
            if number is not None and number < 1:
                parser.error(f"--{name} takes a number from 1, not {number}")
    return asked


def members_invented(members: int) -> str:
    """Return the name of an invented site with this number of members."""
    return "1 invented member" if members == 1 else f"{members} invented members"


def copy_project(
    folder: Path, languages: Sequence[str] = (), content: Path = INVENTED_CONTENT
) -> None:
    """Copy the project without `data/`, so that edits to it do not change the measurements.

    `content` becomes the folder of that name. If `languages` are given, copy only the Markdown
    files in these languages.
    """
    folder.mkdir(parents=True)
    shutil.copy(PROJECT / "pelicanconf.py", folder)
    for name in ("src", "theme"):
        without = shutil.ignore_patterns("__pycache__")
        shutil.copytree(PROJECT / name, folder / name, ignore=without)
    shutil.copytree(content, folder / "content")
    for file in folder.glob("content/**/*.md"):
        if languages and file.suffixes[0].removeprefix(".") not in languages:
            file.unlink()


def take_turns(sites: Iterable[S], run: Callable[[S, str], Run]) -> None:
    """Run every job of every site for the site's number of rounds.

    Every other round runs in reverse order, so that no job always runs first.
    """
    sites = list(sites)
    for number in range(max(site.repeat for site in sites)):
        for site in sites:
            if number < site.repeat:
                for job in sorted(site.runs, reverse=number % 2 == 1):
                    site.runs[job].append(run(site, job))


def build(title: str, project: Path, output: Path) -> Run:
    """Build a project's site into the folder `output`, which is emptied before the clock starts."""
    shutil.rmtree(output, ignore_errors=True)
    return python(title, project, *PELICAN, "--output", str(output), *FLAGS)


def python(title: str, project: Path, *words: str) -> Run:
    """Run Python in a project's folder, in a separate process, and return its times."""
    busy, cpu, wall = _busy(), _children(), time.perf_counter()
    done = subprocess.run(
        [sys.executable, *words],
        cwd=project,
        env=environment(project),
        capture_output=True,
        text=True,
        check=False,
    )
    wall, cpu = time.perf_counter() - wall, _children() - cpu
    if done.returncode:
        sys.exit(f"{title}: failed\n{done.stdout}{done.stderr}")
    return Run(wall, cpu, max(0.0, _busy() - busy - cpu))


def environment(project: Path) -> dict[str, str]:
    """Return the environment in which Python runs the code of a copy of the project."""
    paths = filter(None, (str(project / "src"), os.environ.get("PYTHONPATH")))
    return os.environ | {"SITE_URL": ADDRESS, "PYTHONPATH": os.pathsep.join(paths)}


def _children() -> float:
    """Return the processor seconds of all child processes that have ended, and of theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _busy() -> float:
    """Return the busy seconds of the processors that this process may use, for any process."""
    if not STATISTICS.exists():
        return 0.0
    lines = (line.split() for line in STATISTICS.read_text(encoding="ascii").splitlines())
    ticks = {name: [int(number) for number in numbers] for name, *numbers in lines}
    # user, nice, system; idle, waiting for disks; interrupts of two kinds, other machines
    spent = (ticks[f"cpu{number}"] for number in os.sched_getaffinity(0))
    return sum(sum(of[:3]) + sum(of[5:8]) for of in spent) / os.sysconf("SC_CLK_TCK")


def pages(output: Path) -> Iterator[Path]:
    """Return the pages of a built site."""
    return output.rglob("*.html")


def machine() -> dict[str, object]:
    """Describe the machine and the versions."""
    return {
        "python": platform.python_version(),
        "pelican": pelican.__version__,
        "cores": os.cpu_count(),
        "load before": LOAD_BEFORE,
        "load after": round(os.getloadavg()[0], 1),
    }


def format_report(tables: Iterable[str]) -> str:
    """Format the machine and the tables as text."""
    said = ", ".join(f"{name} {value}" for name, value in machine().items())
    return "\n\n".join([said, *tables])


def heading(one: str, other: str) -> str:
    """Return the heading of the lines that compare two jobs."""
    return f"{'':22}{one:>9}{other:>10}{'ratio':>10}   each round"


def line(site: Site, title: str, jobs: tuple[str, str], clock: str) -> str:
    """Format the times of two jobs, with the ratio of the first to the second."""
    one, other = (site.median(job, clock) for job in jobs)
    low, high = site.spread(*jobs, clock)
    ratio = site.ratio(*jobs, clock)
    return f"  {title:20}{one:7.2f} s{other:8.2f} s{ratio:10.2f}   {low:.2f} to {high:.2f}"
