"""How long the inspection of the finished site takes, beside the build that made it.

Both run in turn, each time in a new process: the build into a new folder, the inspection on what
the build before has written. The promise is at most half of the build's time.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import invented
import measuring
from measuring import ADDRESS, CLOCKS, PROJECT, Run

PROMISE = 0.5
"""The most that the inspection may take, as a part of the build's time by the clock."""

LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")
INSPECT = """\
import sys
from pathlib import Path
from statistics import median
from coalition.audit.built_site import BuiltSite
from coalition.audit.runner import audit_site
from coalition.diagnostics.text import format_diagnostics
found = audit_site(BuiltSite(Path(sys.argv[1]), Path.cwd(), site_url=sys.argv[2]))
sys.exit(format_diagnostics(found[:3]) or 0)
"""
"""What publishing does after the build; in a process of its own, so with the start of Python."""

STARTED = """\
from coalition.audit import runner
"""
"""The part of that which publishing has behind it already: Python, and all that is imported."""


@dataclass
class Site(measuring.Site):
    """One site to measure, with the number of its pages."""

    pages: int = 0
    runs: dict[str, list[Run]] = field(
        default_factory=lambda: {"build": [], "inspection": [], "start": []}
    )

    def alone(self, clock: str) -> list[float]:
        """What each inspection took without the start of Python; never less than nothing."""
        pairs = zip(self.seconds("inspection", clock), self.seconds("start", clock), strict=True)
        return [max(0.0, whole - start) for whole, start in pairs]

    @property
    def holds(self) -> bool:
        """Whether the promise is kept, the start of Python counted in."""
        return self.ratio("inspection", "build", "wall") <= PROMISE


def main() -> None:
    """Measure what the command line says and print it."""
    options = measuring.options(__doc__, several=True)
    with tempfile.TemporaryDirectory() as folder:
        sites = list(_sites(Path(folder), options))
        for site in sites:
            _run(site, "build")  # not counted: caches are warm then, and there is a site to inspect
            site.pages = len(list(measuring.pages(site.folder / "output")))
        measuring.take_turns(sites, _run)
    if options.json:
        record = {"machine": measuring.machine(), "sites": [_record(site) for site in sites]}
        options.json.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    print(measuring.told(map(_table, sites)))


def _sites(folder: Path, options: argparse.Namespace) -> Iterator[Site]:
    """The sites that are asked for, in all languages, each as a project below `folder`."""
    if options.only != "invented":
        site = Site("real data", folder / "real", options.repeat or 5)
        measuring.copy_project(site.folder)
        shutil.copytree(PROJECT / "data", site.folder / "data")
        yield site
    for members in options.members if options.only != "real" else ():
        named = measuring.members_invented(members)
        site = Site(named, folder / f"invented-{members}", options.repeat or 3)
        measuring.copy_project(site.folder)
        invented.write(site.folder / "data", members, LANGUAGES)
        yield site


def _run(site: Site, job: str) -> Run:
    """Run one job in a process of its own and say what it took."""
    title, output = f"{site.name}, {job}", site.folder / "output"
    if job == "inspection":
        return measuring.python(title, site.folder, "-c", INSPECT, str(output), ADDRESS)
    if job == "start":
        return measuring.python(title, site.folder, "-c", STARTED)
    return measuring.build(title, site.folder, output)


def _record(site: Site) -> dict[str, object]:
    """Everything measured on one site, for programs."""
    return {
        "name": site.name,
        "pages": site.pages,
        "seconds": site.all_seconds(),
        "inspection_to_build": {c: site.ratio("inspection", "build", c) for c in CLOCKS},
        "holds": site.holds,
    }


def _table(site: Site) -> str:
    """The same for people."""
    alone = median(site.alone("wall"))
    holds = "holds" if site.holds else "does not hold"
    return "\n".join(
        (
            f"{site.name}: {site.pages} pages in six languages, medians of {site.repeat}",
            measuring.heading("inspection", "build"),
            measuring.line(site, "inspection, clock", ("inspection", "build"), "wall"),
            measuring.line(site, "inspection, processor", ("inspection", "build"), "cpu"),
            f"  {'without the start':20}{alone:7.2f} s",
            f"  {f'at most {PROMISE} by the clock':32}   {holds}",
        )
    )


if __name__ == "__main__":
    main()
