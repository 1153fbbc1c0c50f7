"""The check as a command: reads everything, gives advice, and tells it in the format asked for."""

from __future__ import annotations

import datetime
import os
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TextIO

from coalition.diagnostics import formats, github
from coalition.diagnostics.diagnostic import CommandError, DataError, Place, Problem, counted
from coalition.model.records import Coalition
from coalition.project import project as projects
from coalition.project.project import Project
from coalition.rules import advice
from coalition.schema import schemas


class CheckError(CommandError):
    """The check cannot be made as it was asked for; the text says why, `code` how to end."""

    def __init__(self, text: str, code: int = 1) -> None:
        super().__init__(text)
        self.code = code


def check(root: Path, format: str, links: bool, variables: Mapping[str, str]) -> int:
    """Check the project in the folder `root` and print what was found; the code to exit with.

    With `links` the addresses outside are asked too. `variables` are those of the environment. Only
    errors make the code 1. Raises CheckError.
    """
    see_known(format)
    day = today(variables)
    try:
        project = projects.checked(root, thorough=True)
        _check_content(root, project)
    except DataError as error:
        tell(format, error.problems, str(error), variables)
        if links:
            print("note: addresses outside are asked when nothing else is wrong", file=sys.stderr)
        return 1
    found = [*advice.warnings(project, day), *_stale_schemas(root)]
    if links:
        found = sorted({*found, *_outside(root, project)})
    tell(format, found, _closing(project.coalition, len(found)), variables)
    return 0


def _check_content(root: Path, project: Project) -> None:
    from coalition.pelican_plugin.environment import check_content  # noqa: PLC0415 - Pelican is slow to load

    check_content(root, project)


def see_known(format: str) -> None:
    """Raise CheckError where there is no such format."""
    if format not in formats.FORMATS:
        known = ", ".join(f"'{name}'" for name in formats.FORMATS[:-1])
        raise CheckError(f"unknown format '{format}': use {known} or '{formats.FORMATS[-1]}'")


def today(variables: Mapping[str, str]) -> datetime.date:
    """The day that counts as today: the clock's, or the one that SOURCE_DATE_EPOCH says.

    Raises CheckError where that variable is no time.
    """
    said = variables.get("SOURCE_DATE_EPOCH", "")
    if not said:
        return datetime.date.today()
    try:
        return datetime.datetime.fromtimestamp(int(said), datetime.UTC).date()
    except (ValueError, OverflowError, OSError):
        raise CheckError(f"SOURCE_DATE_EPOCH is '{said}', but should be a number of seconds") from (
            None
        )


def _stale_schemas(root: Path) -> Iterator[Problem]:
    """`stale-schema`, where there are schemas at all."""
    for name in schemas.stale(root) if schemas.there_are_any(root) else ():
        message = "this schema is older than what data/ says, so editors' programs complete wrongly"
        hint = "run 'python3 tasks.py schema'; the preview does so by itself"
        yield Problem(Place(name), "stale-schema", message, hint, severity="warning")


def _closing(coalition: Coalition, warnings: int) -> str:
    things = (
        counted(len(coalition.members), "member"),
        counted(len(coalition.organisations), "organisation"),
        counted(len(coalition.action_areas), "action area"),
        counted(len(coalition.goals), "goal"),
        counted(len(coalition.languages), "language"),
    )
    more = f", {counted(warnings, 'warning')}" if warnings else ""
    return f"{', '.join(things)}: no problems{more}"


def tell(
    format: str, problems: list[Problem] | tuple[Problem, ...], closing: str,
    variables: Mapping[str, str],
) -> None:  # fmt: skip
    """Print problems in one of the formats; `closing` is the line that counts them."""
    summarised = format == "github" and _summarise(problems, closing, variables)
    told = formats.told(format, problems, closing, summarised=summarised)
    _print(told.err, sys.stderr)
    _print(told.out, sys.stdout)


def _summarise(
    problems: list[Problem] | tuple[Problem, ...], closing: str, variables: Mapping[str, str]
) -> bool:
    """Add everything to the summary of the step that runs this; whether there is one."""
    name = variables.get("GITHUB_STEP_SUMMARY", "")
    if not name:
        return False
    address = github.files_address(variables)
    try:
        with Path(name).open("a", encoding="utf-8", errors="replace", newline="\n") as file:
            room = github.LARGEST_SUMMARY - file.tell()
            file.write(github.summary(problems, closing, address, room))
    except OSError as error:
        print(f"note: the summary could not be written: {error.strerror}", file=sys.stderr)
        return False
    return True


def _outside(root: Path, project: Project) -> tuple[Problem, ...]:
    """The warnings about addresses outside; says on stderr how many there are."""
    # What only this option needs takes time to import
    from coalition.linkcheck import checker  # noqa: PLC0415
    from coalition.linkcheck.cache import FILE, Answers  # noqa: PLC0415
    from coalition.linkcheck.http_client import Asker, Manners  # noqa: PLC0415

    asker = Asker(Manners(checker.agent(project.coalition)))
    try:
        found = checker.look(project, asker, Answers(root / FILE, time.time()), _show_progress)
    except KeyboardInterrupt:
        _clear_line()
        raise CheckError("stopped; the answers so far are kept", 130) from None
    _clear_line()
    _print(f"{found.report()}\n", sys.stderr)
    return found.warnings


def _show_progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\rlinks outside: {done} of {total}", end="", file=sys.stderr, flush=True)


def _clear_line() -> None:
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _print(text: str, stream: TextIO) -> None:
    """Print `text` if there is any; a reader who has heard enough and hung up is no error."""
    if not text:
        return
    try:
        print(text, file=stream, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())  # Python flushes again at exit
