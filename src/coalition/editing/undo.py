"""Record the last change of a command, and make the change that reverts it.

The record is a file in the project's folder that git ignores. It contains the former content of the
changed files, so `clean` removes it. A pull request could contain one all the same: only files of
`data/` and `content/` are read from it, and the command shows the change before it writes anything.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from coalition.atomic_write import replace_file
from coalition.editing.errors import EditError
from coalition.editing.git_history import is_tracked
from coalition.editing.transaction import FileChange

UNDO_FILE = ".undo.json"
UNDOABLE_FOLDERS = ("data", "content")


def record_changes(root: Path, changes: Sequence[FileChange]) -> None:
    """Record changes that have been written, in place of the former record. Raises OSError."""
    record = [
        {
            "path": change.path.relative_to(root).as_posix(),
            "before": None if change.before is None else base64.b64encode(change.before).decode(),
            "after": _digest(change.after),
        }
        for change in changes
    ]
    text = json.dumps(record, indent=1) + "\n"
    replace_file(root / UNDO_FILE, text.encode(), follow_symlinks=False)


def read_reverse_changes(root: Path) -> list[FileChange]:
    """Return the changes that revert the recorded ones.

    Raises EditError if nothing is recorded, or if a file has been changed since.
    """
    try:
        data = (root / UNDO_FILE).read_bytes()
    except OSError:
        commands = "new, import, retire, rename, remove or report"
        hint = f"it reverts the last change by {commands} on this machine"
        raise EditError("there is no change to undo", hint) from None
    try:
        record: list[dict[str, Any]] = json.loads(data)
        if not isinstance(record, list):
            raise TypeError(record)
        return [_reverse(root, item["path"], item["before"], item["after"]) for item in record]
    except (ValueError, TypeError, KeyError, binascii.Error):
        hint = "'git restore data content' reverts all changes since the last commit"
        raise EditError(f"{UNDO_FILE} is not a record of a change", hint) from None


def _reverse(root: Path, name: str, before: str | None, after: str | None) -> FileChange:
    """Return the change that gives a file its former content. Raises ValueError, EditError."""
    parts = PurePosixPath(name).parts
    path = root / name
    if len(parts) < 2 or parts[0] not in UNDOABLE_FOLDERS or ".." in parts or "\\" in name:
        raise ValueError(name)
    if not path.parent.resolve().is_relative_to(root.resolve()) or path.is_symlink():
        raise ValueError(name)
    current = path.read_bytes() if path.is_file() else None
    if _digest(current) != after:
        message = f"{name} has been changed since, so the last change cannot be undone"
        raise EditError(message, _explain_way_back(root, name, is_new=before is None))
    former = None if before is None else base64.b64decode(before, validate=True)
    return FileChange(path, name, current, former)


def _explain_way_back(root: Path, name: str, *, is_new: bool) -> str:
    """Return a hint how to revert the change of a file by hand."""
    if is_tracked(root, name):
        return f"revert it by hand: 'git diff {name}' shows all changes since the last commit"
    if is_new and (root / name).exists():
        return (
            "the file is new, so git has nothing to compare it with: delete it if it is not needed"
        )
    return "revert it by hand in an editor: git has no copy of this file"


def _digest(data: bytes | None) -> str | None:
    return None if data is None else hashlib.sha256(data).hexdigest()
