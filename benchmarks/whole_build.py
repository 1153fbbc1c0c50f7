"""How long the whole build takes, beside stock Pelican making as many pages in the same run.

Each site is built by this project and, from Markdown files with the same words, by Pelican alone:
in turn, each time in a new process and into a new folder. What counts is the ratio of the two;
seconds depend on the machine and on who else uses it.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import invented
import pelican
import stock

PROJECT = Path(__file__).resolve().parent.parent
ADDRESS = "https://coalition.example"
PELICAN = ("-m", "pelican", "content", "--settings", "pelicanconf.py")
FLAGS = ("--fatal", "warnings", "--log-handler", "plain")
CHECK = """\
from pathlib import Path
from coalition.reading.load import load
load(Path("data"), images=Path("content/images"))
"""
"""What `tasks.py check` does, without Invoke."""


@dataclass(frozen=True)
class Run:
    """What one process took, in seconds: by the clock, and of the processor."""

    wall: float
    cpu: float


@dataclass
class Site:
    """One site to measure. `html` is the size of all pages, in bytes."""

    name: str
    folder: Path
    repeat: int
    pages: int = 0
    html: dict[str, int] = field(default_factory=dict)
    runs: dict[str, list[Run]] = field(
        default_factory=lambda: {"ours": [], "stock": [], "check": []}
    )

    def seconds(self, job: str, clock: str) -> list[float]:
        """What each run of `job` took, by `clock`: "wall" or "cpu"."""
        return [getattr(run, clock) for run in self.runs[job]]

    def median(self, job: str, clock: str) -> float:
        """The median of these."""
        return median(self.seconds(job, clock))

    def ratio(self, one: str, other: str, clock: str) -> float:
        """The median of one job over that of the other."""
        return self.median(one, clock) / self.median(other, clock)

    def spread(self, one: str, other: str, clock: str) -> tuple[float, float]:
        """The lowest and the highest ratio of two runs of the same round."""
        pairs = zip(self.seconds(one, clock), self.seconds(other, clock), strict=True)
        ratios = [first / second for first, second in pairs]
        return min(ratios), max(ratios)


def main() -> None:
    """Measure what the command line says and print it."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        sites = list(_sites(Path(folder), options))
        for site in sites:
            _prepare(site)
        for number in range(max(site.repeat for site in sites)):
            for site in sites:
                if number < site.repeat:
                    _round(site, backwards=number % 2 == 1)
    if options.json:
        options.json.write_text(json.dumps(_record(sites), indent=2) + "\n", encoding="utf-8")
    print(_table(sites))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--members", type=int, default=1000, help="how many to invent (1000)")
    parser.add_argument(
        "--repeat", type=int, help="how often to run each (5, and 3 for the invented)"
    )
    parser.add_argument("--only", choices=("real", "invented"), help="leave out the other site")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every run there as well")
    options = parser.parse_args()
    for name in ("members", "repeat"):
        if (number := getattr(options, name)) is not None and number < 1:
            parser.error(f"--{name} takes a number from 1, not {number}")
    return options


def _sites(folder: Path, options: argparse.Namespace) -> Iterator[Site]:
    """The sites that are asked for, each as a project below `folder`."""
    if options.only != "invented":
        site = Site("real data", folder / "real", options.repeat or 5)
        _copy_project(site.folder / "ours")
        shutil.copytree(PROJECT / "data", site.folder / "ours" / "data")
        yield site
    if options.only != "real":
        counted = (
            "1 invented member" if options.members == 1 else f"{options.members} invented members"
        )
        site = Site(counted, folder / "invented", options.repeat or 3)
        _copy_project(site.folder / "ours")
        invented.write(site.folder / "ours" / "data", options.members)
        yield site


def _copy_project(folder: Path) -> None:
    """A copy, so that nobody's editing changes what is measured."""
    folder.mkdir(parents=True)
    shutil.copy(PROJECT / "pelicanconf.py", folder)
    for name in ("content", "theme"):
        shutil.copytree(PROJECT / name, folder / name)


def _prepare(site: Site) -> None:
    """Build once without counting: the pages give stock Pelican its task, and caches are warm."""
    _run(site, "ours")
    ours = _output(site, "ours")
    stock.write(site.folder / "stock", ours, ADDRESS)
    _run(site, "stock")
    pages = {job: list(_output(site, job).rglob("*.html")) for job in ("ours", "stock")}
    site.pages = len(pages["ours"])
    if len(pages["stock"]) != site.pages:
        sys.exit(f"{site.name}: {site.pages} pages, but {len(pages['stock'])} of stock Pelican")
    site.html = {job: sum(page.stat().st_size for page in found) for job, found in pages.items()}


def _round(site: Site, backwards: bool) -> None:
    """Run everything once; backwards every other time, so that no job always has the same place."""
    for job in sorted(site.runs, reverse=backwards):
        site.runs[job].append(_run(site, job))


def _run(site: Site, job: str) -> Run:
    """Run one job in a process of its own and say what it took."""
    output = _output(site, job)
    shutil.rmtree(output, ignore_errors=True)
    words = ("-c", CHECK) if job == "check" else (*PELICAN, "--output", str(output), *FLAGS)
    paths = filter(None, (str(PROJECT / "src"), os.environ.get("PYTHONPATH")))
    cpu, wall = _children(), time.perf_counter()
    done = subprocess.run(
        [sys.executable, *words],
        cwd=site.folder / ("stock" if job == "stock" else "ours"),
        env=os.environ | {"SITE_URL": ADDRESS, "PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
        check=False,
    )
    run = Run(time.perf_counter() - wall, _children() - cpu)
    if done.returncode:
        sys.exit(f"{site.name}, {job}: failed\n{done.stdout}{done.stderr}")
    return run


def _children() -> float:
    """Processor seconds of all processes that have been waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _output(site: Site, job: str) -> Path:
    return site.folder / f"{job}-output"


def _machine() -> dict[str, object]:
    return {
        "python": platform.python_version(),
        "pelican": pelican.__version__,
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
    }


def _record(sites: list[Site]) -> dict[str, object]:
    """Everything measured, for programs."""
    return {"machine": _machine(), "sites": [_site_record(site) for site in sites]}


def _site_record(site: Site) -> dict[str, object]:
    clocks = ("wall", "cpu")
    return {
        "name": site.name,
        "pages": site.pages,
        "html_bytes": site.html,
        "seconds": {
            clock: {job: site.seconds(job, clock) for job in site.runs} for clock in clocks
        },
        "ours_to_stock": {clock: site.ratio("ours", "stock", clock) for clock in clocks},
        "check_to_build": {clock: site.ratio("check", "ours", clock) for clock in clocks},
    }


def _table(sites: list[Site]) -> str:
    """The same for people."""
    machine = ", ".join(f"{name} {said}" for name, said in _machine().items())
    return "\n\n".join([machine, *(_site_table(site) for site in sites)])


def _site_table(site: Site) -> str:
    sizes = (f"{job} {site.html[job] / site.pages / 1000:.1f} kB" for job in ("ours", "stock"))
    measured = f"{site.pages} pages, medians of {site.repeat}"
    return "\n".join(
        (
            f"{site.name}: {measured} (a page: {', '.join(sizes)})",
            f"{'':22}{'ours':>9}{'stock':>10}{'ratio':>10}   each round",
            _line(site, "build, clock", ("ours", "stock"), "wall"),
            _line(site, "build, processor", ("ours", "stock"), "cpu"),
            _speeds(site),
            f"{'':22}{'check':>9}{'build':>10}{'ratio':>10}   each round",
            _line(site, "check, clock", ("check", "ours"), "wall"),
            _line(site, "check, processor", ("check", "ours"), "cpu"),
        )
    )


def _line(site: Site, title: str, jobs: tuple[str, str], clock: str) -> str:
    one, other = (site.median(job, clock) for job in jobs)
    low, high = site.spread(*jobs, clock)
    ratio = site.ratio(*jobs, clock)
    return f"  {title:20}{one:7.2f} s{other:8.2f} s{ratio:10.2f}   {low:.2f} to {high:.2f}"


def _speeds(site: Site) -> str:
    ours, other = (site.pages / site.median(job, "wall") for job in ("ours", "stock"))
    return f"  {'pages a second':20}{ours:7.0f}  {other:8.0f}"


if __name__ == "__main__":
    main()
