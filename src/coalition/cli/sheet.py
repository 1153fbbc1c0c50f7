"""`tasks.py sheet`: list the people of an event, or the members, as an institution's form asks."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from coalition.cli.new_files import ensure_writable, write_new_file
from coalition.cli.site_reading import OpenSite, open_site
from coalition.diagnostics import CommandError, sanitize_log
from coalition.editing import ENTRY_KINDS, Workspace, find_entry
from coalition.reports import (
    Sheet,
    SheetGap,
    build_event_sheet,
    build_member_sheet,
    render_sheet,
    render_sheet_workbook,
    render_tsv,
)

MEMBERS_ENTRY = "members"
"""What names all members in place of an event."""

SHEET_FORMATS = ("text", "tsv")


class SheetFormatError(CommandError):
    """There is no such format of a sheet."""

    code = 2


def run_sheet(root: Path, entry: str, to: str, format: str, language: str) -> None:
    """Print a sheet, and write it as a workbook if `to` names a file.

    `entry` is the id or title of an event, or MEMBERS_ENTRY. Raises CommandError and DataError.
    """
    if format not in SHEET_FORMATS:
        raise SheetFormatError(f"there is no format '{format}'; write {' or '.join(SHEET_FORMATS)}")
    workbook = Path(to) if to else None
    if workbook:
        ensure_writable(workbook, ".xlsx", "--to")
    opened = open_site(root, language)
    sheet = _build_sheet(root, opened, entry)
    _print_sheet(sheet, format)
    if workbook:
        site = opened.site
        data = render_sheet_workbook(
            sheet,
            author=site.localize(site.coalition.name),
            day=site.as_of,
            right_to_left=site.language.direction == "rtl",
        )
        write_new_file(workbook, data)
        print(f"\n{workbook.name} is written", file=sys.stderr)


def _build_sheet(root: Path, opened: OpenSite, entry: str) -> Sheet:
    data = opened.project.data
    assert data, "the project was loaded with the positions of its entries"
    if entry.strip().lower() == MEMBERS_ENTRY:
        return build_member_sheet(opened.site, data)
    found = find_entry(Workspace.open(root), entry, [ENTRY_KINDS["event"]])
    return build_event_sheet(opened.site, data, opened.site.index.events[found.raw_entry.id])


def _print_sheet(sheet: Sheet, format: str) -> None:
    """Print the table to stdout, and the gaps after it; to stderr if the table is for copying."""
    if format == "tsv":
        cells = (line.split("\t") for line in render_tsv(sheet).split("\n"))
        print("\n".join("\t".join(map(sanitize_log, row)) for row in cells))
    else:
        # a file or another program gets the whole table, whatever the width of the terminal
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
        print(sanitize_log(render_sheet(sheet, width)))
    if sheet.gaps:
        lines = "\n".join(_format_gaps(sheet.gaps))
        stream = sys.stderr if format == "tsv" else sys.stdout
        print(f"\nmissing:\n{sanitize_log(lines)}", file=stream)


def _format_gaps(gaps: Iterable[SheetGap]) -> Iterable[str]:
    """Yield a line for each gap, with the names of all who have it."""
    names: dict[str, list[str]] = {}
    for gap in gaps:
        names.setdefault(gap.text, []).append(gap.name)
    return (f"- {', '.join(several)}: {text}" for text, several in names.items())
