"""How long the whole site takes in six languages, beside English alone in the same run.

Each site is built in both ways in turn, each time in a new process and into a new folder: on two
processors, among which the languages are shared out, and again held to one. What counts is the
ratio of the two; seconds depend on the machine and on who else uses it.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

import invented
import measuring
import yaml
from measuring import CLOCKS, PROJECT, Run

SIDES = {"English": ("en",), "six": ("en", "fr", "es", "ar", "ru", "zh")}
AT_MOST = 3.0
"""The promise: how many times as long as English alone six languages take, on two processors."""

SHARED = 0.1
"""How much of two processors others may use before the promise can no longer be judged."""

PROMISED = "on two"
ANYWHERE = "unheld"
"""What is measured where the system cannot hold a process to some of its processors."""


def _processors() -> dict[str, set[int]]:
    """The processors that builds are held to; two only where there are two."""
    if not hasattr(os, "sched_setaffinity"):
        return {ANYWHERE: set()}
    usable = sorted(os.sched_getaffinity(0))
    numbers = {PROMISED: 2, "on one": 1}
    return {said: set(usable[:n]) for said, n in numbers.items() if len(usable) >= n}


PROCESSORS = _processors()


def _job(held: str, side: str) -> str:
    return f"{held}, {side}"


def _both(held: str) -> tuple[str, str]:
    """The two jobs that a ratio is made of."""
    return _job(held, "six"), _job(held, "English")


@dataclass
class Site(measuring.Site):
    """One site to measure, as two projects."""

    pages: dict[str, int] = field(default_factory=dict)
    runs: dict[str, list[Run]] = field(
        default_factory=lambda: {_job(held, side): [] for held, side in product(PROCESSORS, SIDES)}
    )

    @property
    def holds(self) -> bool | None:
        """Whether the promise does; None where that cannot be told."""
        if PROMISED not in PROCESSORS or self.shared > SHARED:
            return None
        return self.ratio(*_both(PROMISED), "wall") <= AT_MOST

    @property
    def shared(self) -> float:
        """How much of the two processors others used, at most 1."""
        jobs = _both(PROMISED)
        return max(self.median(job, "others") / self.median(job, "wall") / 2 for job in jobs)


def main() -> None:
    """Measure what the command line says and print it."""
    options = measuring.options(__doc__, several=True)
    with tempfile.TemporaryDirectory() as folder:
        sites = list(_sites(Path(folder), options))
        for site in sites:
            _prepare(site)
        measuring.take_turns(sites, _run)
    if options.json:
        options.json.write_text(json.dumps(_record(sites), indent=2) + "\n", encoding="utf-8")
    print(measuring.told([*map(_table, sites), _verdict(sites)]))


def _sites(folder: Path, options: argparse.Namespace) -> Iterator[Site]:
    """The sites that are asked for, each as a project of each side below `folder`."""
    if options.only != "invented":
        site = Site("real data", folder / "real", options.repeat or 5)
        for side, languages in SIDES.items():
            measuring.copy_project(site.folder / side, languages)
            shutil.copytree(PROJECT / "data", site.folder / side / "data")
            _speak(site.folder / side / "data" / "coalition.yaml", languages)
        yield site
    for members in options.members if options.only != "real" else ():
        counted = measuring.members_invented(members)
        site = Site(counted, folder / f"invented-{members}", options.repeat or 3)
        for side, languages in SIDES.items():
            measuring.copy_project(site.folder / side, languages)
            invented.write(site.folder / side / "data", members, languages)
        yield site


def _speak(file: Path, languages: tuple[str, ...]) -> None:
    """Make these the languages of the coalition that a file is about."""
    said = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    said["languages"] = list(languages)
    file.write_text(yaml.safe_dump(said, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _prepare(site: Site) -> None:
    """Build both once without counting, so that caches are warm, and count the pages."""
    for side in SIDES:
        measuring.build(f"{site.name}, {side}", site.folder / side, _output(site, side))
        site.pages[side] = sum(1 for _ in measuring.pages(_output(site, side)))
    if site.pages["six"] < len(SIDES["six"]) * site.pages["English"]:
        sys.exit(f"{site.name}: {site.pages} pages are not every page in every language")


def _run(site: Site, job: str) -> Run:
    """Run one job in a process of its own, held to its processors, and say what it took."""
    held, _, side = job.partition(", ")
    with _only_on(PROCESSORS[held]):
        return measuring.build(f"{site.name}, {job}", site.folder / side, _output(site, side))


@contextmanager
def _only_on(processors: set[int]) -> Iterator[None]:
    """Have what this process starts meanwhile use these processors only; any, if none are given."""
    if not processors:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, processors)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _output(site: Site, side: str) -> Path:
    return site.folder / f"{side}-output"


def _record(sites: list[Site]) -> dict[str, object]:
    """Everything measured, for programs."""
    return {"machine": measuring.machine(), "sites": [_site_record(site) for site in sites]}


def _site_record(site: Site) -> dict[str, object]:
    return {
        "name": site.name,
        "pages": site.pages,
        "seconds": site.all_seconds(),
        "six_to_english": {
            held: {clock: site.ratio(*_both(held), clock) for clock in CLOCKS}
            for held in PROCESSORS
        },
        "holds": site.holds,
    }


def _table(site: Site) -> str:
    """The same for people."""
    pages = f"{site.pages['English']} pages in English, {site.pages['six']} in six languages"
    lines = (
        measuring.line(site, f"{held}, {said}", _both(held), clock)
        for held in PROCESSORS
        for said, clock in (("clock", "wall"), ("processor", "cpu"))
    )
    heading = measuring.heading("six", "English")
    return "\n".join((f"{site.name}: {pages}, medians of {site.repeat}", heading, *lines))


def _verdict(sites: list[Site]) -> str:
    """Whether the promise holds, for each site."""
    promise = f"six languages take at most {AT_MOST:g} times English alone, on two, by the clock"
    if PROMISED not in PROCESSORS:
        return f"{promise}: not measured, as this takes Linux and two processors"
    ratios = ((site, site.ratio(*_both(PROMISED), "wall")) for site in sites)
    lines = (f"  {site.name:39}{ratio:10.2f}   {_kept(site)}" for site, ratio in ratios)
    return "\n".join((f"{promise}:", *lines))


def _kept(site: Site) -> str:
    """What can be said of the promise for one site."""
    if site.holds is None:
        return f"cannot be told: others used {site.shared:.0%} of the processors"
    lowest, highest = site.spread(*_both(PROMISED), "wall")
    said = "holds" if site.holds else "does not hold"
    return said if (lowest > AT_MOST) == (highest > AT_MOST) else f"{said}, but not in every round"


if __name__ == "__main__":
    main()
