"""`tasks.py check`: reads everything, adds the warnings and reports both."""

from __future__ import annotations

import datetime
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from coalition.cli.reports import CheckError, ensure_known_format, print_flushed, print_report
from coalition.diagnostics import DataError, Diagnostic, Location, pluralize
from coalition.model import Coalition
from coalition.project import Project, load_project
from coalition.rules import collect_warnings
from coalition.schema import find_stale_schemas, has_schemas


def run_check(root: Path, format: str, links: bool, environ: Mapping[str, str]) -> int:
    """Check the project in the folder `root` and print what was found; the code to exit with.

    With `links` the addresses outside are asked too. `environ` are those of the environment. Only
    errors make the code 1. Raises CheckError.
    """
    ensure_known_format(format)
    day = get_current_date(environ)
    try:
        project = load_project(root, thorough=True)
        _check_content(root, project)
    except DataError as error:
        print_report(format, error.diagnostics, str(error), environ)
        if links:
            print("note: addresses outside are asked when nothing else is wrong", file=sys.stderr)
        return 1
    found = [*collect_warnings(project, day), *_find_stale_schemas(root)]
    if links:
        found = sorted({*found, *_check_external_links(root, project)})
    print_report(format, found, _format_summary(project.coalition, len(found)), environ)
    return 0


def _check_content(root: Path, project: Project) -> None:
    from coalition.pelican_plugin import check_content  # noqa: PLC0415 - Pelican is slow to load

    check_content(root, project)


def get_current_date(environ: Mapping[str, str]) -> datetime.date:
    """The day that counts as today: the clock's, or the one that SOURCE_DATE_EPOCH says.

    Raises CheckError where that variable is no time.
    """
    said = environ.get("SOURCE_DATE_EPOCH", "")
    if not said:
        return datetime.date.today()
    try:
        return datetime.datetime.fromtimestamp(int(said), datetime.UTC).date()
    except (ValueError, OverflowError, OSError):
        raise CheckError(f"SOURCE_DATE_EPOCH is '{said}', but should be a number of seconds") from (
            None
        )


def _find_stale_schemas(root: Path) -> Iterator[Diagnostic]:
    """`stale-schema`, where there are schemas at all."""
    for name in find_stale_schemas(root) if has_schemas(root) else ():
        message = "this schema is older than what data/ says, so editors' programs complete wrongly"
        hint = "run 'python3 tasks.py schema'; the preview does so by itself"
        yield Diagnostic(Location(name), "stale-schema", message, hint, severity="warning")


def _format_summary(coalition: Coalition, warnings: int) -> str:
    things = (
        pluralize(len(coalition.members), "member"),
        pluralize(len(coalition.organisations), "organisation"),
        pluralize(len(coalition.action_areas), "action area"),
        pluralize(len(coalition.goals), "goal"),
        pluralize(len(coalition.languages), "language"),
    )
    more = f", {pluralize(warnings, 'warning')}" if warnings else ""
    return f"{', '.join(things)}: no problems{more}"


def _check_external_links(root: Path, project: Project) -> tuple[Diagnostic, ...]:
    """The warnings about addresses outside; says on stderr how many there are."""
    # What only this option needs takes time to import
    from coalition.linkcheck import (  # noqa: PLC0415
        LINK_CACHE_FILE,
        LinkCache,
        LinkChecker,
        RateLimit,
        check_external_links,
        format_user_agent,
    )

    asker = LinkChecker(RateLimit(format_user_agent(project.coalition)))
    try:
        found = check_external_links(
            project, asker, LinkCache(root / LINK_CACHE_FILE, time.time()), _print_progress
        )
    except KeyboardInterrupt:
        _clear_line()
        raise CheckError("stopped; the answers so far are kept", 130) from None
    _clear_line()
    print_flushed(f"{found.render_summary()}\n", sys.stderr)
    return found.warnings


def _print_progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\rlinks outside: {done} of {total}", end="", file=sys.stderr, flush=True)


def _clear_line() -> None:
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
