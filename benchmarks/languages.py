"""Compare the time of building the site in six languages with that of English alone.

Each site is built in both ways alternately, each time in a new process and into a new folder: on
two processors, among which the languages are divided, and again restricted to one. The result is
the ratio of the two; seconds depend on the machine and its load.
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
"""The target: maximum ratio of six languages to English alone, on two processors."""

SHARED = 0.1
"""Maximum share of two processors that other programs may use for a valid result."""

PROMISED = "on two"
ANYWHERE = "unrestricted"
"""What is measured where the system cannot restrict a process to some of its processors."""


def _processors() -> dict[str, set[int]]:
    """Return the processors to restrict builds to; two if the machine has two."""
    if not hasattr(os, "sched_setaffinity"):
        return {ANYWHERE: set()}
    usable = sorted(os.sched_getaffinity(0))
    numbers = {PROMISED: 2, "on one": 1}
    return {said: set(usable[:n]) for said, n in numbers.items() if len(usable) >= n}


PROCESSORS = _processors()


def _job(held: str, side: str) -> str:
    return f"{held}, {side}"


def _both(held: str) -> tuple[str, str]:
    """Return the two jobs to compare."""
    return _job(held, "six"), _job(held, "English")


@dataclass
class Site(measuring.Site):
    """A site to measure, as two projects."""

    pages: dict[str, int] = field(default_factory=dict)
    runs: dict[str, list[Run]] = field(
        default_factory=lambda: {_job(held, side): [] for held, side in product(PROCESSORS, SIDES)}
    )

    @property
    def holds(self) -> bool | None:
        """Whether the target is met; None if the result is not valid."""
        if PROMISED not in PROCESSORS or self.shared > SHARED:
            return None
        return self.ratio(*_both(PROMISED), "wall") <= AT_MOST

    @property
    def shared(self) -> float:
        """Share of the two processors that other programs used, at most 1."""
        jobs = _both(PROMISED)
        return max(self.median(job, "others") / self.median(job, "wall") / 2 for job in jobs)


def main() -> None:
    """Run the measurements that the command line selects, and print the results."""
    options = measuring.options(__doc__, several=True)
    with tempfile.TemporaryDirectory() as folder:
        sites = list(_sites(Path(folder), options))
        for site in sites:
            _prepare(site)
        measuring.take_turns(sites, _run)
    if options.json:
        options.json.write_text(json.dumps(_record(sites), indent=2) + "\n", encoding="utf-8")
    print(measuring.format_report([*map(_table, sites), _verdict(sites)]))


def _sites(folder: Path, options: argparse.Namespace) -> Iterator[Site]:
    """Return the selected sites, each as two projects below `folder`."""
    if options.only != "invented":
        site = Site("real data", folder / "real", options.repeat or 5)
        for side, languages in SIDES.items():
            measuring.copy_project(site.folder / side, languages, measuring.REAL_CONTENT)
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
    """Set the languages in a coalition file."""
    said = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    said["languages"] = list(languages)
    file.write_text(yaml.safe_dump(said, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _prepare(site: Site) -> None:
    """Build both once to warm the caches, and count the pages."""
    for side in SIDES:
        measuring.build(f"{site.name}, {side}", site.folder / side, _output(site, side))
        site.pages[side] = sum(1 for _ in measuring.pages(_output(site, side)))
    if site.pages["six"] < len(SIDES["six"]) * site.pages["English"]:
        sys.exit(f"{site.name}: {site.pages} pages are not every page in every language")


def _run(site: Site, job: str) -> Run:
    """Run one job in a separate process, restricted to its processors, and return its times."""
    held, _, side = job.partition(", ")
    with _only_on(PROCESSORS[held]):
        return measuring.build(f"{site.name}, {job}", site.folder / side, _output(site, side))


@contextmanager
def _only_on(processors: set[int]) -> Iterator[None]:
    """Restrict child processes to these processors in the context, if there are any."""
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
    """Return all measurements, for JSON."""
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
    """Format the same as a text table."""
    pages = f"{site.pages['English']} pages in English, {site.pages['six']} in six languages"
    lines = (
        measuring.line(site, f"{held}, {said}", _both(held), clock)
        for held in PROCESSORS
        for said, clock in (("clock", "wall"), ("processor", "cpu"))
    )
    heading = measuring.heading("six", "English")
    return "\n".join((f"{site.name}: {pages}, medians of {site.repeat}", heading, *lines))


def _verdict(sites: list[Site]) -> str:
    """Format whether each site meets the target."""
    target = f"six languages take at most {AT_MOST:g} times English alone, on two, by the clock"
    if PROMISED not in PROCESSORS:
        return f"{target}: not measured, as this takes Linux and two processors"
    ratios = ((site, site.ratio(*_both(PROMISED), "wall")) for site in sites)
    lines = (f"  {site.name:39}{ratio:10.2f}   {_kept(site)}" for site, ratio in ratios)
    return "\n".join((f"{target}:", *lines))


def _kept(site: Site) -> str:
    """Describe whether one site meets the target."""
    if site.holds is None:
        return f"not valid: other programs used {site.shared:.0%} of the processors"
    lowest, highest = site.spread(*_both(PROMISED), "wall")
    said = "holds" if site.holds else "does not hold"
    return said if (lowest > AT_MOST) == (highest > AT_MOST) else f"{said}, but not in every round"


if __name__ == "__main__":
    main()
