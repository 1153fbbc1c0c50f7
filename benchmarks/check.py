"""Compare the time of `tasks.py check` with that of `tasks.py publish`.

Both run alternately, each time in a new process that has nothing cached. The target is at most 0.7
of the time of publishing: what the check finds is known before a build could say so.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import invented
import measuring
from measuring import CLOCKS, PROJECT, Run

PROMISE = 0.7
"""Maximum wall-clock time of the check, as a fraction of the time of publishing."""

COMMAND = """\
from coalition.cli.commands import main
main()
"""
"""The commands of `tasks.py`, for the project in the current folder."""


@dataclass
class Site(measuring.Site):
    """A site to measure, with the number of its pages."""

    pages: int = 0
    runs: dict[str, list[Run]] = field(default_factory=lambda: {"publish": [], "check": []})

    @property
    def holds(self) -> bool:
        """Whether the target is met."""
        return self.ratio("check", "publish", "wall") <= PROMISE


def main() -> None:
    """Run the measurements that the command line selects, and print the results."""
    options = measuring.options(__doc__, several=True)
    with tempfile.TemporaryDirectory() as folder:
        sites = list(_sites(Path(folder), options))
        for site in sites:
            _run(site, "publish")  # not counted: warms the caches of the disk, and counts the pages
            site.pages = len(list(measuring.pages(site.folder / "output")))
        measuring.take_turns(sites, _run)
    if options.json:
        record = {"machine": measuring.machine(), "sites": [_record(site) for site in sites]}
        options.json.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    print(measuring.format_report(map(_table, sites)))


def _sites(folder: Path, options: argparse.Namespace) -> Iterator[Site]:
    """Return the selected sites, each as a project below `folder`.

    The real data are in all their languages, the invented ones in English only.
    """
    if options.only != "invented":
        site = Site("real data", folder / "real", options.repeat or 5)
        _copy_project(site.folder)
        shutil.copytree(PROJECT / "data", site.folder / "data")
        yield site
    for members in options.members if options.only != "real" else ():
        named = measuring.members_invented(members)
        site = Site(named, folder / f"invented-{members}", options.repeat or 3)
        _copy_project(site.folder, ("en",))
        invented.write(site.folder / "data", members)
        yield site


def _copy_project(folder: Path, languages: Sequence[str] = ()) -> None:
    measuring.copy_project(folder, languages)
    shutil.copy(PROJECT / "publishconf.py", folder)


def _run(site: Site, job: str) -> Run:
    """Run one command in a separate process and return its times."""
    return measuring.python(f"{site.name}, {job}", site.folder, "-c", COMMAND, job)


def _record(site: Site) -> dict[str, object]:
    """Return all measurements of one site, for JSON."""
    return {
        "name": site.name,
        "pages": site.pages,
        "seconds": site.all_seconds(),
        "check_to_publish": {clock: site.ratio("check", "publish", clock) for clock in CLOCKS},
        "holds": site.holds,
    }


def _table(site: Site) -> str:
    """Format the same as a text table."""
    holds = "holds" if site.holds else "does not hold"
    return "\n".join(
        (
            f"{site.name}: {site.pages} pages, medians of {site.repeat}",
            measuring.heading("check", "publish"),
            measuring.line(site, "check, clock", ("check", "publish"), "wall"),
            measuring.line(site, "check, processor", ("check", "publish"), "cpu"),
            f"  {f'at most {PROMISE} by the clock':32}   {holds}",
        )
    )


if __name__ == "__main__":
    main()
