"""A server, by the system's rsync: over ssh, to its daemon, or to a folder.

How it gets in is rsync's and ssh's business (agent, ~/.ssh/config, RSYNC_RSH, RSYNC_PASSWORD).
Files are compared by checksums and their times are left to the server: a site that was built anew
on another machine sends only what differs, and what it does not send keeps its time there.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path, PurePosixPath

from coalition.deploy import plan as what
from coalition.deploy.errors import DeployError
from coalition.deploy.folder import ensure_outside_project
from coalition.deploy.plan import DeployPlan, DeployStep, RemoteFile
from coalition.deploy.progress import DeployProgress
from coalition.diagnostics import escape_invisible

MIN_RSYNC_VERSION = (3, 1)
RSYNC_TIMEOUT_SECONDS = 60
"""Seconds without a word after which the other side is given up."""

COMMON_OPTIONS = (
    "--recursive",
    "--no-human-readable",
    "--from0",
    f"--timeout={RSYNC_TIMEOUT_SECONDS}",
)
UPLOAD_OPTIONS = (
    "--ignore-times",  # what is sent is known to differ, whatever its time says
    # Servers can read it, whoever built it; what is more, the umask of the other side decides
    "--chmod=Du=rwx,Dgo=rx,Fu=rw,Fgo=r",
    "--compress",
    "--out-format=%n",
    "--outbuf=L",
)
DELETE_OPTIONS = ("--delete", "--existing", "--ignore-existing", "--out-format=%n", "--outbuf=L")
"""Sends nothing; removes what the rules that go with it put at risk."""

_LISTING_LINE = re.compile(r"-\S+ +([\d,]+) (\d{4}/\d\d/\d\d \d\d:\d\d:\d\d) (.+)")
_SHELL_SAFE = re.compile(r"[\w@:/.~+-]*")
"""A target that no shell takes for anything else."""
_DELETED_PREFIX = "deleting "
_SECONDARY_ERROR = re.compile(
    r"rsync error: |rsync: (\[\w+\] )?(connection unexpectedly closed|write error)"
)
"""What rsync says when the other side has gone, whatever the reason."""

EXIT_CODE_HINTS = {
    5: "look at the module's name, and RSYNC_PASSWORD if it asks for one",
    10: "is the address right, and is the server up?",
    11: "is there room at the target, and may you write there?",
    12: "can you log in with ssh, and is rsync installed there?",
    23: "may you write there?",
    30: "run the command again when the line is better",
    127: "install rsync on the server",
    255: "can you log in with ssh? Its keys, agent and known_hosts are used as they are",
}
"""What to do about the codes that rsync ends with."""

RETRY_HINT = "mend that, and run the command again"


class RsyncDeployer:
    """A folder that rsync reaches."""

    def __init__(self, site: Path, root: Path, target: str) -> None:
        self.target_label = target
        if _is_local(target):
            target = str(Path(target).expanduser())
            ensure_outside_project(Path(target).resolve(), root, site)
        self._site, self._target = f"{site}/", target.rstrip("/") + "/"
        self._executable = _find_rsync()
        # Servers that let in rsync alone do not take this option; few targets need it
        self._common_options = (
            *COMMON_OPTIONS,
            *(() if _SHELL_SAFE.fullmatch(target) else ("--protect-args",)),
        )

    def plan(self) -> DeployPlan:
        """What is different by its checksum. Two short talks with the other side."""
        site = what.list_site_files(Path(self._site))
        there = self._list_target()
        asked = ("--dry-run", "--checksum", "--itemize-changes", "--out-format=%i %n")
        lines = self._run((*asked, "--", self._site, self._target)) if there else ()
        # `<f` or `>f`: a file would travel; the third letter tells that its checksum differs
        sent = {
            _unescape_name(line[12:]) for line in lines if line[:1] in "<>" and line[1:2] == "f"
        }
        return what.plan_deployment(site, there, sent & there.keys() & site.keys())

    def apply(self, plan: DeployPlan, progress: DeployProgress) -> None:
        """One pass for each phase."""
        for _, steps in progress.iter_phases():
            waiting = {step.path: step for step in steps}
            for line in self._run_phase(steps):
                path = _unescape_name(line.removeprefix(_DELETED_PREFIX))
                if path in waiting:
                    progress.advance(waiting.pop(path))

    def _run_phase(self, steps: Sequence[DeployStep]) -> Iterator[str]:
        if steps[0].kind == "removed":
            rules = (*DELETE_OPTIONS, "--filter=. -", "--", self._site, self._target)
            return self._run(rules, _create_delete_filters(step.path for step in steps))
        chosen = (*UPLOAD_OPTIONS, "--files-from=-", "--", self._site, self._target)
        return self._run(chosen, [step.path for step in steps])

    def _list_target(self) -> dict[str, RemoteFile]:
        """The files at the target; none where there is no such folder yet.

        Raises DeployError where the folder around it is not there either: rsync makes one only.
        """
        lines = self._list_folder(self._target)
        if lines is None:
            around = self._target.rstrip("/").rpartition("/")[0]
            if around and self._list_folder(f"{around}/", "--no-recursive", "--dirs") is None:
                hint = "make it first; only the last folder of a target is made by itself"
                raise DeployError(f"there is no folder {around}", hint)
            return {}
        found = (match.groups() for line in lines if (match := _LISTING_LINE.fullmatch(line)))
        return {
            _unescape_name(name): RemoteFile(int(size.replace(",", "")), _parse_time(time))
            for size, time, name in found
        }

    def _list_folder(self, folder: str, *more: str) -> list[str] | None:
        """What rsync lists in a folder; None where there is none."""
        try:
            return list(self._run((*more, "--list-only", "--", folder)))
        except RsyncError as failed:
            if failed.code == 23 and "change_dir" in failed.stderr and "(2)" in failed.stderr:
                return None
            raise

    def _run(self, arguments: Sequence[str], stdin_items: Iterable[str] = ()) -> Iterator[str]:
        """What rsync says, line by line; `stdin_items` goes to its input, each ended by a NUL.

        Raises RsyncError at the end of a run that did not succeed.
        """
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as complaints:
            given.write(b"".join(os.fsencode(f"{item}\0") for item in stdin_items))
            given.seek(0)
            with subprocess.Popen(
                [self._executable, *self._common_options, *arguments],
                stdin=given,
                stdout=subprocess.PIPE,
                stderr=complaints,
                encoding="utf-8",
                errors="surrogateescape",
            ) as process:
                assert process.stdout is not None
                yield from (line.rstrip("\n") for line in process.stdout)
            complaints.seek(0)
            if process.returncode:
                said = complaints.read().decode("utf-8", "replace").strip()
                raise RsyncError(process.returncode, said)


class RsyncError(DeployError):
    """rsync ended with an error; `said` is all that it said about it."""

    def __init__(self, code: int, said: str) -> None:
        self.code, self.stderr = code, said
        reason = escape_invisible(_find_rsync_reason(said))
        super().__init__(
            f"rsync failed with code {code}: {reason}", EXIT_CODE_HINTS.get(code, RETRY_HINT)
        )


def _find_rsync_reason(stderr: str) -> str:
    """The line that says why: rsync's own first one, or else the last one of ssh or the server.

    A server may greet whoever comes before it refuses, and ssh warns in many lines.
    """
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    before = list(takewhile(lambda line: not _SECONDARY_ERROR.match(line), lines))
    own = [line for line in before if line.startswith("rsync: ")]
    return next(iter([*own, *reversed(before), *lines]), "no reason given")


def _find_rsync() -> str:
    """The system's rsync. Raises DeployError where there is none, or an old one."""
    found = shutil.which("rsync")
    if not found:
        raise DeployError(
            "there is no rsync on this machine",
            "install it ('apt-get install rsync', 'brew install rsync'), or use another way",
        )
    said = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.search(r"version (\d+)\.(\d+)\.", said)
    if version is None or tuple(map(int, version.groups())) < MIN_RSYNC_VERSION:
        oldest = ".".join(map(str, MIN_RSYNC_VERSION))
        raise DeployError(
            f"this rsync is older than {oldest}: {said.partition(chr(10))[0].strip()}",
            "install a newer one ('brew install rsync' on a Mac)",
        )
    return found


def _is_local(target: str) -> bool:
    return ":" not in target.partition("/")[0]


def _create_delete_filters(gone: Iterable[str]) -> list[str]:
    """Filter rules that let these files be removed, and folders that they leave empty."""
    folders: set[str] = set()
    rules = []
    for path in gone:
        rules.append(f"R /{_escape_pattern(path)}")
        folders.update(str(folder) for folder in PurePosixPath(path).parents[:-1])
    return [*rules, *(f"R /{_escape_pattern(folder)}/" for folder in sorted(folders)), "P *"]


def _escape_pattern(path: str) -> str:
    """A path as a pattern that means nothing but itself."""
    # Where there is no such sign, rsync takes a backslash for itself
    return re.sub(r"([\\*?\[])", r"\\\1", path) if re.search(r"[*?\[]", path) else path


def _unescape_name(name: str) -> str:
    """A name as rsync writes it, with the characters that it does not show."""
    raw = re.sub(rb"\\#(\d{3})", lambda found: bytes([int(found[1], 8)]), os.fsencode(name))
    return os.fsdecode(raw)


def _parse_time(time: str) -> float:
    """The time of a listing, in seconds since 1970."""
    return datetime.strptime(time, "%Y/%m/%d %H:%M:%S").replace(tzinfo=UTC).timestamp()
