"""Read the files of a commit with git, without checking it out.

The files are untrusted: only regular files are written, and only below the given folder. Blobs are
read as they are, without the filters and attributes that a checkout or `git archive` applies.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

GIT_ENVIRONMENT = {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
REGULAR_FILE_MODES = {"100644", "100755"}


class GitError(Exception):
    """Git cannot answer; the message says why."""


def find_commit(root: Path, name: str) -> str:
    """Return the hash of the commit that a branch, a tag or a hash names; empty if there is none.

    `root` may be any folder of the repository.
    """
    if name.startswith("-") or "\0" in name:  # git would take it for an option
        return ""
    # Without a commit's tree, a shallow or partial clone could not read its files
    command = ("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
    try:
        return _run_git(root, *command).decode("ascii", "replace").strip()
    except GitError:
        return ""


def write_commit_files(root: Path, commit: str, paths: tuple[str, ...], folder: Path) -> None:
    """Write the regular files that a commit has at `paths` into `folder`.

    Paths are relative to `root`, also where that is not the top of the repository. Raises GitError,
    and OSError if a file cannot be written.
    """
    files = list(_list_files(root, commit, paths))
    contents = _read_blobs(root, [blob for blob, _ in files])
    for (_, path), content in zip(files, contents, strict=True):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _list_files(
    root: Path, commit: str, paths: tuple[str, ...]
) -> Iterator[tuple[str, PurePosixPath]]:
    """Yield hash and path of the regular files of a commit, without unsafe paths."""
    listing = _run_git(root, "ls-tree", "-r", "-z", commit, "--", *paths)
    for line in listing.decode("utf-8", "surrogateescape").split("\0"):
        details, _, name = line.partition("\t")
        if not name or details.split()[0] not in REGULAR_FILE_MODES:
            continue
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or {*name} & {*'\\:*?"<>|'}:
            continue  # it could leave the folder here or on Windows, and the site has no such names
        yield details.split()[2], path


def _read_blobs(root: Path, hashes: list[str]) -> Iterator[bytes]:
    """Yield the content of each blob (`git cat-file --batch`: a line with its size, the bytes)."""
    output = _run_git(root, "cat-file", "--batch", input="".join(f"{h}\n" for h in hashes).encode())
    position = 0
    for _ in hashes:
        end = output.index(b"\n", position)
        fields = output[position:end].split()
        if len(fields) != 3:  # '<hash> missing'
            raise GitError("some of its files are missing in this clone")
        start = end + 1
        position = start + int(fields[2]) + 1
        yield output[start : position - 1]


def _run_git(root: Path, *arguments: str, input: bytes = b"") -> bytes:
    """Return what git prints. Raises GitError."""
    command = ["git", "-C", str(root), "--no-replace-objects", *arguments]
    try:
        completed = subprocess.run(
            command, env=os.environ | GIT_ENVIRONMENT, input=input, capture_output=True, check=False
        )
    except OSError as error:
        raise GitError(f"git cannot be run: {error.strerror}") from None
    if completed.returncode:
        lines = completed.stderr.decode("utf-8", "replace").strip().splitlines()
        raise GitError(lines[-1] if lines else "git failed")
    return completed.stdout
