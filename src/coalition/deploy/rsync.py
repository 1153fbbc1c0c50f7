"""Deploy with the system's rsync: over ssh, to an rsync daemon, or to a folder.

Credentials are left to rsync and ssh (agent, ~/.ssh/config, RSYNC_RSH, RSYNC_PASSWORD). Files are
compared by checksum and modification times are not transferred: after a build on another machine,
only files with different content are sent, and all others keep their time on the server.
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

from coalition.deploy.errors import DeployError
from coalition.deploy.folder import ensure_outside_project
from coalition.deploy.plan import (
    DeployPlan,
    DeployStep,
    RemoteFile,
    list_site_files,
    plan_deployment,
)
from coalition.deploy.progress import DeployProgress
from coalition.diagnostics import escape_invisible

MIN_RSYNC_VERSION = (3, 1)
RSYNC_TIMEOUT_SECONDS = 60
"""Seconds without data from the other side after which rsync gives up."""

COMMON_OPTIONS = (
    "--recursive",
    "--no-human-readable",
    "--from0",
    f"--timeout={RSYNC_TIMEOUT_SECONDS}",
)
UPLOAD_OPTIONS = (
    "--ignore-times",  # the files sent are known to differ, even if size and time are equal
    # Readable for web servers, whatever the local umask; the remote umask may grant more
    "--chmod=Du=rwx,Dgo=rx,Fu=rw,Fgo=r",
    "--compress",
    "--out-format=%n",
    "--outbuf=L",
)
DELETE_OPTIONS = ("--delete", "--existing", "--ignore-existing", "--out-format=%n", "--outbuf=L")
"""Sends nothing; removes the files that the accompanying filter rules expose to deletion."""

_LISTING_LINE = re.compile(r"-\S+ +([\d,]+) (\d{4}/\d\d/\d\d \d\d:\d\d:\d\d) (.+)")
_SHELL_SAFE = re.compile(r"[\w@:/.~+-]*")
"""A target without characters that are special to a shell."""
_DELETED_PREFIX = "deleting "
_SECONDARY_ERROR = re.compile(
    r"rsync error: |rsync: (\[\w+\] )?(connection unexpectedly closed|write error)"
)
"""Lines that rsync writes whenever the connection is lost, whatever the reason."""

EXIT_CODE_HINTS = {
    5: "check the module's name, and RSYNC_PASSWORD if it requires a password",
    10: "is the address right, and is the server up?",
    11: "does the target have free space, and may you write there?",
    12: "can you log in with ssh, and is rsync installed there?",
    23: "may you write there?",
    30: "run the command again when the connection is better",
    127: "install rsync on the server",
    255: "can you log in with ssh? Its keys, agent and known_hosts are used as they are",
}
"""Hints by rsync's exit code."""

RETRY_HINT = "correct that, and run the command again"


class RsyncDeployer:
    """Deploys to a folder that rsync can reach."""

    def __init__(self, site: Path, root: Path, target: str) -> None:
        self.target_label = target
        if _is_local(target):
            target = str(Path(target).expanduser())
            ensure_outside_project(Path(target).resolve(), root, site)
        self._site, self._target = f"{site}/", target.rstrip("/") + "/"
        self._executable = _find_rsync()
        # rrsync, which restricts ssh to rsync, rejects this option; few targets need it
        self._common_options = (
            *COMMON_OPTIONS,
            *(() if _SHELL_SAFE.fullmatch(target) else ("--protect-args",)),
        )

    def plan(self) -> DeployPlan:
        """Compare site and target by checksum, with two runs of rsync."""
        site_files = list_site_files(Path(self._site))
        target_files = self._list_target()
        options = ("--dry-run", "--checksum", "--itemize-changes", "--out-format=%i %n")
        lines = self._run((*options, "--", self._site, self._target)) if target_files else ()
        # `<f` and `>f` mark a file that would be transferred, because its checksum differs
        transferred = {
            _unescape_name(line[12:]) for line in lines if line[:1] in "<>" and line[1:2] == "f"
        }
        differing = transferred & target_files.keys() & site_files.keys()
        return plan_deployment(site_files, target_files, differing)

    def apply(self, plan: DeployPlan, progress: DeployProgress) -> None:
        """Run rsync once for each phase."""
        for _, steps in progress.iter_phases():
            pending = {step.path: step for step in steps}
            for line in self._run_phase(steps):
                path = _unescape_name(line.removeprefix(_DELETED_PREFIX))
                if path in pending:
                    progress.advance(pending.pop(path))

    def _run_phase(self, steps: Sequence[DeployStep]) -> Iterator[str]:
        if steps[0].kind == "removed":
            arguments = (*DELETE_OPTIONS, "--filter=. -", "--", self._site, self._target)
            return self._run(arguments, _create_delete_filters(step.path for step in steps))
        arguments = (*UPLOAD_OPTIONS, "--files-from=-", "--", self._site, self._target)
        return self._run(arguments, [step.path for step in steps])

    def _list_target(self) -> dict[str, RemoteFile]:
        """Return the files at the target; none if the folder does not exist yet.

        Raises DeployError if its parent does not exist either: rsync creates only one level.
        """
        lines = self._list_folder(self._target)
        if lines is None:
            parent = self._target.rstrip("/").rpartition("/")[0]
            if parent and self._list_folder(f"{parent}/", "--no-recursive", "--dirs") is None:
                hint = "make it first; only the last folder of a target is made by itself"
                raise DeployError(f"there is no folder {parent}", hint)
            return {}
        rows = (match.groups() for line in lines if (match := _LISTING_LINE.fullmatch(line)))
        return {
            _unescape_name(name): RemoteFile(int(size.replace(",", "")), _parse_time(time))
            for size, time, name in rows
        }

    def _list_folder(self, folder: str, *options: str) -> list[str] | None:
        """Return rsync's listing of a folder; None if the folder does not exist."""
        try:
            return list(self._run((*options, "--list-only", "--", folder)))
        except RsyncError as error:
            # Exit code 23 covers many errors; this one is ENOENT (2) of the folder itself
            if error.code == 23 and "change_dir" in error.stderr and "(2)" in error.stderr:
                return None
            raise

    def _run(self, arguments: Sequence[str], stdin_items: Iterable[str] = ()) -> Iterator[str]:
        """Yield the lines that rsync prints; `stdin_items` are its input, each ended by a NUL.

        Raises RsyncError at the end of a run that fails.
        """
        with tempfile.TemporaryFile() as stdin, tempfile.TemporaryFile() as stderr:
            stdin.write(b"".join(os.fsencode(f"{item}\0") for item in stdin_items))
            stdin.seek(0)
            with subprocess.Popen(
                [self._executable, *self._common_options, *arguments],
                stdin=stdin,
                stdout=subprocess.PIPE,
                stderr=stderr,
                encoding="utf-8",
                errors="surrogateescape",
            ) as process:
                assert process.stdout is not None
                yield from (line.rstrip("\n") for line in process.stdout)
            stderr.seek(0)
            if process.returncode:
                message = stderr.read().decode("utf-8", "replace").strip()
                raise RsyncError(process.returncode, message)


class RsyncError(DeployError):
    """rsync failed; `code` is its exit code, and `stderr` all of its error output."""

    def __init__(self, code: int, stderr: str) -> None:
        self.code, self.stderr = code, stderr
        reason = escape_invisible(_find_rsync_reason(stderr))
        super().__init__(
            f"rsync failed with code {code}: {reason}", EXIT_CODE_HINTS.get(code, RETRY_HINT)
        )


def _find_rsync_reason(stderr: str) -> str:
    """Return the line with the reason: rsync's own first one, else the last of ssh or the server.

    The last, because a server may print a greeting before it refuses, and ssh many warnings.
    """
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    primary = list(takewhile(lambda line: not _SECONDARY_ERROR.match(line), lines))
    from_rsync = [line for line in primary if line.startswith("rsync: ")]
    return next(iter([*from_rsync, *reversed(primary), *lines]), "no reason given")


def _find_rsync() -> str:
    """Return the path of the system's rsync. Raises DeployError if it is missing or too old."""
    executable = shutil.which("rsync")
    if not executable:
        raise DeployError(
            "rsync is not installed on this computer",
            "install it ('apt-get install rsync', 'brew install rsync'), or use another way",
        )
    command = [executable, "--version"]
    output = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    version = re.search(r"version (\d+)\.(\d+)\.", output)
    if version is None or tuple(map(int, version.groups())) < MIN_RSYNC_VERSION:
        minimum = ".".join(map(str, MIN_RSYNC_VERSION))
        raise DeployError(
            f"this rsync is older than {minimum}: {output.partition(chr(10))[0].strip()}",
            "install a newer one ('brew install rsync' on a Mac)",
        )
    return executable


def _is_local(target: str) -> bool:
    return ":" not in target.partition("/")[0]


def _create_delete_filters(paths: Iterable[str]) -> list[str]:
    """Return filter rules that expose only these files, and folders they leave empty, to deletion.

    R (risk) exposes, P (protect) keeps everything else.
    """
    folders: set[str] = set()
    rules = []
    for path in paths:
        rules.append(f"R /{_escape_pattern(path)}")
        folders.update(str(folder) for folder in PurePosixPath(path).parents[:-1])
    return [*rules, *(f"R /{_escape_pattern(folder)}/" for folder in sorted(folders)), "P *"]


def _escape_pattern(path: str) -> str:
    """Escape a path as an rsync pattern that matches only this path."""
    # In a pattern without wildcards, rsync takes a backslash literally
    return re.sub(r"([\\*?\[])", r"\\\1", path) if re.search(r"[*?\[]", path) else path


def _unescape_name(name: str) -> str:
    r"""Decode the octal escapes (`\#012`) in a file name that rsync has printed."""
    raw = re.sub(rb"\\#(\d{3})", lambda match: bytes([int(match[1], 8)]), os.fsencode(name))
    return os.fsdecode(raw)


def _parse_time(time: str) -> float:
    """Parse a time of rsync's listing; return seconds since 1970.

    Listings have no time zone; UTC will do, as times only have to sort by age.
    """
    return datetime.strptime(time, "%Y/%m/%d %H:%M:%S").replace(tzinfo=UTC).timestamp()
