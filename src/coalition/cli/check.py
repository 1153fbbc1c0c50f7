"""`tasks.py check`: validate the project and its pages, and report errors and warnings."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from coalition.cli.extras import InstallCallback, require_extra
from coalition.cli.reports import CheckError, ensure_known_format, print_flushed, print_report
from coalition.diagnostics import CommandError, DataError, Diagnostic, Location, pluralize
from coalition.model import Coalition
from coalition.preflight import judge_project
from coalition.project import Project
from coalition.rules import get_current_date
from coalition.schema import find_stale_schemas, has_schemas


def run_check(
    root: Path, format: str, links: bool, environ: Mapping[str, str],
    install_extra: InstallCallback | None = None, *, against: str = "",
) -> int:  # fmt: skip
    """Check the project at `root`, print the report and return the exit code.

    With `against`, no address of that commit or of that published site may get lost. With `links`,
    external links are checked, too; if that fails, the rest of the report is printed first. The
    code is 1 for errors and 0 for warnings only. Raises CheckError.
    """
    ensure_known_format(format)
    today = get_current_date(environ)
    site_url = environ.get("SITE_URL", "").strip()
    gc.disable()  # most objects are needed until the process ends
    try:
        lost_addresses = _check_lost_addresses(root, against) if against else []
        judgement = judge_project(root, site_url, today, lambda: _find_stale_schemas(root))
        # Reported at once: a renamed organisation is also an unknown one where members name it
        if errors := [*judgement.errors, *lost_addresses]:
            raise DataError(errors)
    except DataError as error:
        print_report(format, error.diagnostics, str(error), environ)
        if links:
            print(
                "note: external links are checked once there are no other errors", file=sys.stderr
            )
        return 1
    finally:
        gc.enable()
    project, warnings = judgement.project, list(judgement.warnings)
    assert project, "there are no errors"
    link_error: CommandError | None = None
    if links:
        try:
            link_warnings = _check_external_links(root, project, install_extra)
            warnings = sorted({*warnings, *link_warnings})
        except CheckError:  # stopped by the user
            raise
        except CommandError as error:
            link_error = error
    print_report(format, warnings, _format_summary(project.coalition, len(warnings)), environ)
    if link_error:
        raise CheckError(f"the external links were not checked: {link_error}")
    return 0


def _check_lost_addresses(root: Path, against: str) -> list[Diagnostic]:
    """Compare the addresses with those of a commit or a published site.

    Raises DataError if these cannot be read.
    """
    from coalition.addresses import (  # noqa: PLC0415 - for this option only
        check_lost_addresses,
        read_published_version,
    )

    published = read_published_version(root, against)
    if published.site.note:
        print(f"note: {published.site.note}", file=sys.stderr)
    return check_lost_addresses(root, published)


def _find_stale_schemas(root: Path) -> Iterator[Diagnostic]:
    """Yield `stale-schema` for each outdated file, if the project has schemas at all."""
    for name in find_stale_schemas(root) if has_schemas(root) else ():
        message = "this schema is out of date, so code editors complete wrong ids"
        hint = "run 'python3 tasks.py schema'; the preview does this automatically"
        yield Diagnostic(Location(name), "stale-schema", message, hint, severity="warning")


def _format_summary(coalition: Coalition, warning_count: int) -> str:
    optional = (
        (len(coalition.working_groups), "working group"),
        (len(coalition.events), "event"),
        (len(coalition.documents), "document"),
    )
    counts = (
        pluralize(len(coalition.members), "member"),
        pluralize(len(coalition.organisations), "organisation"),
        pluralize(len(coalition.action_areas), "action area"),
        pluralize(len(coalition.goals), "goal"),
        *(pluralize(count, noun) for count, noun in optional if count),
        pluralize(len(coalition.languages), "language"),
    )
    suffix = f", {pluralize(warning_count, 'warning')}" if warning_count else ""
    return f"{', '.join(counts)}: no problems{suffix}"


def _check_external_links(
    root: Path, project: Project, install_extra: InstallCallback | None
) -> tuple[Diagnostic, ...]:
    """Check the external links, print a summary to stderr and return the warnings."""
    # slow to import, and needed with --links only
    from coalition.linkcheck import (  # noqa: PLC0415
        LINK_CACHE_FILE,
        LinkCache,
        check_external_links,
        format_user_agent,
    )

    user_agent = format_user_agent(project.coalition)
    cache = LinkCache(root / LINK_CACHE_FILE, time.time())
    try:
        require_extra("links", install_extra)
        report = check_external_links(project, user_agent, cache, _print_progress)
    except KeyboardInterrupt:
        raise CheckError("stopped; the answers so far are kept", 130) from None
    finally:
        _clear_line()
    print_flushed(f"{report.render_summary()}\n", sys.stderr)
    return report.warnings


def _print_progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\rexternal links: {done} of {total}", end="", file=sys.stderr, flush=True)


def _clear_line() -> None:
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
