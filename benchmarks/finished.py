"""Compare the time of the audit of a built site with the time of its build.

Both run alternately, each time in a new process: the build into a new folder, the audit on the
output of the build before. The target is at most half of the build's time.
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
"""Maximum wall-clock time of the audit, as a fraction of the build's."""

LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")
INSPECT = """\
import sys
from pathlib import Path
from statistics import median
from coalition.audit.built_site import BuiltSite, SiteFolder
from coalition.audit.runner import audit_site
from coalition.diagnostics.text import format_diagnostics
found = audit_site(BuiltSite(SiteFolder(Path(sys.argv[1])), Path.cwd(), site_url=sys.argv[2]))
sys.exit(format_diagnostics(found[:3]) or 0)
"""
"""What publishing does after the build, in a separate process, so including the start of Python."""

STARTED = """\
from coalition.audit import runner
"""
"""The part of it that publishing has already done: starting Python, and all imports."""


@dataclass
class Site(measuring.Site):
    """A site to measure, with the number of its pages."""

    pages: int = 0
    runs: dict[str, list[Run]] = field(
        default_factory=lambda: {"build": [], "inspection": [], "start": []}
    )

    def alone(self, clock: str) -> list[float]:
        """Seconds of each audit without the start of Python; at least 0."""
        pairs = zip(self.seconds("inspection", clock), self.seconds("start", clock), strict=True)
        return [max(0.0, whole - start) for whole, start in pairs]

    @property
    def holds(self) -> bool:
        """Whether the target is met, including the start of Python."""
        return self.ratio("inspection", "build", "wall") <= PROMISE


def main() -> None:
    """Run the measurements that the command line selects, and print the results."""
    options = measuring.options(__doc__, several=True)
    with tempfile.TemporaryDirectory() as folder:
        sites = list(_sites(Path(folder), options))
        for site in sites:
            _run(site, "build")  # not counted: warms the caches and builds a site to audit
            site.pages = len(list(measuring.pages(site.folder / "output")))
        measuring.take_turns(sites, _run)
    if options.json:
        record = {"machine": measuring.machine(), "sites": [_record(site) for site in sites]}
        options.json.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    print(measuring.format_report(map(_table, sites)))


def _sites(folder: Path, options: argparse.Namespace) -> Iterator[Site]:
    """Return the selected sites, in all languages, each as a project below `folder`."""
    if options.only != "invented":
        site = Site("real data", folder / "real", options.repeat or 5)
        measuring.copy_project(site.folder, content=measuring.REAL_CONTENT)
        shutil.copytree(PROJECT / "data", site.folder / "data")
        yield site
    for members in options.members if options.only != "real" else ():
        named = measuring.members_invented(members)
        site = Site(named, folder / f"invented-{members}", options.repeat or 3)
        measuring.copy_project(site.folder)
        invented.write(site.folder / "data", members, LANGUAGES)
        yield site


def _run(site: Site, job: str) -> Run:
    """Run one job in a separate process and return its times."""
    title, output = f"{site.name}, {job}", site.folder / "output"
    if job == "inspection":
        return measuring.python(title, site.folder, "-c", INSPECT, str(output), ADDRESS)
    if job == "start":
        return measuring.python(title, site.folder, "-c", STARTED)
    return measuring.build(title, site.folder, output)


def _record(site: Site) -> dict[str, object]:
    """Return all measurements of one site, for JSON."""
    return {
        "name": site.name,
        "pages": site.pages,
        "seconds": site.all_seconds(),
        "inspection_to_build": {c: site.ratio("inspection", "build", c) for c in CLOCKS},
        "holds": site.holds,
    }


def _table(site: Site) -> str:
    """Format the same as a text table."""
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
