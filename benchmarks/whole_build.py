"""Compare the time of a whole build with that of stock Pelican for the same number of pages.

Each site is built by this project and, from Markdown files with the same words, by Pelican alone:
alternately, each time in a new process and into a new folder. The result is the ratio of the two;
seconds depend on the machine and its load.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import invented
import measuring
import stock
from measuring import ADDRESS, CLOCKS, PROJECT, Run

CHECK = """\
from pathlib import Path
from coalition.project.loader import load_coalition
load_coalition(Path("data"), images=Path("content/images"))
"""
"""What `tasks.py check` does, without Invoke."""


@dataclass
class Site(measuring.Site):
    """A site to measure. `html` is the size of all pages, in bytes."""

    pages: int = 0
    html: dict[str, int] = field(default_factory=dict)
    runs: dict[str, list[Run]] = field(
        default_factory=lambda: {"ours": [], "stock": [], "check": []}
    )


def main() -> None:
    """Run the measurements that the command line selects, and print the results."""
    options = measuring.options(__doc__)
    with tempfile.TemporaryDirectory() as folder:
        sites = list(_sites(Path(folder), options))
        for site in sites:
            _prepare(site)
        measuring.take_turns(sites, _run)
    if options.json:
        options.json.write_text(json.dumps(_record(sites), indent=2) + "\n", encoding="utf-8")
    print(measuring.format_report(map(_table, sites)))


def _sites(folder: Path, options: argparse.Namespace) -> Iterator[Site]:
    """Return the selected sites, each as a project below `folder`."""
    if options.only != "invented":
        site = Site("real data", folder / "real", options.repeat or 5)
        measuring.copy_project(site.folder / "ours", content=measuring.REAL_CONTENT)
        shutil.copytree(PROJECT / "data", site.folder / "ours" / "data")
        yield site
    if options.only != "real":
        (members,) = options.members
        counted = measuring.members_invented(members)
        site = Site(counted, folder / "invented", options.repeat or 3)
        measuring.copy_project(site.folder / "ours", ("en",))
        invented.write(site.folder / "ours" / "data", members)
        yield site


def _prepare(site: Site) -> None:
    """Build once to warm the caches, and to make the pages for stock Pelican."""
    _run(site, "ours")
    ours = _output(site, "ours")
    stock.write(site.folder / "stock", ours, ADDRESS)
    _run(site, "stock")
    pages = {job: list(measuring.pages(_output(site, job))) for job in ("ours", "stock")}
    site.pages = len(pages["ours"])
    if len(pages["stock"]) != site.pages:
        sys.exit(f"{site.name}: {site.pages} pages, but {len(pages['stock'])} of stock Pelican")
    site.html = {job: sum(page.stat().st_size for page in found) for job, found in pages.items()}


def _run(site: Site, job: str) -> Run:
    """Run one job in a separate process and return its times."""
    title, project = f"{site.name}, {job}", site.folder / ("stock" if job == "stock" else "ours")
    if job == "check":
        return measuring.python(title, project, "-c", CHECK)
    return measuring.build(title, project, _output(site, job))


def _output(site: Site, job: str) -> Path:
    return site.folder / f"{job}-output"


def _record(sites: list[Site]) -> dict[str, object]:
    """Return all measurements, for JSON."""
    return {"machine": measuring.machine(), "sites": [_site_record(site) for site in sites]}


def _site_record(site: Site) -> dict[str, object]:
    return {
        "name": site.name,
        "pages": site.pages,
        "html_bytes": site.html,
        "seconds": site.all_seconds(),
        "ours_to_stock": {clock: site.ratio("ours", "stock", clock) for clock in CLOCKS},
        "check_to_build": {clock: site.ratio("check", "ours", clock) for clock in CLOCKS},
    }


def _table(site: Site) -> str:
    """Format the same as a text table."""
    sizes = (f"{job} {site.html[job] / site.pages / 1000:.1f} kB" for job in ("ours", "stock"))
    measured = f"{site.pages} pages, medians of {site.repeat}"
    return "\n".join(
        (
            f"{site.name}: {measured} (a page: {', '.join(sizes)})",
            measuring.heading("ours", "stock"),
            measuring.line(site, "build, clock", ("ours", "stock"), "wall"),
            measuring.line(site, "build, processor", ("ours", "stock"), "cpu"),
            _speeds(site),
            measuring.heading("check", "build"),
            measuring.line(site, "check, clock", ("check", "ours"), "wall"),
            measuring.line(site, "check, processor", ("check", "ours"), "cpu"),
        )
    )


def _speeds(site: Site) -> str:
    ours, other = (site.pages / site.median(job, "wall") for job in ("ours", "stock"))
    return f"  {'pages a second':20}{ours:7.0f}  {other:8.0f}"


if __name__ == "__main__":
    main()
