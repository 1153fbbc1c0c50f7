"""Compare the time of `tasks.py import` with that of `tasks.py check`.

The table has as many new members as the site has members. Both commands run alternately, each time
in a new process that has nothing cached. The target is at most the time of the check: an import
validates the data, and renders no page.
"""

from __future__ import annotations

import csv
import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import invented
import measuring
from measuring import CLOCKS, Run

TARGET = 1.0
"""Maximum wall-clock time of the import, as a fraction of the time of the check."""

COMMAND = """\
from coalition.cli.commands import main
main()
"""
"""The commands of `tasks.py`, for the project in the current folder."""

HEADER = ("Name", "Organisation", "Country", "Stakeholder groups", "Role", "Since", "Languages")
TABLE = "table.csv"


@dataclass
class Site(measuring.Site):
    """A site to measure, and the number of rows of its table."""

    rows: int = 0
    runs: dict[str, list[Run]] = field(default_factory=lambda: {"check": [], "import": []})

    @property
    def holds(self) -> bool:
        """Whether the target is met."""
        return self.ratio("import", "check", "wall") <= TARGET


def main() -> None:
    """Run the measurements that the command line selects, and print the results."""
    options = measuring.options(__doc__, several=True)
    with tempfile.TemporaryDirectory() as folder:
        sites = [
            _make_site(Path(folder), members, options.repeat or 3) for members in options.members
        ]
        for site in sites:
            _run(site, "check")  # not counted: warms the caches of the disk
        measuring.take_turns(sites, _run)
    if options.json:
        record = {"machine": measuring.machine(), "sites": [_record(site) for site in sites]}
        options.json.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    print(measuring.format_report(map(_format_table, sites)))


def _make_site(folder: Path, members: int, repeat: int) -> Site:
    """Write the invented data, in English only, and a table of as many other members."""
    name = measuring.members_invented(members)
    site = Site(name, folder / f"invented-{members}", repeat, rows=members)
    measuring.copy_project(site.folder, ("en",))
    invented.write(site.folder / "data", members)
    shutil.copytree(site.folder / "data", site.folder / "original")
    with (site.folder / TABLE).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *_list_rows(site.folder, members)])
    return site


def _list_rows(project: Path, count: int) -> Iterator[tuple[str, ...]]:
    """Yield members who are not on the site, with the groups and organisations that are."""
    from coalition.project import load_coalition  # noqa: PLC0415 - the project is written first

    coalition = load_coalition(project / "data")
    for number in range(count):
        organisation = coalition.organisations[number % len(coalition.organisations)]
        group = coalition.groups[number % len(coalition.groups)]
        yield (
            f"Newcomer {number} Example", organisation.name.default_text, "Norway",
            group.name.default_text, "Librarian", "03/2025", "English, French",
        )  # fmt: skip


def _run(site: Site, job: str) -> Run:
    """Run one command in a separate process and return its times; undo what it has written."""
    arguments = (job,) if job == "check" else (job, "members", TABLE, "--yes")
    run = measuring.python(f"{site.name}, {job}", site.folder, "-c", COMMAND, *arguments)
    shutil.copytree(site.folder / "original", site.folder / "data", dirs_exist_ok=True)
    return run


def _record(site: Site) -> dict[str, object]:
    """Return all measurements of one site, for JSON."""
    return {
        "name": site.name,
        "rows": site.rows,
        "seconds": site.all_seconds(),
        "import_to_check": {clock: site.ratio("import", "check", clock) for clock in CLOCKS},
        "holds": site.holds,
    }


def _format_table(site: Site) -> str:
    """Format the same as a text table."""
    holds = "holds" if site.holds else "does not hold"
    return "\n".join(
        (
            f"{site.name}: {site.rows} rows, medians of {site.repeat}",
            measuring.heading("import", "check"),
            measuring.line(site, "import, clock", ("import", "check"), "wall"),
            measuring.line(site, "import, processor", ("import", "check"), "cpu"),
            f"  {f'at most {TARGET} by the clock':32}   {holds}",
        )
    )


if __name__ == "__main__":
    main()
