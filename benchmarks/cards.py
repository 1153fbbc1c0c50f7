"""Compare a build that draws all cards with one that finds them in the cache.

Both build the same site, alternately, each time in a new process. There is no target: the first
build on a machine pays for all cards, each later one for those whose words have changed.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import invented
import measuring
from measuring import CLOCKS, Run

CACHE = ".cache"


@dataclass
class Site(measuring.Site):
    """A site to measure, and what its cards are."""

    runs: dict[str, list[Run]] = field(default_factory=lambda: {"drawn": [], "cached": []})
    cards: int = 0
    card_bytes: int = 0


def main() -> None:
    """Run the measurements that the command line selects, and print the results."""
    options = measuring.options(__doc__)
    with tempfile.TemporaryDirectory() as folder:
        sites = []
        if options.only != "invented":
            sites.append(_make_real_site(Path(folder), options.repeat or 5))
        if options.only != "real":
            repeat = options.repeat or 3
            sites.append(_make_invented_site(Path(folder), options.members[0], repeat))
        for site in sites:
            _run(site, "drawn")  # not counted: warms the caches of the disk
        measuring.take_turns(sites, _run)
        for site in sites:
            cards = list((site.folder / "site/cards").iterdir())
            site.cards, site.card_bytes = len(cards), sum(card.stat().st_size for card in cards)
    if options.json:
        record = {"machine": measuring.machine(), "sites": [_record(site) for site in sites]}
        options.json.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    print(measuring.format_report(map(_format_table, sites)))


def _make_real_site(folder: Path, repeat: int) -> Site:
    site = Site("the real site", folder / "real", repeat)
    measuring.copy_project(site.folder, content=measuring.REAL_CONTENT)
    shutil.copytree(measuring.PROJECT / "data", site.folder / "data")
    return site


def _make_invented_site(folder: Path, members: int, repeat: int) -> Site:
    site = Site(measuring.members_invented(members), folder / "invented", repeat)
    measuring.copy_project(site.folder, ("en",))
    invented.write(site.folder / "data", members)
    return site


def _run(site: Site, job: str) -> Run:
    """Build the site, without its cache if the cards are to be drawn."""
    if job == "drawn":
        shutil.rmtree(site.folder / CACHE, ignore_errors=True)
    return measuring.build(f"{site.name}, {job}", site.folder, site.folder / "site")


def _record(site: Site) -> dict[str, object]:
    """Return all measurements of one site, for JSON."""
    return {
        "name": site.name,
        "cards": site.cards,
        "bytes": site.card_bytes,
        "seconds": site.all_seconds(),
        "drawn_to_cached": {clock: site.ratio("drawn", "cached", clock) for clock in CLOCKS},
    }


def _format_table(site: Site) -> str:
    """Format the same as a text table."""
    size = site.card_bytes / max(1, site.cards) / 1000
    return "\n".join(
        (
            f"{site.name}: {site.cards} cards of {size:.0f} kB, medians of {site.repeat}",
            measuring.heading("drawn", "cached"),
            measuring.line(site, "build, clock", ("drawn", "cached"), "wall"),
            measuring.line(site, "build, processor", ("drawn", "cached"), "cpu"),
        )
    )


if __name__ == "__main__":
    main()
